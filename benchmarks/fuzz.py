"""Fuzzing: mutated own samples into every reader, the coder, and what else reads files or answers; counted, resumable.

usage: fuzz.py --out DIR [--seconds 600] [--targets txt,html,...] [--limit 5]
       fuzz.py --out DIR --show TARGET SEED     (print that input)

Every input is made from its target's name and number, so it can be made again. A worker runs them; a watcher ends it
when one input takes more than --limit seconds of CPU (a loop in C included), notes that input, and begins a new worker
after it. Where it stands is in DIR/state.json: the same command goes on from there. What is looked for: any
exception, any input over the limit, an answer of a reader without an item, a span outside the text, a record that its
JSON does not give back, a coding that is another one the second time.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import lzma
import mmap
import os
import random
import signal
import struct
import subprocess
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
TOKENS = [
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc2\xab", b"\xc2\xbb", b'"', b"'", b"\\",
    b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b":", b",",
    b"\n", b"\r\n", b"\t", b"<", b">", b"&", b"&amp;amp;", b"&#x10FFFF;",
    b"<!--", b"-->", b"]]>", b"<![CDATA[", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"<p>", b"</div>", b"<script>",
    b"null", b"true", b"1e999", b"-0", b"\r\n\r\n", b"Content-Length: 99999999999", b"Content-Length: -1",
    b"Transfer-Encoding: chunked", b"WARC/1.0\r\n", b"HTTP/1.1 200 OK\r\n", b"PK\x03\x04", b"\x1f\x8b\x08",
    "ـ".encode(), "َّ".encode(), "\u200f".encode(), "\u202e".encode(), "٪".encode(), "١٢٣".encode(), "ﻻ".encode(),
]  # fmt: skip
WORDS = """قال إن أن وقد لم لن سوف لا ما من إلى على في عن مع بين حتى ثم أو لكن بحسب نقلا عن مصدر مطلع وكالة الأنباء الوزير القوات الحركة
هاجم قصف قتل اعتقل نفى أكد اتفق رفض دعا هدد انسحب زار التقى 12 ١٢ 3,5 مئة ألف نحو أكثر أمس الثلاثاء مارس 2013 2013-02-20 قرب شمال
« » " ( ) ، ؛ : . ! ؟ … - – / % http://x.example &quot; <br> \u200f \u202b ـــ ًٌٍَُِّْ""".split()  # noqa: E501, SIM905
CAP = 6_000
"""Bytes of an input, packings apart."""
TEXT_CAP = 900


# -- inputs ------------------------------------------------------------------------------------------------------------


def _rows() -> list[dict[str, Any]]:
    rows = []
    for name in ("02-wires.jsonl", "04-tunisia.jsonl"):
        rows += [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]
    rows.append({"doc": "t", "text": (SAMPLES / "01-mediation-agadez.txt").read_text("utf-8")})
    return rows


ROWS = _rows()
SENTENCES = [s.strip() for r in ROWS for s in r["text"].replace("\n", ". ").split(". ") if s.strip()]


def _feed(chance: random.Random) -> bytes:
    items = "".join(
        f"<item><title>{r.get('title') or ''}</title><description>{r['text'][:400]}</description>"
        f"<pubDate>Tue, 05 Mar 2013 10:00:00 GMT</pubDate><guid>{r['doc']}</guid></item>"
        for r in chance.sample(ROWS, 2)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def _atom(chance: random.Random) -> bytes:
    r = chance.choice(ROWS)
    entry = f"<entry><id>urn:1</id><title>{r.get('title') or ''}</title><content>{r['text'][:500]}</content></entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entry}</feed>'.encode()


def _lines(chance: random.Random) -> bytes:
    rows = [{**r, "text": r["text"][:500]} for r in chance.sample(ROWS, 3)]
    return "\n".join(json.dumps(r, ensure_ascii=chance.random() < 0.3) for r in rows).encode()


def _table(chance: random.Random, mark: str = ",") -> bytes:
    rows = [["doc", "text", "published"]]
    rows += [[r["doc"], r["text"][:300].replace('"', '""'), "2013-03-05"] for r in ROWS[:3]]
    return "\n".join(mark.join(f'"{c}"' for c in row) for row in rows).encode()


def _html(chance: random.Random) -> bytes:
    page = (SAMPLES / "05-syria-page.html").read_bytes()
    if chance.random() < 0.5:
        return page
    body = "".join(f"<p>{s}.</p>" for s in chance.sample(SENTENCES, 6))
    return f"<html><head><title>t</title></head><body><article>{body}</article></body></html>".encode()


def _warc(chance: random.Random) -> bytes:
    body = _html(chance)
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    http += b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/1\r\n"
        "WARC-Date: 2015-03-01T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _plain(chance: random.Random) -> bytes:
    text = ". ".join(chance.sample(SENTENCES, 4)) + "."
    try:
        return text.encode(chance.choice(["utf-8", "utf-8", "utf-16", "cp1256"]))
    except UnicodeEncodeError:
        return text.encode()


def _zip(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.writestr("b.txt", SENTENCES[0])
    return out.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
    "zst": lambda data: zstandard.compress(data, 1),
    "zip": lambda data: _zip(data, "a.jsonl"),
}
MAKE: dict[str, Callable[[random.Random], bytes]] = {
    "txt": _plain, "html": _html, "jsonl": _lines, "csv": _table, "tsv": lambda c: _table(c, "\t"), "rss": _feed,
    "atom": _atom, "warc": _warc,
    "json": lambda c: b"[" + _lines(c).replace(b"\n", b",") + b"]",
    **dict.fromkeys(PACK, _lines),
}  # fmt: skip
ENDING = {"gz": "jsonl.gz", "xz": "jsonl.xz", "zst": "jsonl.zst"}


def mutated(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """*data* with one to six changes."""
    found = bytearray(data[:CAP])
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(found) + 1)
        size = chance.choice((1, 2, 4, 30, 300))
        match chance.randrange(9):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + size]
            case 2:
                found[at:at] = found[at : at + size] * chance.choice((1, 2, 20))
            case 3 | 4:
                found[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 200))
            case 5:
                found[at:] = other[chance.randrange(len(other) + 1) :][: CAP - at]
            case 6:
                del found[at:]
            case 7:
                found[at : at + size] = chance.randbytes(size)
            case 8:
                if at < len(found):
                    found[at] ^= 1 << chance.randrange(8)
    return bytes(found[: 2 * CAP])


def mutated_text(chance: random.Random) -> str:
    """Sentences with words and characters changed."""
    words = " . ".join(chance.sample(SENTENCES, chance.choice((1, 1, 2, 3)))).split()
    for _ in range(chance.choice((1, 3, 8, 20))):
        at = chance.randrange(len(words) + 1)
        match chance.randrange(7):
            case 0 | 1:
                words.insert(at, chance.choice(WORDS))
            case 2:
                del words[at : at + chance.choice((1, 3))]
            case 3:
                words[at:at] = words[at : at + 4] * chance.choice((1, 3))
            case 4:
                chance.shuffle(words)
            case 5 if at < len(words):
                w = words[at]
                k = chance.randrange(len(w) + 1)
                some = chance.choice(WORDS)[: chance.randint(1, 3)]
                words[at] = w[:k] + some * chance.choice((1, 1, 1, 60)) + w[k:]
            case 6 if at < len(words):
                low, high = chance.choice(((0x600, 0x700), (0x20, 0x2070), (0xFB50, 0xFF00)))
                words[at] = "".join(chr(chance.randrange(low, high)) for _ in words[at])
        words = words or ["خبر"]
    return chance.choice((" ", " ", "  ", "\n")).join(words)[:TEXT_CAP]


def make(target: str, seed: int) -> bytes:
    """The input of *target* with this number."""
    chance = random.Random(f"{target}:{seed}")
    if target in ("coder", "answer"):
        return mutated_text(chance).encode("utf-8", "surrogatepass")
    data, other = MAKE[target](chance), MAKE[chance.choice(sorted(MAKE))](chance)
    if target not in PACK:
        return mutated(data, chance, other)
    if chance.random() < 0.5:  # what is in it is broken, the packing whole
        return PACK[target](mutated(data, chance, other))
    return mutated(PACK[target](data), chance, PACK[chance.choice(sorted(PACK))](other))


# -- what is done with them --------------------------------------------------------------------------------------------


class Target:
    """Runs inputs; :meth:`run` raises when something is wrong."""

    def __init__(self, name: str) -> None:
        from isnad.records import Article  # noqa: PLC0415

        self.name = name
        self.article = Article
        folder = Path("/dev/shm" if Path("/dev/shm").is_dir() else ".")
        self.path = folder / f"isnad-fuzz-{os.getpid()}.{ENDING.get(name, name)}"
        self.coder: Any = None
        self.prepare: Any = None
        if name == "coder":
            import isnad  # noqa: PLC0415

            self.coder = isnad.load()

    def run(self, data: bytes, seed: int) -> None:
        if self.name == "coder":
            self._code(data.decode("utf-8", "surrogatepass"), seed)
        elif self.name == "answer":
            self._answer(data.decode("utf-8", "surrogatepass"), seed)
        else:
            self._read(data)

    def _read(self, data: bytes) -> None:
        from isnad.reading import Failure, read  # noqa: PLC0415
        from isnad.reading.failure import printable  # noqa: PLC0415

        self.path.write_bytes(data)
        items = list(read([self.path]))
        assert items, "nothing came of it"
        for item in items:
            if isinstance(item, Failure):
                assert item.message("ar") and printable(item.message("en")) == item.message("en")
            else:
                assert item.text.strip() and item.doc, "an article without text or id"

    def _code(self, text: str, seed: int) -> None:
        from isnad.records import Statement, spans, to_json  # noqa: PLC0415
        from isnad.records_json import compact, from_json  # noqa: PLC0415

        coding = self.coder.code(self.article(doc="f", text=text, published=None, outlet="x"))
        for s in coding.statements:
            for span in spans(s):
                assert 0 <= span.start < span.end <= len(text), (span, s.kind)
            assert s.evidence.start <= s.trigger.start and s.trigger.end <= s.evidence.end, s.kind
            assert from_json(Statement, compact(s)) == s
        assert len({s.id for s in coding.statements}) == len(coding.statements)
        if seed % 50 == 0:
            again = self.coder.code(self.article(doc="f", text=text, published=None, outlet="x"))
            assert to_json(again) == to_json(coding), "not the same the second time"

    def _answer(self, text: str, seed: int) -> None:
        from isnad.llm.answer import Reader  # noqa: PLC0415
        from isnad.text.pipeline import analyse  # noqa: PLC0415

        chance = random.Random(seed)
        doc = analyse(text)
        words = text.split() or ["x"]
        kinds: list[Any] = ["event", "relation", "figure", "agreement", "stance", "explanation", None, 3, "x"]

        def some() -> Any:
            return chance.choice((chance.choice(words), " ".join(words[:3]), "", None, 5, [chance.choice(words)], {}))

        names = """kind sentence trigger type mode actors recipients places times sources quoted factuality subject object
            measure low high of parties mediators terms conditions status holder topic stance effect causes joint""".split()  # noqa: E501, SIM905
        statement = {n: some() for n in names if chance.random() < 0.9}
        statement |= {"kind": chance.choice(kinds), "sentence": chance.choice((1, 1, 2, 0, -1, "1", None)),
                      "trigger": chance.choice(words), "factuality": "actual",
                      "type": chance.choice(("ASSAULT", "leads")),
                      "measure": "killed", "low": 1, "high": chance.choice((1, 2, 0, "x"))}  # fmt: skip
        answer = mutated(json.dumps({"statements": [statement] * 2}, ensure_ascii=False).encode(), chance, b"{}[]")
        for one in (answer.decode("utf-8", "replace"), json.dumps({"statements": [statement]})):
            Reader(doc, "m").read(one, 0, len(doc.sentences))


TARGETS = [*MAKE, "coder", "answer"]


# -- worker and watcher ------------------------------------------------------------------------------------------------

_AT = struct.Struct("<qd")


def worker(target: str, first: int, seconds: float, where: str) -> None:
    """Run inputs from number *first* on; where it stands is told through the file *where*."""
    import resource  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    one = Target(target)
    one.run(make(target, -1), 1)  # what is loaded with the first input is not its time
    with open(where, "r+b") as file, mmap.mmap(file.fileno(), _AT.size) as at:
        end = time.monotonic() + seconds
        seed = first
        while time.monotonic() < end:
            at[:] = _AT.pack(seed, time.process_time())
            try:
                one.run(make(target, seed), seed)
            except Exception:
                print(json.dumps({"seed": seed, "error": traceback.format_exc()[-1500:]}), flush=True)
            seed += 1
        at[:] = _AT.pack(seed, 0.0)
    one.path.unlink(missing_ok=True)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used: on a busy machine the clock's say nothing."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(target: str, first: int, seconds: float, limit: float, out: Path) -> tuple[int, list[dict[str, Any]]]:
    """Run a worker; the number after the last input, and what was wrong."""
    at = out / f"at-{target}"
    at.write_bytes(_AT.pack(first, 0.0))
    log = out / f"errors-{target}.jsonl"
    with log.open("w") as errors:
        command = [sys.executable, __file__, "--worker", target, str(first), str(seconds), str(at), "--out", str(out)]
        process = subprocess.Popen(command, stdout=errors, stderr=subprocess.DEVNULL)
        wrong: list[dict[str, Any]] = []
        while process.poll() is None:
            time.sleep(0.5)
            seed, since = _AT.unpack(at.read_bytes())
            if since and _cpu(process.pid) - since > limit:
                process.send_signal(signal.SIGKILL)
                process.wait()
                wrong.append({"seed": seed, "error": f"took more than {limit} s"})
        seed, since = _AT.unpack(at.read_bytes())
        if process.returncode and not wrong:
            wrong.append({"seed": seed, "error": f"the process ended with {process.returncode}"})
    wrong += [json.loads(line) for line in log.read_text().splitlines()]
    return seed + (1 if process.returncode else 0), wrong


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--seconds", type=float, default=600.0, help="in all, shared among the targets in turn")
    ap.add_argument("--targets", default=",".join(TARGETS))
    ap.add_argument("--limit", type=float, default=5.0, help="seconds of CPU that one input may take")
    ap.add_argument("--turn", type=float, default=20.0, help="seconds of one target before the next")
    ap.add_argument("--show", nargs=2, metavar=("TARGET", "SEED"))
    ap.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    told = ap.parse_args()
    if told.worker:
        target, first, seconds, where = told.worker
        worker(target, int(first), float(seconds), where)
        return
    if told.show:
        sys.stdout.buffer.write(make(told.show[0], int(told.show[1])))
        return
    told.out.mkdir(parents=True, exist_ok=True)
    where = told.out / "state.json"
    state: dict[str, Any] = json.loads(where.read_text()) if where.exists() else {}
    end = time.monotonic() + told.seconds
    while time.monotonic() < end:
        for target in told.targets.split(","):
            own = state.setdefault(target, {"inputs": 0, "seconds": 0.0, "wrong": []})
            begun = time.monotonic()
            after, wrong = watch(target, own["inputs"], min(told.turn, max(1.0, end - begun)), told.limit, told.out)
            own["inputs"] = after
            own["seconds"] += time.monotonic() - begun
            own["wrong"] += wrong
            where.write_text(json.dumps(state, indent=1))
            if time.monotonic() > end:
                break
    total = 0
    for target, own in state.items():
        total += own["inputs"]
        rate = own["inputs"] / max(own["seconds"], 1e-9)
        print(f"{target:8} {own['inputs']:9,} inputs  {rate:8,.0f}/s  wrong: {len(own['wrong'])}")
    print(f"{'in all':8} {total:9,} inputs  wrong: {sum(len(s['wrong']) for s in state.values())}")


if __name__ == "__main__":
    main()
