"""The sheet of formulas: one A4 page, both sides, as HTML."""

import html
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.answers import ward
from autograd_lab.authoring import glossary
from autograd_lab.authoring.teaching.paper import conventions
from autograd_lab.authoring.teaching.paper.authored import EQUATION_NAMES, SIDES, Authored, Convention
from autograd_lab.authoring.teaching.paper.markdown import display, inline, table, to_inline_html
from autograd_lab.authoring.teaching.paper.matrix_latex import matrix_latex
from autograd_lab.authoring.teaching.paper.slopes import slopes_of
from autograd_lab.equations import EQUATIONS

LONG = 45
"""Letters of LaTeX from which on a slope needs the width of the page."""
_ALL_SLOPES = "Local slopes of every operation: the result is c, its operands are a and b"
_WHAT = {
    "forward": "forward",
    "BP1": "BP1, the last layer",
    "BP2": "BP2, one layer back",
    "BP3": "BP3, a bias",
    "BP4": "BP4, a weight",
}
_ARRAYS = {
    "a_prev": "a^{\\text{prev}}",
    "W": "W",
    "b": "b",
    "forward": "z",
    "BP2": "\\delta",
    "BP4": "\\partial L/\\partial W",
}
_RESULTS = {"forward": "z", "BP1": r"\delta", "BP2": r"\delta", "BP3": r"\frac{\partial L}{\partial b}"}
_RESULTS["BP4"] = r"\frac{\partial L}{\partial W}"


def sheet(root: Path, authored: Authored) -> str:
    """The body of the sheet: two sections, each as large as a page."""
    formulas = {side: [_formulas(*group) for group in authored.formulas_at(side)] for side in SIDES}
    front = [
        "<header><h1>Backpropagation on one sheet</h1><p>Autograd Lab</p></header>",
        _beside([_signs(root, authored.signs), *formulas["front left"]], formulas["front right"]),
        _conventions(authored.conventions),
    ]
    back = [
        _operations(authored.operations),
        _beside(formulas["back left"], formulas["back right"]),
        _patients(authored),
    ]
    return "".join(f'<section class="side">{"".join(side)}</section>' for side in (front, back))


def _beside(left: Sequence[str], right: Sequence[str]) -> str:
    return f'<div class="beside"><div>{"".join(left)}</div><div>{"".join(right)}</div></div>'


def _box(title: str, inside: str, kind: str = "") -> str:
    return f'<div class="box {kind}"><h2>{html.escape(title)}</h2>{inside}</div>'


def _signs(root: Path, keys: Sequence[str]) -> str:
    terms = glossary.load(root)
    rows = [
        (to_inline_html(terms[key].symbol), f"<b>{html.escape(terms[key].words)}</b> {_short(terms[key].meaning)}")
        for key in keys
    ]
    return _box("The signs", table((), rows, "signs"))


def _short(meaning: str) -> str:
    """A term's meaning up to its first semicolon."""
    return to_inline_html(meaning.partition("; ")[0].rstrip(".") + ".")


def _formulas(title: str, labels: Sequence[str]) -> str:
    lines = (
        f'<div class="formula" data-label="{label}"><span>{display(html.escape(EQUATIONS[label].latex, quote=False))}'
        f"</span><small>{EQUATIONS[label].number}</small></div>"
        for label in labels
    )
    return _box(title, "".join(lines))


def _conventions(known: Sequence[Convention]) -> str:
    """The four equations in each convention, and the shapes of what is in them."""
    head = ["", *(html.escape(one.name) for one in known)]
    facts = [("an example is", [f"a {one.example}" for one in known])]
    facts += [
        (
            f"{_WHAT[name]}: {inline(_RESULTS[name] + ' =')}",
            [inline(html.escape(matrix_latex(one.code[name]), quote=False)) for one in known],
        )
        for name in EQUATION_NAMES
    ]
    found = [conventions.shapes(one) for one in known]
    facts += [
        (f"shape of {inline(letter)}", [f"<code>{shapes[name]}</code>" for shapes in found])
        for name, letter in _ARRAYS.items()
    ]
    said = "With the course’s loss the 1/N is inside δ, and a batch is summed in BP3 and BP4. ⊙ is entry by entry."
    inside = table(head, [(what, *cells) for what, cells in facts], "conventions")
    return _box("The four equations in three conventions", f"{inside}<p>{said}</p>", "wide")


def _operations(groups: Sequence[tuple[str, Sequence[str]]]) -> str:
    """All groups in two columns; one with a long formula stands below them, across the page."""
    drawn = [(_is_long(names), _group(title, names)) for title, names in groups]
    inside = "".join(group for is_long, group in drawn if not is_long)
    below = "".join(group for is_long, group in drawn if is_long)
    return _box(_ALL_SLOPES, f'<div class="columns">{inside}</div>{below}', "wide")


def _is_long(names: Sequence[str]) -> bool:
    return any(len(latex) > LONG for name in names for latex in slopes_of(name).latex)


def _group(title: str, names: Sequence[str]) -> str:
    """One group of operations, with a column for each operand that any of them has."""
    found = [slopes_of(name) for name in names]
    operands = max((one.op.operands for one in found), key=len)
    rows = []
    for one in found:
        cells = [f"<code>{one.op.name}</code>", _inline(one.formula), *map(_inline, one.latex)]
        rows.append(cells + [""] * (2 + len(operands) - len(cells)))
    head = [html.escape(title), *(inline(rf"\partial c/\partial {operand}") for operand in operands)]
    return f'<div class="group">{table(head, rows, "operations")}</div>'


def _inline(latex: str) -> str:
    return inline(html.escape(latex, quote=False))


def _patients(authored: Authored) -> str:
    rows = [
        (html.escape(symptom), html.escape(ward.FAULTS[fault]), html.escape(cure))
        for fault, (symptom, cure) in authored.patients.items()
    ]
    return _box("Six patients", table(("what the tests show", "the fault", "the cure"), rows, "patients"), "wide")
