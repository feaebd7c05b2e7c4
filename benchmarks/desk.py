"""The desk under load: how long each page takes with several users at once, and what it does to memory.

usage: desk.py CORPUS [--users 10] [--minutes 5] [--pause 3] [--seed 1]

Starts ``isnad desk`` over CORPUS (copy it first: the desk writes its side file beside it) and has users walk its
pages and their API at random, one request after the other each, with a pause of --pause seconds on average between
them (0: none, heavier than people). Every page is asked for once before (what a cold start costs is told apart).
Prints for each page the number of requests, median, 95th percentile, longest, and the memory of the server at the
beginning, in the middle and at the end. Exit status 1 if a page is over 0.5 s at the 95th percentile, an answer is
an error, or memory still grows in the second half.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import httpx
import psutil
from desk_fuzz import start

from isnad.store import open_store

MOST = 0.5
"""Seconds at the 95th percentile."""
GROWTH = 1.10
"""Memory at the end, of memory in the middle."""
WORDS = ("كيدال", "الجزائر", "وساطة", "قتل", "الرئيس", "مفاوضات", "هجوم", "اتفاق السلام", "لاجئين", "الأمم المتحدة")
ACTORS = ("الجزائر", "مالي", "حماس", "الجيش السوري", "الأمم المتحدة", "تركيا")


class Load:
    """What users ask for, and how long it took."""

    def __init__(self, address: str, docs: list[str], stories: list[str]) -> None:
        self.address, self.docs, self.stories = address, docs, stories
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.lock, self.until, self.pause = Lock(), 0.0, 0.0

    def paths(self, chance: random.Random) -> list[tuple[str, str, dict[str, Any]]]:
        """Name, path and parameters of one of each page."""
        word, actor, lang = chance.choice(WORDS), chance.choice(ACTORS), chance.choice(("ar", "en"))
        doc, page = chance.choice(self.docs), chance.randrange(0, 2000, 50)
        found: list[tuple[str, str, dict[str, Any]]] = [
            ("home", "/", {}), ("search", "/search", {"offset": page}), ("search words", "/search", {"text": word}),
            ("search 1000 rows", "/search", {"limit": 1000}), ("search actor", "/search", {"actor": actor}),
            ("articles", "/search", {"view": "articles", "text": word}), ("reader", "/reader", {"doc": doc}),
            ("stories", "/stories", {}), ("timeline", "/timeline", {}),
            ("timeline actor", "/timeline", {"actor": actor}),
            ("map", "/map", {}), ("map words", "/map", {"text": word}), ("network", "/network", {}),
            ("network actor", "/network", {"actor": actor}), ("positions", "/positions", {}),
            ("positions actor", "/positions", {"actor": actor}), ("figures", "/figures", {}),
            ("figures words", "/figures", {"text": word}), ("review", "/review", {}),
            ("review article", "/review/article", {"doc": doc}), ("review rules", "/review/rules", {}),
            ("ingest", "/ingest", {}), ("audit", "/audit", {}),
            ("api search", "/api/search", {"text": word}), ("api timeline", "/api/timeline", {"actor": actor}),
        ]  # fmt: skip
        if self.stories:
            found.append(("story", f"/story/{chance.choice(self.stories)}", {}))
        return [(name, path, {**given, "lang": lang}) for name, path, given in found]

    def ask(self, client: httpx.Client, name: str, path: str, given: dict[str, Any]) -> float:
        """One request, noted."""
        began = time.perf_counter()
        answer = client.get(path, params=given)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            with self.lock:
                self.errors.append(f"{answer.status_code} {answer.url}")
        return took

    def user(self, number: int, seed: int) -> None:
        """One who goes from page to page until the time is over."""
        chance = random.Random(f"{seed}:{number}")
        with httpx.Client(base_url=self.address, timeout=120) as client:
            while time.monotonic() < self.until:
                if self.pause:
                    time.sleep(chance.uniform(0, 2 * self.pause))
                name, path, given = chance.choice(self.paths(chance))
                took = self.ask(client, name, path, given)
                with self.lock:
                    self.took[name].append(took)


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser()
    options.add_argument("corpus", type=Path)
    options.add_argument("--users", type=int, default=10)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--pause", type=float, default=3)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    with open_store(str(o.corpus)) as store:
        counts = store.counts()
    print(f"{counts.articles} articles, {counts.statements} statements, {counts.stories} stories; {o.users} users")
    server, address = start(o.corpus)
    process = psutil.Process(server.pid)
    try:
        load = _load(address)
        chance = random.Random(o.seed)
        with httpx.Client(base_url=address, timeout=300) as client:
            cold = {name: load.ask(client, name, path, given) for name, path, given in load.paths(chance)}
        memory = [process.memory_info().rss]
        begun, load.pause = process.cpu_times(), o.pause
        load.until = time.monotonic() + o.minutes * 60
        users = [Thread(target=load.user, args=(k, o.seed)) for k in range(o.users)]
        for user in users:
            user.start()
        while any(user.is_alive() for user in users):
            time.sleep(min(5.0, o.minutes * 60 / 4))
            memory.append(process.memory_info().rss)
        spent = sum(process.cpu_times()[:2]) - sum(begun[:2])
    finally:
        server.terminate()
        server.wait(60)
    asked = max(1, sum(map(len, load.took.values())))
    share = 100 * spent / o.minutes / 60
    print(f"{1000 * spent / asked:.0f} ms of CPU a request, {share:.0f} % of a core; load {psutil.getloadavg()[0]:.1f}")
    sys.exit(_told(load, cold, memory, o.minutes))


def _load(address: str) -> Load:
    with httpx.Client(base_url=address, timeout=300) as client:
        articles = client.get("/api/articles", params={"limit": 200}).text
        stories = client.get("/api/stories", params={"limit": 50}).text
    docs = re.findall(r'"doc": ?"((?:[^"\\]|\\.)*)"', articles)
    return Load(address, docs, sorted(set(re.findall(r'"id": ?"?([\w-]+)"?', stories)))[:50])


def _told(load: Load, cold: dict[str, float], memory: list[int], minutes: float) -> bool:
    print(f"{'page':<18}{'n':>6}{'cold':>8}{'median':>8}{'p95':>8}{'longest':>8}")
    slow = False
    every: list[float] = []
    for name, found in sorted(load.took.items(), key=lambda x: -_at(x[1], 0.95)):
        every += found
        slow |= _at(found, 0.95) > MOST
        print(_row(name, found, cold[name]))
    print(_row("all", every, None))
    begun, middle, end = memory[0], memory[len(memory) // 2], memory[-1]
    print(f"{len(every) / minutes / 60:.1f} requests a second")
    print(f"memory {begun / 1e6:.0f}, {middle / 1e6:.0f}, {end / 1e6:.0f} MB (highest {max(memory) / 1e6:.0f})")
    print("\n".join(load.errors[:20]) or "no errors")
    return slow or bool(load.errors) or end > middle * GROWTH


def _row(name: str, found: list[float], cold: float | None) -> str:
    first = "" if cold is None else f"{cold:.3f}"
    return f"{name:<18}{len(found):>6}{first:>8}{_at(found, 0.5):>8.3f}{_at(found, 0.95):>8.3f}{max(found):>8.3f}"


def _at(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


if __name__ == "__main__":
    main()
