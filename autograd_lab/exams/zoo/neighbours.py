"""The other names and lines that a visitor may choose: what lies nearest to the truth, and why it is not true here."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.question import Question
from autograd_lab.exams.zoo.by_hand import DECOYS, slips_by_hand
from autograd_lab.exams.zoo.forms import can_be_called
from autograd_lab.exams.zoo.measuring import ALIKE
from autograd_lab.exams.zoo.mends import Mend, mend_of
from autograd_lab.exams.zoo.numbers import (
    COLUMNS,
    ROWS,
    Answer,
    Scene,
    names_that_differ,
    number_text,
    only_by_chance,
    shape_text,
)
from autograd_lab.exams.zoo.trees import unparse
from autograd_lab.exams.zoo.written import callable_of
from autograd_lab.mistakes import MISTAKES, Array, agree

OTHERS = 3  # wrong names beside the right one
FAR = 2.0  # added to the distance of a mistake that shows in the inputs and not in the numbers


@dataclass(frozen=True)
class Neighbour:
    """Another mistake with the same function, and what speaks against it here."""

    mistake: str
    reason: str


@np.errstate(all="ignore")  # a wrong answer may hold anything
def neighbours_of(mistake: str, scene: Scene, came: Answer, right: Answer, code: str) -> list[Neighbour]:
    """The mistakes nearest to this one whose numbers are others here; names that do not fit the `code` come last."""
    own = MISTAKES[mistake].name
    excluded = _mistakes_that_fit(scene, came) | {mistake}
    forms: dict[str, list[tuple[float, Answer]]] = {}
    for other, function in makers(scene.question):
        if other in excluded or other not in MISTAKES or MISTAKES[other].name == own:
            continue
        would = scene.answer(function)
        if not _contradiction([would], came):
            excluded.add(other)  # made this way it cannot be told from the truth
            forms.pop(other, None)
            continue
        distance = _distance(would, came, right) + FAR * (would.changed != came.changed)
        forms.setdefault(other, []).append((distance, would))
    found: dict[str, tuple[float, str]] = {}
    for other, made in forms.items():
        made.sort(key=lambda form: form[0])
        if told := _contradiction([would for _, would in made], came):
            found[other] = made[0][0], told
    nearest = sorted(found, key=lambda n: (not can_be_called(MISTAKES[n].name, code), found[n][0], n))
    chosen: list[str] = []
    for name in nearest:
        if all(MISTAKES[name].name != MISTAKES[other].name for other in chosen):
            chosen.append(name)
    return [Neighbour(name, found[name][1]) for name in chosen[:OTHERS]]


def makers(question: Question) -> tuple[tuple[str, Callable[..., Any]], ...]:
    """The known mistakes of a question with functions that make them."""
    made = [(variant.mistake, variant.function) for variant in question.wrong if not variant.endless]
    if isinstance(question, ProgramQuestion):
        made += [(name, cls) for name, engines in question.edits for cls in {*engines.values()}]
    return tuple(made)


@np.errstate(all="ignore")
def wrong_lines(
    question: Question, mend: Mend, scene: Scene, right: Answer, others: Sequence[Neighbour] = ()
) -> list[tuple[str, str]]:
    """Two lines that could stand in the place of the wrong one, each with what it would give: those of the neighbours
    first.
    """
    taken, found = {mend.wrong, mend.right}, list[tuple[str, str]]()
    nearest = [other.mistake for other in others]
    decoys = [(_line_at_its_place(mend, line),) for line in DECOYS.get(_right_line(mend), ())]
    for lines in chain(_lines_of_others(question, mend, nearest), decoys, _changed_lines(mend)):
        if lines in taken or not lines:
            continue
        taken.add(lines)
        why = fault_of(question, mend.with_lines(lines), scene, right)
        if why and all(why != other for _, other in found):
            found.append(("\n".join(lines), why))
        if len(found) == 2:
            break
    return found


def _right_line(mend: Mend) -> str:
    """The right line without its indentation."""
    return "\n".join(mend.right).strip()


def _line_at_its_place(mend: Mend, line: str) -> str:
    """A line with the indentation of the place."""
    place = (mend.right or mend.wrong)[0]
    return place[: len(place) - len(place.lstrip())] + line


def fault_of(question: Question, text: str, scene: Scene, right: Answer) -> str:
    """What is wrong with the numbers of a text here; empty where nothing is, or where it does not run at all."""
    try:
        answer = scene.answer(callable_of(text, question.subject))
    except Exception:
        return ""
    if answer.error:
        return ""
    if answer.changed:
        return f"It changes {' and '.join(answer.changed)} in place."
    told = [one for one in (_apart(name, answer, right) for name in names_that_differ(answer, right)) if one]
    return max(told)[1] if told else ""


def _apart(name: str, answer: Answer, right: Answer) -> tuple[float, str] | None:
    """The sentence about one name of a wrong answer: what it would give, and what should come."""
    found = _widest_gap(name, answer, right)
    if not found:
        return None
    weight, where, would, should = found
    if where is None:
        return weight, f"With it {name} would have the shape {would}; it should have {should}."
    return weight, f"With it {_entry(name, where)} would be {would}; it should be {should}."


def _lines_of_others(question: Question, mend: Mend, nearest: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The lines that other mistakes have in this place of this text: those named in `nearest`, then the others."""
    bank = sorted(question.wrong, key=lambda variant: variant.mistake not in nearest)
    others = (mend_of(question, variant) for variant in bank if not variant.endless)
    by_hand = (written for asked, _, written in slips_by_hand().values() if asked.subject == question.subject)
    for other in chain(by_hand, others):
        if not other or other.mended != mend.mended:
            continue
        end = mend.first + len(mend.right)
        if mend.first <= other.first and other.first + len(other.right) <= end:
            yield other.lines[mend.first : end + len(other.wrong) - len(other.right)]


def _changed_lines(mend: Mend) -> Iterator[tuple[str, ...]]:
    """The right line with one sign of it exchanged, where the banks have no other line for this place."""
    if len(mend.right) != 1:
        return
    line = mend.right[0]
    indent = line[: len(line) - len(line.lstrip())]
    head = line.strip().partition("#")[0].strip()
    inside = f"def f():\n    {head}{' pass' * head.endswith(':')}"
    try:
        count = sum(isinstance(node, _CHANGED) for node in ast.walk(ast.parse(inside)))
    except SyntaxError:
        return
    for place in range(count):
        tree = ast.parse(inside)
        nodes = [node for node in ast.walk(tree) if isinstance(node, _CHANGED)]
        _change(nodes[place])
        yield (indent + unparse(tree.body[0].body[0]).splitlines()[0],)  # type: ignore[attr-defined]


_CHANGED = (ast.BinOp, ast.Compare, ast.UnaryOp, ast.AugAssign, ast.Attribute, ast.Constant)
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}


def _change(node: ast.AST) -> None:
    """Exchange one sign of a tree."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        node.op = _OPERATORS.get(type(node.op), type(node.op))()
    elif isinstance(node, ast.Compare):
        node.ops = [ast.Gt() if isinstance(node.ops[0], (ast.Lt, ast.LtE)) else ast.Lt()]
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
    elif isinstance(node, ast.Attribute):
        node.attr = {"sum": "mean", "mean": "sum"}.get(node.attr, node.attr)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value = node.value + 1


def _mistakes_that_fit(scene: Scene, came: Answer) -> set[str]:
    """The mistakes that predict exactly these numbers, as the diagnosis of the check sees them.

    Of a class, of lists, and of random numbers that were measured, their makers tell.
    """
    question = scene.question
    if scene.programs or not all(part.name in came.numbers for part in question.parts):
        return set()
    got = tuple(came.numbers[part.name] for part in question.parts)
    return {
        name
        for name, would in question.suspects(scene.inputs, range(len(question.parts)))
        if isinstance(would, tuple) and all(agree(a, b) for a, b in zip(would, got, strict=True))
    }


def _contradiction(forms: Sequence[Answer], came: Answer) -> str:
    """What another mistake would give here, against what came; empty where the two cannot be told apart.

    `forms` are what its makers give, the nearest first: all their numbers are told, since the name fits each.
    """
    would = forms[0]
    if would.error:
        same = _kind(came.error) == _kind(would.error)
        return "" if same else f"That mistake would stop with {_kind(would.error)} here. {_what_came(came)}"
    if came.error:
        return f"That mistake would give numbers here. What came is {_kind(came.error)}."
    if would.changed != came.changed:
        names = " and ".join(would.changed)
        return (
            f"That mistake would change {names} in place. Here no input was changed."
            if names
            else _inputs_sentence(came)
        )
    told = [one for one in (_difference(name, forms, came) for name in came.numbers) if one]
    return max(told)[1] if told else ""


def _difference(name: str, forms: Sequence[Answer], came: Answer) -> tuple[float, str] | None:
    """How far the numbers of one name are apart, and the sentence about the entry where that is seen best.

    None where one of the forms gives what came: the entry speaks against the others alone.
    """
    would = forms[0]
    if name not in would.numbers:
        return 9.0, f"That mistake would give no {name} here."
    found = _widest_gap(name, would, came)
    if not found:
        return None
    weight, where, other, mine = found
    if where is None:
        return weight, f"That mistake would give {name} the shape {other} here. What came has the shape {mine}."
    shape = np.shape(would.numbers[name])
    alike = [form.numbers[name] for form in forms if name in form.numbers and np.shape(form.numbers[name]) == shape]
    *first, last = dict.fromkeys(number_text(one[where]) for one in alike)
    if mine in (*first, last):
        return None
    numbers = f"{', '.join(first)} or {last}" if first else last
    return weight, f"That mistake would give {_entry(name, where)} = {numbers} here. What came is {mine}."


def _entry(name: str, where: tuple[Any, ...]) -> str:
    """An entry as Python writes it."""
    return f"{name}[{', '.join(map(str, where))}]" if where else name


def _widest_gap(name: str, one: Answer, other: Answer) -> tuple[float, tuple[Any, ...] | None, str, str] | None:
    """How far two answers are apart in one name, the place where that is seen best, and its two numbers in words.

    There is no place where the shapes differ, which stand for the numbers then; None where nothing can be seen.
    """
    a, b = one.numbers.get(name), other.numbers.get(name)
    if a is None or b is None or only_by_chance(name, one, other):
        return None
    if np.shape(a) != np.shape(b):
        return 9.0, None, _shape(a), _shape(b)
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    scale = max(float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)), 1e-300)
    with np.errstate(all="ignore"):
        apart = np.nan_to_num(np.abs(a - b) / scale, nan=1.0)
    shown = apart[tuple(slice(0, limit) for limit in (ROWS, COLUMNS)[-apart.ndim :])] if apart.ndim in (1, 2) else apart
    where = np.unravel_index(int(np.argmax(shown)), shown.shape) if shown.ndim else ()
    texts = number_text(a[where]), number_text(b[where])
    if float(np.max(shown, initial=0.0)) < (ALIKE if one.measured else 1e-4) or texts[0] == texts[1]:
        return None
    return float(shown[where]), where, *texts


def _kind(error: str) -> str:
    return error.partition(":")[0]


def _what_came(came: Answer) -> str:
    name, value = next(iter(came.numbers.items()), ("", None))
    if came.error or value is None:
        return f"What came is {_kind(came.error)}."
    what = f"of shape {shape_text(value)}" if np.ndim(value) else f"= {number_text(value)}"
    return f"What came is {name} {what}."


def _shape(value: Array) -> str:
    return shape_text(value) or "of a single number"


def _inputs_sentence(came: Answer) -> str:
    return f"That mistake would leave the inputs alone. Here {' and '.join(came.changed)} was changed."


def _distance(would: Answer, came: Answer, right: Answer) -> float:
    """How unlike the two answers are: small where both are wrong in the same numbers and in the same way."""
    if bool(would.error) != bool(came.error) or set(would.numbers) != set(came.numbers):
        return 9.0
    apart = len(set(names_that_differ(would, right)) ^ set(names_that_differ(came, right))) / 2
    for name, value in came.numbers.items():
        apart += _relative(value, would.numbers[name], right.numbers.get(name, value))
    return apart


def _relative(mine: Array, other: Array, right: Array) -> float:
    if np.shape(mine) != np.shape(other):
        return 1.0
    a, b, c = (np.nan_to_num(np.ravel(np.asarray(x, dtype=float))) for x in (mine, other, right))
    size = np.linalg.norm(a) + np.linalg.norm(b)
    direct = np.linalg.norm(a - b) / size if size else 0.0
    if a.shape != c.shape:
        return float(direct)
    error, against = a - c, b - c
    lengths = np.linalg.norm(error) * np.linalg.norm(against)
    return float(direct + (1 - abs(error @ against) / lengths if lengths else 0.0))
