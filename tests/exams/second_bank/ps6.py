"""Problem set 6, as students hand it in: Nesterov's step, a corrected RMSprop, clipping, training."""

from tests.exams.second_bank import ps6_edition_1 as first
from tests.exams.second_bank.submission import Submission, edited

PRELUDE = first.PRELUDE

NESTEROV_RIGHT = """
def nesterov_step(w, v, g, lr, beta):
    v_new = beta * v + g
    look = g + beta * v_new
    return w - lr * look, v_new
"""
NESTEROV = tuple(
    Submission("nesterov_step", slug, truth, edited(NESTEROV_RIGHT, *edits))
    for slug, truth, *edits in (
        (
            "heavy-ball",
            "Moves along the velocity: Polyak's step, no look ahead.",
            ("look = g + beta * v_new", "look = v_new"),
        ),
        (
            "sutskever",
            "The velocity is −lr·g faded, and w moves by it and β of it: another author's v, with the rate inside.",
            ("v_new = beta * v + g", "v_new = beta * v - lr * g"),
            ("look = g + beta * v_new", "look = -(beta * v_new - lr * g) / lr"),
        ),
        (
            "old-velocity",
            "Looks ahead from the old velocity: βv is the velocity of before.",
            ("beta * v_new", "beta * v"),
        ),
        (
            "no-beta",
            "g plus the whole velocity: the β of the look ahead is missing.",
            ("g + beta * v_new", "g + v_new"),
        ),
        ("keeps-the-look", "Returns the look ahead as the velocity.", ("lr * look, v_new", "lr * look, look")),
        (
            "average",
            "The velocity is a weighted average, (1 − β) before g.",
            ("beta * v + g", "beta * v + (1 - beta) * g"),
        ),
        ("rate-lost", "The learning rate is not used.", ("lr * look", "look")),
        ("uphill", "Adds the step.", ("w - lr", "w + lr")),
        ("turned-round", "Returns v, w.", ("return w - lr * look, v_new", "return v_new, w - lr * look")),
        ("only-the-future", "Moves along β times the velocity: g is left out.", ("g + beta * v_new", "beta * v_new")),
        ("brackets", "lr·g + βv: the rate does not reach over the velocity.", ("lr * look", "lr * g - beta * v_new")),
        ("half-rate", "Moves by half of the step.", ("lr * look", "lr * look / 2")),
    )
)
CORRECTED_RIGHT = """
def corrected_rmsprop_step(w, s, g, t, lr, rho, eps):
    s_new = rho * s + (1 - rho) * g * g
    s_hat = s_new / (1 - rho ** t)
    root = np.sqrt(s_hat)
    return w - lr * g / (root + eps), s_new
"""
CORRECTED = tuple(
    Submission("corrected_rmsprop_step", slug, truth, edited(CORRECTED_RIGHT, *edits))
    for slug, truth, *edits in (
        ("plain", "No correction at all.", ("s_new / (1 - rho ** t)", "s_new")),
        ("one-power", "Divides by 1 − ρ at every step: the exponent is missing.", ("rho ** t", "rho")),
        ("caret-like", "Divides by 1 − ρ·t: a product for the power.", ("rho ** t", "rho * t")),
        ("from-zero", "Counts t from 0: the exponent is t − 1.", ("rho ** t", "rho ** (t - 1)")),
        ("wrong-way", "Multiplies by 1 − ρᵗ.", ("s_new / (1 - rho ** t)", "s_new * (1 - rho ** t)")),
        ("state-corrected", "Returns the corrected average as the state.", ("+ eps), s_new", "+ eps), s_hat")),
        ("eps-in-root", "ε under the root.", ("np.sqrt(s_hat)", "np.sqrt(s_hat + eps)"), ("root + eps", "root")),
        ("root-forgotten", "No root.", ("np.sqrt(s_hat)", "s_hat")),
        ("root-first", "Divides the root by 1 − ρᵗ.", ("np.sqrt(s_hat)", "np.sqrt(s_new) / (1 - rho ** t)")),
        ("no-square", "Averages the size of g, not its square.", ("g * g", "np.abs(g)")),
        ("share-of-new", "ρ and 1 − ρ exchanged.", ("rho * s + (1 - rho) * g * g", "(1 - rho) * s + rho * g * g")),
        ("stale", "Divides by the old average, corrected.", ("s_hat = s_new", "s_hat = s")),
        ("returns-step", "Returns the step in the place of w.", ("return w - lr", "return - lr")),
        ("no-eps", "ε is not used.", ("root + eps", "root")),
    )
)
CLIP_RIGHT = """
def clip_each(grads, max_norm, eps):
    clipped, factors = [], []
    for g in grads:
        norm = np.sqrt(np.sum(g ** 2))
        factor = min(1.0, max_norm / (norm + eps))
        clipped.append(g * factor)
        factors.append(factor)
    return clipped, np.array(factors)
"""
CLIP = tuple(
    Submission("clip_each", slug, truth, edited(CLIP_RIGHT, *edits))
    for slug, truth, *edits in (
        ("global", "One norm over all arrays.", ("np.sum(g ** 2)", "sum(np.sum(h ** 2) for h in grads)")),
        ("no-root", "The sum of squares in the place of the norm.", ("np.sqrt(np.sum(g ** 2))", "np.sum(g ** 2)")),
        (
            "stretches",
            "No limit: short arrays are made longer.",
            ("min(1.0, max_norm / (norm + eps))", "max_norm / (norm + eps)"),
        ),
        ("largest", "max for min.", ("min(1.0", "max(1.0")),
        ("tells-norms", "Returns the norms.", ("factors.append(factor)", "factors.append(norm)")),
        ("without-eps", "ε is not used.", ("norm + eps", "max(norm, 1e-300)")),
        ("eps-outside", "ε is added to the factor.", ("max_norm / (norm + eps)", "max_norm / max(norm, 1e-300) + eps")),
        (
            "manhattan",
            "The sum of absolute values in the place of the norm.",
            ("np.sqrt(np.sum(g ** 2))", "np.sum(np.abs(g))"),
        ),
        (
            "upside-down",
            "Multiplies by (norm + ε)/max_norm where that exceeds 1.",
            ("min(1.0, max_norm / (norm + eps))", "max(1.0, (norm + eps) / max_norm)"),
        ),
        (
            "by-entries",
            "Each entry is clipped to ±max_norm.",
            ("clipped.append(g * factor)", "clipped.append(np.clip(g, -max_norm, max_norm))"),
        ),
        (
            "not-applied",
            "The arrays come back as they were.",
            ("clipped.append(g * factor)", "clipped.append(g.copy())"),
        ),
        (
            "numbers-first",
            "Factors first, arrays second.",
            ("return clipped, np.array(factors)", "return np.array(factors), clipped"),
        ),
        ("rms", "The root of the mean square in the place of the norm.", ("np.sum(g ** 2)", "np.mean(g ** 2)")),
    )
)

SUBMISSIONS = NESTEROV + CORRECTED + CLIP + first.TRAIN

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "nesterov_step/heavy-ball": "does-not-look-ahead",
    "nesterov_step/sutskever": "rate-in-velocity",
    "nesterov_step/old-velocity": "does-not-look-ahead",
    "nesterov_step/no-beta": "ahead-undamped",
    "nesterov_step/keeps-the-look": "ahead-kept",
    "nesterov_step/average": "weight-extra",
    "nesterov_step/rate-lost": "rate-missing",
    "nesterov_step/uphill": "ascent",
    "nesterov_step/turned-round": "exchanged",
    "nesterov_step/only-the-future": "ahead-without-gradient",
    "nesterov_step/brackets": "unbracketed",
    "nesterov_step/half-rate": "",
    "corrected_rmsprop_step/plain": "correction-missing",
    "corrected_rmsprop_step/one-power": "power-missing",
    "corrected_rmsprop_step/caret-like": "power-missing",
    "corrected_rmsprop_step/from-zero": "time-shifted",
    "corrected_rmsprop_step/wrong-way": "correction-multiplied",
    "corrected_rmsprop_step/state-corrected": "corrected-kept",
    "corrected_rmsprop_step/eps-in-root": "eps-inside",
    "corrected_rmsprop_step/root-forgotten": "root-missing",
    "corrected_rmsprop_step/root-first": "correction-beside-root",
    "corrected_rmsprop_step/no-square": "unsquared",
    "corrected_rmsprop_step/share-of-new": "decay-exchanged",
    "corrected_rmsprop_step/stale": "state-stale",
    "corrected_rmsprop_step/returns-step": "step-only",
    "corrected_rmsprop_step/no-eps": "eps-absent",
    "clip_each/global": "clipped-as-one",
    "clip_each/no-root": "norm-without-root",
    "clip_each/stretches": "upscaled",
    "clip_each/largest": "clipped-below",
    "clip_each/tells-norms": "norms-told",
    "clip_each/without-eps": "eps-missing",
    "clip_each/eps-outside": "eps-beside-factor",
    "clip_each/manhattan": "norm-of-absolutes",
    "clip_each/upside-down": "factor-inverted",
    "clip_each/by-entries": "clipped-elementwise",
    "clip_each/not-applied": "not-clipped",
    "clip_each/numbers-first": "exchanged",
    "clip_each/rms": "norm-averaged",
    **{key: name for key, name in first.NAMES.items() if key.startswith("train/")},
}

#: another name that is accepted, since it describes the same function on every input
SAME = {key: other for key, other in first.SAME.items() if key.startswith("train/")}
