"""Write the news corpus as one normalised sentence a line, for floret (see vectors.sh)."""
import json, lzma, re, sys, pathlib
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))
from isnad.text.normal import bare, latin_digits
tok = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
num = re.compile(r"\d+")
seen = set()
data = pathlib.Path(__file__).parent.parent.parent / "shared/data/news"
with open(sys.argv[1], "w") as out:
    for f in sorted(data.glob("*.xz")):
        for line in lzma.open(f, "rt"):
            d = json.loads(line)
            for par in (d["title"] + "\n" + d["text"]).split("\n"):
                t = bare(latin_digits(par)); t = num.sub("0", t)
                ws = tok.findall(t)
                if len(ws) < 4: continue
                h = hash(t)
                if h in seen: continue
                seen.add(h)
                out.write(" ".join(ws) + "\n")
