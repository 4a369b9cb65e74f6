"""Illustrations: cells of a problem set that no other cell depends on, and which grading leaves out.

An author marks such a cell with the tag `illustration`. The lint refuses the mark where another cell uses a name that
the cell binds; the grader checks the same in each submission, since a student's own cell may use one. Names are read
from the compiled code; nothing is run.
"""

import dis
import re
import warnings
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

TAG = "illustration"

LONGEST_COMPILED = 4000  # characters; a text of lambdas in lambdas takes time and memory with the square of its length
BY_TEXT = frozenset({"globals", "locals", "vars", "eval", "exec", "__main__"})  # with these a text names a name
NONE: frozenset[str] = frozenset()
READS = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME", "DELETE_GLOBAL")
BINDS = ("STORE_NAME", "STORE_GLOBAL")


@dataclass(frozen=True)
class Names:
    """The global names of a cell.

    bound  given a value, at the top level or by `global` in a function now    read by the cell itself, before it gave
    them a value later  read in its functions, whenever these are called
    """

    bound: frozenset[str] = NONE
    now: frozenset[str] = NONE
    later: frozenset[str] = NONE


@lru_cache(maxsize=1024)  # most cells of a submission are those of every other
def names(source: str) -> Names:
    """The names that a cell binds and reads. Never raises.

    Where they cannot be told (`eval`, or a very long cell), every word of the cell counts as bound and as read.

    >>> sorted(names("y = f(x)").bound), sorted(names("y = f(x)").now)
    (['y'], ['f', 'x'])
    """
    words = frozenset(re.findall(r"\w+", source))
    everything = Names(words, words, words)
    if len(source) > LONGEST_COMPILED or words & BY_TEXT:
        return everything
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a student's text; it is not ours to complain about
        try:
            top = compile(source, "<cell>", "exec", dont_inherit=True)
        except SyntaxError:
            return Names()  # no line of it will run
        except (ValueError, OverflowError, RecursionError, MemoryError):
            return everything
    bound, now, later = set[str](), set[str](), set[str]()
    for does, name in _touches(top):
        if does in BINDS:
            bound.add(name)
        elif name not in bound:
            now.add(name)
    for code in _inside(top):
        for does, name in _touches(code):
            (bound if does in BINDS else later).add(name)
    return Names(frozenset(bound), frozenset(now), frozenset(later))


def users(cells: Sequence[str], place: int) -> dict[int, frozenset[str]]:
    """The other cells that may use what the cell at `place` binds: their index, and which names they use.

    A cell above it counts only where its functions read the names, since these may be called later.
    """
    bound = names(cells[place]).bound
    found = {}
    for other, source in enumerate(cells):
        about = names(source)
        read = about.later | about.now if other > place else about.later
        if other != place and read & bound:
            found[other] = read & bound
    return found


def is_marked(metadata: Mapping[str, Any]) -> bool:
    """Whether the cell with these metadata bears the tag."""
    return TAG in (metadata.get("tags") or ())


def unmark(metadata: MutableMapping[str, Any]) -> None:
    """Remove the tag from the metadata of a cell in which a student wrote: its code may do more than show something."""
    if is_marked(metadata):
        metadata["tags"] = [tag for tag in metadata["tags"] if tag != TAG]


def _touches(code: CodeType) -> Iterator[tuple[str, str]]:
    """The instructions of `code` that read, bind or delete a global name, in order: (opname, name)."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in BINDS or instruction.opname in READS:
            yield instruction.opname, instruction.argval


def _inside(top: CodeType) -> Iterator[CodeType]:
    """The code of all functions, classes and comprehensions in `top`, at any depth."""
    waiting = [top]
    while waiting:
        inner = [constant for constant in waiting.pop().co_consts if isinstance(constant, CodeType)]
        waiting += inner
        yield from inner
