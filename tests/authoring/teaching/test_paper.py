"""The sheet of formulas: what is on it is the registry's, the engine's and the ward's, and it fits two sides of A4."""

import html
import math
import random
import re

import numpy as np
import pytest
from pypdf import PdfReader

from autograd_lab import Value, grad
from autograd_lab.answers import ward
from autograd_lab.authoring import glossary
from autograd_lab.authoring.pdf import printing as chromium
from autograd_lab.authoring.teaching.paper import authored, printing, slopes
from autograd_lab.authoring.teaching.paper.__main__ import print_sheet
from autograd_lab.authoring.teaching.paper.sheet import sheet
from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError
from autograd_lab.scalar import ops
from autograd_lab.scalar.latex import to_latex
from autograd_lab.scalar.value import rebuild
from tests.support.repo import REPO

PAPER = authored.load(REPO)
NAMES = [name for _, names in PAPER.operations for name in names]
FORMULA = re.compile(r'<div class="formula" data-label="([^"]+)"><span>\\\[(.*?)\\\]</span><small>([\d.]+)</small>')
ROW = re.compile(r'<tr><th scope="row"><code>(\w+)</code></th>(.*?)</tr>')
CELL = re.compile(r"<td>(?:\\\((.*?)\\\))?</td>")


@pytest.fixture(scope="module")
def body():
    return sheet(REPO, PAPER)


def test_every_formula_is_one_of_the_registry(body):
    found = FORMULA.findall(body)
    assert [label for label, _, _ in found] == [
        label for side in authored.SIDES for _, labels in PAPER.formulas_at(side) for label in labels
    ]
    for label, latex, number in found:
        assert html.unescape(latex) == EQUATIONS[label].latex
        assert number == EQUATIONS[label].number


def test_all_operations_of_the_table_are_on_it_and_none_else(body):
    assert sorted(NAMES) == sorted(name for name, op in ops.OPS.items() if op.arity)
    assert [name for name, _ in ROW.findall(body)] == sorted(NAMES, key=lambda name: body.index(f"<code>{name}</code>"))
    assert len(ROW.findall(body)) == len(NAMES)


def test_signs_are_those_of_the_glossary(body):
    terms = glossary.load(REPO)
    for key in PAPER.signs:
        assert f"<b>{terms[key].words}</b>" in body


def as_python(latex):
    """A slope as the sheet prints it, read back as Python; for the few forms that slopes have."""
    text = html.unescape(latex).replace(r"\left", "").replace(r"\right", "").replace("_{i}", "")
    text = re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", r"((\1)/(\2))", text)
    text = re.sub(r"\\mathbf\{1\}\[(\w) = (\w)\]", r"float(\1 == \2)", text)
    text = re.sub(r"\\mathbf\{1\}\[(.*?)\]", r"float(\1)", text)
    text = re.sub(r"\^\{(.*?)\}", r"**(\1)", text).replace(r"\cdot", "*").replace(r"\ln", "log")
    return re.sub(r"\\mathrm\{sgn\}", "sign", text).replace(r"\sigma", "sigmoid").replace("\\", "")


def printed_slopes(row, point, result):
    """The numbers that a row of the sheet gives for the slopes at a point."""
    names = {"a": point[0], "b": point[-1], "c": result, "log": math.log, **ops.FUNCTIONS}
    return [eval(as_python(latex), names) for latex in row if latex]


def points(name, rng):
    """Three points at which an operation is smooth."""
    positive = name in {"log", "sqrt", "pow", "div"}
    for _ in range(3):
        a, b = rng.uniform(0.3, 2.4), rng.uniform(0.3, 2.4)
        a, b = (a, b) if positive else (rng.choice([-1, 1]) * a, rng.choice([-1, 1]) * b)
        if abs(a - b) > 0.01 and abs(a - round(2 * a) / 2) > 0.01:
            yield [a, b][: ops.OPS[name].arity]


@pytest.mark.parametrize("name", NAMES)
def test_a_printed_slope_is_the_engines_and_that_of_nudging(body, name):
    row = dict(ROW.findall(body))[name]
    cells = CELL.findall(row)[1:]
    op, compared = ops.OPS[name], 0
    for point in points(name, random.Random(name)):
        leaves = [Value(x) for x in point]
        out = rebuild(op, tuple(leaves), op.forward(*point))
        theirs = [g.data if isinstance(g, Value) else g for g in grad(out, leaves)]
        ours = printed_slopes(cells, point, out.data)
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)
        assert ours == pytest.approx([nudged(op, point, k) for k in range(op.arity)], rel=1e-6, abs=1e-8)
        compared += 1
    assert compared
    assert list(slopes.slopes_of(name).latex) == [html.unescape(cell) for cell in cells if cell]


def nudged(op, point, k, h=1e-5):
    up, down = (op.forward(*(x + sign * h * (i == k) for i, x in enumerate(point))) for sign in (1, -1))
    return (up - down) / (2 * h)


@pytest.mark.parametrize(("name", "wrong"), [("tanh", "1 - out"), ("div", "out / b"), ("sqrt", "0.5 * out")])
def test_a_wrong_slope_would_be_noticed(name, wrong):
    latex = to_latex(wrong, {"a": "a", "b": "b", "out": "c"})
    point = [0.7, 1.9][: ops.OPS[name].arity]
    out = ops.OPS[name].forward(*point)
    place = ops.OPS[name].arity - 1
    assert printed_slopes([latex], point, out) != pytest.approx([nudged(ops.OPS[name], point, place)], rel=1e-3)


def test_an_operation_without_a_formula_is_said(monkeypatch):
    monkeypatch.setitem(ops.OPS, "odd", ops.Op("odd", "odd_one(a)", ("1",)))
    with pytest.raises(LabError, match=r"'odd' has no formula for the sheet.*\n.*MATHS"):
        slopes.slopes_of("odd")
    with pytest.raises(LabError, match="the operation 'odd' is missing"):
        authored.load(REPO)
    with pytest.raises(LabError, match="no operation is called 'nand'"):
        slopes.slopes_of("nand")


ARRAYS = ("W1", "W2", "b1", "b2")


def examined(patient):
    """What chapter 10's checks say: largest input, close rows that agree, shares, what stands still, what is off."""
    X, Y = patient.X, patient.Y
    apart = ((X[:, None] - X[None]) ** 2).sum(axis=2) + np.diag([np.inf] * len(X))
    near = (Y[apart.argmin(axis=1)] == Y).mean()
    off = [name for k, name in enumerate(ARRAYS) if is_off(patient, k)]
    before, kept = [p.copy() for p in patient.parameters], []
    for _ in range(4):
        old, promised = patient.loss(X, Y), 1e-4 * sum((g**2).sum() for g in patient.gradients(X, Y))
        patient.step(X, Y, 1e-4)
        kept.append(round((old - patient.loss(X, Y)) / promised, 1))
    still = [name for name, p, q in zip(ARRAYS, before, patient.parameters, strict=True) if (p == q).all()]
    differ = len({tuple(column) for column in patient.parameters[0].T.round(9)})
    return {"largest": np.abs(X).max(), "near": near, "shares": kept, "still": still, "off": off, "differ": differ}


def is_off(patient, k, h=1e-5):
    array, said = patient.parameters[k].ravel(), patient.gradients(patient.X, patient.Y)[k].ravel()
    losses = []
    for sign in (1, -1):
        array[0] += sign * h
        losses.append(patient.loss(patient.X, patient.Y))
        array[0] -= sign * h
    return abs((losses[0] - losses[1]) / (2 * h) - said[0]) > 1e-4 * max(np.abs(said).max(), 1e-12)


SYMPTOMS = {
    1: lambda e: e["shares"] == [1, 2, 3, 4],
    2: lambda e: e["differ"] == 1 and not e["off"],
    4: lambda e: e["largest"] > 100,
    5: lambda e: len({*e["shares"]}) == 1 and e["shares"][0] < 1 and not e["off"] and e["still"] == ["W1", "b1"],
    6: lambda e: e["near"] < 0.6 and not e["off"] and e["shares"] == [1, 1, 1, 1] and not e["still"],
    7: lambda e: len({*e["shares"]}) == 1 and e["shares"][0] < 1 and e["off"] == ["W1", "b1"] and not e["still"],
}
"""The sheet's sentences on the symptoms, as a test of what an examination finds."""


@pytest.mark.slow
def test_the_patients_are_the_wards_with_their_symptoms(body):
    assert sorted(PAPER.patients) == sorted(ward.PATIENTS.values()) == sorted(SYMPTOMS)
    for letter, fault in ward.PATIENTS.items():
        assert f"<td>{ward.FAULTS[fault]}</td>" in body
        has = {one for one, shows in SYMPTOMS.items() if shows(examined(ward.patient(letter)))}
        assert has == {fault}
        assert not any(shows(examined(ward.patient(letter, cure=fault))) for shows in SYMPTOMS.values())
    assert not re.search(r"\bpatient [A-F]\b", body), "the letters are exercise 10.5's to find"


@pytest.mark.browser
@pytest.mark.slow
def test_the_sheet_is_two_pages_and_nothing_overflows(browser, tmp_path, body):
    target = tmp_path / "sheet.pdf"
    page = chromium.paper_page(browser)
    page.set_viewport_size(printing.A4)
    print_sheet(page, REPO, PAPER, target)
    assert printing.overflowing(page) == []
    assert printing.smallest_text(page) >= 7.5
    assert page.locator("mjx-container").count() == len(re.findall(r"\\\(|\\\[", body))
    assert page.locator("[data-mml-node=merror]").count() == 0
    page.add_style_tag(content=".signs td { font-size: 7pt } .conventions { width: 240mm }")
    assert printing.smallest_text(page) == pytest.approx(7)
    assert printing.overflowing(page)
    pages = PdfReader(target).pages
    assert [tuple(round(float(x)) for x in page.mediabox[2:]) for page in pages] == [(595, 842)] * 2


def test_no_browser_is_said(monkeypatch):
    monkeypatch.setenv("LAB_CHROME", "/nowhere/chrome")
    with pytest.raises(LabError, match="apt-get install chromium"), chromium.paper():
        raise AssertionError("there is none")
