"""Reading input: every form that is taken, and every kind of bad input."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from datetime import date
from pathlib import Path

import pytest

from isnad.reading import MAX_CHARACTERS, Failure, read
from isnad.reading.failure import printable
from isnad.records import Article

NEWS = "قال متحدث باسم الشرطة إن ثلاثة أشخاص أوقفوا أمس قرب الميناء القديم بعد مطاردة قصيرة."
PAGE = (
    '<html lang="ar"><head><title>توقيف ثلاثة</title>'
    '<meta property="og:site_name" content="بريد الساحل">'
    '<meta property="article:published_time" content="2014-05-06T10:00:00Z"></head>'
    "<body><nav>الرئيسية رياضة</nav><article><h1>توقيف ثلاثة</h1>"
    + "".join(f"<p>{NEWS} وأضاف المصدر رقم {n} أن التحقيق جار.</p>" for n in range(6))
    + "</article></body></html>"
)


def one(path: Path | str) -> Article:
    (item,) = read([path])
    assert isinstance(item, Article), item
    return item


def failure(path: Path | str) -> Failure:
    (item,) = read([path])
    assert isinstance(item, Failure) and not item.notice, item
    for lang in ("ar", "en"):
        assert printable(str(item.values["where"])) in item.message(lang)
    return item


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_plain_text_keeps_every_character(tmp_path: Path) -> None:
    article = one(put(tmp_path, "خبر.txt", f"{NEWS}\r\n\r\n{NEWS}\n"))
    assert article == Article(doc="خبر", text=f"{NEWS}\r\n\r\n{NEWS}\n")


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert one(put(tmp_path, "a.txt", NEWS.encode(encoding))).text == NEWS


def test_given_date_is_for_articles_without_one(tmp_path: Path) -> None:
    rows = [{"doc": "a", "text": NEWS, "published": "27/05/2017"}, {"doc": "b", "text": NEWS}]
    path = put(tmp_path, "x.jsonl", "\n".join(json.dumps(r) for r in rows))
    assert [a.published for a in read([path], date(2020, 1, 2)) if isinstance(a, Article)] == [
        date(2017, 5, 27),
        date(2020, 1, 2),
    ]


def test_json_lines(tmp_path: Path) -> None:
    row = {
        "doc": 7,
        "text": NEWS,
        "title": "ت",
        "outlet": "النهر",
        "published": "2015-07-26 17:11:39",
        "url": "u",
    }
    path = put(tmp_path, "x.jsonl", json.dumps(row) + "\n\n" + json.dumps({"text": NEWS}, ensure_ascii=False))
    first, second = read([path])
    assert first == Article(
        doc="7", text=NEWS, title="ت", outlet="النهر", published=date(2015, 7, 26), url="u"
    )
    assert isinstance(second, Article) and second.doc == "x:3"


def test_json_list_object_and_lines_under_the_name_json(tmp_path: Path) -> None:
    row = {"doc": "a", "text": NEWS}
    for data in (json.dumps([row]), json.dumps(row, indent=2), json.dumps(row) + "\n"):
        assert one(put(tmp_path, "x.json", data)).doc == "a"
    path = put(tmp_path, "x.json", json.dumps(row) + "\n" + json.dumps({"doc": "b", "text": NEWS}))
    assert [i.doc for i in read([path]) if isinstance(i, Article)] == ["a", "b"]


def test_html(tmp_path: Path) -> None:
    article = one(put(tmp_path, "page.html", PAGE))
    assert (article.doc, article.title, article.published) == ("page", "توقيف ثلاثة", date(2014, 5, 6))
    assert article.outlet == "بريد الساحل"
    assert NEWS in article.text and "رياضة" not in article.text and "<p>" not in article.text


def test_html_in_windows_1256_without_ending(tmp_path: Path) -> None:
    assert NEWS in one(put(tmp_path, "page", PAGE.encode("cp1256"))).text


def test_page_without_a_date_gets_none(tmp_path: Path) -> None:
    page = PAGE.replace("2014-05-06T10:00:00Z", "").replace(NEWS, NEWS + " في 3 آذار 2009", 1)
    assert one(put(tmp_path, "p.html", page)).published is None


def test_folder_is_sorted_recursive_and_tells_what_it_leaves(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", NEWS)
    put(tmp_path, "a/z.txt", NEWS)
    put(tmp_path, "a/c.jsonl.gz", gzip.compress(json.dumps({"text": NEWS}).encode()))
    put(tmp_path, ".hidden/d.txt", NEWS)
    put(tmp_path, "photo.jpg", b"\xff\xd8\xff\xe0")
    notice, *articles = read([tmp_path])
    assert isinstance(notice, Failure) and notice.notice and "photo.jpg" in notice.message("en")
    assert [a.doc for a in articles if isinstance(a, Article)] == ["a/c:1", "a/z", "b"]


def test_packed_files(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.txt.gz", gzip.compress(NEWS.encode("cp1256")))) == Article(doc="a", text=NEWS)
    assert one(put(tmp_path, "b.txt.xz", lzma.compress(NEWS.encode()))) == Article(doc="b", text=NEWS)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(json.dumps({"text": NEWS}).encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert one("-").doc == "stdin:1"
    Stdin.buffer = io.BytesIO(NEWS.encode())
    assert one("-") == Article(doc="stdin", text=NEWS)


def test_same_id_twice(tmp_path: Path) -> None:
    paths = [put(tmp_path, "x/n.txt", NEWS), put(tmp_path, "y/n.txt", NEWS)]
    first, notice, second = read(paths)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(notice, Failure)
    assert (first.doc, second.doc, notice.notice) == ("n", "n~2", True)


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("empty.txt", b"", "error.empty"),
        ("blank.txt", b" \n\t\n", "error.empty"),
        ("empty.jsonl", b"", "error.empty"),
        ("picture.txt", bytes(range(256)) * 40, "error.binary"),
        ("latin.txt", "Les négociations ont repris à Alger.".encode("latin-1"), "error."),
        ("english.txt", b"The talks were resumed on Monday.", "error.no_arabic"),
        ("noise.txt", bytes(range(0x80, 0xA0)) * 30, "error."),
        ("broken.html", b"<html><body><div", "error.html"),
        ("menu.html", "<html><body><a href='/'>الرئيسية</a></body></html>".encode(), "error.html"),
        ("cut.txt.gz", gzip.compress(NEWS.encode() * 50)[:-30], "error.compressed"),
        ("cut.txt.xz", lzma.compress(NEWS.encode() * 50)[:-30], "error.compressed"),
        ("damaged.jsonl.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xffnonsense", "error.compressed"),
        ("list.jsonl", b"[1, 2]", "error.json_object"),
        ("bad.json", b"[{", "error.json"),
        ("deep.jsonl", b'{"text": ' + b"[" * 200_000 + b"\n", "error.json"),
        ("null.jsonl", b'{"text": null, "body": "x"}', "error.no_text"),
        ("long.txt", ("كلمة " * (MAX_CHARACTERS // 4)).encode(), "error.long"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, key: str) -> None:
    assert failure(put(tmp_path, name, data)).key.startswith(key)


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    assert failure(tmp_path / "no.txt").key == "error.missing"
    assert failure(tmp_path).key == "error.no_articles"
    assert failure("bad\x00name").key in ("error.missing", "error.unreadable")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.txt", NEWS)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    found = failure(path)
    assert found.key == "error.unreadable" and "Permission denied" in found.message("en")


def test_bad_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    good = json.dumps({"doc": "g", "text": NEWS}).encode()
    long = b'{"text": "' + b"x" * (10 * 1024 * 1024) + b'"}'
    path = put(tmp_path, "mixed.jsonl", b"\n".join([b"{oops", long, b'{"doc": "t"}', good, good]))
    items = list(read([path]))
    failures = [i for i in items if isinstance(i, Failure) and not i.notice]
    assert [(f.key, f.values["where"]) for f in failures] == [
        ("error.json", f"{path}:1"),
        ("error.long", f"{path}:2"),
        ("error.no_text", f"{path}:3"),
    ]
    assert [i.doc for i in items if isinstance(i, Article)] == ["g", "g~2"]


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    path = put(tmp_path, "s.jsonl", b'{"text": "\\ud800 ' + NEWS.encode() + b'"}')
    assert one(path).text == f"\ufffd {NEWS}"


def test_date_not_understood_is_told(tmp_path: Path) -> None:
    notice, article = read([put(tmp_path, "d.jsonl", json.dumps({"text": NEWS, "published": "قريبا"}))])
    assert isinstance(notice, Failure) and notice.notice and "قريبا" in notice.message("ar")
    assert isinstance(article, Article) and article.published is None


def test_characters_lost_are_told(tmp_path: Path) -> None:
    notice, article = read([put(tmp_path, "a.txt", (NEWS * 3).encode("utf-16")[:-1])])
    assert isinstance(notice, Failure) and notice.key == "notice.lost"
    assert isinstance(article, Article) and article.text.startswith(NEWS)
