"""What is said of answers to chapters 15 and 16 as students write them, in PyTorch and in NumPy."""

import numpy as np
import pytest

from autograd_lab.answers import tell
from tests.answers.told import text

pytestmark = pytest.mark.slow  # PyTorch takes seconds to import
torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")


def loop(X, y, W1, b1, W2, b2, lr, steps, *, column=True, clear=True, reduction="mean", given=False, late=False):
    """Exercise 15.3 in PyTorch, with what students leave out or do otherwise."""
    X, y = torch.tensor(X), torch.tensor(y)
    Y = y.view(-1, 1) if column else y
    leaves = [torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2)]
    optimizer = torch.optim.SGD(leaves, lr=lr)

    def loss():
        outputs = torch.relu(X @ leaves[0] + leaves[1]) @ leaves[2] + leaves[3]
        miss = (outputs - Y) ** 2
        return miss.mean() if reduction == "mean" else miss.sum()

    losses = []
    for _ in range(steps):
        if clear:
            optimizer.zero_grad()
        now = loss()
        now.backward()
        optimizer.step()
        losses.append(loss().item() if late else now.item())
    return losses, W1 if given else leaves[0].detach().numpy()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "right, on 3 trials"),
        ({"column": False}, "Every output is held against every label"),
        ({"clear": False}, "gradients of earlier steps are still in .grad"),
        ({"reduction": "sum"}, "The loss is the sum over the rows, and a mean is asked for"),
        ({"given": True}, "The W1 that comes back is the one you were given"),
        ({"late": True}, "Each loss is the one after its step"),
        ({"column": False, "clear": False}, "Two things at once. Every output is held against every label"),
        ({"column": False, "reduction": "sum"}, "Two things at once. Every output is held against every label"),
        ({"clear": False, "reduction": "sum"}, "Two things at once. The loss is a sum"),
        ({"late": True, "given": True}, "Two things at once. Note each loss before its step"),
    ],
)
def test_a_loop_written_in_pytorch(changes, said):
    told = text(tell("15.3", lambda *given: loop(*given, **changes)))
    assert said in told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda f, cost, p, e: np.mean((cost - e) * (f - p)), "right, on 3 trials"),
        (lambda f, cost, p, e: torch.tensor((cost - e) * (f - p)).mean(), "right, on 3 trials"),
        (lambda f, cost, p, e: np.mean((cost - cost.mean()) * f), "a mean of these very rounds"),  # no p at all
        (lambda f, cost, p, e: np.mean((cost - cost.mean()) * (f - p)), "a mean of these very rounds"),
        (lambda f, cost, p, e: np.mean((cost - e) * (f - f.mean())), "a mean of these very rounds"),
        (lambda f, cost, p, e: np.mean((cost - e) * f), "A round in which it did not fire counts as well"),
        (lambda f, cost, p, e: np.mean(cost * (f - p)), "Right on average, and loud"),
    ],
)
def test_the_slope_of_a_game(answer, said):
    assert said in text(tell("16.3", answer))


def test_a_line_that_follows_from_a_wrong_one_is_said_to():
    told = tell("16.2", {"weights_and_biases": 7300, "bytes_kept": 38_000, "passes_of_nudging": 14_600})
    lines = dict(line.split(": ", 1) for line in told.lines)
    assert "Each neuron has a bias" in lines["weights_and_biases"]
    assert "follows from your weights_and_biases" in lines["passes_of_nudging"]
