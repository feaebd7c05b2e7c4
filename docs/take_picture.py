"""Take the README's picture of the HTML reader: python docs/take_picture.py DEMO_FOLDER OUT.png

Shows, of the first statements of each article, the one with the longest chain of sources.
Needs chromium and an Arabic font (Debian: chromium fonts-noto-core fonts-noto-ui-core).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

FIRST = 3
"""Statements of an article that are on the screen without scrolling."""


def main(demo: Path, out: Path) -> None:
    """Write the picture."""
    rows = [json.loads(line) for line in (demo / "codings.jsonl").read_text("utf-8").splitlines()]
    shown = [s for row in rows for s in row["statements"][:FIRST]]
    best = max(shown, key=lambda s: (len(s["sources"]), len(s.get("actors", ())), len(s["places"])))
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--virtual-time-budget=4000", "--window-size=1400,1150", f"--user-data-dir={profile}",
                f"--screenshot={out.resolve()}", f"{(demo / 'report.html').resolve().as_uri()}#{best['id']}",
            ],
            check=True, capture_output=True,
        )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
