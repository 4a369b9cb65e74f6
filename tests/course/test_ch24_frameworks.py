"""What chapter 24 says of frameworks, from its record; and that its answers name each slip."""

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from autograd_lab import Tensor, data
from autograd_lab.answers import ch24, tell
from tests.course.chapter_checks import lesson_of, names_of

LESSON = lesson_of(24)


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells without a framework define."""
    return names_of(LESSON, "ch24-setup", "ch24-network")


# --- the network ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_the_formulas_by_hand_are_the_engine_on_any_batch(chapter, seed):
    rng = np.random.default_rng(seed)
    rows = seed % 4 + 1
    params = [rng.normal(size=p.shape) for p in chapter["params"]]
    X, Y = rng.normal(size=(rows, 3)), rng.random((rows, 3))
    loss, gradients = chapter["by_hand"](params, X, Y)
    ours, found = chapter["on_our_engine"](params, X, Y)
    assert loss == pytest.approx(ours, rel=1e-12)
    assert chapter["apart"](gradients, found) < 1e-13


def test_apart_sees_a_factor_a_digit_and_no_transpose(chapter):
    _, gradients = chapter["by_hand"](chapter["params"], chapter["X"], chapter["Y"])
    apart = chapter["apart"]
    assert apart(gradients, [3 * g for g in gradients]) == pytest.approx(2)
    assert apart(gradients, [g.T for g in gradients]) == 0
    one_off = [g.copy() for g in gradients]
    one_off[2][1, 1] += 1e-9
    assert 1e-9 < apart(gradients, one_off) < 1e-7


# --- the record -------------------------------------------------------------------------------------------


def test_only_bits_and_the_loss_keep_frameworks_from_agreeing():
    starts = data.experiment_record("ch24_frameworks")["starts"]
    worst = {name: max(start[0] for start in rows) for name, rows in starts.items()}
    equal = {"pytorch", "jax", "tensorflow", "tensorflow_function", "keras", "keras_mse", "keras_on_jax"}
    assert {name for name, found in worst.items() if found <= 1e-12} == equal
    assert all(found < 1e-5 for found in worst.values())


# --- the puzzle -------------------------------------------------------------------------------------------


def test_each_cause_is_the_puzzles_answer_at_least_once():
    assert set(ch24.PAIRS.values()) == set(ch24.CAUSES)
    assert bool(tell("24.4", ch24.PAIRS))


@pytest.mark.parametrize(("letter", "cause"), [(a, b) for a, b in product(ch24.PAIRS, ch24.CAUSES)])
def test_a_wrong_cause_is_answered_with_what_speaks_against_it(letter, cause):
    reply = tell("24.4", {**ch24.PAIRS, letter: cause})
    right = ch24.PAIRS[letter] == cause
    assert bool(reply) is right
    [line] = [line for line in reply.lines if line.startswith(f"{letter}:")]
    assert right or ("is not it" in line and len(line) > 50)
    assert "have the numbers" not in line


# --- JAX's question ---------------------------------------------------------------------------------------


def asked(f, arrays):
    leaves = [Tensor(array, requires_grad=True) for array in arrays]
    loss = f(*leaves)
    loss.backward()
    return loss, leaves


def zeros_for_none(leaves):
    return [np.zeros(leaf.shape) if leaf.grad is None else leaf.grad for leaf in leaves]


def right_way(f, arrays):
    loss, leaves = asked(f, arrays)
    return loss.item(), zeros_for_none(leaves)


def right_with_tensors(f, arrays):
    loss, leaves = asked(f, arrays)
    return loss, tuple(Tensor(g) for g in zeros_for_none(leaves))


def none_for_unused(f, arrays):
    loss, leaves = asked(f, arrays)
    return loss.item(), [leaf.grad for leaf in leaves]


def never_back(f, arrays):
    leaves = [Tensor(array, requires_grad=True) for array in arrays]
    return f(*leaves).item(), [leaf.grad for leaf in leaves]


def downhill(f, arrays):
    value, gradients = right_way(f, arrays)
    return value, [-g for g in gradients]


def kept_leaves():
    kept = {}

    def function(f, arrays):
        leaves = kept.setdefault(f, [Tensor(array, requires_grad=True) for array in arrays])
        loss = f(*leaves)
        loss.backward()
        return loss.item(), zeros_for_none(leaves)

    return function


@pytest.mark.parametrize("function", [right_way, right_with_tensors])
def test_right_ways_to_put_jaxs_question_to_the_engine_are_right(function):
    assert bool(tell("24.2", function))


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (none_for_unused, "Give zeros"),
        (never_back, "who goes back"),
        (downhill, "The other sign"),
        (kept_leaves(), "make new leaves each time"),
        (lambda f, arrays: 3, "it should return 2 things"),
        (lambda f, arrays: (right_way(f, arrays)[0], [1.0]), "a list of 2 arrays is wanted, one for each array"),
        (lambda f, arrays: None, "no answer yet"),
        (None, "no answer yet"),
    ],
)
def test_slips_with_jaxs_question_are_named(function, told):
    reply = tell("24.2", function)
    assert not reply
    assert told in str(reply)


# --- what it says of the frameworks themselves ------------------------------------------------------------


@pytest.mark.frameworks
@pytest.mark.slow
def test_a_tape_says_what_it_watches_and_loses_a_variable_that_a_step_replaced():
    import tensorflow as tf

    w, still = tf.Variable(2.0), tf.Variable(3.0, trainable=False)

    def slope(w, **how):
        with tf.GradientTape() as tape:
            loss = (w * still - 9.0) ** 2
        return tape.gradient(loss, w, **how), tape.watched_variables()

    found, watched = slope(w)
    assert float(found) == -18
    assert [id(one) for one in watched] == [id(w)]
    replaced = w - 0.1 * found
    assert slope(replaced)[0] is None
    assert float(slope(replaced, unconnected_gradients="zero")[0]) == 0
    w.assign_sub(0.1 * found)
    assert float(slope(w)[0]) == pytest.approx(2 * (3.8 * 3 - 9) * 3, rel=1e-6)


@pytest.mark.frameworks
@pytest.mark.slow
def test_each_framework_below_keras_can_be_asked_for_the_gradient():
    asked = """
import os, sys
import numpy as np
import keras
backend = keras.backend.backend()
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
model.set_weights([np.array([[1.0], [2.0]])])
x = np.array([[3.0, 4.0]], dtype="float32")
if backend == "tensorflow":
    import tensorflow as tf
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    [found] = tape.gradient(loss, model.trainable_variables)
elif backend == "torch":
    model(x).sum().backward()
    found = model.trainable_variables[0].value.grad
else:
    import jax
    def loss(weights):
        out, _ = model.stateless_call(weights, [], x)
        return out.sum()
    [found] = jax.grad(loss)([v.value for v in model.trainable_variables])
print(backend, np.asarray(found).ravel().tolist())
"""
    for backend in ("tensorflow", "torch", "jax"):
        env = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=False)
        assert done.stdout.splitlines()[-1:] == [f"{backend} [3.0, 4.0]"], done.stderr
