"""The formula that an exhibit's function should compute, in plain characters: the drill needs no MathJax."""

import inspect

from autograd_lab.exams.question import Question

_ENGINE = "upstream × local = downstream: ∂L/∂x = ∂L/∂out · ∂out/∂x for each operand x, added up over all uses of x"
_PLAIN = {
    "arithmetic": "out.data is what the same operations give with plain numbers; relu(x) is x where x > 0, else 0",
    "rules": _ENGINE,
    "fan_out": _ENGINE,
    "order": _ENGINE + "; a node hands on when all that use it have run",
    "repeat": "each backward() adds to the leaves; the gradients of inner nodes are those of the latest call",
    "forward": (
        "z = a_prev W + b and a = σ(z) in each layer; a_prev is X in the first. Returned are all z, and X with all a "
        "behind it"
    ),
    "backward": (
        "δ = (2/N)(a − Y) ⊙ σ'(z) in the last layer, and δ = (δ_next W_nextᵀ) ⊙ σ'(z) in each below it; "
        "∂L/∂W = a_prevᵀ δ and ∂L/∂b = Σ_rows δ"
    ),
    "article_gradients": (
        "δ_o = (2/n)(a_o − y) a_o(1 − a_o), and below it δ = (W_nextᵀ δ_next) ⊙ a(1 − a); ∂L/∂W = δ a_prevᵀ, ∂L/∂b = δ"
    ),
    "nesterov_step": "v ← β v + g, then w ← w − lr (g + β v); returned are w and v",
    "corrected_rmsprop_step": "s ← ρ s + (1 − ρ) g², ŝ = s/(1 − ρᵗ), then w ← w − lr g/(√ŝ + ε); returned are w and s",
    "momentum_step": "v ← β v + g, then w ← w − lr v; returned are w and v",
    "rmsprop_step": "s ← ρ s + (1 − ρ) g², then w ← w − lr g/(√s + ε); returned are w and s",
    "adam_step": (
        "m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², then w ← w − lr m̂/(√v̂ + ε) "
        "with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ); returned are w, m and v"
    ),
    "rmsnorm_forward": (
        "inv_rms = 1/√(mean of x² over the row + eps), x_hat = x · inv_rms, out = gamma · x_hat; "
        "returned are out and (x_hat, gamma, inv_rms)"
    ),
    "batchnorm_forward": (
        "inv_std = 1/√(variance of the column + eps), x_hat = (x − mean of the column) · inv_std, "
        "out = gamma · x_hat + beta; returned are out and (x_hat, gamma, inv_std)"
    ),
    "batchnorm_backward": (
        "with g = dout · gamma: dx = inv_std · (g − mean of g − x_hat · mean of g · x_hat), means over the rows; "
        "dgamma = Σ_rows dout · x_hat, dbeta = Σ_rows dout"
    ),
}


def formula_of(question: Question) -> str:
    """The formula of a question, in one line; of its reference where none stands above."""
    written = _PLAIN.get(question.name) or inspect.getdoc(question.reference) or ""
    return " ".join(written.split()).rstrip(".")
