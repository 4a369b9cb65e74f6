"""`record` for tensors as its user meets it: arguments, shapes, gradients, warnings, and what cannot be recorded."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from autograd_lab import Tensor, Value, functional as F, nn, no_grad, optim, record  # noqa: N812
from autograd_lab.errors import GraphError, RecordWarning, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.tensor.replay import Graph
from autograd_lab.tensor.tensor import lift


def leaf(*numbers, **options):
    return Tensor(np.array(numbers, float), requires_grad=True, **options)


def test_a_step_returns_the_loss_and_fills_in_gradients_as_backward_does():
    w = leaf(1.0, 2.0)
    step = record(lambda: (w * w).sum())
    for numbers in ([1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]):
        w.data, w.grad = numbers, None
        loss = step()
        assert (loss, type(loss), w.grad.tolist()) == (sum(x * x for x in numbers), float, [2 * x for x in numbers])


def test_no_operation_is_built_after_the_first_call(monkeypatch):
    calls = []
    net = nn.Sequential(nn.Linear(2, 3, rng=0), nn.Sigmoid(), nn.Linear(3, 1, rng=1))
    x = np.ones((4, 2))

    def loss():
        calls.append(1)
        return F.mse(net(x), np.zeros((4, 1)))

    step = record(loss)
    arrays = []
    for _ in range(4):
        for p in net.parameters():
            p.grad = None
        step()
        arrays.append([id(p.grad) for p in net.parameters()])
    assert len(calls) == 1
    assert arrays[1] == arrays[2] == arrays[3]  # into arrays that are already there


def test_gradients_add_up_over_calls_unless_they_are_cleared():
    w = leaf(3.0)
    step = record(lambda: w * w)
    step()
    first = w.grad
    for times in (2, 3, 4):
        step()
        assert w.grad.tolist() == [6.0 * times]
        assert w.grad is first  # as by backward(), which adds to the array that is there
    w.grad = None
    step()
    assert w.grad.tolist() == [6.0]


def test_a_leaf_that_no_gradient_reaches_keeps_the_one_it_has():
    w, other = leaf(3.0), leaf(2.0)
    step = record(lambda: (w * other.detach()).sum() + (w.detach() * 0.0).sum())
    other.grad = np.array([7.0])
    step()
    step()
    assert (w.grad.tolist(), other.grad.tolist()) == ([4.0], [7.0])


def test_a_gradient_that_somebody_keeps_is_not_overwritten():
    w, b = leaf(1.0, 2.0), leaf(0.5)
    step = record(lambda: ((w * w) + b * w).sum())
    kept, wanted = [], []
    for k in range(5):
        w.data = [1.0 + k, 2.0 + k]
        w.grad = b.grad = None
        step()
        kept.append((w.grad, b.grad[:]))  # the array itself, and a view
        wanted.append(([2 * x + 0.5 for x in w.data.tolist()], [w.data.sum()]))
    assert [(g.tolist(), h.tolist()) for g, h in kept] == wanted


def test_arrays_that_the_function_uses_are_read_at_each_call():
    x, y, w = np.ones(3), np.zeros(3), leaf(1.0, 1.0, 1.0)
    step = record(lambda: F.mse(w * x, y))
    step()
    x[:], y[:] = 2.0, 1.0
    assert step() == 1.0


def test_arguments_arrive_as_tensors_and_another_shape_is_recorded_on_its_own():
    w, seen = leaf(1.0, 1.0), []

    def loss(x, scale):
        seen.append((type(x), x.shape, scale))
        return (w * x).sum() * scale

    step = record(loss)
    assert step([[1.0, 2.0]], 2.0) == 6.0
    assert step(np.array([[3.0, 4.0]]), 2.0) == 14.0
    assert step(Tensor([[5.0, 6.0]]), 2.0) == 22.0
    assert step([[1.0, 2.0], [3.0, 4.0]], 2.0) == 20.0
    assert step([[1.0, 2.0]], 3.0) == 9.0  # another number is another graph
    assert step([[0.0, 1.0]], 2.0) == 2.0
    assert seen == [(Tensor, (1, 2), 2.0), (Tensor, (2, 2), 2.0), (Tensor, (1, 2), 3.0)]
    assert repr(step) == "RecordedStep(loss, 3 operations, 3 of them in place; 3 graphs)"


def test_how_an_array_lies_in_memory_is_kept_so_that_the_last_bit_is_that_of_the_array_itself():
    rng = np.random.default_rng(0)
    wide, w = rng.normal(size=(40, 60)), Tensor(rng.normal(size=30), requires_grad=True)

    def loss(x):
        return ((x @ w) * F.layer_norm(x, 30)[:, 0]).sum()

    step = record(loss)
    layouts = [wide[:, ::2], wide[:, :30], wide.T[:30].T, wide[::-1, 30:], np.broadcast_to(wide[0, :30], (40, 30))]
    for x in layouts + [x * 0.5 for x in layouts]:
        for _ in range(2):
            w.grad = None
            fresh = loss(lift(x))  # the array itself
            fresh.backward()
            wanted, w.grad = w.grad, None
            assert step(x) == fresh.item()
            assert w.grad.tobytes() == wanted.tobytes()


def test_an_array_that_is_assigned_may_lie_otherwise_in_memory():
    x, w = Tensor(np.arange(6.0).reshape(2, 3)), leaf(*range(6))
    step = record(lambda: (x.reshape(6) * w).sum())
    assert step() == 55.0
    x.data = np.arange(6.0).reshape(3, 2).T  # a reshape of it is no view
    assert step() == float(np.arange(6.0).reshape(3, 2).T.reshape(6) @ np.arange(6.0))
    x.data[...] = 1.0
    assert step() == 15.0


def test_only_so_many_graphs_are_kept():
    w, seen = leaf(1.0), []
    step = record(lambda x: (seen.append(len(x)), (w * x).sum())[1])
    for n in range(1, 17):
        step(np.ones(n))
    with pytest.warns(RecordWarning, match=r"16 graphs are kept.*\n.*as an array, np.array\(number\)"):
        step(np.ones(17))
    for n in (18, 18, 1):
        step(np.ones(n))
    assert seen == [*range(1, 19), 1]  # the first was let go, the last was not


def test_a_model_in_evaluation_and_a_new_dtype_are_recorded_again_where_they_must_be():
    x, w = Tensor(np.ones(2)), leaf(1.0, 2.0)
    step = record(lambda: (w * x).sum())
    assert step() == 3.0
    x.data = np.array([2, 3])  # whole numbers
    assert step() == 8.0
    w.requires_grad = False
    with pytest.raises(GraphError, match="depends on nothing that needs a gradient"):
        step()
    w.requires_grad = True
    assert step() == 8.0


def test_a_frozen_layer_gets_no_gradient():
    net = nn.Sequential(nn.Linear(2, 2, rng=0), nn.Linear(2, 1, rng=1))
    step = record(lambda: net(np.ones((1, 2))).sum())
    step()
    net[0].weight.requires_grad = False
    for p in net.parameters():
        p.grad = None
    net[0].weight.grad = None
    step()
    assert net[0].weight.grad is None
    assert net[1].weight.grad is not None


def test_the_shape_of_a_leaf_stays_and_the_error_says_what_to_do():
    x, w = Tensor(np.ones((4, 2))), leaf(1.0, 2.0)
    step = record(lambda: (x @ w).sum())
    step()
    with pytest.raises(ShapeError, match=r"given an array of shape \(3, 2\); keep the shape.\n.*record\(lambda x"):
        x.data = np.ones((3, 2))
    assert step() == 12.0
    picks = record(lambda: w[w > 1.5].sum())
    assert picks() == 2.0
    w.data = [2.0, 3.0]
    with pytest.raises(ShapeError, match=r"getitem gave shape \(1,\) when .* now \(2,\): how many entries it picks"):
        picks()


def test_views_follow_an_assigned_array():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    w = leaf(1.0, 1.0)
    step = record(lambda: (x.T[0:1].reshape(2) * w).sum() + x.detach().sum())
    assert step() == 18.0
    x.data = np.ones((2, 3))
    assert step() == 8.0
    x.data[...] = 2.0
    assert step() == 16.0


def test_results_may_be_kept_outside_and_read_between_calls():
    net, kept = nn.Linear(2, 3, rng=0), {}

    def loss(x, y):
        logits = net(x)
        kept["right"] = logits.argmax(axis=1) == y
        return F.cross_entropy(logits, y)

    step = record(loss)
    rng = np.random.default_rng(0)
    for _ in range(3):
        x, y = rng.normal(size=(5, 2)), rng.integers(0, 3, 5)
        step(x, y)
        assert kept["right"].tolist() == ((net(x).data.argmax(axis=1)) == y).tolist()


def test_the_ordinary_sweep_over_a_recorded_graph_finds_todays_numbers():
    a, b, kept = np.ones((3, 4)), np.arange(3), {}
    w = leaf(0.1, 0.2, 0.3, 0.4)

    def loss():
        kept["root"] = F.cross_entropy(w * a, b)
        return kept["root"]

    step = record(loss)
    step()
    a[:] = np.arange(12.0).reshape(3, 4)
    w.grad = None
    step()
    found, w.grad = w.grad, None
    kept["root"].backward()
    assert w.grad.tolist() == found.tolist()
    w.data = [1.0, 2.0, 3.0, 4.0]
    with pytest.raises(StaleGraphError):
        kept["root"].backward()


# --- what cannot be recorded ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "how"),
    [
        (lambda t: t.data, "data"),
        (lambda t: t.item(), r"item\(\)"),
        (float, r"item\(\)"),
        (lambda t: t.tolist(), r"tolist\(\)"),
        (lambda t: bool(t > 0), r"bool\(\), for an `if` or `while`,"),
        (lambda t: np.asarray(t.detach()), r"numpy\(\)"),
    ],
)
def test_a_number_that_python_reads_is_warned_about_where_it_is_read(read, how):
    w = leaf(2.0)

    def loss():
        read(w)
        return (w * w).sum()

    step = record(loss)
    with pytest.warns(RecordWarning, match=f"record: {how} of .* was read while .*\n.*functional.where") as seen:
        step()
    assert all(warning.filename == __file__ for warning in seen)
    step()  # only while the graph is noted


def test_reading_between_the_calls_is_no_matter():
    w = leaf(2.0)
    step = record(lambda: (w * w).sum())
    step()
    assert (w.data.tolist(), float(w), bool(w > 0)) == ([2.0], 2.0, True)


def test_a_thread_that_does_not_record_may_read():
    w, other = leaf(2.0), leaf(3.0)
    seen = []

    def elsewhere():
        seen.append((other * 2).item())

    def loss():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        return (w * w).sum()

    step = record(loss)
    step()
    assert seen == [6.0]
    assert "2 operations" in repr(step)


def test_a_copy_of_an_array_made_inside_is_warned_about():
    x, w = np.ones(2), leaf(1.0, 2.0)
    step = record(lambda: (w * Tensor(x)).sum())
    with pytest.warns(RecordWarning, match=r"copied an array of shape \(2,\).*\n.*as an argument"):
        step()


def raises(function, error, match):
    with pytest.raises(error, match=match):
        record(function)()


def test_what_belongs_around_a_recorded_step_is_an_error_inside_it():
    w = leaf(1.0, 2.0)
    sgd, net = optim.SGD([w], lr=0.1), nn.Linear(1, 1, rng=0)
    for inside, says in [
        (sgd.step, r"an optimiser's step\(\) inside the recorded function\.\n.*after the recorded step"),
        (sgd.zero_grad, r"zero_grad\(\) inside the recorded function\.\n.*before the step is called"),
        (net.zero_grad, r"zero_grad\(\) inside the recorded function"),
    ]:
        raises(lambda inside=inside: inside() or (w * w).sum(), GraphError, says)
    assert w.data.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("argument", [(np.ones(2), np.ones(3)), {"x": np.ones(2)}, slice(0, 2)])
def test_an_argument_that_is_no_single_array_is_told_so(argument):
    w = leaf(1.0, 2.0)
    with pytest.raises(ValueTypeError, match=r"got a (tuple|dict|slice)\.\n.*step\(x, y\)"):
        record(lambda x: (w * x).sum())(argument)
    with pytest.raises(ValueTypeError, match=r"x=… was given by name"):
        record(lambda x: (w * x).sum())(x=argument)


def test_a_function_that_returns_no_loss_is_told_what_came():
    w = leaf(1.0, 2.0)
    raises(lambda: None, ValueTypeError, r"returned None \(NoneType\).\n  Does it end in `return`")
    raises(lambda: 0.5, ValueTypeError, r"returned 0.5 \(float\).\n  Return the loss itself, without .item")
    raises(lambda: ((w * w).sum(), w), ValueTypeError, r"Return the loss alone\. For the rest, call the model itself")
    raises(lambda: Value(1.0) * 2, ValueTypeError, r"returned a Value. Give the Value itself")
    raises(lambda: w * w, ShapeError, r"returned shape \(2,\): reduce it, e.g. loss.mean")


def test_a_function_that_builds_nothing_or_needs_no_gradient_is_told_why():
    w, x = leaf(1.0), Tensor([1.0])
    raises(lambda: w, GraphError, "builds nothing, it returned a tensor of shape .* as it came")
    raises(lambda: x, GraphError, "builds nothing")
    raises(lambda: (x * x).sum(), GraphError, "depends on nothing that needs a gradient")

    @no_grad()
    def without():
        return (w * w).sum()

    raises(without, GraphError, "or was computed within `with no_grad")
    step = record(lambda: (w * w).sum())
    step()
    with no_grad(), pytest.raises(GraphError, match=r"called within no_grad\(\), and goes backward"):
        step()


def test_writes_and_backward_inside_are_errors():
    w = leaf(1.0)
    optimiser = optim.SGD([w], lr=0.1)

    def whole_step():
        loss = (w * w).sum()
        loss.backward()
        optimiser.step()
        return loss

    def writes():
        with no_grad():
            w[0] = 2.0
        return (w * w).sum()

    raises(whole_step, GraphError, r"record: backward\(\) inside the recorded function.\n.*goes backward itself")
    raises(writes, GraphError, r"a write to a tensor of shape \(1,\) inside .*\n.*between the calls")
    assert w.grad is None
    assert (w * w).item() == 4.0  # and afterwards all is as before


def test_a_graph_from_outside_is_an_error():
    w = leaf(1.0, 2.0)
    outside = w * 2
    raises(lambda: (outside * w).sum(), GraphError, r"uses the result of mul of shape \(2,\), which was computed out")
    assert record(lambda: (outside.detach() * w).sum())() == 10.0
    assert w.grad.tolist() == [2.0, 4.0]


def test_a_step_within_a_recorded_function_is_an_error_at_its_first_call():
    w = leaf(1.0)
    inner = record(lambda: (w * w).sum())
    raises(lambda: (w * inner()).sum(), GraphError, "Record the outer function alone")


def test_a_function_that_fails_leaves_nothing_behind():
    w = leaf(1.0)

    def fails():
        raise KeyError("mine")

    raises(fails, KeyError, "mine")
    assert w.item() == 1.0


def test_what_is_no_function_is_told_what_to_give():
    w = leaf(1.0)
    with pytest.raises(ValueTypeError, match=r"takes the function that computes the loss, got a Tensor of shape"):
        record((w * w).sum())
    with pytest.raises(ValueTypeError, match="takes the Value at the end of a graph, or a function"):
        record(3.0)
    with pytest.raises(GraphError, match="was given as an argument, and needs a gradient"):
        record(lambda x: (x * x).sum())(w)
    with pytest.raises(ValueTypeError, match="array of numbers"):
        record(lambda x: (x * w).sum())([[1.0], [1.0, 2.0]])
    assert repr(record(np.sum)) == "RecordedStep(sum, not called yet)"


@pytest.mark.slow
def test_values_are_recorded_as_before_and_without_numpy():
    code = "import sys; from autograd_lab import Value, record; w = Value(3.0); record(w * w)(); "
    code += "print(w.grad, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "6.0 False\n"


def test_a_failing_backward_gives_leaves_their_old_gradients_back(monkeypatch):
    w = leaf(2.0)
    step = record(lambda: (w * w).sum())
    step()
    (graph, _), *_ = step._graphs.values()
    assert isinstance(graph, Graph)

    def fails():
        raise KeyboardInterrupt

    graph._backward.append(fails)
    with pytest.raises(KeyboardInterrupt):
        step()
    assert w.grad.tolist() == [4.0]
