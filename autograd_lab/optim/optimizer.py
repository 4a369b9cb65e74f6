"""What all optimisers have: parameters, a rate, and a state to be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from autograd_lab.errors import LabError, ValueTypeError
from autograd_lab.scalar.value import Value
from autograd_lab.tensor import recording
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.node import tick
from autograd_lab.tensor.tensor import Tensor


class Optimizer:
    """The base of all optimisers: the parameters, the learning rate, and a scratch array for each parameter.

    params        leaf Tensors that require a gradient, e.g. net.parameters()
    lr            the learning rate, 0 or more; may be changed between steps
    weight_decay  the factor of ½|w|² that is added to the loss
    A parameter whose grad is None is left alone. Raises LabError for an empty list or a setting out of range,
    ValueTypeError for anything but leaf Tensors that require a gradient.

    >>> from autograd_lab import Tensor, optim
    >>> class SignDescent(optim.Optimizer):
    ...     def _move(self, i, w, g):
    ...         w -= self.lr * (g > 0) - self.lr * (g < 0)
    >>> w = Tensor([1.0, -1.0], requires_grad=True)
    >>> (w ** 2).sum().backward()
    >>> SignDescent([w], lr=0.1).step()
    >>> w
    Tensor([ 0.9, -0.9], requires_grad=True)
    """

    settings: tuple[str, ...] = ("lr", "weight_decay")  # names of numbers that belong to the state
    kept: ClassVar[Mapping[str, str]] = {}  # what PyTorch calls an array that is kept -> the attribute with its list

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        self.parameters = _leaf_parameters(type(self).__name__, params)
        self.lr = at_least_0("lr", lr)
        self.weight_decay = at_least_0("weight_decay", weight_decay)
        self._scratch = self._zeros()

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to None; the next backward() starts afresh.

        >>> from autograd_lab import Tensor, optim
        >>> w = Tensor([1.0], requires_grad=True)
        >>> (w * w).sum().backward()
        >>> optim.SGD([w]).zero_grad()
        >>> w.grad is None
        True
        """
        recording.forbid("zero_grad()", "clear gradients before the step is called")
        for p in self.parameters:
            p.grad = None

    def step(self) -> None:
        """Move every parameter once, by its gradient.

        >>> from autograd_lab import Tensor, optim
        >>> w = Tensor([1.0], requires_grad=True)
        >>> (w * w).sum().backward()
        >>> optim.SGD([w], lr=0.25).step()
        >>> w
        Tensor([0.5], requires_grad=True)
        """
        forbid_step()
        for i, p in enumerate(self.parameters):
            if p.grad is not None:
                self._move(i, p._data, p.grad)
                p._time = tick()

    def state_dict(self) -> dict[str, Any]:
        """Copies of all that the optimiser remembers, in PyTorch's form: what a run needs to go on where it stopped.

        >>> from autograd_lab import Tensor, optim
        >>> adam = optim.Adam([Tensor([1.0], requires_grad=True)], lr=0.1)
        >>> adam.state_dict()["state"]
        {0: {'step': 0, 'exp_avg': array([0.]), 'exp_avg_sq': array([0.])}}
        >>> sorted(adam.state_dict()["param_groups"][0])
        ['betas', 'eps', 'lr', 'params', 'weight_decay']
        """
        count = range(len(self.parameters))
        lists = {name: getattr(self, attribute) for name, attribute in self.kept.items()}
        state = {i: {name: _copy(kept[i]) for name, kept in lists.items() if kept} for i in count}
        group = {name: getattr(self, name) for name in self.settings} | {"params": list(count)}
        return {"state": {i: kept for i, kept in state.items() if kept}, "param_groups": [group]}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take what `state_dict` gave; raises LabError, and changes nothing, when it belongs to other parameters.

        >>> from autograd_lab import Tensor, optim
        >>> first = optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.1, momentum=0.9)
        >>> second = optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.5)
        >>> second.load_state_dict(first.state_dict())
        >>> second.lr, second.momentum
        (0.1, 0.9)
        """
        if not isinstance(state, Mapping) or not state.get("param_groups") or "state" not in state:
            raise LabError(
                f"load_state_dict: {type(self).__name__} takes what `optimiser.state_dict()` gave, a dict with `state` "
                f"and `param_groups`, got {state!r:.60}"
            )
        (group, *others) = state["param_groups"]
        given = {int(i): kept for i, kept in state["state"].items()}
        self._require_fitting(group, others, given)
        for name in self.settings:
            if name in group:
                setattr(self, name, group[name])
        for name, attribute in self.kept.items():
            if any(name in kept for kept in given.values()):
                start: list[Any] = [0] * len(self.parameters) if name == "step" else self._zeros()
                for i, kept in given.items():
                    if kept.get(name) is None:
                        continue
                    start[i] = int(kept[name]) if name == "step" else np.array(_numbers(kept[name]), start[i].dtype)
                setattr(self, attribute, start)
            else:
                self._restart(attribute)

    def _restart(self, attribute: str) -> None:
        """Begin anew what the state does not hold."""
        if getattr(self, attribute):
            setattr(
                self,
                attribute,
                [0 if isinstance(each, int) else np.zeros_like(each) for each in getattr(self, attribute)],
            )

    def _require_fitting(self, group: Mapping[str, Any], others: Sequence[Any], given: Mapping[int, Any]) -> None:
        """Raise LabError, which lists all, for a state of other parameters or of another optimiser."""
        wrong = [] if not others else [f"it has {len(others) + 1} groups of parameters, and here is one"]
        if len(group["params"]) != len(self.parameters):
            wrong.append(f"it belongs to {len(group['params'])} parameters, and here are {len(self.parameters)}")
        for i, kept in given.items():
            for name, numbers in kept.items():
                if numbers is None or (name == "step" and name not in self.kept):  # PyTorch counts where nobody asks
                    continue
                if name not in self.kept:
                    wrong.append(
                        f"{name} of parameter {i}: {type(self).__name__} keeps {', '.join(self.kept) or 'nothing'}"
                    )
                elif name != "step" and i < len(self.parameters):
                    came, here = np.shape(_numbers(numbers)), self.parameters[i].shape
                    if came != here:
                        wrong.append(f"{name} of parameter {i} has shape {came}, the parameter {here}")
        if wrong:
            lines = "\n  ".join(dict.fromkeys(wrong))
            raise LabError(
                f"load_state_dict: the state does not fit this {type(self).__name__}\n  {lines}\n"
                "  Give the optimiser the same parameters in the same order as the one saved. PyTorch's arrays\n"
                "  for a Linear are (n_out, n_in), and do not fit here."
            )

    def _move(self, i: int, w: Array, g: Array) -> None:
        """Change the array w of parameter number i by its gradient g."""
        raise NotImplementedError(f"{type(self).__name__} must say how a parameter moves")

    def _decayed(self, i: int, w: Array, g: Array) -> Array:
        """g + weight_decay · w, the gradient of the loss plus weight_decay/2 · |w|²."""
        return g + self.weight_decay * w if self.weight_decay else g

    def _zeros(self) -> list[Array]:
        """An array of zeros for each parameter, of its shape and dtype."""
        return [np.zeros_like(p._data) for p in self.parameters]


def forbid_step() -> None:
    """Raise GraphError inside a recorded function, where a step would be done once and never again."""
    recording.forbid("an optimiser's step()", "call it after the recorded step")


def _copy(kept: Any) -> Any:
    return kept.copy() if isinstance(kept, np.ndarray) else kept


def _numbers(given: Any) -> Any:
    """What a state holds, a tensor of torch as its array."""
    return given.detach().cpu().numpy() if hasattr(given, "detach") else given


def _leaf_parameters(name: str, params: Iterable[Tensor]) -> list[Tensor]:
    """A list of leaf Tensors that require a gradient; raises LabError or ValueTypeError for anything else."""
    listed = [params] if isinstance(params, Tensor) else list(params)
    if not listed:
        raise LabError(
            f"{name} got no parameters. A module's are module.parameters(); are its layers attributes of it?"
        )
    for p in listed:
        if isinstance(p, Value):
            raise ValueTypeError(f"{name} moves Tensors, got a Value. For Values write: p.data -= lr * p.grad")
        if not isinstance(p, Tensor) or not p.requires_grad or not p.is_leaf:
            raise ValueTypeError(f"{name} moves leaf Tensors that require a gradient, got {p!r:.60}")
    return listed


def at_least_0(name: str, number: float) -> float:
    """The number; raises LabError, naming it, when it is below 0 or nan."""
    if not number >= 0:
        raise LabError(f"{name} must be 0 or more, got {number}")
    return number


def below_1(name: str, number: float) -> float:
    """The number; raises LabError, naming it, when it is outside [0, 1)."""
    if not 0 <= number < 1:
        raise LabError(f"{name} must be from 0 to below 1, got {number}")
    return number
