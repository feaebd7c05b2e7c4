"""A walk over the desk's OpenAPI document: odd values for every parameter and body of every operation; no 5xx may come.

usage: desk_api.py CORPUS [--requests 2000] [--seconds 300] [--seed 1]     (CORPUS is changed: give a copy)

For each operation, parameters are drawn from what the schema allows, from its bounds, from values of other types,
and from ids that the corpus has; bodies likewise, and broken ones. Also asked: that answers of 200 fit what the
document says of them, as far as required fields go. Prints how many answers of each status came and every answer
of 500 or above; exit status 1 if there was one.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient

from isnad.desk.app import create_app
from isnad.desk.settings import Settings

ODD: tuple[Any, ...] = (
    "", " ", "0", "-1", "1e999", "NaN", "99999999999999999999", "null", "true", "[]", "{}", "\x00", "\u202e", "%",
    "%00", "'; DROP TABLE article; --", '" OR 1=1', "<script>alert(1)</script>", "../../etc/passwd", "كيدال", "قال*",
    "\"كيدال",
    "AND OR NOT", "(", "NEAR(", "*", "^", ":", "-", "\ud7ff", "𝕏", "ا" * 3000, "2013-02-30", "0000-00-00",
    "9999-12-31", "2012-10-02", "MLI", "ar", "en", "event", "ASSAULT", "Mali", "1", "5", "a,b,c", ",,,", "\n", "\t",
    "x" * 20000,
)  # fmt: skip


class Walk:
    """Draws requests."""

    def __init__(self, document: dict[str, Any], known: list[str], chance: random.Random) -> None:
        self.document, self.known, self.chance = document, known, chance

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema that a reference means."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def value(self, schema: dict[str, Any], depth: int = 0) -> Any:
        """Something for *schema*, now and then something else."""
        schema, chance = self.resolved(schema), self.chance
        if depth > 6 or chance.random() < 0.15:
            return chance.choice((*ODD, None, 0, -1, 10**30, 0.5, True, [], {}, [None], {"": None}))
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return self.value(chance.choice(schema[several]), depth + 1)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        return self._typed(schema, depth)

    def _typed(self, schema: dict[str, Any], depth: int) -> Any:
        chance = self.chance
        match schema.get("type"):
            case "integer" | "number":
                bounds = [schema[k] for k in ("minimum", "maximum", "default") if k in schema]
                return chance.choice([*bounds, *(b + 1 for b in bounds), *(b - 1 for b in bounds), 0, 1, 2, 7])
            case "boolean":
                return chance.random() < 0.5
            case "array":
                return [self.value(schema.get("items", {}), depth + 1) for _ in range(chance.choice((0, 1, 1, 2, 5)))]
            case "object" | None:
                made = {
                    name: self.value(inner, depth + 1)
                    for name, inner in schema.get("properties", {}).items()
                    if name in schema.get("required", ()) or chance.random() < 0.6
                }
                return made if chance.random() < 0.95 else {**made, chance.choice(ODD): 1}
            case "null":
                return None
        if schema.get("format") == "date":
            return chance.choice(("2012-10-02", "2013-03-01", "0001-01-01", "9999-12-31", "2013-02-30"))
        return chance.choice((*ODD, *self.known, *self.known))

    def request(self, path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
        """What to ask *path* with."""
        query: list[tuple[str, str]] = []
        for p in told.get("parameters", ()):
            if not p.get("required") and p["in"] == "query" and self.chance.random() < 0.6:
                continue
            value = self.value(p["schema"])
            if p["in"] == "path":
                path = path.replace("{" + p["name"] + "}", quote(_text(value), safe="") or "x")
            elif p["in"] == "query":
                query += [(p["name"], _text(v)) for v in (value if isinstance(value, list) else [value])]
        made: dict[str, Any] = {"method": method.upper(), "url": path, "params": query}
        content = told.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            made["headers"] = {"content-type": "application/json"}
            body = json.dumps(self.value(content["application/json"]["schema"]))
            made["content"] = body if self.chance.random() < 0.9 else body[: len(body) // 2]
        elif content:
            name = self.chance.choice(("a.txt", "a.jsonl", "a", "a.zip", "\u202e.txt"))
            made["files"] = [("files", (name, b"x" * self.chance.choice((0, 1, 500))))]
        return made


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def main() -> None:
    """Walk."""
    options = argparse.ArgumentParser()
    options.add_argument("corpus", type=Path)
    options.add_argument("--requests", type=int, default=2000)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    chance, statuses, wrong = random.Random(o.seed), Counter[int](), list[str]()
    app = create_app(str(o.corpus), Settings())
    app.state.desk.guard.changes.most = 10**9
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf"]
        document = client.get("/api/openapi.json").json()
        known = _known(client)
        walk = Walk(document, known, chance)
        operations = [(p, m, told) for p, methods in sorted(document["paths"].items()) for m, told in methods.items()]
        asked, until = 0, time.monotonic() + o.seconds
        while asked < o.requests and time.monotonic() < until:
            path, method, told = operations[asked % len(operations)]
            made = walk.request(path, method, told)
            answer = client.request(**made, follow_redirects=False)
            asked += 1
            statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {json.dumps({**made, 'files': str(made.get('files'))})[:600]}")
            elif answer.status_code == 200:
                wrong += _unlike(walk, path, told, answer)
    print(f"{asked} requests, {len(operations)} operations: {dict(sorted(statuses.items()))}")
    print("\n".join(wrong[:40]) or "nothing wrong")
    sys.exit(bool(wrong))


def _known(client: TestClient) -> list[str]:
    """Ids, names and types of the corpus."""
    found: list[str] = []
    for path in ("/api/search?limit=5", "/api/stories?limit=5", "/api/articles?limit=5"):
        found += re.findall(r'"(?:id|doc|actor|outlet|type)": ?"([^"\\]{1,60})"', client.get(path).text)[:20]
    return sorted(set(found))


def _unlike(walk: Walk, path: str, told: dict[str, Any], answer: Any) -> list[str]:
    schema = told["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
    if not schema or not answer.headers.get("content-type", "").startswith("application/json"):
        return []
    schema, given = walk.resolved(schema), answer.json()
    if schema.get("type") == "object" and not set(schema.get("required", ())) <= set(given):
        return [f"{path}: the answer lacks {sorted(set(schema['required']) - set(given))}"]
    if schema.get("type") == "array" and not isinstance(given, list):
        return [f"{path}: the answer is no list"]
    return []


if __name__ == "__main__":
    main()
