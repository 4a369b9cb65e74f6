"""Problem set 3, wrong answers: sigmoid, sigmoid_prime, output_delta."""

from tests.exams.second_bank.submission import Submission

SIGMOID = (
    Submission(
        "sigmoid",
        "mirrored",
        "The minus sign in the exponent is missing, so it falls where it should rise.",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(z))
""",
    ),
    Submission(
        "sigmoid",
        "precedence",
        "The parentheses around the denominator are missing: 1/1 + e^(−z).",
        """
def sigmoid(z):
    return 1 / 1 + np.exp(-z)
""",
    ),
    Submission(
        "sigmoid",
        "math-exp",
        "`math.exp` is used, which takes one number only and fails on an array.",
        """
import math

def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "tanh",
        "The hyperbolic tangent is returned: it runs from −1 to 1.",
        """
def sigmoid(z):
    return np.tanh(z)
""",
    ),
    Submission(
        "sigmoid",
        "minus-in-denominator",
        "The denominator is 1 − e^(−z): a minus stands for the plus.",
        """
def sigmoid(z):
    denominator = 1 - np.exp(-z)
    return 1 / denominator
""",
    ),
    Submission(
        "sigmoid",
        "returns-slope",
        "The slope a(1 − a) is returned in place of the value.",
        """
def sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
""",
    ),
    Submission(
        "sigmoid",
        "clipped-input",
        'z is clipped to ±3 before the exponential "against overflow", so it is wrong beyond. The same '
        "for |z| up to 3.",
        """
def sigmoid(z):
    z = np.clip(z, -3, 3)
    return 1 / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "bipolar",
        "The curve is stretched to run from −1 to 1: 2/(1 + e^(−z)) − 1.",
        """
def sigmoid(z):
    return 2 / (1 + np.exp(-z)) - 1
""",
    ),
    Submission(
        "sigmoid",
        "softmax",
        "The exponentials are divided by their sum over the whole array: a softmax, in which the entries "
        "depend on each other.",
        """
def sigmoid(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
""",
    ),
    Submission(
        "sigmoid",
        "exponential-alone",
        "The numerator is e^z and the denominator 1 + e^(−z): two forms of the formula are mixed.",
        """
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "threshold",
        "A hard step is returned: 1 for positive z, else 0.",
        """
def sigmoid(z):
    return np.where(z > 0, 1.0, 0.0)
""",
    ),
    Submission(
        "sigmoid",
        "hard-sigmoid",
        "A straight ramp clipped to 0 and 1 stands in for the sigmoid.",
        """
def sigmoid(z):
    return np.clip(0.2 * z + 0.5, 0, 1)
""",
    ),
    Submission(
        "sigmoid",
        "never-below-half",
        'The "stable" version takes |z| and forgets to turn the answer round for negative z: no answer '
        "lies below one half.",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))
""",
    ),
    Submission(
        "sigmoid",
        "stable-branch-sign",
        "In the stable version the branch for negative z divides by 1 − e^z instead of 1 + e^z. The same "
        "where no z is negative.",
        """
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    positive = z >= 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    out[~positive] = e / (1 - e)
    return out
""",
    ),
    Submission(
        "sigmoid",
        "flattened",
        "The entries are computed one by one and come back as a flat list: the shape is lost. The same "
        "for arrays with one axis.",
        """
import math

def sigmoid(z):
    return np.array([1 / (1 + math.exp(-entry)) for entry in z.ravel()])
""",
    ),
    Submission(
        "sigmoid",
        "overwrites-input",
        "The answer is right, but it is computed in z itself, whose old numbers are lost for the caller.",
        """
def sigmoid(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return 1 / z
""",
    ),
    Submission(
        "sigmoid",
        "rounded",
        "The answer is rounded to three digits behind the point.",
        """
def sigmoid(z):
    return np.round(1 / (1 + np.exp(-z)), 3)
""",
    ),
    Submission(
        "sigmoid",
        "whole-number-array",
        "The answers are written into an array of whole numbers, where all of them become 0.",
        """
def sigmoid(z):
    out = np.zeros(z.shape, dtype=int)
    for index in np.ndindex(*z.shape):
        out[index] = 1 / (1 + np.exp(-z[index]))
    return out
""",
    ),
)

SIGMOID_PRIME = (
    Submission(
        "sigmoid_prime",
        "z-as-activation",
        "z(1 − z): z is taken for the activation.",
        """
def sigmoid_prime(z):
    return z * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "value-only",
        "σ(z) itself is returned; the factor 1 − σ is missing.",
        """
def sigmoid_prime(z):
    return sigmoid(z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "complement-only",
        "Only 1 − σ(z) is returned; the factor σ is missing.",
        """
def sigmoid_prime(z):
    return 1 - sigmoid(z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "half-and-half",
        "σ(z)(1 − z): the second factor holds z, not σ(z).",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "plus",
        "σ(1 + σ): the sign in the parenthesis is wrong.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 + a)
""",
    ),
    Submission(
        "sigmoid_prime",
        "tanh-rule",
        "1 − σ², which is the rule of tanh.",
        """
def sigmoid_prime(z):
    return 1 - np.power(sigmoid(z), 2)
""",
    ),
    Submission(
        "sigmoid_prime",
        "sigmoid-twice",
        "The sigmoid is applied twice: the slope is computed from σ(σ(z)).",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 - sigmoid(a))
""",
    ),
    Submission(
        "sigmoid_prime",
        "squared-complement",
        "σ(1 − σ)²: one factor too many.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a) ** 2
""",
    ),
    Submission(
        "sigmoid_prime",
        "negative",
        "The sign is wrong: the minus of the exponent has been counted once and not twice.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return -a * (1 - a)
""",
    ),
    Submission(
        "sigmoid_prime",
        "no-square",
        "e^(−z)/(1 + e^(−z)): the square in the denominator is missing, and what is left is 1 − σ(z).",
        """
def sigmoid_prime(z):
    return np.exp(-z) / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid_prime",
        "quotient-sign",
        "e^z/(1 + e^(−z))²: the exponent in the numerator lacks its minus.",
        """
def sigmoid_prime(z):
    return np.exp(z) / (1 + np.exp(-z)) ** 2
""",
    ),
    Submission(
        "sigmoid_prime",
        "parentheses",
        "`a * 1 - a` without parentheses, which is always 0.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * 1 - a
""",
    ),
    Submission(
        "sigmoid_prime",
        "coarse-nudge",
        "The slope is nudged on one side only, with a step of 0.5.",
        """
def sigmoid_prime(z):
    h = 0.5
    return (sigmoid(z + h) - sigmoid(z)) / h
""",
    ),
    Submission(
        "sigmoid_prime",
        "step-too-small",
        "The slope is nudged with a step of 1e-14, where rounding leaves hardly a digit.",
        """
def sigmoid_prime(z):
    h = 1e-14
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
""",
    ),
    Submission(
        "sigmoid_prime",
        "differences-of-neighbours",
        "`np.gradient` is asked, which compares neighbouring entries of the array and not σ at nearby z.",
        """
def sigmoid_prime(z):
    return np.gradient(sigmoid(z).ravel()).reshape(z.shape)
""",
    ),
    Submission(
        "sigmoid_prime",
        "matrix-product",
        "The two factors meet in a matrix product instead of entry by entry.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a @ (1 - a).T
""",
    ),
    Submission(
        "sigmoid_prime",
        "kept-above-floor",
        'Slopes below 0.05 are lifted to 0.05 so that "the gradient does not vanish". The same for |z| '
        "below about 2.8.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return np.maximum(a * (1 - a), 0.05)
""",
    ),
    Submission(
        "sigmoid_prime",
        "overwrites-input",
        "The slope is right, but z is overwritten with σ(z) on the way.",
        """
def sigmoid_prime(z):
    z[...] = sigmoid(z)
    return z * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "doubled",
        "The slope is multiplied by 2.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return 2 * a * (1 - a)
""",
    ),
)

OUTPUT_DELTA = (
    Submission(
        "output_delta",
        "no-two",
        "The 2 of the square is missing.",
        """
def output_delta(z, y):
    return (sigmoid(z) - y) * sigmoid_prime(z) / len(z)
""",
    ),
)

SUBMISSIONS = (
    *SIGMOID,
    *SIGMOID_PRIME,
    *OUTPUT_DELTA,
)
