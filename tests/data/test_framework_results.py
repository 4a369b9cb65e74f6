"""What was recorded in the frameworks stands in where they are missing, for the arguments that it was recorded with."""

import json

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.authoring import framework_pairs, framework_results as recording
from autograd_lab.data import framework_results as kept
from autograd_lab.errors import LabError

RECORDED = json.loads((recording.DATA / "framework_results.json").read_text(encoding="utf-8"))


def program_without(package, name):
    """A program of this name that imports what is not there."""

    def program(*arguments):
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    program.__name__ = name
    return program


def test_a_program_that_runs_is_run_and_says_nothing(capsys):
    def in_jax(x):
        return 2 * x

    assert data.framework_result(in_jax, 3) == 6
    assert capsys.readouterr().out == ""


def test_what_was_recorded_stands_in_for_the_chapters_own_arguments(capsys):
    arguments = kept.restored(RECORDED["in_jax"]["arguments"])
    loss, gradients = data.framework_result(program_without("jax", "in_jax"), *arguments)
    assert capsys.readouterr().out == "in_jax: recorded with JAX 0.10.2\n"
    assert loss == RECORDED["in_jax"]["result"][0]
    assert [g.shape for g in gradients] == [(3, 4), (4,), (4, 3), (3,)]


def test_other_arguments_than_the_recorded_ones_are_refused():
    params, X, Y = kept.restored(RECORDED["in_jax"]["arguments"])
    with pytest.raises(data.DataError, match=r"in_jax: JAX is not installed here(.|\n)*chapter 24"):
        data.framework_result(program_without("jax", "in_jax"), params, X + 1, Y)


def test_a_program_without_a_record_raises_what_it_raised():
    with pytest.raises(ModuleNotFoundError, match="caffe"):
        data.framework_result(program_without("caffe", "in_caffe"))


@pytest.mark.parametrize("thing", [1.5, None, "text", [1, None], {"a": np.arange(6.0).reshape(2, 3), "b": None}])
def test_a_thing_comes_back_from_json_as_it_was(thing):
    came = kept.restored(json.loads(json.dumps(kept.plain(thing))))
    np.testing.assert_equal(came, thing)


def test_gradients_come_back_to_the_last_bit():
    rng = np.random.default_rng(0)
    array = rng.normal(size=(4, 3)) * 10.0 ** rng.integers(-300, 300, size=(4, 3))
    np.testing.assert_array_equal(kept.restored(json.loads(json.dumps(kept.plain(array)))), array)


@pytest.mark.slow
def test_each_record_was_made_by_the_cell_as_it_stands():
    assert list(RECORDED) == list(recording.PROGRAMS)
    texts = recording.cell_texts()
    for name, record in RECORDED.items():
        assert record["cells"] == recording.cells_hash(name, texts), (
            f"the cell with {name} has changed: python -m autograd_lab.authoring.framework_results"
        )


@pytest.mark.slow
def test_an_edited_cell_is_seen():
    texts = recording.cell_texts()
    texts["ch24-jax"] += "\n# one more line"
    assert recording.cells_hash("in_jax", texts) != RECORDED["in_jax"]["cells"]
    assert recording.cells_hash("in_keras", texts) == RECORDED["in_keras"]["cells"]


def test_pairs_have_the_shapes_that_are_told_and_another_letter_is_refused():
    for letter in framework_pairs.PAIRS:
        for program in data.gradient_pair(letter):
            assert len(program) == 2
            shapes = [g.shape for batch in program for g in batch.values() if g is not None]
            assert set(shapes) == {(3, 3), (3,)}
    with pytest.raises(LabError, match=r"gradient_pair\('H'\): the pairs are A, B, C, D, E, F, G"):
        data.gradient_pair("H")


def test_the_first_program_of_each_pair_has_the_gradients_by_numpy():
    """So whatever differs in the second is the pair's one cause."""
    for letter, ((program, how), _) in framework_pairs.PAIRS.items():
        (W, b, V, c), batches = framework_pairs.drawn(letter)
        assert how in ({}, {"linear": True})
        assert program in (framework_pairs.pytorch, framework_pairs.tensorflow, framework_pairs.jax)
        for (X, Y), said in zip(batches, data.gradient_pair(letter)[0], strict=True):
            A = 1 / (1 + np.exp(-(X @ W + b)))
            out = 1 / (1 + np.exp(-(A @ V + c)))
            last = 2 / len(X) * (out - Y) * out * (1 - out)
            first = last @ V.T * A * (1 - A)
            right = {"W": X.T @ first, "b": first.sum(axis=0), "V": A.T @ last, "c": last.sum(axis=0)}
            for name, gradient in right.items():
                theirs = said[name].T if how else said[name]
                assert np.abs(gradient - theirs).max() <= 1e-13 * np.abs(gradient).max(), (letter, name)


@pytest.mark.frameworks
@pytest.mark.slow
def test_the_recorded_pairs_are_what_the_programs_say_today():
    for letter, today in framework_pairs.pairs().items():
        for recorded, said in zip(data.gradient_pair(letter), today["gradients"], strict=True):
            for one, other in zip(recorded, said, strict=True):
                for name, gradient in one.items():
                    assert (gradient is None) == (other[name] is None)
                    bits = 1e-5 if letter == "B" else 1e-12
                    assert gradient is None or np.abs(gradient - other[name]).max() <= bits * np.abs(gradient).max()


@pytest.mark.frameworks
@pytest.mark.slow
def test_the_recorded_results_are_what_the_programs_return_today(capsys):
    names = recording.chapter_names()
    for name, today in recording.results(names, recording.cell_texts()).items():
        rounded = 1e-5 if "comes" in name or "layers" in name else 1e-12
        assert_near(RECORDED[name]["result"], json.loads(json.dumps(today["result"])), rounded)


def assert_near(one, other, rounded):
    """Assert that two results in their form of JSON are equal, numbers up to rounding."""
    if isinstance(one, dict) and "array" in one:
        mine, theirs = np.array(one["array"]), np.array(other["array"])
        assert np.abs(mine - theirs).max() <= rounded * np.abs(mine).max()
    elif isinstance(one, dict):
        assert one == other
    elif isinstance(one, list):
        for mine, theirs in zip(one, other, strict=True):
            assert_near(mine, theirs, rounded)
    else:
        assert one == pytest.approx(other, rel=rounded)
