"""Odd uploads to a desk that really listens: does it go on, and is anything stored by halves?

usage: desk_fuzz.py --out DIR [--files 600] [--seconds 600] [--first 0]

Starts ``isnad desk`` over an empty corpus in DIR and sends files as the page's form does: mutated files of every
kind (``fuzz.py``), bombs, archives in archives, wrong endings, names that try to be paths, odd forms. Looked for:
an answer of 500 or above, an upload that never ends or fails whole, a server that does not answer afterwards,
files left behind, a corpus that ``isnad check`` finds unsound, an article without its coding. Prints what it
found; the exit status is 1 if anything.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
from fuzz import ENDING, MAKE, make

from isnad.store import open_store

BATCH = 8
"""Files of one upload."""
PAUSE = 0.26
"""Seconds between uploads: a desk takes 240 changes a minute."""
ENDINGS = ("txt", "html", "jsonl", "csv", "rss", "warc", "zip", "jsonl.gz", "txt.xz", "csv.zst", "json", "atom", "tsv")
NAMES = (
    "../../../etc/cron.d/{0}", "..\\..\\{0}", "/absolute/{0}", "a b\t{0}", "خبر {0}", "\u202e{0}", "{0}" + "x" * 300,
    "C:\\{0}", "<script>{0}", "%00{0}", "'; DROP TABLE article; --{0}", "{0}\u200b", "...{0}", "~{0}",
)  # fmt: skip


def odd() -> Iterator[tuple[str, bytes]]:
    """Files made to be refused, or to do harm."""
    bomb = b"0" * 30_000_000
    inner = gzip.compress(bomb, 9)
    yield "bomb.txt.gz", inner
    yield "twice.txt.gz", gzip.compress(inner, 9)
    for level in range(1, 5):
        data, name = bomb, "a.txt"
        for k in range(level):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, data)
            data, name = out.getvalue(), f"{k}.zip"
        yield f"nested{level}.zip", data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../../../tmp/isnad-evil.txt", "/tmp/isnad-evil.txt", "C:\\evil.txt", "a\x00b.txt", "x" * 5000):
            archive.writestr(name, "وصل الوفد إلى المدينة.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield "paths.zip", out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for k in range(20_000):
            archive.writestr(f"{k}.txt", b"")
    yield "many.zip", out.getvalue()
    entities = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10 if k else "خبر"}">' for k in range(12))
    yield "laughs.rss", f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss><channel><item><title>&e11;</title></item></channel></rss>'.encode()  # noqa: E501
    yield "outside.rss", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><description>&x;</description></item></channel></rss>'
    yield "deep.json", b"[" * 200_000
    yield "deep.html", b"<div>" * 100_000 + "نص".encode()
    yield "deep.jsonl", b'{"text":' * 50_000
    yield "huge-number.jsonl", b'{"doc": "n", "text": "x", "published": ' + b"9" * 10_000 + b"}"
    yield "long-line.csv", b"text\n" + b'"' + b"x" * 2_000_000
    yield "nan.jsonl", b'{"doc": NaN, "text": Infinity}\n{"text": {"a": []}}\n{"text": null, "doc": 5}\n"x"\n7\n'
    yield "same.jsonl", json.dumps({"doc": "same", "text": "قال متحدث إن الوفد وصل."}).encode() * 3
    yield "surrogate.jsonl", b'{"doc": "\\ud800", "text": "\\udfff \\u0000 text", "title": "\\u202e"}'
    yield "nul.txt", b"\x00" * 100_000
    yield "marks.txt", "َ".encode() * 200_000
    yield "one-word.txt", "ا".encode() * 500_000
    yield "turned.txt", "\u202e\u2066".encode() * 50_000 + "خبر".encode()
    yield "half.txt", "قال".encode("utf-16")[:-1]
    yield "windows.txt", "قال متحدث إن الوفد وصل".encode("cp1256")
    yield "script.html", "<html><body><article><script>alert(1)</script><p onclick=x>وصل الوفد.</p>".encode()
    for magic in (b"%PDF-1.7", b"\x89PNG\r\n", b"MZ\x90", b"SQLite format 3\x00", b"\x7fELF", b"Rar!\x1a\x07"):
        yield f"{magic[1:4].hex()}.txt", magic + b"\x00" * 1000


def files(count: int, first: int) -> Iterator[tuple[str, bytes]]:
    """*count* names and contents; the same each time."""
    special = list(odd())
    yield from special[:count]
    kinds = sorted(MAKE)
    for k in range(first, first + count - len(special)):
        chance = random.Random(f"desk:{k}")
        kind = kinds[k % len(kinds)]
        ending = ENDING.get(kind, kind) if chance.random() < 0.8 else chance.choice(ENDINGS)
        name = chance.choice(NAMES).format(f"f{k}") if chance.random() < 0.3 else f"f{k}"
        yield f"{name}.{ending}", make(kind, k)


def start(corpus: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The desk and its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    log = corpus.with_suffix(".log").open("wb")
    command = [sys.executable, "-m", "isnad.cli", "desk", str(corpus), "--port", str(port), "--no-open"]
    environment = {**os.environ, "TMPDIR": str(corpus.parent / "tmp")}
    (corpus.parent / "tmp").mkdir(exist_ok=True)
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{address}/api/counts", timeout=5)
            break
        except httpx.HTTPError:
            time.sleep(0.5)
    return server, address


def forms(client: httpx.Client, told: Counter[str], wrong: list[str]) -> None:
    """Requests that are no proper upload."""
    multipart, coded = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
    part = b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename"
    bodies: tuple[tuple[str, bytes], ...] = (
        (multipart, b""), (multipart, b"--x"), (multipart, b"--x\r\n\r\n--x--"), ("multipart/form-data", b"--x--"),
        (multipart, part + b'="a.txt"\r\n\r\ncut'), (multipart, part + b"*=utf-8''%ff.txt\r\n\r\na\r\n--x--\r\n"),
        (multipart, b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\n\r\n--x--"), ("application/json", b"{"),
        ("application/json", b"[" * 100_000), ("application/json", b'{"text": "\\ud800"}'),
        ("application/json", b'{"text": 5, "published": 1e999}'), (coded, b"text=%ff&%=&&&=="),
        (coded, b"a=b&" * 50_000), ("text/plain", b"x"), ("", b"x"),
    )  # fmt: skip
    for path in ("/ingest", "/api/ingest/files", "/api/ingest/text"):
        for kind, body in bodies:
            answer = client.post(path, content=body, headers={"content-type": kind})
            told[f"form {answer.status_code}"] += 1
            if answer.status_code >= 500:
                wrong.append(f"{path} {kind} {body[:60]!r}: {answer.status_code}")
            time.sleep(PAUSE)


def main() -> None:
    """Send and look."""
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--files", type=int, default=600)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--first", type=int, default=0)
    o = options.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(dir=o.out)) / "corpus.db"
    server, address = start(corpus)
    began, told, wrong, ids, sent = time.monotonic(), Counter[str](), list[str](), list[int](), 0
    once = httpx.Limits(max_keepalive_connections=0)  # a kept connection may be closed while a request is on its way
    with httpx.Client(base_url=address, timeout=240, limits=once) as client:
        client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf"]
        waiting = list(files(o.files, o.first))
        while waiting and time.monotonic() - began < o.seconds:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            answer = client.post("/api/ingest/files", files=[("files", f) for f in batch])
            if answer.status_code == 422 and "wait already" in answer.text:
                waiting = batch + waiting
                time.sleep(2)
                continue
            if answer.status_code == 422 and len(batch) > 1:  # one is of a kind that is not taken: the others alone
                for one in batch:
                    answer = client.post("/api/ingest/files", files=[("files", one)])
                    _count(answer, [one], told, wrong, ids)
                    time.sleep(PAUSE)
            else:
                _count(answer, batch, told, wrong, ids)
            sent += len(batch)
            time.sleep(PAUSE)
        forms(client, told, wrong)
        _await(client, ids, began + o.seconds + 120, told, wrong)
        for path in ("/", "/ingest", "/search?view=articles", "/audit"):
            if client.get(path).status_code != 200:
                wrong.append(f"{path} does not answer afterwards")
        counts = client.get("/api/counts").json()
    if server.poll() is not None:
        wrong.append(f"the server ended: {server.returncode}")
    server.terminate()
    server.wait(60)
    left = [p for p in (corpus.parent / "tmp").iterdir() if p.name.startswith("isnad-desk-")]
    wrong += [f"left behind: {p}" for p in left]
    wrong += _unsound(corpus)
    stored = f"{counts['articles']} articles, {counts['statements']} statements stored"
    print(f"{sent} files in {time.monotonic() - began:.0f} s: {dict(sorted(told.items()))}; {stored}")
    print("\n".join(wrong) or "nothing wrong")
    sys.exit(bool(wrong))


def _count(
    answer: httpx.Response, batch: list[tuple[str, bytes]], told: Counter[str], wrong: list[str], ids: list[int]
) -> None:
    told[f"{answer.status_code}"] += 1
    if answer.status_code == 202:
        ids.append(answer.json()["id"])
    elif answer.status_code != 422:
        wrong.append(f"{answer.status_code} for {[n for n, _ in batch]}: {answer.text[:200]}")


def _await(client: httpx.Client, ids: list[int], until: float, told: Counter[str], wrong: list[str]) -> None:
    for number in ids:
        while True:
            answer = client.get(f"/api/ingest/{number}")
            job = answer.json() if answer.status_code == 200 else {"state": "forgotten", "failures": [], "added": 0}
            if job["state"] in ("done", "failed", "forgotten") or time.monotonic() > until:
                break
            time.sleep(0.5)
        told[f"upload {job['state']}"] += 1
        told["files told as not read"] += len(job["failures"])
        if job["state"] not in ("done", "forgotten"):
            wrong.append(f"upload {number} {job['names']}: {job['state']} {job['reason']}")


def _unsound(corpus: Path) -> list[str]:
    wrong = []
    with open_store(str(corpus)) as store:
        counts = store.counts()
        if counts.coded != counts.articles:  # the coder failed: that is told, and the article is kept
            wrong.append(f"{counts.articles - counts.coded} articles could not be coded")
    check = subprocess.run(
        [sys.executable, "-m", "isnad.cli", "check", str(corpus)], capture_output=True, text=True, check=False
    )
    if check.returncode:
        wrong.append(f"isnad check: {check.stdout[-1500:]}{check.stderr[-500:]}")
    return wrong


if __name__ == "__main__":
    main()
