"""Draws fall as their chances say, hand nothing back, and are seen as draws."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, record
from autograd_lab.errors import ValueTypeError
from autograd_lab.functional.draws import Draw
from tests.support.traces import trace_of

CHANCES = np.array([0.5, 0.0, 0.3, 0.2])


def marks(loss):
    """{name: kind} of the nodes of a graph that the player marks."""
    trace = trace_of(loss)
    return {trace.nodes[i].name: mark.kind for i, mark in trace.marks.items()}


def test_each_row_has_a_single_one_and_falls_as_its_chances_say():
    rows = np.tile([CHANCES, CHANCES[::-1]], (20_000, 1, 1))
    drawn = functional.categorical(rows, rng=1).data
    assert drawn.shape == rows.shape
    assert ((drawn == 0) | (drawn == 1)).all()
    assert (drawn.sum(axis=-1) == 1).all()
    for k, chances in enumerate((CHANCES, CHANCES[::-1])):
        assert drawn[:, k].mean(axis=0) == pytest.approx(chances, abs=0.015)
        assert not drawn[:, k, chances == 0].any()


def test_a_chance_of_nothing_at_the_end_is_never_drawn():
    rounded = np.tile([0.1] * 10 + [0.0], (5000, 1))  # ten tenths add up to less than 1
    assert not functional.categorical(rounded, rng=0).data[:, -1].any()


def test_bernoulli_falls_entry_by_entry():
    p = np.tile([0.0, 0.25, 0.9, 1.0], (20_000, 1))
    drawn = functional.bernoulli(p, rng=2).data
    assert set(np.unique(drawn)) == {0, 1}
    assert drawn.mean(axis=0) == pytest.approx(p[0], abs=0.015)
    assert abs(np.corrcoef(drawn[:, 1], drawn[:, 2])[0, 1]) < 0.03  # each has a throw of its own


@pytest.mark.parametrize("draw", [functional.categorical, functional.bernoulli])
def test_a_draw_hands_nothing_back_and_is_marked_as_a_choice(draw):
    z = Tensor([0.3, -1.0, 0.5], requires_grad=True, name="z")
    drawn = draw(z.softmax(), rng=0)
    drawn.name = "drawn"
    loss = (drawn * [1.0, 2.0, 3.0]).sum()
    assert marks(loss) == {"drawn": "choice"}
    loss.backward()
    assert not z.grad.any()
    assert Draw("categorical", 0).check([0.2, 0.8])


def test_a_path_around_a_draw_is_seen_beside_the_path_that_ends():
    z = Tensor(np.log([0.5, 0.3, 0.2]), requires_grad=True, name="z")
    drawn = functional.categorical(z.softmax(), rng=4)
    drawn.name, won = "drawn", drawn @ [1.0, 2.0, 6.0]
    taken = z.log_softmax()[int(drawn.data.argmax())]
    taken.name = "taken"
    loss = -won * taken
    assert marks(loss) == {"drawn": "choice", "taken": "score"}
    loss.backward()
    assert z.grad == pytest.approx([3, 1.8, -4.8])


def test_a_seed_repeats_a_draw_and_a_generator_goes_on():
    p = np.full((50, 4), 0.25)
    assert (functional.categorical(p, rng=3).data == functional.categorical(p, rng=3).data).all()
    rng = np.random.default_rng(3)
    assert (functional.categorical(p, rng).data != functional.categorical(p, rng).data).any()


def test_a_recorded_step_draws_anew():
    rng, w = np.random.default_rng(0), Tensor(1.0, requires_grad=True)
    step = record(lambda p: (functional.categorical(p, rng)[:, 0] * w).sum())
    assert len({float(step(np.full((200, 2), 0.5))) for _ in range(8)}) > 1


@pytest.mark.parametrize(
    ("draw", "chances", "says"),
    [
        (functional.categorical, [0.5, 0.6], "add up to 1"),
        (functional.categorical, [[0.0, 1.0], [2.0, 3.0]], "chances lie between 0 and 1"),
        (functional.categorical, [[0.5, 0.4], [0.5, 0.5]], r"these are z.softmax\(\)"),
        (functional.categorical, 1.0, "add up to 1"),
        (functional.bernoulli, [1.5], "between 0 and 1"),
        (functional.bernoulli, [-0.1], "between 0 and 1"),
        (functional.bernoulli, [np.nan], "between 0 and 1"),
    ],
)
def test_what_is_no_chance_is_refused(draw, chances, says):
    with pytest.raises(ValueTypeError, match=says):
        draw(chances)
