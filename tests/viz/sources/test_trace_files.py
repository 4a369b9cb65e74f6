"""A graph that was saved plays again from its file, with all its numbers and without what made it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograd_lab import Tensor, Value, functional, show
from autograd_lab.authoring.framework_traces import PARAMETERS, TARGETS, X
from autograd_lab.data import trace_file
from autograd_lab.data.framework_results import restored
from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.viz.comparison import AGREES
from autograd_lab.viz.sources.file import TraceFileError, _digest
from tests.viz.foreign import CUBE, by

FRAMEWORKS = ("pytorch", "jax", "tensorflow")
ALL = [(network, framework) for network in PARAMETERS for framework in FRAMEWORKS]
ABSENT = "import sys; sys.modules.update(dict.fromkeys(['torch', 'jax', 'tensorflow', 'keras']));"


def arrays():
    """A graph of Tensors, and the same loss with its gradients."""
    rng = np.random.default_rng(0)
    W, x = Tensor(rng.normal(size=(3, 4)), True, "W"), Tensor(rng.normal(size=(5, 3)), name="x")
    loss = ((x @ W).tanh() ** 2).mean()
    return loss, W


def engine(network):
    """The network in this engine: the loss, and the gradients by name."""
    given = {name: Tensor(array, True, name) for name, array in PARAMETERS[network].items()}
    z = (Tensor(X) @ given["W1"] + given["b1"]).sigmoid() @ given["W2"] + given["b2"]
    y = TARGETS[network]
    loss = functional.mse(z.sigmoid(), y) if network == "mlp" else functional.cross_entropy(z, y)
    loss.backward()
    return loss.item(), {name: tensor.grad for name, tensor in given.items()}


@pytest.mark.parametrize(("network", "framework"), ALL)
def test_shipped_numbers_of_each_framework_are_those_of_the_engine(network, framework):
    player = show(trace_file(network, framework))
    loss, gradients = engine(network)
    assert abs(player.trace.values[-1] - loss) <= 1e-12
    for name, right in gradients.items():
        got = player._source.gradients[player.trace.find(name).id]
        assert np.abs(got - right).max() <= 1e-12
    assert player.trace.recorded.by == {
        "pytorch": "computed by PyTorch", "jax": "computed by JAX", "tensorflow": "computed by TensorFlow",
    }[framework]  # fmt: skip
    assert {row.status for row in show(trace_file(network, framework), compare=gradients).comparison.rows} == {AGREES}


#: chapter 24's leaves, as each framework calls them
HAND = {
    "pytorch": ["net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias"],
    "jax": ["W", "b", "V", "c"],
    "tensorflow": ["W", "b", "V", "c"],
    "keras": ["net.hidden.kernel", "net.hidden.bias", "net.out.kernel", "net.out.bias"],
}


@pytest.mark.parametrize("framework", HAND)
def test_the_graphs_of_chapter_24_have_one_gradient_in_four_frameworks(framework):
    (params, X, Y), found = framework_result_arguments(), []
    leaves = [Tensor(array, True) for array in params]
    W, b, V, c = leaves
    out = ((Tensor(X) @ W + b).sigmoid() @ V + c).sigmoid()
    loss = ((out - Y) ** 2).sum() / len(X)
    loss.backward()
    player = show(trace_file("hand", framework))
    assert abs(player.trace.values[-1] - loss.item()) <= 1e-12
    for name, leaf in zip(HAND[framework], leaves, strict=True):
        got = player._source.gradients[player.trace.find(name).id]
        right = leaf.grad.T if framework == "pytorch" else leaf.grad
        assert np.abs(got - right).max() <= 1e-12
        found.append(got.shape)
    assert found[0] == ((4, 3) if framework == "pytorch" else (3, 4))


def framework_result_arguments():
    """The parameters, rows and targets that chapter 24's programs were recorded with."""
    text = (Path(str(trace_file("hand", "jax"))).parents[1] / "framework_results.json").read_text(encoding="utf-8")
    return restored(json.loads(text)["in_jax"]["arguments"])


@pytest.mark.slow
def test_files_of_all_frameworks_are_read_where_none_is_installed(tmp_path):
    names = [str(trace_file(*pair)) for pair in [*ALL, *(("hand", framework) for framework in HAND)]]
    code = f"from autograd_lab import show\nfor f in {names!r}: print(len(show(f).static().rows))"
    done = subprocess.run([sys.executable, "-c", ABSENT + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [int(n) >= 12 for n in done.stdout.split()] == [True] * 10


def test_a_graph_of_arrays_comes_back_with_every_number_and_sentence(tmp_path):
    loss, _ = arrays()
    player = show(loss)
    file = player.save_trace(tmp_path / "loss")
    assert file.name == "loss.trace.json"
    again = show(file)
    saved, read = (json.loads(json.dumps(p.trace.to_json())) for p in (player, again))
    assert read["notices"] == [*saved["notices"], "Read from loss.trace.json: the numbers are as they were recorded."]
    assert {**read, "notices": []} == {**saved, "notices": []}
    assert again.static().rows == player.static().rows
    assert again._source.grads() == player._source.grads()
    for mine, theirs in zip(again._source.gradients, player._source.gradients, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    twice = show(again.save_trace(tmp_path / "again"))  # a file of a file
    assert twice.trace.values == player.trace.values
    with pytest.raises(GraphError, match="no sliders"):
        again.set("W", 1.0)


def test_gradients_are_compared_with_those_in_a_file(tmp_path):
    loss, W = arrays()
    file = show(loss).save_trace(tmp_path / "loss")
    loss.backward()
    assert "agrees" in show(file, compare={"W": W.grad}).compare_report
    assert "2 times" in show(file, compare={"W": 2 * W.grad}).compare_report


def test_of_a_large_gradient_a_file_has_a_corner_and_says_so(tmp_path):
    W = Tensor(np.ones((30, 30)), True, "W")
    file = show((W * W).mean()).save_trace(tmp_path / "large")
    player = show(file)
    assert player.static().rows[0][3] == "‖·‖ 0.0666667, shape (30, 30)"
    with pytest.raises(GraphError, match="of W the file holds the first rows and columns only"):
        show(file, compare={"W": np.ones((30, 30))})


def test_a_graph_of_values_comes_back_alive(tmp_path):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    loss = (w * x - 5) ** 2
    player = show(loss)
    again = show(str(player.save_trace(tmp_path / "scalar.trace.json")))
    assert again.trace == player.trace
    assert again._source.grads() == player._source.grads()
    again.set("w", 7.0)
    assert again.trace.values[-1] == 256
    assert w.data == 2.0  # the learner's own is another
    assert show(tmp_path / "scalar.trace.json", quiz="sign").quiz_report == "Nothing predicted yet."


@pytest.mark.slow
def test_values_with_no_finite_number_come_back(tmp_path):
    big = Value(1e308, "big")
    again = show(show(big * 10 - big * 10).save_trace(tmp_path / "odd"))
    assert [repr(x) for x in again.trace.values].count("inf") == 2
    assert repr(again.trace.values[-1]) == "nan"


def changed(path, **new):
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**whole, **new}), encoding="utf-8")


def damage():
    """What may have happened to a file, and what is said."""
    return {
        "cut": (lambda p: p.write_bytes(p.read_bytes()[:700]), r"cut off or changed.*character 7\d\d|character 700"),
        "empty": (lambda p: p.write_bytes(b""), "holds no trace: it is no JSON"),
        "page": (lambda p: p.write_text("<html>", encoding="utf-8"), "holds no trace: it is no JSON"),
        "binary": (lambda p: p.write_bytes(b"\xff\xfe\x00"), "cannot be read as text"),
        "folder": (lambda p: (p.unlink(), p.mkdir()), "cannot be read as text"),
        "foreign": (lambda p: p.write_text('{"nodes": []}', encoding="utf-8"), "is JSON, but no trace"),
        "list": (lambda p: p.write_text("[1]", encoding="utf-8"), "is JSON, but no trace"),
        "newer": (lambda p: changed(p, version=2), "newer Autograd Lab: its file has version 2.*\n.*Update"),
        "older": (lambda p: changed(p, version=0), "older Autograd Lab.*\n.*Record the graph again"),
        "newer trace": (lambda p: changed(p, trace={"format": 99}), "its trace has version 99"),
        "no trace": (lambda p: changed(p, trace=None), "newer Autograd Lab: its trace has version None"),
        "digest": (lambda p: changed(p, digest="0"), "was changed after it was written"),
        "number": (
            lambda p: p.write_text(p.read_text(encoding="utf-8").replace('"W"', '"V"'), encoding="utf-8"),
            "was changed after it was written",
        ),
        "gone": (lambda p: p.unlink(), "there is no file .*\n.*without quotes"),
    }


@pytest.mark.parametrize("what", sorted(damage()))
def test_a_file_that_is_no_whole_trace_says_what_it_is(tmp_path, what):
    file = show(arrays()[0]).save_trace(tmp_path / "loss")
    spoil, told = damage()[what]
    spoil(file)
    with pytest.raises(TraceFileError, match=told):
        show(file)


@pytest.mark.parametrize(
    "new",
    [{"parents": [[5]]}, {"made": []}, {"values": "?"}, {"recorded": {}}, {"groups": None}, {"names": 3}, {"ops": []}],
    ids=str,
)
def test_parts_that_do_not_fit_are_said_even_if_the_digest_fits(tmp_path, new):
    file = show(arrays()[0]).save_trace(tmp_path / "loss")
    trace = {**json.loads(file.read_text(encoding="utf-8"))["trace"], **new}
    changed(file, trace=trace, digest=_digest(trace))
    with pytest.raises(TraceFileError, match="do not fit together"):
        show(file)


@pytest.mark.slow
def test_what_a_file_cannot_hold_is_refused_with_another_way(tmp_path):
    player = show(by(CUBE, Value(2.0, "x"), 8.0))
    with pytest.raises(GraphError, match=r"cube is an operation of your own.*\n.*static\(\)\.save"):
        player.save_trace(tmp_path / "own")
    assert not list(tmp_path.iterdir())
    with pytest.raises(LabError, match="inputs and loss= are for a module"):
        show(show(arrays()[0]).save_trace(tmp_path / "loss"), 3.0)


@pytest.mark.browser
@pytest.mark.parametrize("network", sorted(PARAMETERS))
@pytest.mark.sampled(1)
def test_recorded_graphs_step_on_a_page_without_their_framework(tmp_path, browser_page, network):
    page = tmp_path / "page.html"
    files = {framework: str(trace_file(network, framework)) for framework in FRAMEWORKS}
    code = (
        "from autograd_lab import show; from autograd_lab.viz import static_page; from pathlib import Path\n"
        f"html = ''.join(show(f, title=t).static().html for t, f in {files!r}.items())\n"
        f"Path({str(page)!r}).write_text(static_page.page('graphs', html), encoding='utf-8')"
    )
    subprocess.run([sys.executable, "-c", ABSENT + code], check=True)
    browser_page.goto(page.as_uri())
    _, gradients = engine(network)
    for place in range(3):
        player = browser_page.locator(".al-player").nth(place)
        weight = player.locator('g.al-node[data-name="W1"]')
        assert weight.locator(".al-grad").text_content() == "·"
        player.locator("button[data-action=end]").click()
        for name, right in gradients.items():
            shown = player.locator(f'g.al-node[data-name="{name}"] .al-grad').text_content()
            size = right.item() if right.size == 1 else np.linalg.norm(right)
            assert float(shown.strip("‖").replace("−", "-")) == pytest.approx(size, rel=5e-3)  # three digits
        last = int(player.get_attribute("data-steps"))
        told = set()
        player.locator("button[data-action=start]").click()
        for _ in range(last):
            player.locator("button[data-action=next]").click()
            told.add(player.locator("[aria-live]").first.text_content())
        assert len(told) >= last - 1  # every step is narrated
        assert any(text.startswith("Backward, v1 to W1: shape (2, 3)") for text in told)


def test_a_function_is_no_graph_and_the_error_says_how_each_framework_is_shown():
    with pytest.raises(ValueTypeError, match=r"jax\.jit\(function\).*tf\.function\(function\)"):
        show(lambda x: x)
