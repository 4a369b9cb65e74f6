"""Each text uses only the words and letters of its own problem set."""

import re

import numpy as np
import pytest

from autograd_lab.exams.judging import parts_of
from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.lists import ListQuestion
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.question import fresh_copies
from autograd_lab.exams.table import EXAMS
from autograd_lab.mistakes import MISTAKES, Raised, Sighting, Take
from autograd_lab.mistakes.overrides.letters import in_letters_of
from autograd_lab.mistakes.overrides.table import texts_of
from autograd_lab.mistakes.search.formula import parts_by_formula
from autograd_lab.mistakes.structure import STRUCTURAL

#: what stands in other sets and not in this one
STRANGE = {
    "ps1": r"δ|delta|σ|sigmoid|neuron|\blayer|\bunits?\b|\bW\b|\bz\b|\ba\b(?= [−=+]|\()|a_prev|∂L/∂z|activation",
    "ps2": r"δ|σ|residual|\bN\b|ŷ|\bX\b|\bW\b|\brows?\b|a_prev|target",
    "ps3": r"ŷ|\bX\b|\bfeatures?\b|w·x|Scalar|y_hat|\bWs\b|\bzs\b|activations\[",
    "ps4": r"ŷ|\bfeatures?\b|w·x|Scalar|a_prev|W_next|delta_next|y_hat|\by\b",
    "ps5": r"ŷ|\bX\b|\bfeatures?\b|w·x|Scalar|y_hat|\b(?<!\{)N\b(?!\})|\bWs\b|\bzs\b",
}
QUESTIONS = [
    pytest.param(q, id=f"{e.name}-{q.name}")
    for e in EXAMS
    for q in e.questions
    if e.name in STRANGE and not isinstance(q, ClaimQuestion)
]


def says_something(would):
    """Whether a prediction can be met by an answer."""
    return not isinstance(would, Raised) and any(not np.isnan(part).all() for part in would)


def mistakes_of(question):
    """The mistakes that a verdict on this question may name, the search apart."""
    inputs = question.draw(np.random.default_rng(0))
    if isinstance(question, ProgramQuestion):
        names = {label for label, _ in question.edits} | {v.mistake for v in question.wrong}
        names |= {label for label, _ in (*question.kinds, *question.recognise([]))}
        return {label.partition(":")[0] for label in names}
    found = {
        label.partition(":")[0]
        for label, w in question.suspects(inputs, range(len(question.parts)))
        if says_something(w)
    }
    right = question.reference(*fresh_copies(inputs))
    parts = [np.ones(5)] * 2 if isinstance(question, ListQuestion) else parts_of(right, len(question.parts))
    seen = [Sighting(-part, part, question.known(inputs)) for part in parts]
    return found | {mistake for mistake, rule in STRUCTURAL for one in seen if rule(one) is not None}


@pytest.mark.parametrize("question", QUESTIONS)
def test_texts_speak_in_the_letters_of_their_set(question):
    strange = re.compile(STRANGE[question.exam])
    found = [
        (mistake, part.name, field, text)
        for mistake in sorted(mistakes_of(question))
        for part in question.parts
        for field, text in texts_of(MISTAKES[mistake], part.name, question.name, question.exam).items()
        if strange.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("question", [p for p in QUESTIONS if p.values[0].written])
def test_ingredients_have_the_names_of_their_set(question):
    formulas, last = question.formulas(question.draw(np.random.default_rng(0)))
    take = Take(last=last)
    for formula in formulas:
        parts_by_formula(formula, take)
    names = {name for name, _ in (*take.seen, *take.offered)}
    assert len(names) > 1
    assert [name for name in names if re.search(STRANGE[question.exam], name)] == []


def test_a_set_without_letters_of_its_own_keeps_the_text():
    assert in_letters_of("ps1", "Use ŷ − y.") == "Use ŷ − y."
    assert in_letters_of("ps5", "The number N of rows: X.T @ residual.") == "The number n of outputs: delta @ a_prev.T."
