"""The graph of a JAX program: its jaxpr, run here operation by operation, so that every edge is seen.

`jax.grad` gives the gradients of the arguments only. Here each equation of the jaxpr is computed by itself, and
`jax.vjp` of that one equation gives what it hands back to each operand. The derivatives are JAX's own.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import numpy as jnp
from jax.extend.core import ClosedJaxpr, Literal

from autograd_lab.errors import GraphError, LabError
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.programs import (
    STAR,
    Given,
    Program,
    Step,
    constant_label,
    known_operation,
    name_of,
    path_name,
    require_calls,
    require_gradients,
    require_one_number,
)
from autograd_lab.viz.sources.recorded import RecordedSource

#: JAX's primitive -> the operation of rules.py
OPS: Mapping[str, str] = {
    **{op: op for op in ("add", "sub", "mul", "div", "neg", "pow", "exp", "log", "sqrt", "tanh", "abs", "transpose")},
    **{op: op for op in ("reshape", "concatenate", "relu", "softmax", "log_softmax")},
    "integer_pow": "pow",
    "square": "pow",
    "logistic": "sigmoid",
    "copy": "clone",
    "convert_element_type": "astype",
    "broadcast_in_dim": "expand",
    "squeeze": "reshape",
    "expand_dims": "reshape",
    "slice": "getitem",
    "dynamic_slice": "getitem",
    "gather": "getitem",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "reduce_min": "min",
    "max": "maximum",
    "min": "minimum",
    "clamp": "clip",
    "select_n": "where",
    "stop_gradient": "stop_gradient",
}
#: which operand of the rule each operand of the primitive is, where that is not in the order of rules.py
LETTERS: Mapping[str, str] = {"select_n": "cba", "clamp": "bac"}
#: functions of JAX that a reader knows by name, and that stay one box; other jitted functions are opened
WHOLE = ("relu", "softmax", "log_softmax")
OPENED = ("jit", "pjit", "closed_call", "core_call", "remat", "checkpoint")
#: what only changes the form of an array: of a named one it gives no new name
FORMS = ("convert_element_type", "broadcast_in_dim", "reshape", "squeeze", "expand_dims", "copy")


def jax_source(program: Any, inputs: Sequence[Any], names: Names) -> RecordedSource:
    """The graph of a JAX program that gives one number, with JAX's own values and derivatives.

    program  a function after `jax.jit`, or what `jax.make_jaxpr` gives for it
    inputs   what it is called with: arrays, or nested lists and dicts of them. Each that holds floating numbers has a
             gradient; arrays that the function finds outside have none
    raises   LabError for other inputs than it takes, ShapeError for a result that is not one number, GraphError where
             nothing has a gradient or JAX cannot differentiate
    """
    try:
        jaxpr = program if isinstance(program, ClosedJaxpr) else jax.make_jaxpr(program)(*inputs)
    except TypeError as error:
        raise LabError(f"show(): JAX could not trace this function with these inputs: {error!s:.300}") from error
    paths, _ = jax.tree_util.tree_flatten_with_path(tuple(inputs))
    require_calls("JAX", len(jaxpr.in_avals), len(paths))
    floating = [np.issubdtype(aval.dtype, np.floating) for aval in jaxpr.out_avals]
    require_one_number("the JAX program", [tuple(aval.shape) for aval in jaxpr.out_avals], all(floating))
    double = any(aval.dtype == np.float64 for aval in [*jaxpr.in_avals, *jaxpr.out_avals])
    with jax.enable_x64(bool(jax.config.jax_enable_x64 or double)):  # the program's own numbers, whatever is set now
        return _Graph(jaxpr, paths, names).source(_notices(jaxpr, [thing for _, thing in paths]))


def _notices(jaxpr: Any, inputs: Sequence[Any]) -> list[str]:
    given = [getattr(thing, "dtype", None) for thing in inputs]
    if any(g == np.float64 and aval.dtype == np.float32 for g, aval in zip(given, jaxpr.in_avals, strict=True)):
        return [
            "JAX computes in float32 here, though float64 was given: it rounds unless told otherwise. "
            'jax.config.update("jax_enable_x64", True), before anything else, keeps float64.'
        ]
    return []


class _Known(NamedTuple):
    """A value on its way through a program.

    key     of its box; None for one that needs no gradient, whose box is made where it is first read
    label   the name of such a one, and of what only has another form than a named one
    itself  whether the label is its own name
    """

    key: Any
    value: Any
    label: str | None = None
    itself: bool = False


class _Graph:
    """The program behind a jaxpr, run once: what has a gradient as steps, all else as numbers only."""

    def __init__(self, jaxpr: Any, inputs: Sequence[tuple[Any, Any]], names: Names) -> None:
        self.names = names
        self.program = Program()
        self.pulls: dict[Any, tuple[Callable[..., Any], list[Any], list[int], int]] = {}
        self.slots: dict[Any, list[int]] = {}  # for each step, which operands of the equation have a box
        self.constants: dict[
            int, tuple[Any, Any]
        ] = {}  # by identity: (key, what it is, kept so that no id comes twice)
        arguments = [self._argument(i, jaxpr, path, thing) for i, (path, thing) in enumerate(inputs)]
        held = [self._held(thing) for thing in jaxpr.consts]
        (result,) = self._run(jaxpr.jaxpr, held, arguments)
        last = self.program.steps[-1] if self.program.steps else None
        require_gradients(
            self.program if last and last.key is result.key else Program(),
            "Give the parameters as arguments, in floating numbers; what the function finds outside is data.",
        )
        self.program = self.program.used(_function_name(jaxpr).rstrip("*"))

    def _argument(self, i: int, jaxpr: Any, path: Any, thing: Any) -> _Known:
        aval = jaxpr.in_avals[i]
        value = jnp.asarray(thing, dtype=aval.dtype)
        if value.shape != aval.shape:
            raise LabError(
                f"show(): argument {i + 1} of this JAX program has shape {tuple(aval.shape)}, got {value.shape}.\n"
                "  Give what the program was traced with, or trace it anew."
            )
        told = getattr(jaxpr.jaxpr.debug_info, "arg_names", None) or ()
        otherwise = path_name(_key(part) for part in path[1:]) or (
            told[i] if len(told) == len(jaxpr.in_avals) else None
        )
        name = name_of(self.names, [thing], otherwise)
        leaf = np.issubdtype(aval.dtype, np.floating)
        if not leaf:
            return _Known(None, value, name, itself=True)
        key = object()
        self.program.given[key] = Given(key, name, None, "leaf", np.asarray(value))
        return _Known(key, value)

    def _held(self, thing: Any) -> _Known:
        """An array that the function found outside: its name is that of the variable with the same numbers."""
        same = (
            other
            for _, other in self.names.variables()
            if getattr(other, "shape", None) == thing.shape
            and getattr(other, "dtype", None) == thing.dtype
            and isinstance(other, (np.ndarray, jax.Array))
            and np.array_equal(np.asarray(other), np.asarray(thing))
        )
        return _Known(None, jnp.asarray(thing), name_of(self.names, [thing, *same], None), itself=True)

    def _run(self, jaxpr: Any, held: Sequence[Any], arguments: Sequence[Any]) -> list[Any]:
        """The results of a jaxpr, its equations computed one by one."""
        known = dict(zip(jaxpr.constvars, held, strict=True)) | dict(zip(jaxpr.invars, arguments, strict=True))
        for equation in jaxpr.eqns:
            operands = [_literal(v) if isinstance(v, Literal) else known[v] for v in equation.invars]
            known.update(zip(equation.outvars, self._equation(equation, operands), strict=True))
        return [_literal(v) if isinstance(v, Literal) else known[v] for v in jaxpr.outvars]

    def _equation(self, equation: Any, operands: list[Any]) -> list[Any]:
        name, inner = _called(equation)
        if inner is not None and name not in WHOLE:
            return self._run(inner.jaxpr, [self._held(thing) for thing in inner.consts], operands)
        compute = _computation(equation)
        values = [operand.value for operand in operands]
        results = compute(*values)
        several = isinstance(results, (list, tuple))
        outs = list(results) if several else [results]
        if all(operand.key is None for operand in operands):
            form = operands[0].label if equation.primitive.name in FORMS and operands else None
            return [_Known(None, out, form) for out in outs]
        return [self._step(equation, name, compute, operands, i if several else -1, out) for i, out in enumerate(outs)]

    def _step(self, equation: Any, name: str, compute: Any, operands: list[Any], output: int, value: Any) -> Any:
        """One output of an equation as a step; only its numbers where they have no gradient."""
        if not jnp.issubdtype(value.dtype, jnp.floating):
            return _Known(None, value)
        floating = [i for i, known in enumerate(operands) if jnp.issubdtype(known.value.dtype, jnp.floating)]
        shown = [i for i, known in enumerate(operands) if i in floating or known.label]
        keys = [operands[i].key or self._constant(operands[i]) for i in shown]
        letters = LETTERS.get(name, "abc")
        letters = "".join(letters[min(i, len(letters) - 1)] for i in shown)
        if name in ("integer_pow", "square"):
            keys.append(self._constant(_Known(None, np.asarray(float(equation.params.get("y", 2))))))
            letters += "b"
        key = object()
        several = len(equation.outvars) > 1
        op = _operation(equation, name)
        self.program.steps.append(
            Step(key, op, tuple(keys), np.asarray(value), letters, None, f"{op}[{output}]" if several else None)
        )
        self.pulls[key] = (compute, [known.value for known in operands], floating, output)
        self.slots[key] = shown
        return _Known(key, value)

    def _constant(self, known: _Known) -> Any:
        """The key of the box of what needs no gradient."""
        if id(known.value) not in self.constants:
            array, key = np.asarray(known.value), object()
            self.constants[id(known.value)] = key, known.value
            name, other = (known.label, None) if known.itself else (None, known.label)
            self.program.given[key] = Given(key, name, other or constant_label(array), "const", array)
        return self.constants[id(known.value)][0]

    def source(self, notices: Sequence[str]) -> RecordedSource:
        """The source, with the contribution of each edge."""
        last = self.program.steps[-1]
        notices = [*notices, *([STAR] if any(step.op.endswith("*") for step in self.program.steps) else [])]
        edges = self.program.edges(jnp.ones(last.value.shape, last.value.dtype), _sum_of_arrivals, self._pull)
        contributions = self.program.contributions((at, slot, np.asarray(g)) for at, slot, g in edges)
        return RecordedSource(self.program.boxes(), contributions, "computed by JAX", notices)

    def _pull(self, step: Step, g: Any) -> list[Any]:
        """What an equation hands to each operand that has a box."""
        compute, values, floating, output = self.pulls[step.key]

        def of_floating(*chosen: Any) -> Any:
            given = list(values)
            for i, value in zip(floating, chosen, strict=True):
                given[i] = value
            results = compute(*given)
            return results if output < 0 else results[output]

        try:
            handed = jax.vjp(of_floating, *(values[i] for i in floating))[1](g)
        except (TypeError, ValueError, NotImplementedError) as error:
            raise GraphError(
                f"show(): JAX has no backward pass for {step.op}: {error!s:.200}\n"
                "  A while loop has none; a loop of a fixed number of steps, lax.scan or a Python loop, has one."
            ) from error
        by_operand = dict(zip(floating, handed, strict=True))
        found = [by_operand.get(i) for i in self.slots[step.key]]
        return found + [None] * (len(step.operands) - len(found))


def _literal(literal: Any) -> _Known:
    return _Known(None, jnp.asarray(literal.val, literal.aval.dtype))


def _sum_of_arrivals(arrived: Sequence[Any]) -> Any:
    return functools.reduce(operator.add, arrived)


def _called(equation: Any) -> tuple[str, Any]:
    """(name, the jaxpr that an equation calls); the primitive's name and None for one that computes by itself."""
    primitive = equation.primitive.name
    inner = equation.params.get("jaxpr") or equation.params.get("call_jaxpr") or equation.params.get("fun_jaxpr")
    if primitive in OPENED and inner is not None:
        inner = inner if hasattr(inner, "consts") else jax.extend.core.ClosedJaxpr(inner, ())
        return _function_name(inner), inner
    if primitive.startswith(("custom_jvp_call", "custom_vjp_call")) and inner is not None:
        return _function_name(inner), None
    return primitive, None


def _function_name(closed: Any) -> str:
    """The name of a function; with a star if it is not JAX's own and has the name of one that is."""
    told = str(getattr(closed.jaxpr.debug_info, "func_src_info", "") or "")
    name, _, place = told.partition(" at ")
    name = name.lstrip("_")
    own = place.startswith(str(Path(jax.__file__).parent))
    return name if own or name not in OPS else f"{name}*"


def _computation(equation: Any) -> Callable[..., Any]:
    """The function that an equation is."""
    settings = equation.primitive.get_bind_params(equation.params)
    return lambda *operands: equation.primitive.bind(*operands, **settings)


def _operation(equation: Any, name: str) -> str:
    """The operation in rules.py, where an equation computes just that; else JAX's own name."""
    if name == "dot_general":
        (left, right), batch = equation.params["dimension_numbers"]
        a, b = (v.aval.ndim for v in equation.invars)
        usual = not any(batch) and tuple(left) == (a - 1,) and tuple(right) == (0,) and max(a, b) <= 2
        return "matmul" if usual else name
    if name == "transpose" and tuple(equation.params["permutation"]) != (1, 0):
        return "permute"
    return known_operation(name, OPS)


def _key(part: Any) -> object:
    """What stands in a step into a nested argument: the key, the index or the attribute."""
    return next((getattr(part, what) for what in ("key", "idx", "name") if hasattr(part, what)), part)
