"""Tables, feeds, web archives and packings that hold articles."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from datetime import date
from pathlib import Path

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from isnad.reading import Failure, read
from isnad.records import Article

NEWS = "قال متحدث باسم الشرطة إن ثلاثة أشخاص أوقفوا أمس قرب الميناء القديم بعد مطاردة قصيرة."
MORE = "أعلن المجلس المحلي تأجيل الاجتماع إلى يوم الأحد المقبل."
LINE = json.dumps({"doc": "g", "text": NEWS}, ensure_ascii=False).encode()
PAGE = (
    '<html lang="ar"><head><title>توقيف ثلاثة</title><meta property="og:site_name" content="بريد الساحل">'
    '<meta property="article:published_time" content="2014-05-06T10:00:00Z"></head><body><article>'
    + "".join(f"<p>{NEWS} وأضاف المصدر رقم {n} أن التحقيق جار.</p>" for n in range(6))
    + "</article></body></html>"
)


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def articles(path: Path, **options: object) -> list[Article]:
    items = list(read([path], **options))  # type: ignore[arg-type]
    assert [i for i in items if isinstance(i, Failure)] == []
    return [i for i in items if isinstance(i, Article)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table_with_columns_named(tmp_path: Path, mark: str) -> None:
    names = ["رقم", "متن", "عنوان", "يوم", "جريدة", "رابط"]
    row = ["7", f'"{NEWS}\nسطر ثان"', "ت", "27/05/2017", "النهر", "u"]
    path = put(tmp_path, "x.csv", f"{mark.join(names)}\n{mark.join(row)}")
    columns = {"doc": "رقم", "text": "متن", "title": "عنوان", "published": "يوم", "outlet": "جريدة", "url": "رابط"}
    assert articles(path, columns=columns) == [
        Article(doc="7", text=f"{NEWS}\nسطر ثان", title="ت", outlet="النهر", published=date(2017, 5, 27), url="u")
    ]


def test_a_table_with_our_names_needs_no_columns(tmp_path: Path) -> None:
    path = put(tmp_path, "x.csv", ("\ufeff" + f"text,outlet\n{NEWS},النهر\n\n{MORE},\n").encode())
    assert articles(path) == [Article(doc="x:1", text=NEWS, outlet="النهر"), Article(doc="x:2", text=MORE)]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-8-sig"])
def test_tables_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    assert articles(put(tmp_path, "x.csv", f"doc,text\n1,{NEWS}\n2,{MORE}\n".encode(encoding)))[1].text == MORE


def test_a_bad_row_of_a_table_costs_that_row(tmp_path: Path) -> None:
    items = list(read([put(tmp_path, "x.csv", f"doc,text\n1,{NEWS}\n2\n3,{MORE}\n")]))
    assert [i.doc if isinstance(i, Article) else (i.key, i.values["where"]) for i in items] == [
        "1", ("error.no_text", f"{tmp_path}/x.csv:3"), "3",
    ]  # fmt: skip


def test_json_lines_with_other_keys(tmp_path: Path) -> None:
    path = put(tmp_path, "x.jsonl", json.dumps({"id": 5, "body": NEWS, "text": "x"}))
    assert articles(path, columns={"text": "body", "doc": "id"}) == [Article(doc="5", text=NEWS)]


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>بريد الساحل</title><link>https://x.example</link>
<item><title>توقيف &amp;quot;ثلاثة&amp;quot;</title><link>https://x.example/1</link><guid>g-1</guid>
<pubDate>Mon, 30 Jul 2018 07:12:48 GMT</pubDate><description>&lt;p&gt;ملخص قصير&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>{NEWS}</p><script>x()</script><p>{MORE}</p>]]></content:encoded></item>
<item><title>ثان</title><link>https://x.example/2</link><dc:date>2018-07-31T10:00:00+01:00</dc:date>
<description>{MORE}</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>الأفق</title>
<entry><title type="html">&lt;b&gt;هدنة&lt;/b&gt;</title><id>tag:1</id><link rel="self" href="s"/><link href="https://y.example/1"/>
<published>2019-02-03T10:00:00Z</published><updated>2019-02-04T10:00:00Z</updated>
<summary>قصير</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{NEWS}</p><p>{MORE}</p></div></content>
</entry></feed>"""


@pytest.mark.parametrize("name", ["f.rss", "f.xml", "feed"])
def test_rss(tmp_path: Path, name: str) -> None:
    assert articles(put(tmp_path, name, RSS)) == [
        Article(doc="g-1", text=f"{NEWS}\n{MORE}", title='توقيف "ثلاثة"', outlet="بريد الساحل",
                published=date(2018, 7, 30), url="https://x.example/1"),
        Article(doc="https://x.example/2", text=MORE, title="ثان", outlet="بريد الساحل",
                published=date(2018, 7, 31), url="https://x.example/2"),
    ]  # fmt: skip


def test_atom(tmp_path: Path) -> None:
    assert articles(put(tmp_path, "f.atom", ATOM)) == [
        Article(doc="tag:1", text=f"{NEWS}\n{MORE}", title="هدنة", outlet="الأفق", published=date(2019, 2, 3),
                url="https://y.example/1")
    ]  # fmt: skip


def test_a_feed_cut_short_gives_what_is_there(tmp_path: Path) -> None:
    path = put(tmp_path, "f.rss", RSS[: RSS.index("<item><title>ثان") + 200])
    found = [i for i in read([path]) if isinstance(i, Article)]
    assert found[0].doc == "g-1" and found[0].text == f"{NEWS}\n{MORE}"


def crawl(packed: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    answers = [
        ("https://x.example/1", "200 OK", "text/html; charset=utf-8", PAGE.encode(), None),
        ("https://x.example/1.jpg", "200 OK", "image/jpeg", b"\xff\xd8", None),
        ("https://x.example/gone", "404 Not Found", "text/html", PAGE.encode(), None),
        ("https://x.example/old", "200 OK", "text/html; charset=windows-1256", PAGE.encode("cp1256"), None),
        ("https://x.example/2", "200 OK", "text/html", gzip.compress(PAGE.replace("ثلاثة", "أربعة").encode()), "gzip"),
        ("https://x.example/menu", "200 OK", "text/html", "<html><body>قائمة</body></html>".encode(), None),
    ]
    for address, status, kind, body, coding in answers:
        fields = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        fields += [("Content-Encoding", coding)] if coding else []
        headers = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
    text = writer.create_warc_record(
        "https://x.example/wet", "conversion", payload=io.BytesIO(MORE.encode()), warc_content_type="text/plain"
    )
    writer.write_record(text)
    return out.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive(tmp_path: Path, packed: bool) -> None:
    items = list(read([put(tmp_path, "c.warc.gz" if packed else "c.warc", crawl(packed))]))
    found = [i for i in items if isinstance(i, Article)]
    assert [a.doc.removeprefix("https://x.example/") for a in found] == ["1", "old", "2", "wet"]
    assert found[0].title == "توقيف ثلاثة" and found[0].outlet == "بريد الساحل"
    assert found[0].published == date(2014, 5, 6) and found[0].url == "https://x.example/1"
    assert NEWS in found[1].text and "أربعة أشخاص" in found[2].text and found[3].published is None
    (menu,) = (i for i in items if isinstance(i, Failure))
    assert (menu.key, menu.values["where"]) == ("error.html", f"{tmp_path}/c.warc{'.gz' * packed}:https://x.example/menu")


def test_a_web_archive_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    data = crawl(False)
    items = list(read([put(tmp_path, "c.warc", data[: data.index(b"https://x.example/old") + 300])]))
    assert [i.doc for i in items if isinstance(i, Article)][:1] == ["https://x.example/1"]


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), (".zst", zstandard.compress)]
)
def test_packings(tmp_path: Path, ending: str, pack: object) -> None:
    assert callable(pack)
    assert articles(put(tmp_path, f"a.jsonl{ending}", pack(LINE))) == [Article(doc="g", text=NEWS)]
    two = pack(LINE + b"\n") + pack(LINE.replace(b'"g"', b'"h"'))
    assert [a.doc for a in articles(put(tmp_path, f"b.jsonl{ending}", two))] == ["g", "h"]
    assert articles(put(tmp_path, f"c.csv{ending}", pack(f"doc,text\n1,{NEWS}".encode())))[0].doc == "1"


def test_a_zip_of_many_kinds(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("b/z.jsonl.gz", gzip.compress(LINE))
        archive.writestr("a.txt", MORE)
        archive.writestr("b/feed.rss", RSS)
        archive.writestr("__MACOSX/a.txt", "x")
        archive.writestr("photo.jpg", "x")
    path = put(tmp_path, "n.zip", data.getvalue())
    assert [a.doc for a in articles(path)] == ["n/a", "g-1", "https://x.example/2", "g"]
    assert [a.doc for a in articles(put(tmp_path, "m.zip.gz", gzip.compress(data.getvalue())))][:1] == ["m/a"]


def test_great_but_honest_growth_is_read(tmp_path: Path) -> None:
    lines = b"".join(LINE.replace(b'"g"', f'"{n}"'.encode()) + b"\n" for n in range(3000))
    packed = lzma.compress(lines)
    assert len(lines) > 50 * len(packed)
    assert len(articles(put(tmp_path, "a.jsonl.xz", packed))) == 3000


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Mon, 30 Jul 2018 07:12:48 GMT", date(2018, 7, 30)),
        ("Sun, 15 Jul 2018 21:56:56 +0400", date(2018, 7, 15)),
        ("01/07/2016", date(2016, 7, 1)),
        ("2017-01-26T08:31:00+01:00", date(2017, 1, 26)),
        ("2017-01-22T171800", date(2017, 1, 22)),
        ("2015-07-21 02:51:32", date(2015, 7, 21)),
    ],
)
def test_dates_as_outlets_write_them(tmp_path: Path, value: str, day: date) -> None:
    (article,) = articles(put(tmp_path, "x.jsonl", json.dumps({"text": NEWS, "published": value})))
    assert article.published == day
