"""The evidence behind every line: numbered as it is cited, each with its words, its chain and its article."""

from __future__ import annotations

from html import escape

from isnad.dossier.positions import Key, Said
from isnad.messages import Lang, label, text
from isnad.output.describe import Describer, Link, heading, listed
from isnad.output.markup import tag
from isnad.records import Span
from isnad.store.reviewing import vouched


class Evidence:
    """Gives out numbers for statements and writes the list of them."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._numbers: dict[Key, int] = {}
        self._said: list[Said] = []
        self._cited: dict[Key, str] = {}
        self._describers: dict[str, Describer] = {}

    def cite(self, said: Said, line: str) -> str:
        """A link to the evidence of *said*; *line* is the id of the line that rests on it."""
        number = self._numbers.get(said.key)
        if number is None:
            number = self._numbers[said.key] = len(self._numbers) + 1
            self._said.append(said)
            self._cited[said.key] = line
        return tag("a", str(number), href=f"#e{number}", class_="ref", title=text("dossier.to_evidence", self.lang))

    def cites(self, all_said: list[Said], line: str, most: int = 12) -> str:
        """Links to the evidence of several; only *most* of them, and how many more there are."""
        made = "".join(self.cite(s, line) for s in all_said[:most])
        more = len(all_said) - most
        rest = tag("span", f"+{more}", dir="ltr", class_="rest") if more > 0 else ""
        return tag("span", made + rest, class_="refs")

    def describer(self, said: Said) -> Describer:
        """What describes the statements of its article."""
        doc = said.article.doc
        found = self._describers.get(doc)
        if found is None:
            found = self._describers[doc] = Describer(said.coding, self.lang)
        return found

    def quote(self, said: Said, also: tuple[Span, ...] = ()) -> str:
        """The words that say it, with the one that names it marked (and those of *also*)."""
        string, span = said.article.text, said.statement.evidence
        inner, at = "", span.start
        for trigger in sorted({said.statement.trigger, *also}):
            mark = whole_words(string, trigger)
            if at <= mark.start < mark.end <= span.end:
                inner += escape(_spaced(string[at : mark.start]), quote=False)
                inner += tag("mark", _escaped=_line(string[mark.start : mark.end]))
                at = mark.end
        inner += escape(_spaced(string[at : span.end]), quote=False)
        return tag("blockquote", inner.strip(), lang="ar", dir="rtl")

    def chain(self, said: Said) -> str:
        """Who says it, innermost first, down to the outlet."""
        links = self.describer(said).chain(said.statement)
        return tag("ol", "".join(map(self._link, links)), class_="chain")

    def _link(self, link: Link) -> str:
        notes = listed((n for n in link.notes), self.lang)
        kind = "outlet" if link.span is None else "named" if link.named else "unnamed"
        words = tag("bdi", _escaped=link.words, lang="ar")
        return tag("li", words + (tag("small", _escaped=notes) if notes else ""), class_=kind)

    def listed(self) -> str:
        """Everything that was cited, in order."""
        if not self._said:
            return ""
        return tag("ol", "\n".join(self._item(n, s) for n, s in enumerate(self._said, 1)), class_="notes")

    def _item(self, number: int, said: Said) -> str:
        s, article = said.statement, said.article
        head = [tag("span", _escaped=self.describer(said).title(s), class_="sort")]
        head.append(
            tag("span", _escaped=label("factuality", s.factuality.value, self.lang), class_=f"fact f-{s.factuality}")
        )
        sure = f"{text('row.confidence', self.lang)} {round(100 * s.confidence)}%"
        review = vouched(s)
        if review != "unreviewed":
            sure = f"✎ {text(f'review.{review}', self.lang)}"
        head.append(tag("span", _escaped=sure, class_="sure"))
        where = tag("bdi", _escaped=f"«{heading(article)}»", lang="ar")
        if article.url and article.url.startswith(("http://", "https://")):
            where = tag("a", where, href=article.url, rel="noreferrer")
        day = article.published.isoformat() if article.published else text("note.undated", self.lang)
        source = f"{tag('bdi', _escaped=article.outlet or article.doc)} · {tag('bdi', _escaped=day)} · {where}"
        back = tag("a", "↩", href=f"#{self._cited[said.key]}", class_="back", title=text("dossier.back", self.lang))
        inner = tag("p", "".join(head), class_="head") + self.quote(said) + self.chain(said)
        return tag("li", inner + tag("p", source + back, class_="where"), id=f"e{number}", value=str(number))


def whole_words(string: str, span: Span) -> Span:
    """*span* widened to whole words, so that no mark cuts a letter from its neighbour."""
    start, end = span.start, span.end
    while start > 0 and string[start - 1].isalnum():
        start -= 1
    while end < len(string) and (string[end].isalnum() or "\u064b" <= string[end] <= "\u0652"):
        end += 1
    return Span(start, end)


def _line(string: str) -> str:
    return " ".join(string.split())


def _spaced(string: str) -> str:
    """On one line, with the space at its ends kept."""
    inner = _line(string)
    if not inner:
        return " " if string else ""
    return (" " if string[0].isspace() else "") + inner + (" " if string[-1].isspace() else "")
