"""What all modules have: parameters, a state, and a forward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.tensor import recording
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.tensor import Tensor


class StateError(LabError, ValueError):
    """A state dict that does not fit the module; the text lists every key that is missing, unknown or misshapen.

    >>> from autograd_lab import nn
    >>> nn.Linear(2, 1).load_state_dict({"weight": [[1.0], [2.0]]})
    Traceback (most recent call last):
    autograd_lab.nn.module.StateError: load_state_dict: the state does not fit this Linear
      missing: bias (1,)
      ...
    """


class Module:
    """A computation that owns its parameters: write `forward`, call the module itself.

    training   True after train(), False after eval(): Dropout and BatchNorm1d ask for it

    >>> from autograd_lab import Tensor, nn
    >>> class Scale(nn.Module):
    ...     def __init__(self):
    ...         self.factor = Tensor(3.0, requires_grad=True)
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> Scale()([1.0, 2.0])
    Tensor([3., 6.], op='mul')
    >>> Scale().parameters()
    [Tensor(3., requires_grad=True)]
    """

    training: bool = True
    buffers: tuple[str, ...] = ()  # names of arrays that belong to the state but are not trained
    transposed_in_torch: tuple[str, ...] = ()  # names of weights that PyTorch keeps as (n_out, n_in)

    def forward(self, *inputs: Any, **settings: Any) -> Any:
        """Compute the module's output from its inputs; each kind of module has its own.

        >>> from autograd_lab import nn
        >>> nn.ReLU().forward([-1.0, 2.0])
        Tensor([0., 2.])
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward: write `def forward(self, x): ...`")

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """The module's output."""
        return self.forward(*inputs, **settings)

    # --- what it holds ----------------------------------------------------------------------------------------

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Yields this module (under the name "") and those inside, with dotted names such as "layers.0".

        >>> from autograd_lab import nn
        >>> [name for name, _ in nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()).named_modules()]
        ['', '0', '1']
        """
        yield prefix, self
        for key, value in vars(self).items():
            for name, child in _children(key, value):
                yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yields ("0.weight", tensor) for every parameter, each once, in the order in which they were assigned.

        >>> from autograd_lab import nn
        >>> net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
        >>> {name: p.shape for name, p in net.named_parameters()}
        {'0.weight': (2, 3), '0.bias': (3,), '2.weight': (3, 1), '2.bias': (1,)}
        """
        seen: set[Tensor] = set()
        for prefix, module in self.named_modules():
            for key, value in vars(module).items():
                if isinstance(value, Tensor) and value.requires_grad and value not in seen:
                    seen.add(value)
                    yield (f"{prefix}.{key}" if prefix else key), value

    def parameters(self) -> list[Tensor]:
        """A list of every parameter, each once: what an optimiser is given.

        >>> from autograd_lab import nn
        >>> sum(p.size for p in nn.Linear(784, 10).parameters())
        7850
        """
        return [parameter for _, parameter in self.named_parameters()]

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to None.

        >>> from autograd_lab import nn
        >>> layer = nn.Linear(2, 1)
        >>> layer([1.0, 2.0]).sum().backward()
        >>> layer.zero_grad()
        >>> layer.bias.grad is None
        True
        """
        recording.forbid("zero_grad()", "clear gradients before the step is called")
        for parameter in self.parameters():
            parameter.grad = None

    def train(self, mode: bool = True) -> Module:
        """Switch this module and all inside to training, or (mode=False) to evaluation; returns the module.

        >>> from autograd_lab import nn
        >>> net = nn.Sequential(nn.Dropout(0.5))
        >>> net.train(False)[0].training
        False
        """
        for _, module in self.named_modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Switch to evaluation, in which nothing is dropped and running statistics are used; returns the module.

        >>> from autograd_lab import nn
        >>> nn.Dropout(0.5).eval()([1.0, 2.0])
        Tensor([1., 2.])
        """
        return self.train(False)

    # --- its state --------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Array]:
        """Copies of all parameters and buffers, as arrays by name.

        >>> from autograd_lab import nn
        >>> {name: array.shape for name, array in nn.Linear(2, 3).state_dict().items()}
        {'weight': (2, 3), 'bias': (3,)}
        """
        return {name: array.copy() for name, array, _ in self._state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take the numbers of `state`; raises StateError, and changes nothing, when names or shapes do not fit.

        >>> from autograd_lab import nn
        >>> layer = nn.Linear(2, 1)
        >>> layer.load_state_dict({"weight": [[1.0], [2.0]], "bias": [0.5]})
        >>> layer([1.0, 1.0])
        Tensor([3.5], op='linear')
        """
        self._load({name: np.asarray(array) for name, array in state.items()})

    def save(self, path: str | Path) -> None:
        """Write the state to an .npz file (plain arrays, no pickle).

        >>> from tempfile import TemporaryDirectory
        >>> from autograd_lab import nn
        >>> net, same = nn.Linear(2, 1), nn.Linear(2, 1)
        >>> with TemporaryDirectory() as folder:
        ...     net.save(f"{folder}/net.npz")
        ...     same.load(f"{folder}/net.npz")
        >>> bool((net.weight == same.weight).data.all())
        True
        """
        with Path(path).open("wb") as file:
            np.savez(file, allow_pickle=False, **self.state_dict())

    def load(self, path: str | Path) -> None:
        """Read what `save` wrote; nothing in the file is executed. Raises StateError when it does not fit.

        >>> from tempfile import TemporaryDirectory
        >>> from autograd_lab import nn
        >>> with TemporaryDirectory() as folder:
        ...     nn.Linear(2, 1).save(f"{folder}/net.npz")
        ...     nn.Linear(3, 1).load(f"{folder}/net.npz")
        Traceback (most recent call last):
        autograd_lab.nn.module.StateError: load_state_dict: the state does not fit this Linear
          shape:   weight is (3, 1) here and (2, 1) in the state
          ...
        """
        with np.load(path, allow_pickle=False) as state:
            self._load(dict(state))

    def to_torch_state(self) -> dict[str, Array]:
        """The state as PyTorch's layers keep it: matrices such as Linear's transposed to (n_out, n_in).

        Load it with `theirs.load_state_dict({k: torch.tensor(v) for k, v in ours.to_torch_state().items()})`.

        >>> from autograd_lab import nn
        >>> {name: array.shape for name, array in nn.Linear(2, 3).to_torch_state().items()}
        {'weight': (3, 2), 'bias': (3,)}
        """
        return {name: np.array(a.T if turned else a, order="C") for name, a, turned in self._state()}

    def from_torch_state(self, state: Mapping[str, Any]) -> None:
        """Take PyTorch's `theirs.state_dict()`, tensors or arrays; raises StateError when it does not fit.

        >>> from autograd_lab import nn
        >>> layer = nn.Linear(3, 1)
        >>> layer.from_torch_state({"weight": [[1.0, 2.0, 3.0]], "bias": [0.5]})  # (n_out, n_in), as in PyTorch
        >>> layer.weight.data.ravel()
        array([1., 2., 3.])
        """
        arrays = {
            name: np.asarray(a.detach().cpu().numpy() if hasattr(a, "detach") else a) for name, a in state.items()
        }
        turned = {name for name, _, turns in self._state() if turns}
        self._load({name: a.T if name in turned else a for name, a in arrays.items()})

    def _state(self) -> Iterator[tuple[str, Array, bool]]:
        """(name, the array itself, whether PyTorch keeps it transposed) for parameters and buffers."""
        for prefix, module in self.named_modules():
            for key, value in vars(module).items():
                name = f"{prefix}.{key}" if prefix else key
                if isinstance(value, Tensor) and value.requires_grad:
                    yield name, value._data, key in module.transposed_in_torch
                elif key in module.buffers and value is not None:
                    yield name, value, False

    def _load(self, state: Mapping[str, Array]) -> None:
        """Copy arrays into the parameters and buffers; raises StateError, before any copying, when they do not fit."""
        own = {name: array for name, array, _ in self._state()}
        wrong = [
            *(f"missing: {name} {own[name].shape}" for name in own if name not in state),
            *(f"unknown: {name} {state[name].shape}" for name in state if name not in own),
            *(
                f"shape:   {name} is {own[name].shape} here and {array.shape} in the state"
                for name, array in state.items()
                if name in own and own[name].shape != array.shape
            ),
        ]
        if wrong:
            lines = "\n  ".join(wrong)
            raise StateError(
                f"load_state_dict: the state does not fit this {type(self).__name__}\n  {lines}\n"
                "  Build the module with the widths it was saved with. "
                "Weights are (n_in, n_out): for PyTorch's use from_torch_state."
            )
        for name, array in state.items():
            own[name][...] = array
        for parameter in self.parameters():
            parameter.data = parameter.data  # notes the time of the write

    def __repr__(self) -> str:
        inside = [f"{name}: {child!r}" for key, v in vars(self).items() for name, child in _children(key, v)]
        return f"{type(self).__name__}({', '.join([self.described(), *inside]).strip(', ')})"

    def described(self) -> str:
        """The arguments that `repr` shows, e.g. "p=0.5"."""
        return ""


def _children(key: str, value: object) -> list[tuple[str, Module]]:
    """(name, module) for an attribute that is a module or a list with modules in it."""
    if isinstance(value, Module):
        return [(key, value)]
    if isinstance(value, (list, tuple)):
        return [(f"{key}.{i}", child) for i, child in enumerate(value) if isinstance(child, Module)]
    return []
