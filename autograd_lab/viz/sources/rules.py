"""Texts of the operations on arrays: for each the expression of its result, and those of its operands' gradients.

The engine's rules are functions of NumPy, of which no sentence can be made. These texts are for the player's
sentences only; the tests compute them, and compare each with the engine and with PyTorch.

In a text, a, b, c are the operands, out is the result, g is the gradient that comes from above, n is the number of
entries of a, rows(g) its sum over rows. A text that begins with "~" is in words; {g} {a} … stand for names with
shapes, {this} for the operand that the gradient is for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One operation: what is written on its box, the text of its result, and the text of each pull.

    is_slope  False for a user's rule whose backward is not the slope of its forward, on purpose
    """

    symbol: str
    forward: str
    pulls: tuple[str, ...] = ()
    is_slope: bool = True


_PART = "~the part of {g} that came from here"
_SPREAD = "~{g}, repeated to {shape}"
_FLAT = "~0 × {g}: the result jumps and is flat between, so no gradient gets through"
_DIFFERENT = "~−{g} × the same"
RULES = {
    "add": Rule("+", "a + b", ("g", "g")),
    "sub": Rule("−", "a - b", ("g", "-g")),
    "mul": Rule("×", "a * b", ("g * b", "g * a")),
    "div": Rule("÷", "a / b", ("g / b", "-g * out / b")),
    "neg": Rule("−", "-a", ("-g",)),
    "pow": Rule("^", "a ** b", ("g * b * a ** (b - 1)", "g * out * ln(a)")),
    "exp": Rule("exp", "exp(a)", ("g * out",)),
    "log": Rule("ln", "ln(a)", ("g / a",)),
    "sqrt": Rule("√", "sqrt(a)", ("g / (2 * out)",)),
    "tanh": Rule("tanh", "tanh(a)", ("g * (1 - out ** 2)",)),
    "sigmoid": Rule("σ", "σ(a)", ("g * out * (1 - out)",)),
    "relu": Rule("relu", "relu(a)", ("g * (a > 0)",)),
    "sin": Rule("sin", "sin(a)", ("g * cos(a)",)),
    "cos": Rule("cos", "cos(a)", ("-g * sin(a)",)),
    "softplus": Rule("softplus", "ln(1 + exp(a))", ("g * σ(a)",)),
    "gelu": Rule("gelu", "a * Φ(a)", ("~{g} × (Φ({a}) + {a} × φ({a})), φ the bell curve and Φ its share below",)),
    "gelu_tanh": Rule("gelu", "~½ {a} × (1 + tanh u) with u = √(2/π) × ({a} + 0.044715 {a}³)", (
        "~{g} × the slope of that curve",
    )),
    "sign": Rule("sign", "sign(a)", (_FLAT,)),
    "round": Rule("round", "round(a)", (_FLAT,)),
    "floor": Rule("⌊·⌋", "floor(a)", (_FLAT,)),
    "step": Rule("step", "~1 where {a} > 0, 0 elsewhere", (_FLAT,)),
    "abs": Rule("|·|", "abs(a)", ("g * sign(a)",)),
    "clone": Rule("copy", "a", ("g",)),
    "astype": Rule("dtype", "a", ("g",)),
    "matmul": Rule("@", "a @ b", ("g @ b.T", "a.T @ g")),
    "linear": Rule("xW+b", "a @ b + c", ("g @ b.T", "a.T @ g", "rows(g)")),
    "addmm": Rule("xW+b", "a + b @ c", ("g", "g @ c.T", "b.T @ g")),
    "sum": Rule("Σ", "Σ a", (_SPREAD,)),
    "mean": Rule("mean", "mean(a)", ("~{g} / {share}, repeated to {shape}",)),
    "max": Rule("max", "max(a)", ("~{g} where {a} is largest, 0 elsewhere; ties share",)),
    "min": Rule("min", "min(a)", ("~{g} where {a} is smallest, 0 elsewhere; ties share",)),
    "max_along": Rule("max", "~the largest of {a} along an axis", ("~{g} at the entry that was taken, 0 elsewhere",)),
    "min_along": Rule("min", "~the smallest of {a} along an axis", ("~{g} at the entry that was taken, 0 elsewhere",)),
    "maximum": Rule("max", "max(a, b)", ("~{g} where {this} is larger, 0 elsewhere; ties get half",) * 2),
    "minimum": Rule("min", "min(a, b)", ("~{g} where {this} is smaller, 0 elsewhere; ties get half",) * 2),
    "clip": Rule("clip", "clip(a)", ("~{g} where {a} was not cut off, 0 elsewhere",)),
    "where": Rule("where", "~{a} or {b}, as a condition says", ("~{g} where {this} was taken, 0 elsewhere",) * 2),
    "masked_fill": Rule("mask", "~{a}, filled in where the mask says", ("~{g} where {this} was kept, 0 elsewhere",)),
    "var": Rule("var", "~the variance of {a}", ("~{g} × 2 × ({a} − its mean) / (how many − correction)",)),
    "logsumexp": Rule("ln Σ exp", "~ln Σ exp({a})", ("~{g} × softmax({a})",)),
    "softmax": Rule("softmax", "softmax(a)", ("~out × ({g} − Σ {g} × out), row by row",)),
    "log_softmax": Rule("ln softmax", "ln(softmax(a))", ("~{g} − softmax × Σ {g}, row by row",)),
    "mse": Rule("mse", "mean((a - b) ** 2)", ("2 / n * (a - b) * g", "-2 / n * (a - b) * g")),
    "bce_with_logits": Rule(
        "bce", "mean(ln(1 + exp(a)) - a * b)", ("1 / n * (σ(a) - b) * g", "-1 / n * a * g")
    ),
    "cross_entropy": Rule("cross ent.", "~the mean of −ln softmax({a}) at the labels {b}", (
        "~(softmax({a}) − one-hot labels) / {rows} × {g}", "~−ln softmax({b}) / {rows} × {g}",
    )),
    "mse_sum": Rule("Σ squares", "~Σ ({a} − {b})²", ("2 * (a - b) * g", "-2 * (a - b) * g")),
    "mse_none": Rule("squares", "(a - b) ** 2", ("2 * (a - b) * g", "-2 * (a - b) * g")),
    "bce_with_logits_sum": Rule("Σ bce", "~Σ ln(1 + exp({a})) − {a} × {b}", ("(σ(a) - b) * g", "-a * g")),
    "bce_with_logits_none": Rule("bce", "ln(1 + exp(a)) - a * b", ("(σ(a) - b) * g", "-a * g")),
    "cross_entropy_sum": Rule("Σ cross ent.", "~Σ −ln softmax({a}) at the labels {b}", (
        "~(softmax({a}) − one-hot labels) × {g}", "~−ln softmax({b}) × {g}",
    )),
    "cross_entropy_none": Rule("cross ent.", "~−ln softmax({a}) at the labels {b}, of each row", (
        "~(softmax({a}) − one-hot labels) × {g}, row by row", "~−ln softmax({b}) × {g}, row by row",
    )),
    "smooth_l1": Rule("smooth L1", "~the mean of |{a} − {b}|, rounded off to a square near 0", (
        "~{g} / {n} × ({a} − {b}) / beta, cut off at −1 and 1", _DIFFERENT,
    )),
    "smooth_l1_sum": Rule("Σ smooth L1", "~Σ |{a} − {b}|, rounded off to a square near 0", (
        "~{g} × ({a} − {b}) / beta, cut off at −1 and 1", _DIFFERENT,
    )),
    "smooth_l1_none": Rule("smooth L1", "~|{a} − {b}|, rounded off to a square near 0", (
        "~{g} × ({a} − {b}) / beta, cut off at −1 and 1", _DIFFERENT,
    )),
    "reshape": Rule("reshape", "a", ("~{g}, back in shape {shape}",)),
    "transpose": Rule("Xᵀ", "a.T", ("g.T",)),
    "permute": Rule("axes", "~{a} with its axes in another order", ("~{g}, its axes put back",)),
    "expand": Rule("repeat", "~{a} repeated", ("~Σ {g} over the axes that were repeated",)),
    "nll_loss": Rule("nll", "~minus the mean of {a} at the labels {b}", (
        "~−1 / {rows} × {g} at the labels, 0 elsewhere",
    )),
    "sparse_softmax_cross_entropy_with_logits": Rule("cross ent.", "~−ln softmax({a}) at the labels {b}, row by row", (
        "~(softmax({a}) − one-hot labels) × {g}, row by row",
    )),
    "squared_difference": Rule("(a−b)²", "~({a} − {b})²", ("~2 × ({a} − {b}) × {g}", "~−2 × ({a} − {b}) × {g}")),
    "stop_gradient": Rule("stop", "a", ("~0: the gradient stops here",)),
    "getitem": Rule("[ ]", "~some entries of {a}", ("~{g} put back where its entries came from, 0 elsewhere",)),
    "embedding": Rule("rows", "~rows of {a}", ("~the rows of {g}, added up where they came from",)),
    "split": Rule("part", "~a part of {a}", ("~{g} put back in its place, 0 elsewhere",)),
    "gather": Rule("pick", "~the entries of {a} that an index names", (
        "~{g} put back where its entries came from, added up where one was taken twice",
    )),
    "concatenate": Rule("join", "~the operands one after another", (_PART,)),
    "stack": Rule("stack", "~the operands side by side", (_PART,)),
    "dropout": Rule("dropout", "~{a} with some entries dropped, the others scaled up", ("~{g} × the same mask",)),
    "batch_norm": Rule("norm", "~{a} with mean 0 and variance 1 in each feature, scaled and shifted", (
        "~{g}, less its mean and its part along the output, divided by the deviation",
        "~Σ {g} × the normalised input", "~Σ {g} over the batch",
    )),
    "layer_norm": Rule("norm", "~{a} with mean 0 and variance 1 in each sample, scaled and shifted", (
        "~{g}, less its mean and its part along the output, divided by the deviation",
        "~Σ {g} × the normalised input", "~Σ {g} over the samples",
    )),
    "conv1d": Rule("conv", "~{b} slid along {a}", (
        "~{g} spread back through the filters", "~Σ over places: {g} × what the filter saw", "~Σ {g} for each filter",
    )),
    "avg_pool2d": Rule("mean pool", "~the mean of each window of {a}", (
        "~{g} in equal shares to the entries of each window",
    )),
    "conv2d": Rule("conv", "~{b} slid over {a}", (
        "~{g} spread back through the filters", "~Σ over places: {g} × what the filter saw", "~Σ {g} for each filter",
    )),
    "max_pool2d": Rule("max pool", "~the largest of each window of {a}", (
        "~{g} to the largest entry of each window, 0 elsewhere",
    )),
}  # fmt: skip
#: the same where an operand is no matrix: (operation, axes of the first operand, axes of the second) -> rule
VARIANTS: dict[tuple[object, ...], Rule] = {
    ("matmul", 2, 1): Rule("@", "a @ b", ("outer(g, b)", "a.T @ g")),
    ("matmul", 1, 2): Rule("@", "a @ b", ("g @ b.T", "outer(a, g)")),
    ("matmul", 1, 1): Rule("@", "a @ b", ("g * b", "g * a")),
    ("linear", 1, 2): Rule("xW+b", "a @ b + c", ("g @ b.T", "outer(a, g)", "g")),
}
_STACKS = {
    "matmul": Rule("@", "a @ b", ("~{g} @ {bT}, matrix by matrix", "~{aT} @ {g}, matrix by matrix")),
    "linear": Rule("xW+b", "a @ b + c", (
        "g @ b.T", "~{aT} @ {g}, all rows one under the other", "~Σ over all rows of {g}",
    )),
    "transpose": RULES["permute"],
}  # fmt: skip


def rule_for(op: str, axes: Sequence[int]) -> Rule | None:
    """The rule of an operation for operands with so many axes; None for an operation that has no text."""
    usual = {"transpose": [2], "matmul": [2, 2], "linear": [2, 2]}.get(op)
    if usual is None or list(axes[:2]) == usual:
        return RULES.get(op)
    return VARIANTS.get((op, *axes[:2])) or _STACKS[op]


def own_rule(name: str, sentence: str, is_slope: bool = True) -> Rule:
    """The rule of a user's own operation: its name on the box, its author's sentence at each edge back from it."""
    told = f" through {name}" + (f": {sentence}" if sentence else ", a rule of your own")
    return Rule(
        name if len(name) <= MOST else f"{name[: MOST - 1]}…",
        "",
        ("~{g}" + told.replace("{", "{{").replace("}", "}}"),),
        is_slope,
    )


MOST = 13  # letters of a user's own name that a box has room for


_SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "/", ast.MatMult: "@"}
_BINDS: dict[type, int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.MatMult: 2, ast.Pow: 4}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def rule_sentence(text: str, write: Callable[[str, bool], str], words: Mapping[str, object]) -> str:
    """A rule's text with the reader's names for its operands, as mathematics or as a sentence.

    write   (letter, transposed) -> how an operand is written
    words   what stands for {shape}, {share} and the like in a text in words
    """
    if text.startswith("~"):
        letters = {key: write(key[0], key.endswith("T")) for key in re.findall(r"\{([abcg]T?)\}", text)}
        return text[1:].format(**letters, **words)
    if text.startswith("Σ "):
        return f"Σ {write(text[2:], False)}"
    return _Writer(write, words).node(ast.parse(text, mode="eval").body, 0)


class _Writer:
    """Writes an expression as mathematics, each operand as `write` has it."""

    def __init__(self, write: Callable[[str, bool], str], words: Mapping[str, object]) -> None:
        self.write, self.words = write, words

    def node(self, node: ast.expr, binds: int) -> str:
        """The text of a node, in brackets when what stands around it binds more closely than `binds`."""
        match node:
            case ast.Name(id=letter):
                return str(self.words[letter]) if letter in self.words else self.write(letter, False)
            case ast.Attribute(value=ast.Name(id=letter)):
                return self.write(letter, True)
            case ast.Constant(value=number):
                return str(number)
            case ast.UnaryOp(operand=operand):
                return f"−{self.node(operand, 3)}"
            case ast.Compare(left=left, comparators=[right]):
                return f"({self.node(left, 0)} > {self.node(right, 0)})"
            case ast.Call(func=ast.Name(id="abs"), args=[inner]):
                return f"|{self.node(inner, 0)}|"
            case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
                return f"√({self.node(inner, 0)})"
            case ast.Call(func=ast.Name(id="rows"), args=[inner]):
                return f"Σ over rows of {self.node(inner, 0)}"
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return f"{name}({', '.join(self.node(x, 0) for x in arguments)})"
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                base, exponent = self.node(left, 5), self.node(right, 5)
                if exponent == "1":
                    return base
                return base + (exponent.translate(_RAISED) if exponent.isdigit() else f"^{exponent}")
            case ast.BinOp(op=ast.Sub(), left=ast.Name(id=letter), right=ast.Constant(value=number)) if (
                self.write(letter, False).isdigit()  # b − 1 where b is a plain number
            ):
                return str(int(self.write(letter, False)) - int(str(number)))
            case ast.BinOp(op=sign, left=left, right=right):
                at = _BINDS[type(sign)]
                text = f"{self.node(left, at)} {_SIGNS[type(sign)]} {self.node(right, at + 1)}"
                return f"({text})" if at < binds else text
        raise ValueError(f"a rule's text holds {ast.dump(node)}, which has no way to be written")
