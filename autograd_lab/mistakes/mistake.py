"""What the catalogue keeps of a mistake: its names, what the student reads about it, and where it is taught.

The texts are templates. `{part}` is the returned value, `{got}` and `{expected}` its first differing
entry, `{ratio}` their quotient, `{N}` the number of rows. A text gives evidence from the student's own
numbers, a contradiction to test, and a question; the cure is shown only on request.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One mistake. `name` is for the instructor, `line` says it in one line, `chapter` is where it is taught."""

    id: str
    name: str
    line: str
    evidence: str
    contradiction: str
    question: str
    cure: str
    chapter: str
