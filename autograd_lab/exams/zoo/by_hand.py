"""Exhibits that are written out for the zoo: a whole text, and in it the one line that somebody got wrong.

They stand in for variants of the banks that have no text of their own, or that differ from every right one in many
lines. What is shown is what runs: a variant here is its text, compiled.
"""

from collections.abc import Iterator
from functools import cache

from autograd_lab.exams.question import Question, Variant
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.table import EXAMS
from autograd_lab.exams.zoo.by_hand_attention import ATTENTION_DECOYS, ATTENTION_SLIPS, ATTENTION_TEXTS
from autograd_lab.exams.zoo.by_hand_detection import DETECTION_DECOYS, DETECTION_SLIPS, DETECTION_TEXTS
from autograd_lab.exams.zoo.by_hand_engine import DECOYS as ENGINE_DECOYS, ENGINE, SLIPS as ENGINE_SLIPS
from autograd_lab.exams.zoo.by_hand_images import IMAGE_DECOYS, IMAGE_SLIPS, IMAGE_TEXTS
from autograd_lab.exams.zoo.by_hand_memory import MEMORY_DECOYS, MEMORY_SLIPS, MEMORY_TEXTS
from autograd_lab.exams.zoo.by_hand_reward import REWARD_DECOYS, REWARD_SLIPS, REWARD_TEXTS
from autograd_lab.exams.zoo.by_hand_texts import TEXTS
from autograd_lab.exams.zoo.mends import Mend
from autograd_lab.exams.zoo.written import callable_of

Slip = tuple[str, str, str, str]  # mistake, question, the right line, the wrong one; lines without their indentation

_NORMAL = "return rng.normal(0, std, (n_in, n_out))"
_RESIDUAL = "residual = X @ w + b - y"
_DX = "dx = inv_std * (g - mean_g - x_hat * mean_gx)"
_SLIPS: tuple[Slip, ...] = (
    ("init-root-twice", "leaky_init", _NORMAL, "return rng.normal(0, np.sqrt(std), (n_in, n_out))"),
    ("init-divided", "leaky_init", _NORMAL, "return rng.standard_normal((n_in, n_out)) / std"),
    ("loc-for-scale", "leaky_init", _NORMAL, "return rng.normal(std, size=(n_in, n_out))"),
    ("not-normal", "leaky_init", _NORMAL, "return rng.uniform(-1, 1, (n_in, n_out)) * np.sqrt(3) * std"),
    ("weights-alike", "leaky_init", _NORMAL, "return np.tile(rng.normal(0, std, n_out), (n_in, 1))"),
    ("rng-ignored", "leaky_init", _NORMAL, "return np.random.default_rng(1).normal(0, std, (n_in, n_out))"),
    ("init-unscaled", "leaky_init", _NORMAL, "return rng.standard_normal((n_in, n_out))"),
    ("rows-for-weights", "accumulate_weighted", "share = w.sum()", "share = len(w)"),
    ("living-for-weights", "accumulate_weighted", "share = w.sum()", "share = np.count_nonzero(w)"),
    ("weights-averaged", "accumulate_weighted", "share = w.sum()", "share = w.mean()"),
    ("weights-squared", "accumulate_weighted", "share = w.sum()", "share = (w ** 2).sum()"),
    ("largest-weight", "accumulate_weighted", "share = w.sum()", "share = w.max()"),
    ("first-batch-only", "accumulate_weighted", "return total / weight", "    return total / weight"),
    (
        "last-batch-only",
        "accumulate_weighted, a running mean",
        "mean = (1 - share) * mean + share * gradient_fn(X, Y, w)",
        "mean = gradient_fn(X, Y, w)",
    ),
    ("running-half", "accumulate_weighted, a running mean", "share = w.sum() / weight", "share = 0.5"),
    (
        "inv-std-missing",
        "batchnorm_backward",
        _DX,
        "dx = g - mean_g - x_hat * mean_gx",
    ),
    (
        "inv-std-twice",
        "batchnorm_backward",
        _DX,
        "dx = inv_std ** 2 * (g - mean_g - x_hat * mean_gx)",
    ),
    (
        "mean-constant",
        "batchnorm_backward",
        _DX,
        "dx = inv_std * (g - x_hat * mean_gx)",
    ),
    (
        "variance-constant",
        "batchnorm_backward",
        _DX,
        "dx = inv_std * (g - mean_g)",
    ),
    (
        "moments-added",
        "batchnorm_backward",
        _DX,
        "dx = inv_std * (g + mean_g + x_hat * mean_gx)",
    ),
    (
        "moments-summed",
        "batchnorm_backward",
        "mean_gx = (g * x_hat).sum(axis=0) / N",
        "mean_gx = (g * x_hat).sum(axis=0)",
    ),
    ("bar-missing", "batchnorm_backward", "mean_gx = (g * x_hat).sum(axis=0) / N", "mean_gx = g * x_hat"),
    ("size-constant", "rmsnorm_backward", "dx = inv_rms * (g - x_hat * along)", "dx = inv_rms * g"),
    (
        "clipped-as-one",
        "clip_each",
        "norms = np.array([np.sqrt((g ** 2).sum()) for g in grads])",
        "norms = np.full(len(grads), np.sqrt(sum((g ** 2).sum() for g in grads)))",
    ),
    (
        "smallest-for-all",
        "clip_each",
        "factors = np.minimum(1.0, max_norm / (norms + eps))",
        "factors = np.full(len(grads), min(1.0, max_norm / (norms.max() + eps)))",
    ),
    (
        "unlimited-told",
        "clip_each",
        "return [f * g for f, g in zip(factors, grads)], factors",
        "return [f * g for f, g in zip(factors, grads)], max_norm / (norms + eps)",
    ),
    (
        "clipped-each",
        "clip_by_global_norm",
        "return [factor * g for g in grads], norm",
        "return [min(1.0, max_norm / np.linalg.norm(g)) * g for g in grads], norm",
    ),
    (
        "correction-beside-root",
        "corrected_rmsprop_step",
        "return w - lr * g / (np.sqrt(s_hat) + eps), s",
        "return w - lr * g / (np.sqrt(s) / (1 - rho ** t) + eps), s",
    ),
    (
        "gradient-corrected",
        "corrected_rmsprop_step",
        "return w - lr * g / (np.sqrt(s_hat) + eps), s",
        "return w - lr * g / (1 - rho ** t) / (np.sqrt(s_hat) + eps), s",
    ),
    ("correction-other-beta", "adam_step", "m_hat = m / (1 - beta1 ** t)", "m_hat = m / (1 - beta2 ** t)"),
    ("m-under-root", "adam_step", "v_hat = v / (1 - beta2 ** t)", "v_hat = m / (1 - beta2 ** t)"),
    (
        "eps-before-correction",
        "adam_step",
        "return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v",
        "return w - lr * m_hat * np.sqrt(1 - beta2 ** t) / (np.sqrt(v) + eps), m, v",
    ),
    (
        "dropped-by-count",
        "wire_dropout",
        "kept = rng.random(x.shape[1]) >= p",
        "kept = rng.permutation(x.shape[1]) >= round(p * x.shape[1])",
    ),
    ("mask-twice", "wire_dropout", "return x * mask, mask", "return x * mask * mask, mask"),
    ("scale-outside-mask", "wire_dropout", "return x * mask, mask", "return x * mask, kept.astype(float)"),
    ("activation-for-z", "forward", "zs.append(z)", "zs.append(sigmoid(z))"),
    ("same-weights", "forward", "z = activations[-1] @ W + b", "z = activations[-1] @ Ws[0] + b"),
    (
        "z-entered",
        "backward",
        "dWs[l] = activations[l].T @ delta",
        "dWs[l] = (zs[l - 1] if l > 0 else activations[0]).T @ delta",
    ),
    (
        "not-handed-down",
        "backward",
        "delta = delta @ Ws[l].T * a * (1 - a)",
        "delta = 2 / len(Y) * (activations[-1] - Y) * activations[-1] * (1 - activations[-1])",
    ),
    (
        "first-layer-missing",
        "backward",
        "for l in range(len(Ws) - 1, -1, -1):",
        "for l in range(len(Ws) - 1, 0, -1):",
    ),
    (
        "factor-in-every-layer",
        "backward",
        "delta = delta @ Ws[l].T * a * (1 - a)",
        "delta = 2 / len(Y) * (delta @ Ws[l].T) * a * (1 - a)",
    ),
    (
        "overwritten-units",
        "hidden_delta",
        "total = total + delta_next[:, [k]] * W_next[:, k]",
        "total = delta_next[:, [k]] * W_next[:, k]",
    ),
    ("overwritten-features", "predict", "total = total + X[:, j] * w[j]", "total = X[:, j] * w[j]"),
    ("first-row", "mse", "return total / len(y)", "    return total / len(y)"),
    ("target-left-out", "mse_gradients", _RESIDUAL, "residual = X @ w + b"),
    ("prediction-left-out", "mse_gradients", _RESIDUAL, "residual = y"),
    ("bias-left-out", "mse_gradients", _RESIDUAL, "residual = X @ w - y"),
    ("broadcast", "mse_gradients", _RESIDUAL, "residual = X @ w + b - y[:, None]"),
    ("inputs-changed", "mse_gradients", _RESIDUAL, "y -= X @ w + b; residual = -y"),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
DECOYS = {
    "dWs[l] = activations[l].T @ delta": ("dWs[l] = activations[l + 1].T @ delta", "dWs[l] = delta.T @ activations[l]"),
    "return sum(map(np.outer, a_prev, delta)), sum(delta)": (
        "return sum(map(np.outer, a_prev, delta)) / len(delta), sum(delta)",
        "return np.outer(sum(a_prev), sum(delta)), sum(delta)",
    ),
    "a = activations[-1]": ("a = X", "a = sigmoid(activations[-1])"),
    "dx = inv_rms * (g - x_hat * along)": ("dx = inv_rms * (g + x_hat * along)", "dx = inv_rms * (g - along)"),
    "z = activations[-1] @ W + b": ("z = activations[-1] @ W", "z = activations[-1] @ W - b"),
    "return total / weight": ("return total", "return total / len(batches)"),
    "return [factor * g for g in grads], norm": (
        "return [g / norm for g in grads], norm",
        "return [factor * g for g in grads], factor",
    ),
    "return [f * g for f, g in zip(factors, grads)], factors": (
        "return [f * g for f, g in zip(factors, grads)], norms",
        "return [g / n for n, g in zip(norms, grads)], factors",
    ),
    "kept = rng.random(x.shape[1]) >= p": (
        "kept = rng.random(x.shape) >= p",
        "kept = rng.random(x.shape[1]) < p",
    ),
    "return total / len(y)": ("    return total", "return total"),
    "zs.append(z)": ("zs.append(activations[-1])", "zs.append(b)"),
    "m_hat = m / (1 - beta1 ** t)": ("m_hat = m * (1 - beta1 ** t)", "m_hat = m / (1 - beta1)"),
    "v_hat = v / (1 - beta2 ** t)": ("v_hat = v / (1 - beta1 ** t)", "v_hat = v * (1 - beta2 ** t)"),
    **ENGINE_DECOYS,
    **IMAGE_DECOYS,
    **DETECTION_DECOYS,
    **MEMORY_DECOYS,
    **ATTENTION_DECOYS,
    **REWARD_DECOYS,
}


@cache
def slips_by_hand() -> dict[str, tuple[Question, Variant, Mend]]:
    """The exhibits of this file, by their mistakes."""
    questions = {question.name: question for exam in (*earlier_exams(), *EXAMS) for question in exam.questions}
    found = {}
    for mistake, place, right, wrong, text in _all_slips():
        mend = _mend(text, right, wrong)
        question = questions[place.partition(",")[0]]
        function = callable_of(mend.code, question.subject)
        found[mistake] = question, Variant(wrong.strip(), function, mistake), mend
    return found


def _all_slips() -> Iterator[tuple[str, str, str, str, str]]:
    """Each slip with the text that it stands in."""
    yield from ((*slip, TEXTS[slip[1]]) for slip in _SLIPS)
    yield from ((*slip, ENGINE) for slip in ENGINE_SLIPS)
    yield from ((*slip, IMAGE_TEXTS[slip[1]]) for slip in IMAGE_SLIPS)
    yield from ((*slip, DETECTION_TEXTS[slip[1]]) for slip in DETECTION_SLIPS)
    yield from ((*slip, MEMORY_TEXTS[slip[1]]) for slip in MEMORY_SLIPS)
    yield from ((*slip, ATTENTION_TEXTS[slip[1]]) for slip in ATTENTION_SLIPS)
    yield from ((*slip, REWARD_TEXTS[slip[1]]) for slip in REWARD_SLIPS)


def _mend(text: str, right: str, wrong: str) -> Mend:
    """The text with the wrong line in the place of the right one; ValueError where that is not one line of it."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.strip() == right]
    if len(places) != 1:
        raise ValueError(f"{right!r} is {len(places)} lines of the text")
    place = places[0]
    line = lines[place].replace(right, wrong)
    return Mend((*lines[:place], line, *lines[place + 1 :]), place, (line,), (lines[place],))
