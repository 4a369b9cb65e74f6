"""Graphs of JAX and TensorFlow programs are theirs: their operations, their numbers, their gradients."""

import os
from collections import Counter

import numpy as np
import pytest

from autograd_lab import show
from autograd_lab.authoring.framework_results import GRAPHS, chapter_names
from autograd_lab.authoring.framework_traces import PARAMETERS, PLAYERS, X
from autograd_lab.data import trace_file
from autograd_lab.errors import GraphError, LabError, ShapeError, ValueTypeError
from autograd_lab.viz.sources import source_of

pytestmark = [pytest.mark.frameworks, pytest.mark.slow]
NEAR = 1e-12


@pytest.fixture(scope="module")
def tf():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    return tensorflow


@pytest.fixture(scope="module")
def jax():
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield jax
    jax.config.update("jax_enable_x64", before)


@pytest.fixture(scope="module")
def chapter(jax, tf):
    """What chapter 24's cells define."""
    return chapter_names()


def gradient(source, name):
    return source.gradients[source.trace.find(name).id]


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def numbers(source):
    """(value, gradient) of each node, by its name, or by its operation and how many of it came before."""
    trace, found, count = source.trace, {}, Counter()
    for node, at, grad in zip(trace.nodes, trace.recorded.values, source.gradients, strict=True):
        picture = trace.recorded.pictures[at]
        key = (node.name, -1) if node.named else (node.op, count[node.op])
        count[node.op] += 1
        if node.named or node.kind == "op":
            found[key] = picture.table.reshape(picture.shape), grad
    return found


@pytest.mark.parametrize("network", sorted(PARAMETERS))
def test_one_network_has_the_same_numbers_in_three_frameworks(network, jax, tf):
    torch, *others = [numbers(PLAYERS[which](network)._source) for which in ("pytorch", "jax", "tensorflow")]
    compared = 0
    for other in others:
        shared = set(torch) & set(other)
        named = {(name, -1) for name in (*PARAMETERS[network], "loss")}
        assert named | {("matmul", 0), ("sigmoid", 0), ("matmul", 1), ("add", 0)} <= shared
        for key in shared:
            for mine, theirs in zip(torch[key], other[key], strict=True):
                if mine is not None and theirs is not None:
                    assert np.abs(mine - theirs).max() <= NEAR, key
                    compared += mine.size
    assert compared >= 200


@pytest.mark.parametrize("network", sorted(PARAMETERS))
@pytest.mark.parametrize("framework", sorted(PLAYERS))
def test_the_shipped_files_are_what_the_frameworks_compute_today(network, framework, jax, tf):
    shipped, today = show(trace_file(network, framework)), PLAYERS[framework](network)
    assert [(n.name, n.op, n.parents) for n in shipped.trace.nodes] == [
        (n.name, n.op, n.parents) for n in today.trace.nodes
    ]
    np.testing.assert_allclose(shipped.trace.values, today.trace.values, rtol=NEAR)
    for mine, theirs in zip(shipped._source.gradients, today._source.gradients, strict=True):
        assert (mine is None) == (theirs is None)
        assert mine is None or np.abs(mine - theirs).max() <= NEAR
    assert shipped.trace.recorded.to_json()["forward"] == list(today.trace.recorded.forward)


@pytest.mark.parametrize("framework", GRAPHS)
def test_the_graphs_of_chapter_24_are_what_its_cells_show_today(framework, chapter):
    shipped, today = show(trace_file("hand", framework)), chapter[f"graph_in_{framework}"]()
    assert [(n.name, n.op, n.parents) for n in shipped.trace.nodes] == [
        (n.name, n.op, n.parents) for n in today.trace.nodes
    ]
    for mine, theirs in zip(shipped._source.gradients, today._source.gradients, strict=True):
        assert (mine is None) == (theirs is None)
        assert mine is None or np.abs(mine - theirs).max() <= NEAR


def jax_cases(jax):
    jnp = jax.numpy
    return {
        "relu at zero": lambda a, b: jnp.sum(jax.nn.relu(a)) + jnp.sum(b),
        "where": lambda a, b: jnp.sum(jnp.where(a > b, a * a, b)),
        "clip": lambda a, b: jnp.sum(jnp.clip(a, -0.5, 0.5) * b),
        "max": lambda a, b: jnp.max(a) + jnp.sum(jnp.max(a * b, axis=1)),
        "maximum": lambda a, b: jnp.sum(jnp.maximum(a, b) * jnp.minimum(a, b)),
        "pow": lambda a, b: jnp.sum((a * a + 1.0) ** b) + jnp.sum(a**3) + jnp.sum(jnp.square(b)),
        "norm": lambda a, b: jnp.mean((a - a.mean(0)) / jnp.sqrt(a.var(0) + 1e-5) * b),
        "softmax": lambda a, b: jnp.sum(jax.nn.softmax(a) * b) + jax.nn.logsumexp(a),
        "matmul": lambda a, b: jnp.sum(jnp.tanh(a @ b.T) @ a[:, 0]),
        "einsum": lambda a, b: jnp.einsum("ij,kj->", a, b),
        "index": lambda a, b: jnp.sum(a[1:, ::2]) + jnp.sum(b[jnp.array([0, 0, 2])]),
        "join": lambda a, b: jnp.sum(jnp.concatenate([a, b], 1) ** 2) + jnp.sum(jnp.stack([a, b]) * 0.5),
        "stop": lambda a, b: jnp.sum(jax.lax.stop_gradient(a) * a + b),
        "scan": lambda a, b: jax.lax.scan(lambda h, row: (jnp.tanh(h + row), None), b[0], a)[0].sum(),
        "custom": lambda a, b: jnp.sum(jax.nn.silu(a) + jax.nn.gelu(b) + jax.nn.elu(a)),
        "own rule": lambda a, b: jnp.sum(turned(jax)(a) * b),
        "inner jit": lambda a, b: jnp.sum(jax.jit(lambda x: jnp.sin(x) * b)(a)),
    }


def turned(jax):
    @jax.custom_vjp
    def relu(x):
        return x

    relu.defvjp(lambda x: (x, None), lambda _, g: (-g,))
    return relu


@pytest.mark.parametrize("case", range(17))
def test_gradients_of_jax_programs_are_those_of_jax_grad(jax, rng, case):
    loss = list(jax_cases(jax).values())[case]
    a, b = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    a[0, 0] = 0.0
    source = source_of(jax.jit(loss), (a, b), names={"a": a, "b": b})
    assert source.trace.values[-1] == pytest.approx(float(loss(a, b)), rel=NEAR)
    for name, right in zip("ab", jax.grad(loss, (0, 1))(a, b), strict=True):
        if any(node.name == name for node in source.trace.nodes):
            assert np.abs(gradient(source, name) - right).max() <= NEAR


def test_a_rule_of_ones_own_keeps_its_name_and_gets_a_star(jax, rng):
    a = rng.normal(size=(2, 2))
    source = source_of(jax.jit(lambda a: turned(jax)(a).sum()), (a,), names={"a": a})
    assert [node.op for node in source.trace.nodes if node.kind == "op"] == ["relu*", "sum"]
    assert any("star" in notice for notice in source.trace.notices)
    np.testing.assert_array_equal(gradient(source, "a"), -np.ones((2, 2)))


def test_nested_parameters_are_named_by_their_place_and_data_by_their_variable(jax, rng):
    X, params = rng.normal(size=(4, 2)), [{"W": rng.normal(size=(2, 3))}, {"W": rng.normal(size=(3, 1))}]
    loss = jax.make_jaxpr(lambda p: (jax.numpy.tanh(X @ p[0]["W"]) @ p[1]["W"]).mean())(params)
    source = source_of(loss, (params,), names={"X": X})
    assert {node.name: node.kind for node in source.trace.nodes if node.named} == {
        "0.W": "leaf", "1.W": "leaf", "X": "const",
    }  # fmt: skip


def test_float64_that_jax_rounds_is_said(jax, rng):
    W = rng.normal(size=(2, 2))
    with jax.enable_x64(False):
        notices = source_of(jax.jit(lambda W: (W * W).mean()), (W,), names={"W": W}).trace.notices
        assert not jax.config.jax_enable_x64  # as it was
    assert any("float32" in notice and "jax_enable_x64" in notice for notice in notices)


def tensorflow_cases(tf):
    return {
        "broadcast": lambda a, b: tf.reduce_mean((a + b[0]) * a / (b[:, :1] ** 2 + 1.0)),
        "where": lambda a, b: tf.reduce_sum(tf.where(a > b, a * a, b)),
        "clip": lambda a, b: tf.reduce_sum(tf.clip_by_value(a, -0.5, 0.5) * b),
        "max": lambda a, b: tf.reduce_max(a) + tf.reduce_sum(tf.maximum(a, b)),
        "losses": lambda a, b: tf.reduce_sum(tf.nn.softmax(a) * b) + tf.reduce_mean(tf.math.squared_difference(a, b)),
        "labels": lambda a, b: tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(tf.constant([0, 1, 2, 0]), a * b)
        ),
        "soft labels": lambda a, b: tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(b), a)),
        "turned": lambda a, b: tf.reduce_sum(tf.matmul(a, b, transpose_b=True) @ tf.transpose(tf.transpose(a))),
        "index": lambda a, b: tf.reduce_sum(tf.gather(tf.convert_to_tensor(a), [0, 0, 2]) * 2.0) + b[1, 1],
        "join": lambda a, b: tf.reduce_sum(tf.concat([a, b], 1) ** 2) + tf.reduce_sum(tf.stack([a, b]) * 0.5),
        "split": lambda a, b: tf.reduce_sum(tf.split(a * b, 3, axis=1)[1] * tf.split(a * b, 3, axis=1)[2]),
        "stop": lambda a, b: tf.reduce_sum(tf.stop_gradient(a) * a + b),
        "custom": lambda a, b: tf.reduce_sum(tf.nn.selu(a) + tf.nn.gelu(b) + tf.nn.elu(a)),
    }


@pytest.mark.parametrize("case", range(13))
def test_gradients_of_tensorflow_programs_are_those_of_a_tape(tf, rng, case):
    loss = list(tensorflow_cases(tf).values())[case]
    a, b = tf.Variable(rng.normal(size=(4, 3))), tf.Variable(rng.normal(size=(4, 3)))
    with tf.GradientTape() as tape:
        right = loss(a, b)
    source = source_of(tf.function(lambda: loss(a, b)), (), names={"a": a, "b": b})
    assert source.trace.values[-1] == pytest.approx(float(right), rel=NEAR)
    for name, g in zip("ab", tape.gradient(right, [a, b]), strict=True):
        if any(node.name == name for node in source.trace.nodes):
            assert np.abs(gradient(source, name) - tf.convert_to_tensor(g).numpy()).max() <= NEAR


def test_variables_have_gradients_and_tensors_are_data_as_with_a_tape(tf, rng):
    W, still = tf.Variable(rng.normal(size=(2, 1))), tf.Variable(2.0, trainable=False, dtype=tf.float64)
    x = tf.constant(X)
    concrete = tf.function(lambda x: tf.reduce_mean(x @ W * still)).get_concrete_function(x)
    before = len(concrete.graph.get_operations())
    source = source_of(concrete, (x,), names={"W": W, "x": x, "still": still})
    kinds = {node.name: node.kind for node in source.trace.nodes if node.named}
    assert kinds == {"W": "leaf", "x": "const", "still": "const"}
    assert len(concrete.graph.get_operations()) == before  # the reader's own graph stays as it was


def test_a_function_that_another_one_calls_is_opened(tf, rng):
    W, b = tf.Variable(rng.normal(size=(2, 3))), tf.Variable(rng.normal(size=3))
    layer = tf.function(lambda x: (tf.sigmoid(x @ W + b), x))
    twice = tf.function(lambda x: layer(layer(x)[0] @ tf.transpose(W))[0])
    loss, x = tf.function(lambda x: tf.reduce_mean(twice(x) ** 2) + tf.reduce_sum(layer(x)[1])), tf.constant(X)
    source = source_of(loss, (x,), names={"W": W, "b": b, "x": x})
    ops = [node.op for node in source.trace.nodes if node.kind == "op"]
    assert ops.count("sigmoid") == 2
    assert not any("call" in op for op in ops)
    with tf.GradientTape() as tape:
        right = loss(x)
    assert source.trace.values[-1] == pytest.approx(float(right), rel=NEAR)
    for name, g in zip(("W", "b"), tape.gradient(right, [W, b]), strict=True):
        assert np.abs(gradient(source, name) - g.numpy()).max() <= NEAR


def test_a_model_of_keras_is_shown_by_its_own_names(tf, rng):
    keras = tf.keras
    model = keras.Sequential(
        [keras.layers.Dense(3, "sigmoid", dtype="float64"), keras.layers.Dense(1, dtype="float64")]
    )
    x, y = tf.constant(X), tf.constant(rng.normal(size=(4, 1)))
    model(x)
    loss = tf.function(lambda x, y: tf.reduce_mean((model(x) - y) ** 2))
    source = source_of(loss, (x, y), names={"x": x, "y": y, "model": model})
    with tf.GradientTape() as tape:
        right = loss(x, y)
    leaves = [node.id for node in source.trace.nodes if node.kind == "leaf"]
    assert len(leaves) == 4
    assert all("kernel" in source.trace.nodes[i].name or "bias" in source.trace.nodes[i].name for i in leaves)
    handed = sorted(float(tf.norm(g)) for g in tape.gradient(right, model.trainable_variables))
    assert sorted(abs(source.grads()[i]) for i in leaves) == pytest.approx(handed, rel=NEAR)


def test_what_cannot_be_shown_of_jax_says_what_to_do(jax, rng):
    a, jnp = rng.normal(size=(2, 2)), jax.numpy
    with pytest.raises(ShapeError, match=r"shape \(2, 2\).*one number"):
        show(jax.jit(lambda a: a * 2), a)
    with pytest.raises(LabError, match="called with 2 arrays, and 1 came"):
        show(jax.make_jaxpr(lambda a, b: (a * b).sum())(a, a), a)
    with pytest.raises(LabError, match=r"argument 1 .*\(2, 2\), got \(3,\)"):
        show(jax.make_jaxpr(lambda a: a.sum())(a), np.zeros(3))
    with pytest.raises(GraphError, match=r"depends on nothing that has a gradient.*\n.*arguments"):
        show(jax.jit(lambda: (a * 2).sum()))
    with pytest.raises(ValueTypeError, match="whole number"):
        show(jax.jit(lambda a: a.argmax()), a)
    with pytest.raises(GraphError, match="no backward pass for while"):
        show(jax.jit(lambda a: jax.lax.while_loop(lambda s: s.sum() < 9, lambda s: s + a * a, a).sum()), a)
    with pytest.raises(LabError, match="inside the function"):
        show(jax.jit(lambda a: a * 2), a, loss=lambda out: out.mean())
    with pytest.raises(ValueTypeError, match=r"show\(jax\.jit\(loss\)"):
        show(jnp.ones(()))


def test_what_cannot_be_shown_of_tensorflow_says_what_to_do(tf, rng):
    W, x = tf.Variable(rng.normal(size=(2, 2))), tf.constant(X)
    with pytest.raises(GraphError, match=r"While.*\n.*range\(3\)"):
        show(tf.function(lambda x: tf.reduce_sum(tf.while_loop(lambda s: tf.reduce_sum(s) < 9.0, lambda s: s @ W, [x])[0])), x)  # fmt: skip # noqa: E501
    with pytest.raises(GraphError, match=r"nothing that has a gradient.*\n.*tf.Variables"):
        show(tf.function(lambda x: tf.reduce_sum(x)), x)
    with pytest.raises(ShapeError, match=r"shape \(4, 2\)"):
        show(tf.function(lambda x: x @ W), x)
    with pytest.raises(LabError, match="called with 1 array, and 0 came"):
        show(tf.function(lambda x: tf.reduce_sum(x @ W)).get_concrete_function(x))
    with pytest.raises(GraphError, match=r"ResourceGather.*\n.*convert_to_tensor"):
        show(tf.function(lambda: tf.reduce_sum(tf.gather(W, [0]))))
    with pytest.raises(GraphError, match=r"tf\.custom_gradient.*\n.*sigmoid"):
        show(tf.function(lambda x: tf.reduce_sum(tf.nn.silu(x @ W))), x)
    with pytest.raises(ValueTypeError, match=r"tf\.function\(loss\)"):
        show(tf.reduce_sum(W))
