"""Reads the glossary, `course/glossary.toml`, checks the chapters' links to it, and makes its page.

A chapter writes `{{term:chain-rule}}`, or `{{term:chain-rule|chain rules}}` where the sentence wants another form, at
the place where it first uses the word. The page says for each term in which section that is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.authoring import placeholders
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.source import Cell, Source

FILE = Path("course/glossary.toml")
NAME = "glossary"
_KEY = re.compile(r"[a-z]+(-[a-z]+)*")
_FIELDS = {"zh": str, "symbol": str, "chapter": int, "meaning": str}
_HEADING = re.compile(r"^#{1,6}\s+(.+)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLAIN = re.compile(r"[\w' ?!,:-]+")

_HYPHENED = ("cross-entropy", "cross-validation", "fan-out", "one-hot", "pre-activation")
"""Terms whose hyphen is part of the word."""

_HEAD = """\
# Glossary

Each word of the course, in English and in Chinese: what it means, how it is written, and where it is taught. The table
is in the order of the alphabet, and the entries below it are in the order of the course.
"""


@dataclass(frozen=True)
class Term:
    """One entry. `symbol` is empty when the thing has no sign of its own; `chapter` is where it is taught."""

    key: str
    zh: str
    chapter: int
    meaning: str
    symbol: str = ""

    @property
    def words(self) -> str:
        """The term as it stands in a sentence. Heading and link are made of it, so it is lower case everywhere."""
        return self.key if self.key in _HYPHENED else self.key.replace("-", " ")


def load(root: Path) -> dict[str, Term]:
    """The terms in the order of the file; none when the course has no glossary. Raises CourseError for a bad entry."""
    if not (entries := toml_table(root, FILE)):
        return {}
    text = (root / FILE).read_text(encoding="utf-8")
    if faults := [fault for key, entry in entries.items() for fault in _faults(text, key, entry)]:
        raise CourseError(faults)
    return {key: Term(key=key, **entry) for key, entry in entries.items()}


def _faults(text: str, key: str, entry: object) -> Iterator[Problem]:
    line = next((i for i, found in enumerate(text.splitlines(), start=1) if found.startswith(f"[{key}]")), 1)
    fields = entry if isinstance(entry, dict) else {}
    wrong = [name for name in fields if not isinstance(fields[name], _FIELDS.get(name, type(None)))]
    missing = [name for name in _FIELDS if name != "symbol" and not fields.get(name, "") and fields.get(name) != 0]
    if not _KEY.fullmatch(key):
        yield Problem(str(FILE), line, f"the term {key!r} cannot be linked to", "join lower-case words with hyphens")
    if wrong or missing:
        cure = "give zh, chapter and meaning, symbol if it has one, and nothing else"
        yield Problem(str(FILE), line, f"the entry {key!r} has wrong or missing: {', '.join(wrong + missing)}", cure)
    elif not _HAN.search(fields["zh"]):
        yield Problem(str(FILE), line, f"zh of {key!r} is not Chinese", "write the term as Chinese textbooks do")
    elif not fields["meaning"].endswith(".") or ". " in fields["meaning"]:
        yield Problem(str(FILE), line, f"the meaning of {key!r} is not one sentence", "write one, with its full stop")


def lint(course: Sequence[Source], terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Faults in the links to the glossary: a term linked twice in a chapter, or never in its own."""
    for source in course:
        seen: set[str] = set()
        for cell in source.cells:
            for key in placeholders.labels(cell.source, "term") if cell.kind == "markdown" else ():
                if key in seen:
                    cure = "link a word where the chapter first uses it, and write it plainly after that"
                    yield source.problem(cell, f"this chapter has linked the term {key!r} before", cure)
                seen.add(key)
        for term in terms.values() if source.chapter is not None else ():
            if term.chapter == source.chapter and term.key not in seen:
                cure = f"write {{{{term:{term.key}}}}} at its first use, or name another chapter in {FILE}"
                yield source.problem(source.cells[0], f"{term.key!r} is taught here, and never linked", cure)


def page(course: Iterable[Source], terms: Mapping[str, Term]) -> Source:
    """The glossary as a source of its own: the table, then the entries of each chapter."""
    chapters = {source.chapter: source for source in course if source.chapter is not None}
    cells = [_HEAD + "\n" + _table(terms)]
    for number in dict.fromkeys(term.chapter if term.chapter in chapters else None for term in terms.values()):
        entries = [term for term in terms.values() if (term.chapter if term.chapter in chapters else None) == number]
        title = "## From chapters to come" if number is None else f"## From chapter {number:02d}"
        cells.append("\n\n".join([title, *(_entry(term, chapters) for term in entries)]))
    return Source(FILE.with_name(NAME), tuple(Cell("markdown", text, 1) for text in cells))


def _table(terms: Mapping[str, Term]) -> str:
    rows = [
        f"| [{term.words}](#{term.key}) | {_chinese(term)} | {term.symbol} |"
        for term in sorted(terms.values(), key=lambda term: term.key)
    ]
    return "\n".join(["| English | Chinese | Written |", "|---|---|---|", *rows])


def _entry(term: Term, chapters: Mapping[int, Source]) -> str:
    sign = f" · {term.symbol}" if term.symbol else ""
    return f"### {term.words}\n\n{_chinese(term)}{sign}\n\n{term.meaning} {_where_taught(term, chapters)}"


def _chinese(term: Term) -> str:
    return f'<span lang="zh">{term.zh}</span>'


def _where_taught(term: Term, chapters: Mapping[int, Source]) -> str:
    source = chapters.get(term.chapter)
    if source is None:
        return f"*Chapter {term.chapter:02d}, not in this edition yet.*"
    chapter, section = f"[chapter {term.chapter:02d}]({source.name}.ipynb)", _section(source, term.key)
    return f"*Taught in {chapter}{f', under “{section}”' if section else ''}.*"


def _section(source: Source, key: str) -> str:
    """The heading under which a chapter first links a term; "" under the chapter's title or a heading with formulas."""
    heading = ""
    for cell in source.cells:
        for line in cell.source.splitlines() if cell.kind == "markdown" else ():
            title = _HEADING.match(line)
            heading = title[1] if title and not line.startswith("# ") else heading
            if key in placeholders.labels(line, "term"):
                return heading if _PLAIN.fullmatch(heading) else ""
    return ""
