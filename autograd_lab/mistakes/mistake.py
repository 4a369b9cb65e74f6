"""An entry of the catalogue: the names of a mistake, the texts that the student reads, and where it is taught.

The texts are templates. `{part}` is the returned value, `{got}` and `{expected}` its first differing entry, `{ratio}`
their quotient, `{N}` the number of rows. A text gives evidence from the student's own numbers, a contradiction to test,
and a question; the cure is shown only on request.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A known mistake. `name` is for the instructor, `line` says it in one line, `chapter` is where it is taught.

    >>> from autograd_lab.mistakes import MISTAKES
    >>> MISTAKES["mean-missing"].chapter
    '01'
    """

    id: str
    name: str
    line: str
    evidence: str
    contradiction: str
    question: str
    cure: str
    chapter: str


def mistakes_of(chapter: str, *entries: tuple[str, str, str, str, str, str, str]) -> tuple[Mistake, ...]:
    """Mistakes that are taught in one chapter; an entry has the texts of a `Mistake` without it."""
    return tuple(Mistake(*entry, chapter) for entry in entries)
