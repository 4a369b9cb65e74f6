"""Reads `course/paper.toml`, all that is authored of the paper: orders, choices, a few phrases; held to the registry.

[sheet]
signs = ["delta", …]                 # terms of the glossary that have a sign, in the order of the sheet
[[sheet.formulas]]                   # equations of the registry, in boxes
title = "One arrow, one node"
side = "front right"                 # or front left, back left, back right
equations = ["chain-on-an-edge", …]
[[sheet.operations]]                 # every operation of the table of operations, in groups
title = "Arithmetic"
names = ["add", …]

[[conventions]]                      # the four equations in code; their LaTeX is derived from it
name = "this course"
example = "row"                      # an example is a row or a column of `a`
weight = "in, out"                   # what the rows and the columns of `W` stand for
forward = "a_prev @ W + b"
BP1 = "…"

[[patients]]                         # the faults of the ward's patients
fault = 1                            # a number of ward.FAULTS, which names the cause
symptom = "…"
cure = "…"

[[leave_out]]                        # predictions, and exercises by their number, that make no sense on paper
why = "The figure has to be moved."
tasks = ["ch04-what-its-two-numbers-do-4", "24.4"]

[tasks."ch05-one-more-coffee-4"]     # what the rule (tasks.py) would do otherwise, of a prediction or an exercise
text = ["ch05-one-more-coffee-2"]    # the cells of text that ask, in place of the one above
begin = "Take two weights"           # the first words that are quoted of them
say = "Three rides."                 # what paper has to say first, since it has no page above
code = false                         # give no code, where the rule would
give = ["ch05-pass-back"]            # cells whose code, or whose tables, are given, however long
picture = "ch08-setup"               # a cell whose player or figure is given, at its start
lines = 3                            # to write on
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd_lab.answers import ward
from autograd_lab.authoring import glossary
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.equations import EQUATIONS
from autograd_lab.scalar.ops import OPS

FILE = Path("course/paper.toml")
SIDES = ("front left", "front right", "back left", "back right")
EQUATION_NAMES = ("forward", "BP1", "BP2", "BP3", "BP4")
_TASK_KEYS = {"text": list, "begin": str, "say": str, "code": bool, "give": list, "picture": str, "lines": int}


@dataclass(frozen=True)
class Convention:
    """One way to write the four equations: what a row of `a` and of `W` stands for, and the code of each equation."""

    name: str
    example: str
    weight: str
    code: Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """What is authored of one task of a worksheet; None, () and "" where the rule decides."""

    leave_out: str = ""
    text: tuple[str, ...] = ()
    begin: str = ""
    say: str = ""
    code: bool = True
    give: tuple[str, ...] = ()
    picture: str = ""
    lines: int | None = None


@dataclass(frozen=True)
class Authored:
    """The whole of `course/paper.toml`; groups are pairs of a title and names, patients are by their fault."""

    signs: tuple[str, ...]
    formulas: tuple[tuple[str, str, tuple[str, ...]], ...]  # side, title, labels
    operations: tuple[tuple[str, tuple[str, ...]], ...]
    conventions: tuple[Convention, ...]
    patients: Mapping[int, tuple[str, str]]
    tasks: Mapping[str, Choice] = field(default_factory=dict)

    def formulas_at(self, side: str) -> list[tuple[str, tuple[str, ...]]]:
        """The groups of formulas at one side: pairs of a title and the equations' labels."""
        return [(title, labels) for at, title, labels in self.formulas if at == side]


def load(root: Path) -> Authored:
    """What a course says of its paper. Raises CourseError with every fault of the file."""
    found = toml_table(root, FILE)
    if not found:
        raise CourseError([Problem(str(FILE), 1, "there is no such file", "the sheet and the worksheets need it")])
    if faults := [*_wrong_names(root, found), *_wrong_conventions(found), *_wrong_choices(found)]:
        raise CourseError([Problem(str(FILE), 1, what, cure) for what, cure in faults])
    sheet = found["sheet"]
    choices = {name: {"leave_out": group["why"]} for group in found.get("leave_out", ()) for name in group["tasks"]}
    choices |= found.get("tasks", {})
    return Authored(
        tuple(sheet["signs"]),
        tuple((group["side"], group["title"], tuple(group["equations"])) for group in sheet["formulas"]),
        tuple((group["title"], tuple(group["names"])) for group in sheet["operations"]),
        tuple(
            Convention(one["name"], one["example"], one["weight"], {name: one[name] for name in EQUATION_NAMES})
            for one in found["conventions"]
        ),
        {one["fault"]: (one["symptom"], one["cure"]) for one in found["patients"]},
        {name: Choice(**{key: _frozen(value) for key, value in chosen.items()}) for name, chosen in choices.items()},
    )


def unknown_tasks(authored: Authored, known: Collection[str]) -> list[Problem]:
    """A fault for each chosen task that the course does not have."""
    cure = "name the id of a cell tagged `predict`, or an exercise by its number, or take the entry out"
    return [
        Problem(str(FILE), 1, f"{name!r} is no prediction and no pencil exercise of the course", cure)
        for name in authored.tasks
        if name not in known
    ]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _wrong_names(root: Path, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is missing, twice or unknown among signs, equations, operations and patients."""
    try:
        sheet = found["sheet"]
        operations = [name for group in sheet["operations"] for name in group["names"]]
        equations = [label for group in sheet["formulas"] for label in group["equations"]]
        sides = dict.fromkeys(group["side"] for group in sheet["formulas"])
        signs, patients = sheet["signs"], [(one["fault"], one["symptom"], one["cure"]) for one in found["patients"]]
    except (KeyError, TypeError) as missing:
        yield f"it lacks {missing}", "see the form in autograd_lab/authoring/teaching/paper/authored.py"
        return
    of_table = [name for name, op in OPS.items() if op.arity]
    yield from _faults_of_names("operation", operations, of_table, "the table of operations", every=True)
    yield from _faults_of_names("side", sides, SIDES, "front left, front right, back left, back right")
    yield from _faults_of_names("equation", equations, EQUATIONS, "equations.toml")
    with_sign = [key for key, term in glossary.load(root).items() if term.symbol]
    yield from _faults_of_names("sign", signs, with_sign, "the glossary's terms with a symbol")
    ill = [fault for fault, _, _ in patients]
    yield from _faults_of_names("fault", ill, [*ward.PATIENTS.values()], "the patients of ward.py", every=True)


def _faults_of_names(
    what: str, given: Collection[Any], known: Collection[Any], where: str, every: bool = False
) -> Iterator[tuple[str, str]]:
    for one in dict.fromkeys(given):
        if one not in known:
            yield f"the {what} {one!r} is not among {where}", "mend its name, or take it out"
        elif list(given).count(one) > 1:
            yield f"the {what} {one!r} is there twice", "keep one"
    for one in known if every else ():
        if one not in given:
            yield f"the {what} {one!r} is missing", f"give it its place: all of {where} are on the sheet"


def _wrong_conventions(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    needed = {"name", "example", "weight", *EQUATION_NAMES}
    for one in found.get("conventions", ()):
        if {*one} != needed:
            yield f"a convention has {', '.join(one)}", f"give {', '.join(sorted(needed))}, and nothing else"
        elif one["example"] not in ("row", "column") or one["weight"] not in ("in, out", "out, in"):
            yield (
                f"the convention {one['name']!r} has an unknown example or weight",
                "row or column; in, out or out, in",
            )


def _wrong_choices(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    left_out = [name for group in found.get("leave_out", ()) for name in group.get("tasks", ())]
    for group in found.get("leave_out", ()):
        if {*group} != {"why", "tasks"} or not str(group["why"]).strip():
            yield "a [[leave_out]] has no reason, or no tasks", "give why and tasks, and nothing else"
    for name in {*left_out}:
        if left_out.count(name) > 1 or name in found.get("tasks", {}):
            yield f"the task {name!r} is left out and named again", "keep one of the two"
    for name, chosen in found.get("tasks", {}).items():
        wrong = [key for key, value in chosen.items() if not isinstance(value, _TASK_KEYS.get(key, type(None)))]
        if wrong or not chosen:
            yield f"{name!r} has wrong: {', '.join(wrong) or 'nothing'}", f"give some of {', '.join(_TASK_KEYS)}"
