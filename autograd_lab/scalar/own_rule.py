"""A rule of a user's own in a graph of Values: the operation that stands at its node.

Everything that walks a graph asks an operation for `forward`, `slopes`, `renew` and `push`; those of the table are
written from its texts, these call the user's two methods.
"""

from __future__ import annotations

from autograd_lab.errors import DomainError, GraphError, ShapeError, ValueTypeError
from autograd_lab.scalar import value
from autograd_lab.scalar.ops import CONST, Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from inspect import Signature
    from typing import Any, Protocol

    from autograd_lab.scalar.graph import Node
    from autograd_lab.scalar.value import Value

    class OwnRule(Protocol):
        """What a user writes: see `autograd_lab.Rule`."""

        name: str
        sentence: str

        @property
        def surrogate(self) -> Callable[..., Any] | None:
            """The function whose slope backward is."""

        def __call__(self, *operands: Any, **settings: Any) -> Any:
            """The node."""

        def title(self) -> str:
            """Its name."""

        def is_slope(self) -> bool:
            """Whether backward is meant to be the slope of forward."""

        def forward(self, *operands: Any, **settings: Any) -> Any:
            """The result."""

        def backward(self, gradient: Any) -> Any:
            """∂L/∂operand of each operand."""


class OwnOp(Op):
    """The operation of one node that a rule of the user's own has made.

    rule     a copy of the user's rule, for this node alone: what its forward notes in `self`, its backward finds
    options  the keyword arguments of the call
    What the rule has noted belongs to the numbers it saw last. Asked about others, it runs its forward again.
    """

    __slots__ = ("_seen", "options", "rule")
    own = True

    def __init__(self, rule: OwnRule, options: Mapping[str, Any], name: str) -> None:
        super().__init__(name, f"{name}(…)", ("1",), name, folded=True)
        self.rule, self.options = rule, options
        self._seen: tuple[float, ...] | None = None
        self.forward = self._forward
        self.slopes = self._slopes
        self.renew = self._renew
        self.push = self._push

    def _forward(self, *operands: float) -> float:
        result = called(self.name, "forward", self.rule.forward, operands, self.options)
        self._seen = operands
        return _number(self.name, result)

    def _gradients(self, operands: Sequence[float], upstream: float) -> tuple[float | None, ...]:
        if tuple(operands) != self._seen:
            self._forward(*operands)
        return _as_many(self.name, called(self.name, "backward", self.rule.backward, (upstream,), {}), len(operands))

    def gradients(self, operands: Sequence[float], upstream: float) -> tuple[float, ...]:
        """What the rule hands back to each operand for this upstream; 0 where it gives None."""
        return tuple(0.0 if g is None else g for g in self._gradients(operands, upstream))

    def locals_at(self, operands: Sequence[float], upstream: float) -> tuple[float, ...]:
        """By what the rule multiplies this upstream; where it is 0, by what it multiplies 1."""
        if not upstream:
            return self._slopes(operands, 0.0)
        return tuple(gradient / upstream for gradient in self.gradients(operands, upstream))

    def _slopes(self, operands: Sequence[float], out: float) -> tuple[float, ...]:
        return self.gradients(operands, 1.0)

    def _renew(self, node: Node) -> None:
        node._data = self._forward(*[operand._data for operand in node.parents])

    def _push(self, node: Node) -> None:
        operands = node.parents
        gradients = self._gradients([operand._data for operand in operands], node.grad)
        for i, (operand, gradient) in enumerate(zip(operands, gradients, strict=True)):
            if gradient is not None:
                operand.grad += gradient
            elif operand.op is not CONST:
                raise GraphError(no_gradient(self.name, i))

    def __reduce__(self) -> Any:
        return OwnOp, (self.rule, self.options, self.name)


def own_value(rule: OwnRule, name: str, operands: Sequence[Value | float], options: Mapping[str, Any]) -> Value:
    """The node that a rule of the user's own makes of Values and numbers."""
    op = OwnOp(rule, options, name)
    lifted = tuple(map(value.lift, operands))
    try:
        number = op.forward(*[operand.data for operand in lifted])
    except ZeroDivisionError as error:
        raise DomainError(f"{name}: its forward divides by 0 at {[operand.data for operand in lifted]}") from error
    return value.rebuild(op, lifted, number)


def called(
    name: str, method: str, function: Callable[..., Any], arguments: Sequence[Any], options: Mapping[str, Any]
) -> Any:
    """What forward or backward returns; raises ValueTypeError, naming both sides, when it takes other arguments."""
    try:
        return function(*arguments, **options)
    except TypeError as error:
        import inspect  # takes longer to import than this engine, and is needed here only

        signature = inspect.signature(function)
        try:
            signature.bind(*arguments, **options)
        except TypeError as misfit:
            raise ValueTypeError(
                f"{name}: its {method}{signature} {_misfit(method, signature, arguments, options, misfit)}"
            ) from error
        error.add_note(
            f"This came up in the {method} of your rule {name}, called with {_operands_in_words(arguments)}."
        )
        raise


def _misfit(
    method: str, signature: Signature, arguments: Sequence[Any], options: Mapping[str, Any], why: TypeError
) -> str:
    """Why a call does not fit the method that a user wrote, and what to write."""
    if method == "backward":
        return (
            "is called with one argument, the gradient of the result.\n"
            "  What it needs beside that, forward notes in self: self.x = x."
        )
    given = ", ".join([*["operand"] * len(arguments), *(f"{key}=…" for key in options)])
    if method == "surrogate":
        return f"was called with ({given}): {why}.\n  It takes what forward takes, self first."
    context = next(iter(signature.parameters), "") in ("ctx", "context")
    return f"was called with ({given}): {why}.\n" + (
        "  There is no ctx: what backward needs, note in self."
        if context
        else "  Beside self it takes the operands in their order, and settings by name: rule(x, size=3)."
    )


def _operands_in_words(arguments: Sequence[Any]) -> str:
    """What a method was called with, in a few words: shapes and kinds of numbers."""
    return ", ".join(
        f"an array of shape {each.shape} of {each.dtype}" if hasattr(each, "dtype") else f"{each!r:.20}"
        for each in arguments
    )


def no_gradient(name: str, place: int) -> str:
    """The sentence for an operand that needs a gradient and got None."""
    return (
        f"{name}: its backward gave None for operand {place}, which needs a gradient.\n"
        "  Return a number or an array of the operand's shape there: zeros, if no gradient is to go through.\n"
        "  None is for operands that are plain numbers, such as labels or places."
    )


def gradient_of_each(name: str, given: object, count: int) -> tuple[Any, ...]:
    """What a backward returned, an entry for each operand; raises GraphError for nothing, ShapeError for too few."""
    if given is None:
        raise GraphError(
            f"{name}: its backward returned nothing. Does it end in `return`, with a gradient for each operand?"
        )
    many = isinstance(given, tuple) or (isinstance(given, list) and count > 1)
    parts = tuple(given) if many else (given,)  # type: ignore[arg-type]
    if len(parts) != count:
        raise ShapeError(
            f"{name}: its forward took {count} operand{'s' * (count != 1)}, its backward returned "
            f"{len(parts)} gradient{'s' * (len(parts) != 1)}.\n"
            "  Return one for each operand, in their order: `return da, db`; None for one that needs none."
        )
    return parts


def _as_many(name: str, given: object, count: int) -> tuple[float | None, ...]:
    parts = gradient_of_each(name, given, count)
    return tuple(None if part is None else _number(name, part, "backward") for part in parts)


def _number(name: str, result: object, method: str = "forward") -> float:
    """The one number that a method returned; raises ValueTypeError for anything else."""
    if isinstance(result, value.Value) or hasattr(result, "backward"):
        raise ValueTypeError(
            f"{name}: its {method} returned a {type(result).__name__}, and it works on plain numbers: no graph is "
            "recorded inside a rule. Return a number."
        )
    try:
        number = float(result)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        what = "nothing; does it end in `return`?" if result is None else f"{result!r:.40} ({type(result).__name__})"
        raise ValueTypeError(f"{name}: on Values its {method} returns one number, got {what}") from None
    if number != number:
        raise DomainError(f"{name}: its {method} returned nan (not a number). Look for the 0/0 or inf − inf in it.")
    return number
