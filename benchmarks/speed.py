"""How fast is the coder, stage by stage, and how much memory does it take?

    .venv/bin/python benchmarks/speed.py [--shared ../shared] [--articles 300] [--model FOLDER]

Words are what white space separates in the article as given. Time is CPU time of this process
(``time.process_time``), so that other work on the machine disturbs little; the coder uses one thread.
A stage's time is what is spent in its functions and not in those of another stage; ``cumulative`` is the
speed of a coder that stops after that stage. Articles are every n-th of ``data/news`` of *shared*, or
those of ``samples/`` where that is missing. The first ``WARM`` articles are coded before the clock starts.

The time from the start of Python to the first coding of a short article is that of a fresh process (the best
of three, wall clock and CPU). Peak memory is that of the whole run.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import itertools
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from isnad import reading
from isnad.output import jsonl
from isnad.records import Article

SHORT = 150
"""Words of the article that a fresh process codes."""
WARM = 20
"""Articles coded before the clock starts."""
ROOT = Path(__file__).resolve().parent.parent
STAGES: dict[str, tuple[str, ...]] = {
    "decode, clean, tokens": ("isnad.text.pipeline:clean", "isnad.text.pipeline:tokenise"),
    "tagger": ("isnad.text.tagger:Tagger.tag",),
    "phrases, clauses": ("isnad.text.pipeline:find_phrases", "isnad.text.pipeline:find_clauses"),
    "actors, references": (
        "isnad.coding.actors:ActorFinder.find",
        "isnad.coding.prepare:resolve",
        "isnad.coding.prepare:subjects",
    ),
    "places": ("isnad.coding.places:PlaceFinder.find",),
    "times, figures": (
        "isnad.coding.prepare:find_times",
        "isnad.coding.prepare:find_numbers",
        "isnad.coding.prepare:find_figures",
    ),
    "attribution, factuality": ("isnad.coding.prepare:attribute", "isnad.coding.prepare:govern"),
    "lexicon, features": ("isnad.coding.prepare:Preparer.__call__",),
    "network": (
        "isnad.coding.network:EventNetwork.encode",
        "isnad.coding.network:EventNetwork.triggers",
        "isnad.coding.network:EventNetwork.heads",
    ),
    "events, relations, rest": ("isnad.coding.coder:Coder.code",),
    "writing": ("isnad.coding.writer:Writer.write", "isnad.output.jsonl:render"),
}
"""What is timed: ``module:attribute`` of every function of a stage."""
FIRST = """
import sys, time
import isnad
sys.stdin.reconfigure(encoding="utf-8")
coding = isnad.load({model})(sys.stdin.read())
print(time.process_time(), len(coding.statements))
"""


class Clock:
    """CPU seconds by stage; time belongs to the innermost stage that runs."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._stack: list[str] = []
        self._since = 0.0

    def _switch(self) -> None:
        now = time.process_time()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function*, counted as *stage*."""

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            self._switch()
            self._stack.append(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._switch()
                self._stack.pop()

        return wrapper

    def install(self) -> None:
        """Put the clock around every function of ``STAGES``."""
        for stage, names in STAGES.items():
            for name in names:
                module, _, path = name.partition(":")
                owner: Any = importlib.import_module(module)
                *outer, last = path.split(".")
                for part in outer:
                    owner = getattr(owner, part)
                setattr(owner, last, self.timed(stage, getattr(owner, last)))


def lines(shared: Path, wanted: int) -> list[str]:
    """*wanted* articles as JSON lines: evenly from every news file, or from the samples."""
    sources = sorted((shared / "data" / "news").glob("*.jsonl.xz"))
    if sources:
        return [line for source in sources for line in _some(source, -(-wanted // len(sources)))]
    found = [a for a in reading.read([ROOT / "samples"]) if isinstance(a, Article)]
    made = [json.dumps({"doc": a.doc, "text": a.text}, ensure_ascii=False) for a in found]
    if not made:
        raise SystemExit(f"No articles: neither {shared / 'data' / 'news'} nor {ROOT / 'samples'} holds any.")
    return list(itertools.islice(itertools.cycle(made), wanted))


def _some(source: Path, wanted: int) -> Iterator[str]:
    with lzma.open(source, "rt", encoding="utf-8") as stream:
        total = sum(1 for _ in stream)
    with lzma.open(source, "rt", encoding="utf-8") as stream:
        yield from itertools.islice(stream, 0, None, max(1, total // wanted))


def first_result(text: str, model: Path | None) -> tuple[float, float]:
    """Wall-clock and CPU seconds from the start of a fresh process to the coding of *text*."""
    script = FIRST.format(model="None" if model is None else f"__import__('pathlib').Path({str(model)!r})")
    best = (float("inf"), float("inf"))
    for _ in range(3):
        start = time.perf_counter()
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
        best = min(best, (time.perf_counter() - start, float(done.stdout.split()[0])))
    return best


def measure(articles: list[str], model: Path | None) -> None:
    """Print the table for *articles* (JSON lines)."""
    start = time.process_time()
    import isnad  # noqa: PLC0415

    coder = isnad.load(model)
    loading = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        warm, rest = Path(folder) / "warm.jsonl", Path(folder) / "rest.jsonl"
        warm.write_text("".join(f"{line.rstrip()}\n" for line in articles[:WARM]), encoding="utf-8")
        rest.write_text("".join(f"{line.rstrip()}\n" for line in articles[WARM:]), encoding="utf-8")
        for item in reading.read([warm]):
            if isinstance(item, Article):
                jsonl.render(coder.code(item))
        clock = Clock()
        clock.install()
        start = time.process_time()
        found = [a for a in reading.read([rest]) if isinstance(a, Article)]
        clock.seconds["decode, clean, tokens"] += time.process_time() - start
        statements = 0
        for article in found:
            coding = coder.code(article)
            statements += len(coding.statements)
            jsonl.render(coding)
        total = time.process_time() - start
    words = sum(len(a.text.split()) for a in found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(found)} articles, {words} words, {statements} statements")
    print(f"loading the lexicons and the event network: {loading:.2f} s CPU")
    print(f"peak memory: {peak:.0f} MB")
    report(clock, words, total)


def report(clock: Clock, words: int, total: float) -> None:
    """Print what every stage took. *total* is in CPU seconds."""
    print(f"{'stage':<26}{'µs/word':>9}{'share':>8}{'words/s':>10}{'cumulative':>12}")
    so_far = 0.0
    for stage, seconds in clock.seconds.items():
        so_far += seconds
        own = f"{words / seconds:10.0f}" if seconds else f"{'-':>10}"
        print(f"{stage:<26}{1e6 * seconds / words:9.1f}{seconds / total:8.1%}{own}{words / so_far:12.0f}")
    print(f"{'everything':<26}{1e6 * total / words:9.1f}{1:8.1%}{words / total:10.0f}{words / total:12.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed and memory of the coder, stage by stage.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with data/news")
    parser.add_argument("--articles", type=int, default=300, help="how many articles")
    parser.add_argument("--model", type=Path, default=None, help="folder of another event network")
    options = parser.parse_args()
    articles = lines(options.shared, options.articles + WARM)
    measure(articles, options.model)
    texts = [json.loads(line)["text"] for line in articles]
    short = min(texts, key=lambda text: abs(len(text.split()) - SHORT))
    wall, cpu = first_result(short, options.model)
    print(f"fresh process to the first coding ({len(short.split())} words): {wall:.2f} s, {cpu:.2f} s CPU")


if __name__ == "__main__":
    main()
