"""JavaScript without comments and needless space, so that what travels to a page is small.

Names and statements stay as they are: what goes wrong on a page can still be read there. A text, a pattern and a
template are never touched, however deep one stands inside another. rjsmin, the nearest library, changes the text of a
template inside a template, and takes a pattern after `=>` for a division. Here a slash after a closing bracket divides:
write no pattern there.
"""

import re

SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
WORD = re.compile(r"[\w$]+")
CHUNK = re.compile(r"(?:\\.|\$(?!\{)|[^`$\\])*", re.DOTALL)  # of a template, up to its end or to what is put in
VALUE_AFTER = set("(,=:[!&|?{};>+-*")  # here a slash begins a pattern
OPENS = set("(,=:[!&|?{;>*")  # after these no statement ends
CLOSES = set("}),].:?&|;")  # before these neither
GAP, BREAK = "\0 ", "\0\n"  # space, that no program contains as it stands


def squeeze(source: str) -> str:
    """The program without comments and needless space; raises ValueError for a template that does not end.

    >>> squeeze("const a = 1; // one")
    'const a=1;'
    """
    return _joined(_Reader(source).read())


class _Reader:
    """Splits a program into pieces; space is a piece GAP or BREAK of its own."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []

    def read(self) -> list[str]:
        self._code(inside=False)
        return self.pieces

    def _take(self, length: int) -> None:
        self.pieces.append(self.source[self.at : self.at + length])
        self.at += length

    def _code(self, inside: bool) -> None:
        """Read up to the end, or, inside a template, up to the brace that goes back to it."""
        depth = 0
        while self.at < len(self.source):
            letter = self.source[self.at]
            if space := SPACE.match(self.source, self.at):
                self.at = space.end()
                self.pieces.append(BREAK if "\n" in space[0] else GAP)
                continue
            if letter == "`":
                self._template()
                continue
            if letter == "}" and inside and not depth:
                return
            depth += (letter == "{") - (letter == "}")
            kinds = (TEXT, WORD, PATTERN) if self._value_may_begin() else (TEXT, WORD)
            found = next((match for kind in kinds if (match := kind.match(self.source, self.at))), None)
            self._take(len(found[0]) if found else 1)
        if inside:
            raise ValueError("a template does not end")

    def _value_may_begin(self) -> bool:
        before = next((piece for piece in reversed(self.pieces) if piece not in (GAP, BREAK)), "")
        return not before or before[-1] in VALUE_AFTER or before == "return"

    def _template(self) -> None:
        self._take(1)
        while True:
            chunk = CHUNK.match(self.source, self.at)
            self._take(len(chunk[0]) if chunk else 0)
            if not self.source.startswith("${", self.at):
                break
            self._take(2)
            self._code(inside=True)
            self._take(1)
        if self.at >= len(self.source):
            raise ValueError("a template does not end")
        self._take(1)


def _joined(pieces: list[str]) -> str:
    """The pieces as one text, with only the space that separates words, operators or statements."""
    out: list[str] = []
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if piece not in (GAP, BREAK):
            out.append(piece)
        elif _needed(piece, before[-1:], after[:1]):
            out.append(piece[1:])
    return "".join(out)


def _needed(space: str, left: str, right: str) -> bool:
    if not left or not right:
        return False
    if space == BREAK:
        return left not in OPENS and right not in CLOSES
    return bool(WORD.match(left) and WORD.match(right)) or left == right in ("+", "-")
