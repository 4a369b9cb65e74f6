"""Finds the passages in which chapters, problem sets, formulas and docstrings cite, and what each says in doing so.

Nobody marks a citation. A passage is found by where it stands, or by the look of a name with a year behind it. It cites
a reference when it names the first author and, besides, its year, its title or its link.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograd_lab.authoring.source import Source

EQUATIONS = Path("autograd_lab/equations/equations.toml")

_SOURCES = re.compile(r"^## (?:Sources?|Where to read on)\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
_PAPER_LINK = re.compile(r"\]\(https?://(?:arxiv\.org|doi\.org)/")
_ITALIC = re.compile(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?![*\w])")
_QUOTED = re.compile(r'"([^"]{4,300}?)"|“([^”]{4,300}?)”')
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_YEAR = r"(?:1[6-9]\d\d|20[0-2]\d)"
_DATED = re.compile(rf"\((?:[^()]*[, ])?({_YEAR})\b[^()]*\)|, ({_YEAR})\)")
_PAGES = re.compile(r"pages (\d+–\d+)")
_VOLUME = re.compile(r"\*([^*]+)\* (\d+)\b")
_SOURCE_LINE = re.compile(r'^\s*source = "(.*)"$', re.MULTILINE)
_BEGINS = re.compile(
    r'\bSources?\b[^:\n]{0,40}: |source=f?"|SOURCE = "|textbook rules: see'
    r"|\bAfter (?=[A-Z]\w+\s+(?:\* )?(?:et al|and [A-Z]))"
)
_NAMED = re.compile(rf"[A-Z][a-zé]+(?: and [A-Z]\w+| et al\.)?,? \(?{_YEAR}[,)]")
_ENDS = re.compile(r'\n\s*\n|"""|"[,\n]|\*/')
_LEFT_OUT = {"static", "vendor", "authoring"}


@dataclass(frozen=True)
class Passage:
    """A paragraph that cites, as its author wrote it.

    where    "chapter 05", "problem set 3", "formulas" or "code"
    place    file and line
    careful  it is a text for readers, whose titles, pages and links are compared as well
    """

    where: str
    place: str
    text: str
    careful: bool = field(default=True)

    @cached_property
    def plain(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())

    @property
    def links(self) -> list[str]:
        """Addresses elsewhere."""
        return _LINK.findall(self.text)

    @property
    def titles(self) -> list[str]:
        """What stands in quotation marks or in italics and begins with a capital: titles, and names of journals."""
        found = [*(a or b for a, b in _QUOTED.findall(self.plain)), *_ITALIC.findall(self.plain)]
        return [text for text in found if text[0].isupper()]

    @property
    def years(self) -> list[int]:
        """The years in brackets, or before the end of a bracket."""
        return [int(a or b) for a, b in _DATED.findall(_LINK.sub("]", self.plain))]

    @property
    def pages(self) -> list[str]:
        """Ranges of pages."""
        return _PAGES.findall(self.plain)

    @property
    def volumes(self) -> list[tuple[str, str]]:
        """Journals in italics, each with the volume behind it."""
        return _VOLUME.findall(self.plain)


def bare(text: str) -> str:
    """A text's words in small letters, without marks: titles are compared so.

    >>> bare("Early stopping – *but* when?")
    'early stopping but when'
    """
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def passages(root: Path, course: Iterable[Source]) -> list[Passage]:
    """All passages of a course that cite, chapters first."""
    found = [passage for source in course for passage in _of_source(source)]
    return [*found, *_formulas(root), *_code(root)]


def _of_source(source: Source) -> Iterator[Passage]:
    name = f"chapter {source.chapter:02d}" if source.chapter is not None else f"problem set {source.short[2:]}"
    in_sources = False
    for cell in source.cells:
        if cell.kind != "markdown":
            continue
        if _HEADING.search(cell.source):
            in_sources = bool(_SOURCES.search(cell.source))
        line = cell.line
        for paragraph in re.split(r"\n[ \t]*\n", cell.source):
            wanted = _cites(paragraph) if source.chapter is None else in_sources or _PAPER_LINK.search(paragraph)
            if wanted and not paragraph.startswith("#"):
                yield Passage(name, f"{source.path.name}:{line}", paragraph)
            line += paragraph.count("\n") + 2


def _cites(paragraph: str) -> bool:
    """Whether a paragraph of a problem set cites: a year, beside a title in italics or behind a name."""
    year = re.search(rf"\b{_YEAR}\b", paragraph)
    titles = [text for text in _ITALIC.findall(paragraph) if len(text.split()) >= 2 and text[0].isupper()]
    return bool(year and titles) or bool(_NAMED.search(paragraph)) or bool(re.search(rf"others, {_YEAR}\)", paragraph))


def _formulas(root: Path) -> Iterator[Passage]:
    if (root / EQUATIONS).exists():
        text = (root / EQUATIONS).read_text(encoding="utf-8")
        for found in _SOURCE_LINE.finditer(text):
            yield Passage(
                "formulas", f"{EQUATIONS.name}:{text.count(chr(10), 0, found.start()) + 1}", found[1], careful=False
            )


def _code(root: Path) -> Iterator[Passage]:
    """The passages of the package: from a word that announces a source, or around a name with a year."""
    folder = root / "autograd_lab"
    for file in sorted(path for suffix in ("py", "js") for path in folder.rglob(f"*.{suffix}")):
        if set(file.relative_to(folder).parts) & _LEFT_OUT:
            continue
        text = file.read_text(encoding="utf-8")
        for start in sorted({*_starts_at_marks(text), *_starts_before_names(text)}):
            end = _ENDS.search(text, start + 8)
            piece = re.sub(r"\n\s*(?://|\*|#)?\s*", " ", text[start : end.start() if end else len(text)][:400])
            if re.search(rf"\b{_YEAR}\b", piece):
                line = text.count("\n", 0, start) + 1
                yield Passage("code", f"{file.relative_to(root)}:{line}", piece, careful=False)


def _starts_at_marks(text: str) -> Iterator[int]:
    """Where a word announces a source."""
    yield from (found.start() for found in _BEGINS.finditer(text))


def _starts_before_names(text: str) -> Iterator[int]:
    """Where the paragraph begins in which a name has a year behind it, or somewhat before the name."""
    for found in _NAMED.finditer(text):
        start = max(0, found.start() - 120)
        breaks = list(re.finditer(r'\n\s*\n|"""', text[start : found.start()]))
        yield start + breaks[-1].end() if breaks else start
