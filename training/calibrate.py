"""Turn scores into probabilities: isotonic regression on cross-validated codings, and the reliability diagram.

usage: calibrate.py OUT.confidence MODEL_DIR [DIAGRAM.svg]       OUT.confidence from cross_validate.py
Writes MODEL_DIR/calibration.json. The figures it prints, and the diagram, are cross-validated once more: the curve that
judges a fold was fitted on the other four.
"""

from __future__ import annotations

import collections
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.coding.calibration import Calibration

BINS = 10
LEAST = 15
"""Figures that a measure must have had to get a precision of its own; others share one."""


def curve(rows) -> list[tuple[float, float]]:
    """Knots of the isotonic curve through (score, right): one a bin of equal count, then monotone."""
    x, y = (np.array(v, dtype=float) for v in zip(*rows, strict=True))
    order = np.argsort(x, kind="stable")
    bins = [b for b in np.array_split(order, 14) if len(b)]
    xs, ys, n = (np.array(v) for v in zip(*((x[b].mean(), y[b].mean(), len(b)) for b in bins), strict=True))
    fitted = IsotonicRegression(y_min=0.01, y_max=0.99).fit_transform(xs, ys, sample_weight=n)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(xs, fitted, strict=True)]


def curves(rows) -> dict[str, list[tuple[float, float]]]:
    """The curves of every kind of statement in *rows* (fold, name, score, right)."""
    out = {kind: curve([(s, r) for _, n, s, r in rows if n == kind]) for kind in ("event", "relation")}
    figures = [(n, r) for _, n, _, r in rows if n.startswith("figure:")]
    every = sum(r for _, r in figures) / max(1, len(figures))
    counts = collections.Counter(n for n, _ in figures)
    for name in sorted(counts):
        share = sum(r for n, r in figures if n == name) / counts[name] if counts[name] >= LEAST else every
        out[name] = [(0.0, round(share, 3)), (1.0, round(share, 3))]
    return out


def reliability(rows) -> list[tuple[float, float, int]]:
    """Per bin of confidence: its mean, the share that was right, how many."""
    out = []
    for b in range(BINS):
        inside = [(s, r) for s, r in rows if b / BINS <= s < (b + 1) / BINS or (b == BINS - 1 and s == 1)]
        if inside:
            out.append((sum(s for s, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside), len(inside)))
    return out


def error(bins) -> float:
    """Expected calibration error: mean distance of confidence and share right, weighed by count."""
    return sum(n * abs(c - r) for c, r, n in bins) / max(1, sum(n for _, _, n in bins))


def drawn(sets: dict[str, list[tuple[float, float, int]]]) -> str:
    """The reliability diagram as SVG: how often statements of a confidence were right."""
    colours = {"event": "#b4451f", "relation": "#1f6b75"}
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 400" font-family="sans-serif" font-size="12">',
             '<rect width="420" height="400" fill="#fff"/><path d="M50 340V20M50 340H390" stroke="#444" fill="none"/>',
             '<path d="M50 340L390 20" stroke="#bbb" stroke-dasharray="4 4"/>',
             '<text x="220" y="378" text-anchor="middle">confidence given</text>',
             '<text transform="translate(16 180) rotate(-90)" text-anchor="middle">share that was right</text>']
    for k in range(0, 11, 2):
        parts.append(f'<text x="{50 + 34 * k}" y="356" text-anchor="middle">{k / 10:.1f}</text>'
                     f'<text x="44" y="{344 - 32 * k}" text-anchor="end">{k / 10:.1f}</text>')
    for at, (name, bins) in enumerate(sets.items()):
        points = [(50 + 340 * c, 340 - 320 * r, n) for c, r, n in bins]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + n ** 0.5 / 6:.1f}" fill="{colours[name]}"/>' for x, y, n in points]
        parts.append(f'<text x="70" y="{44 + 18 * at}" fill="{colours[name]}">{name} ({sum(n for *_, n in bins)})</text>')
    return "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf8")]
    judged: dict[str, list[tuple[float, bool]]] = collections.defaultdict(list)
    for fold in range(5):
        calibrate = Calibration(curves([r for r in rows if r[0] != fold]))
        for _, name, score, right in (r for r in rows if r[0] == fold):
            judged[name.split(":")[0]].append((calibrate(name, score), right))
    before = {k: [(s, r) for _, n, s, r in rows if n.split(":")[0] == k] for k in judged}
    for kind, pairs in judged.items():
        print(f"{kind}: {len(pairs)} statements, expected calibration error {error(reliability(before[kind])):.3f} before, "
              f"{error(reliability(pairs)):.3f} after")
        for t in (0.3, 0.5, 0.7, 0.8, 0.9):
            kept = [r for s, r in pairs if s >= t]
            if kept: print(f"   confidence ≥ {t}: {len(kept)} kept, {sum(kept) / len(kept):.3f} right")
    path = Path(sys.argv[2]) / "calibration.json"
    path.write_text(json.dumps(curves(rows), separators=(",", ":")) + "\n", encoding="utf8")
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(drawn({k: reliability(judged[k]) for k in ("event", "relation")}), encoding="utf8")


if __name__ == "__main__":
    main()
