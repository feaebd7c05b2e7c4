"""Every kind of bad file: named, with what to do, and none stops the run."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from isnad.corpus.adding import add
from isnad.reading import MAX_CHARACTERS, Failure, Options, packed, read, sources
from isnad.records import Article
from isnad.store import open_store
from quick_coder import quick

NEWS = "قال متحدث باسم الشرطة إن ثلاثة أشخاص أوقفوا أمس قرب الميناء القديم بعد مطاردة قصيرة."
LINE = json.dumps({"doc": "g", "text": NEWS}, ensure_ascii=False).encode()
ZEROS = b"\x00" * 1024


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(zipped({"a.txt": NEWS.encode()}))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def unknown_method_zip() -> bytes:
    data = bytearray(zipped({"a.txt": NEWS.encode()}))
    data[8:10] = b"\x63\x00"
    at = data.index(b"PK\x01\x02")
    data[at + 10 : at + 12] = b"\x63\x00"
    return bytes(data)


def broken_member_zip() -> bytes:
    data = bytearray(zipped({"a.txt": (NEWS * 20).encode()}, zipfile.ZIP_STORED))
    data[80:90] = b"##########"
    return bytes(data)


def tarred() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(LINE)
        archive.addfile(info, io.BytesIO(LINE))
    return data.getvalue()


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(ZEROS * 64) for _ in range(100)) + packer.flush()


def nested(times: int) -> bytes:
    data = LINE
    for _ in range(times):
        data = gzip.compress(data)
    return data


def warc(status: str = "200 OK", kind: str = "text/html", body: bytes = b"<html><body>x</body></html>") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/1\r\n"
        "WARC-Date: 2015-03-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "'
    + NEWS
    + '">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss><channel><title>t</title><item><title>&i;</title><description>&i;</description></item></channel></rss>"
).encode()
OFFICE = {"[Content_Types].xml": b"<x/>", "word/document.xml": NEWS.encode()}

BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty.txt": ("error.empty", lambda: b""),
    "blank.txt": ("error.empty", lambda: b" \n\r\n\t"),
    "only_mark.txt": ("error.empty", lambda: b"\xef\xbb\xbf"),
    "binary.txt": ("error.binary", lambda: bytes(range(256)) * 40),
    "zeros.txt": ("error.", lambda: ZEROS * 10),
    "english.txt": ("error.no_arabic", lambda: b"The talks were resumed on Monday."),
    "french_latin1.txt": ("error.", lambda: "Les négociations ont repris à Alger.".encode("latin-1")),
    "noise.txt": ("error.", lambda: bytes(range(0x80, 0xA0)) * 30),
    "too_long.txt": ("error.long", ("كلمة " * (MAX_CHARACTERS // 4)).encode),
    "menu.html": ("error.html", "<html><body><a href='/'>الرئيسية</a></body></html>".encode),
    "broken.html": ("error.html", lambda: b"<html><body><div"),
    "empty.jsonl": ("error.empty", lambda: b"\n\n"),
    "cut.jsonl": ("error.json", lambda: LINE[:-9]),
    "list.jsonl": ("error.json_object", lambda: b"[1, 2]"),
    "number.jsonl": ("error.json_object", lambda: b"42"),
    "no_text.jsonl": ("error.no_text", lambda: b'{"body": "x", "text": null}'),
    "text_list.jsonl": ("error.no_text", lambda: b'{"text": ["x"]}'),
    "blank_text.jsonl": ("error.no_text", lambda: b'{"text": "  "}'),
    "deep.jsonl": ("error.json", lambda: b'{"text": ' + b"[" * 200_000),
    "long_line.jsonl": ("error.long", lambda: b'{"text": "' + b"x" * (9 * 1024 * 1024) + b'"}'),
    "not.json": ("error.json", lambda: b"{'text': 'x'}"),
    "empty.csv": ("error.empty", lambda: b""),
    "header_only.csv": ("error.empty", lambda: b"doc,text\n"),
    "other_columns.csv": ("error.columns", "body,date\nنص,2015\n".encode),
    "short_rows.csv": ("error.no_text", lambda: b"doc,date,text\n1,2015-01-01\n"),
    "open_quote.csv": ("error.table", lambda: b'text\n"' + ("نص " * (MAX_CHARACTERS // 2)).encode()),
    "binary.csv": ("error.binary", lambda: bytes(range(256)) * 40),
    "other.xml": ("error.no_feed", lambda: b'<?xml version="1.0"?><catalog><book/></catalog>'),
    "empty_feed.rss": ("error.no_items", lambda: b"<rss><channel><title>x</title></channel></rss>"),
    "no_words.atom": ("error.no_text", lambda: b"<feed><title>x</title><entry><title>y</title></entry></feed>"),
    "not_xml.rss": ("error.", NEWS.encode),
    "entities.xml": ("error.", lambda: XML_BOMB),
    "pictures.warc": ("error.no_pages", lambda: warc(kind="image/png")),
    "not_found.warc": ("error.no_pages", lambda: warc("404 Not Found")),
    "no_article.warc": ("error.html", warc),
    "nonsense.warc": ("error.", lambda: NEWS.encode() * 30),
    "cut.warc": ("error.", lambda: warc()[:330]),
    "cut.txt.gz": ("error.compressed", lambda: gzip.compress(NEWS.encode() * 50)[:-30]),
    "damaged.jsonl.gz": ("error.compressed", lambda: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xffnonsense"),
    "bad_sum.txt.gz": ("error.compressed", lambda: gzip.compress(NEWS.encode())[:-8] + b"\x00" * 8),
    "cut.txt.xz": ("error.compressed", lambda: lzma.compress(NEWS.encode() * 50)[:-30]),
    "cut.jsonl.zst": ("error.compressed", lambda: zstandard.compress(os.urandom(9000).hex().encode())[:-30]),
    "damaged.jsonl.zst": ("error.compressed", lambda: b"\x28\xb5\x2f\xfd" + b"\xff" * 40),
    "bomb.jsonl.gz": ("error.bomb", gzip_bomb),
    "bomb.jsonl.xz": ("error.bomb", lambda: lzma.compress(ZEROS * 4_000, preset=1)),
    "bomb.jsonl.zst": ("error.bomb", lambda: zstandard.compress(ZEROS * 4_000)),
    "bomb.zip": ("error.bomb", lambda: zipped({"a.jsonl": ZEROS * 4_000})),
    "many_bombs.zip": ("error.bomb", lambda: zipped({f"{n}.jsonl": ZEROS * 700 for n in range(3)})),
    "huge_dictionary.txt.xz": ("error.compressed", lambda: lzma.compress(
        NEWS.encode(), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 24}])),
    "bomb.txt.gz": ("error.bomb", gzip_bomb),
    "russian_doll.txt.gz": ("error.nested", lambda: nested(5)),
    "cut.zip": ("error.compressed", lambda: zipped({"a.txt": NEWS.encode()})[:-30]),
    "empty.zip": ("error.no_members", lambda: zipped({})),
    "pictures.zip": ("error.no_members", lambda: zipped({"a.jpg": b"\xff\xd8"})),
    "secret.zip": ("error.encrypted", encrypted_zip),
    "odd_method.zip": ("error.method", unknown_method_zip),
    "bad_member.zip": ("error.compressed", broken_member_zip),
    "bad_in_good.zip": ("error.empty", lambda: zipped({"x/empty.txt": b"", "y.jpg": b"1"})),
    "word.zip": ("error.document", lambda: zipped(OFFICE)),
    "letter.docx": ("error.document", lambda: zipped(OFFICE)),
    "report.pdf": ("error.document", lambda: b"%PDF-1.7\n"),
    "pdf_named.txt": ("error.document", lambda: b"%PDF-1.7\n"),
    "old.doc": ("error.document", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ZEROS),
    "letter.rtf": ("error.document", lambda: b"{\\rtf1 x}"),
    "sheet.xlsx": ("error.document", lambda: zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
    "other.db": ("error.document", lambda: b"SQLite format 3\x00" + ZEROS),
    "data.parquet": ("error.document", lambda: b"PAR1" + ZEROS),
    "photo.txt": ("error.document", lambda: b"\xff\xd8\xff\xe0" + ZEROS),
    "news.tar": ("error.archive", tarred),
    "tar_named.txt.gz": ("error.archive", lambda: gzip.compress(tarred())),
    "news.tar.gz": ("error.archive", lambda: gzip.compress(tarred())),
    "news.rar": ("error.archive", lambda: b"Rar!\x1a\x07\x01\x00"),
    "news.7z": ("error.archive", lambda: b"7z\xbc\xaf\x27\x1c"),
    "news.jsonl.bz2": ("error.archive", lambda: b"BZh91AY"),
}  # fmt: skip
"""File name to the message that is expected and the bytes."""
ADVICE = re.compile(r"[;؛,] ?\S+ .*\S")


@pytest.fixture(autouse=True)
def _small_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(packed, "_XZ_MEMORY", 10 << 20)


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(BAD[name][1]())
    return path


def test_there_are_more_than_thirty_kinds() -> None:
    assert len(BAD) >= 30 and len({key for key, _ in BAD.values()}) >= 18


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    items = list(read([put(tmp_path, name)]))
    failures = [i for i in items if isinstance(i, Failure) and not i.notice]
    assert failures and not any(isinstance(i, Article) for i in items)
    assert any(f.key.startswith(BAD[name][0]) for f in failures), failures
    for lang in ("en", "ar"):
        message = failures[0].message(lang)
        assert name in message and ADVICE.search(message), message


def test_none_of_them_stops_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in BAD:
        put(folder, name)
    (folder / "another_empty.txt").write_text("")
    (folder / "zz_last.txt").write_text(NEWS)
    (folder / "aa_first.jsonl").write_bytes(b"{bad\n" + LINE + b"\n")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    missing = tmp_path / "missing.txt"
    with open_store(tmp_path / "c.db") as store:
        report = add(store, [missing, folder], Options(), make_coder=quick)  # type: ignore[arg-type]
        assert sorted(a.article.doc for a in store.articles()) == ["g", "zz_last"]
    told = " ".join(f.message() for f in report.failures)
    others = ["gone.txt", "missing.txt", "pipe.txt", "aa_first.jsonl", "another_empty.txt"]
    assert [name for name in [*BAD, *others] if name not in told] == []


def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(NEWS)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with open_store(tmp_path / "c.db") as store:
        monkeypatch.setattr(Path, "open", refuse)
        report = add(store, [path], make_coder=quick)  # type: ignore[arg-type]
    (failure,) = report.failures
    assert failure.key == "error.unreadable" and "Permission denied" in failure.message()


def test_a_json_list_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_JSON_BYTES", 1 << 20)
    path = tmp_path / "list.json"
    path.write_bytes(b"[" + LINE + (b"," + LINE) * 10_000 + b"]")
    (failure,) = read([path])
    assert isinstance(failure, Failure) and failure.key == "error.big_json" and "1 MiB" in failure.message()


def test_what_was_read_before_the_damage_is_kept(tmp_path: Path) -> None:
    lines = b"\n".join(LINE.replace(b'"g"', f'"g{n}"'.encode()) for n in range(2000))
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:-400])
    items = list(read([path]))
    assert len([i for i in items if isinstance(i, Article)]) > 100
    assert [i.key for i in items if isinstance(i, Failure)][-1] == "error.compressed"


def test_names_that_a_terminal_would_obey_or_utf8_cannot_write(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    names = [b"\xff\xfe.txt", b"a\x1b[2Jb.txt", "\u202egpj.txt".encode()]
    for n, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(f"{NEWS} {n}")
        (folder / os.fsdecode(name.replace(b".txt", b"_empty.txt"))).write_text("")
    (folder / "z.zip").write_bytes(zipped({"x\x1b[31m.txt": b"", "y\x1b.txt": NEWS.encode()}))
    with open_store(tmp_path / "c.db") as store:
        report = add(store, [folder], make_coder=quick)  # type: ignore[arg-type]
        assert report.added == 4 and len(report.failures) == 4
        assert len({a.article.doc for a in store.articles()}) == 4
    for failure in report.failures:
        assert failure.message().isprintable() and failure.message().encode()
