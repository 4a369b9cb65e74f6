"""The tasks of a chapter's worksheet, in its order: its predictions, and the exercises that are done with a pencil."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from autograd_lab.answers import EXERCISES, Numbers
from autograd_lab.authoring.answer_forms import filled_in
from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.placeholders import fill
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.authoring.teaching.paper.authored import FILE, Choice
from autograd_lab.authoring.teaching.paper.runs import Output
from autograd_lab.authoring.teaching.paper.wording import blocks, first_blocks, last_blocks, on_paper
from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError

DRAWING = {"figures", "show", "NetworkView", "picture", "tell"}
"""Names with which a statement begins that draws."""
CODE_LINES = 16
"""Of a cell: a longer one is not given on paper."""
PRINTED_LINES = 3
"""Of an output that stands beside an answer in words."""
OPTIONAL = "optional"
_HEADING = re.compile(r"^(#{2,3}) (.+?)\s*$", re.MULTILINE)
_MINUTES = re.compile(r" \((?:optional, )?\d+ minutes\)$")
_TELL = re.compile(r'^tell\("(\d+\.\d+)", (\w+)\)', re.MULTILINE)
_FENCED = re.compile(r"```.*?```", re.DOTALL)
_NAMES = re.compile(r"`([^`\n]+)`")
_NUMBER = re.compile(r"\d+(?:\.\d*[1-9])?")
_NO_QUESTION = {"answer", "hint", "solution", "quiz", "in-notebook", "not-in-book", "asserts"}


@dataclass(frozen=True)
class Field:
    """A place for numbers: its name, how many, and what is filled in already."""

    name: str
    count: int
    given: str = ""


@dataclass(frozen=True)
class Task:
    """One task of a worksheet.

    asked, given, answer   Markdown
    picture                the HTML of a player or figure
    printed                what the cell prints, where the answer does not say it
    numbers                an exercise's right answers, each with its name
    """

    cell: str
    title: str
    asked: str
    given: tuple[str, ...] = ()
    picture: str = ""
    fields: tuple[Field, ...] = ()
    lines: int = 2
    answer: str = ""
    printed: str = ""
    numbers: tuple[tuple[str, str], ...] = ()


def known_tasks(course: Iterable[Source]) -> set[str]:
    """What can be a task: predictions by their cell's id, exercises that ask for numbers by their own number."""
    cells = ((name, cell) for source in course for name, cell in zip(cell_ids(source), source.cells, strict=True))
    found = {name for name, cell in cells if "predict" in cell.tags}
    return found | {number for number, one in EXERCISES.items() if isinstance(one, Numbers)}


def tasks(
    source: Source,
    ran: Mapping[str, Output],
    choices: Mapping[str, Choice],
    terms: Mapping[str, str],
) -> list[Task]:
    """The tasks of a chapter, in its order.

    ran      the output of each code cell, by its id
    choices  what is authored of single predictions
    terms    the glossary's words by their keys
    """
    names = cell_ids(source)
    cells = [
        (name, cell, fill(source, cell, EQUATIONS, terms) if cell.kind == "markdown" else cell.source)
        for name, cell in zip(names, source.cells, strict=True)
    ]
    return list(_tasks(cells, ran, choices))


def _tasks(
    cells: Sequence[tuple[str, Cell, str]], ran: Mapping[str, Output], choices: Mapping[str, Choice]
) -> Iterator[Task]:
    title = ""
    for at, (name, cell, text) in enumerate(cells):
        if cell.kind == "markdown" and (found := _HEADING.findall(_FENCED.sub("", text))):
            title = found[-1][1]
        if OPTIONAL in title:
            continue
        told = _TELL.search(text) if cell.kind == "code" else None
        choice = choices.get(told[1] if told else name, Choice())
        if choice.leave_out:
            continue
        if "predict" in cell.tags:
            yield _prediction(cells, at, _MINUTES.sub("", title), ran, choice)
        elif told and isinstance(EXERCISES.get(told[1]), Numbers):
            yield _exercise(cells, at, told[1], ran, choice)


def _prediction(
    cells: Sequence[tuple[str, Cell, str]], at: int, title: str, ran: Mapping[str, Output], choice: Choice
) -> Task:
    name, cell, code = cells[at]
    before = next(k for k in range(at - 1, -1, -1) if cells[k][1].kind == "markdown" and _asks(cells[k][1]))
    texts = [_text_of(cells, one) for one in choice.text] or [cells[before][2]]
    asked = on_paper("\n\n".join(last_blocks([block for text in texts for block in blocks(text)], choice.begin)))
    asked = f"{choice.say}\n\n{asked}" if choice.say else asked
    between = [text for _, one, text in cells[before + 1 : at] if one.kind == "code" and not {*one.tags}]
    shown = [code] if not cell.metadata.get("jupyter") else []
    answers = []
    for _, one, text in cells[at + 1 :]:
        if "asserts" in one.tags:
            continue
        if "answer" not in one.tags:
            break
        if one.kind == "markdown":
            answers.append(text)
    answer = _in_short("\n\n".join(answers))
    output = ran.get(name, Output())
    if not answer and not output.printed:
        raise LabError(
            f"the prediction {name!r} has no answer in words, and prints nothing: leave it out in {FILE}, and say why"
        )
    return Task(
        cell=name,
        title=title,
        asked=asked,
        given=_blocks_of_choice(cells, choice) or tuple(_needed_code(asked, [*between, *shown]) if choice.code else ()),
        picture=ran[choice.picture].drawn if choice.picture else "",
        lines=choice.lines or 2,
        answer=answer,
        printed="" if _says_all(answer, output.printed) else output.printed,
    )


def _in_short(answer: str) -> str:
    return on_paper("\n\n".join(first_blocks(blocks(answer))))


def _text_of(cells: Sequence[tuple[str, Cell, str]], name: str) -> str:
    """The text of a cell. Raises LabError for a cell that the chapter does not have."""
    found = next((text for other, _, text in cells if other == name), None)
    if found is None:
        raise LabError(f"{FILE} names the cell {name!r}, which this chapter does not have: mend its name")
    return found


def _blocks_of_choice(cells: Sequence[tuple[str, Cell, str]], choice: Choice) -> tuple[str, ...]:
    """What is given by choice: cells of code as a block, and of text only the tables, all as Markdown."""
    texts = [(_text_of(cells, name), name) for name in choice.give]
    kinds = {name: cell.kind for name, cell, _ in cells}
    return tuple(
        _as_block(text) if kinds[name] == "code" else "\n\n".join(b for b in blocks(text) if b.startswith("|"))
        for text, name in texts
    )


def _asks(cell: Cell) -> bool:
    return not {*cell.tags} & _NO_QUESTION


def _says_all(answer: str, printed: str) -> bool:
    """Whether an answer in words has all numbers of what is printed, or that is too long to stand beside it."""
    in_words = {*_NUMBER.findall(answer)}
    return bool(answer) and (len(printed.splitlines()) > PRINTED_LINES or in_words >= {*_NUMBER.findall(printed)})


def _needed_code(asked: str, cells: Sequence[str]) -> Iterator[str]:
    """The code that a question needs, as Markdown: short cells that hold a name which it says."""
    said = {word for text in _NAMES.findall(asked) for word in re.findall(r"\w+", text)}
    for text in cells:
        if len(text.splitlines()) <= CODE_LINES and "import " not in text and said & {*re.findall(r"\w+", text)}:
            yield _as_block(text)


def _as_block(code: str) -> str:
    """Code as a block of Markdown, without the statements that draw."""
    lines = code.splitlines()
    for statement in reversed(ast.parse(code).body):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            called = ast.unparse(statement.value.func).partition(".")[0]
            if called in DRAWING:
                del lines[statement.lineno - 1 : statement.end_lineno]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    return f"```python\n{text}\n```"


def _exercise(
    cells: Sequence[tuple[str, Cell, str]], at: int, number: str, ran: Mapping[str, Output], choice: Choice
) -> Task:
    headed = re.compile(rf"^#+ (Exercise {re.escape(number)}\b.*)\n", re.MULTILINE)
    start, found = next((k, found) for k in range(at, -1, -1) if (found := headed.search(cells[k][2])))
    stub = next(k for k in range(start, at + 1) if "exercise" in cells[k][1].tags)
    parts = [text for _, cell, text in cells[start + 1 : stub] if cell.kind == "markdown" and _asks(cell)]
    solution = next(text for _, cell, text in cells[at:] if "solution" in cell.tags and cell.kind == "markdown")
    filled = filled_in(cells[stub][2])
    right = EXERCISES[number].right  # type: ignore[attr-defined]
    between = [(name, text) for name, cell, text in cells[start + 1 : stub] if cell.kind == "code" and not {*cell.tags}]
    shown = [
        f"```text\n{ran[name].printed}\n```" if ran[name].printed else _as_block(text)
        for name, text in between
        if ran[name].printed or len(text.splitlines()) <= CODE_LINES
    ]
    return Task(
        cell=cells[stub][0],
        title=_MINUTES.sub("", found[1].strip()),
        asked=on_paper("\n\n".join([cells[start][2][found.end() :], *parts])),
        given=(*_blocks_of_choice(cells, choice), *shown),
        picture=ran[choice.picture].drawn if choice.picture else "",
        fields=tuple(Field(name, _count(value), filled.get(name, "")) for name, value in right.items()),
        lines=choice.lines or 2,
        answer=_in_short(_FENCED.sub("", solution)),
        numbers=tuple((name, _written(value)) for name, value in right.items()),
    )


def _count(value: Any) -> int:
    return 1 if isinstance(value, Real) else sum(map(_count, value))


def _written(value: Any) -> str:
    """A right answer as one writes it: a whole number, a fraction of small numbers, else a decimal.

    >>> _written((-3 / 16, 2, 0.38))
    '−3/16, 2, 0.38'
    """
    if not isinstance(value, Real):
        return ", ".join(map(_written, value))
    number = float(value)
    fraction = Fraction(number).limit_denominator(999)
    short = f"{number:.10g}"
    if fraction.denominator > 1 and abs(float(fraction) - number) < 1e-12 and len(short) > 5:
        short = str(fraction)
    elif len(short) > 7:
        short = f"{number:.5g}"
    return short.replace("-", "−")
