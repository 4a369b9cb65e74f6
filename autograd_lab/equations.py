"""The one registry of labelled equations: the text, the problem sets, the exams and the docstrings quote from here.

A formula that is typed twice will differ one day. Text writes `{{eq:label}}` to display an equation and
`{{ref:label}}` to point at it; the number comes from this file alone.
"""

from typing import NamedTuple

from autograd_lab.equations_pytorch import PYTORCH
from autograd_lab.equations_training import TRAINING


class Equation(NamedTuple):
    """One numbered equation.

    label    what the text writes: lower case, hyphens
    number   what the reader sees, "chapter.position"
    latex    the formula, without delimiters and without its number
    source   where it can be read elsewhere, or how it follows
    chapter  the chapter that introduces it, and the only one that may display it
    """

    label: str
    number: str
    latex: str
    source: str
    chapter: int


_IN_ORDER = (
    Equation(
        label="linear-model",
        number="1.1",
        latex=r"\hat y_n = \sum_i X_{ni}\, w_i + b",
        source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 3.1",
        chapter=1,
    ),
    Equation(
        label="mse",
        number="1.2",
        latex=r"L = \frac{1}{N} \sum_{n=1}^{N} (\hat y_n - y_n)^2",
        source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.1.4",
        chapter=1,
    ),
    Equation(
        label="forward-difference",
        number="2.1",
        latex=r"\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w)}{h}",
        source="the definition of the derivative, with a small h in place of the limit",
        chapter=2,
    ),
    Equation(
        label="central-difference",
        number="2.2",
        latex=r"\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2 h}",
        source="Press et al., Numerical Recipes (third edition, 2007), eq. 5.7.7",
        chapter=2,
    ),
    Equation(
        label="chain-rule",
        number="2.3",
        latex=r"\frac{d L}{d w} = \frac{d L}{d z} \cdot \frac{d z}{d w}",
        source="the chain rule of one variable",
        chapter=2,
    ),
    Equation(
        label="relative-error",
        number="2.4",
        latex=r"\text{relative error} = \frac{|g - n|}{\max(|g|, |n|)}",
        source="Stanford CS231n, course notes, gradient checks",
        chapter=2,
    ),
    Equation(
        label="mse-gradients",
        number="3.1",
        latex=(
            r"\frac{\partial L}{\partial w_i} = \frac{2}{N} \sum_{n} (\hat y_n - y_n)\, X_{ni}, \qquad "
            r"\frac{\partial L}{\partial b} = \frac{2}{N} \sum_{n} (\hat y_n - y_n)"
        ),
        source="the derivative of eq. 1.2 with eq. 1.1 put in, term by term",
        chapter=3,
    ),
    Equation(
        label="gradient-step",
        number="3.2",
        latex=(
            r"w \leftarrow w - \eta\, \frac{\partial L}{\partial w}, \qquad "
            r"b \leftarrow b - \eta\, \frac{\partial L}{\partial b}"
        ),
        source="Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées (1847)",
        chapter=3,
    ),
    Equation(
        label="rate-limit",
        number="3.3",
        latex=r"w - w^* \;\leftarrow\; (1 - \eta\, c)\,(w - w^*) \qquad \text{for} \quad L = \tfrac{c}{2}\,(w - w^*)^2",
        source="eq. 3.2 with the slope c (w − w*); Goh, Why momentum really works, Distill (2017)",
        chapter=3,
    ),
    Equation(
        label="sigmoid",
        number="4.1",
        latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        source="the logistic function: Verhulst, Notice sur la loi que la population suit (1838)",
        chapter=4,
    ),
    Equation(
        label="neuron",
        number="4.2",
        latex=r"z = \sum_i w_i\, x_i + b, \qquad a = \sigma(z)",
        source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.2",
        chapter=4,
    ),
    Equation(
        label="sigmoid-slope",
        number="4.3",
        latex=r"\sigma'(z) = \sigma(z)\,\big(1 - \sigma(z)\big) = a\,(1 - a)",
        source="the derivative of eq. 4.1, written with its value",
        chapter=4,
    ),
    Equation(
        label="neuron-delta",
        number="4.4",
        latex=(
            r"\delta = \frac{\partial L}{\partial z} = 2\,(a - y)\; \sigma'(z), \qquad "
            r"\frac{\partial L}{\partial w_i} = \delta\, x_i, \qquad \frac{\partial L}{\partial b} = \delta"
        ),
        source="the chain rule on eq. 4.2 with L = (a − y)²; Nielsen, Neural Networks and Deep Learning, ch. 3",
        chapter=4,
    ),
    Equation(
        label="chain-on-an-edge",
        number="5.1",
        latex=(
            r"\underbrace{\frac{\partial L}{\partial a}}_{\text{downstream}} = "
            r"\underbrace{\frac{\partial L}{\partial c}}_{\text{upstream}} \cdot "
            r"\underbrace{\frac{\partial c}{\partial a}}_{\text{local}}"
        ),
        source="the chain rule of one variable, for a node that feeds one other",
        chapter=5,
    ),
    Equation(
        label="fan-out",
        number="5.2",
        latex=(
            r"\frac{\partial L}{\partial a} = "
            r"\sum_{c \,\in\, \text{users of } a} \frac{\partial L}{\partial c} \cdot \frac{\partial c}{\partial a}"
        ),
        source="the chain rule of several variables; Baydin et al., JMLR 18 (2018), section 3.2",
        chapter=5,
    ),
    Equation(
        label="path-sum",
        number="5.3",
        latex=(
            r"\frac{\partial L}{\partial a} = "
            r"\sum_{\text{paths from } L \text{ to } a} \;\; \prod_{\text{arrows on the path}} "
            r"\frac{\partial\, \text{out}}{\partial\, \text{in}}"
        ),
        source="Bauer, Computational graphs and rounding error, SIAM J. Numer. Anal. 11 (1974)",
        chapter=5,
    ),
    Equation(
        label="hand-on",
        number="6.1",
        latex=(
            r"\frac{\partial L}{\partial a_i} \;\mathrel{+}=\; "
            r"\frac{\partial L}{\partial v} \cdot \frac{\partial v}{\partial a_i}, \qquad i = 1, \dots, k"
        ),
        source="eq. 5.1 and eq. 5.2, one user at a time; Griewank and Walther, Evaluating Derivatives (2008), ch. 3",
        chapter=6,
    ),
    Equation(
        label="tanh-two-ways",
        number="6.2",
        latex=r"\tanh x = \frac{e^{2x} - 1}{e^{2x} + 1}, \qquad \frac{d \tanh x}{d x} = 1 - \tanh^2 x",
        source="the definition of tanh, and the quotient rule",
        chapter=6,
    ),
    Equation(
        label="one-neuron",
        number="7.1",
        latex=r"z_j = \sum_i x_i\, w_{ij} + b_j, \qquad a_j = \sigma(z_j)",
        source="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)",
        chapter=7,
    ),
    Equation(
        label="output-neuron",
        number="7.2",
        latex=r"\delta = \frac{\partial L}{\partial z} = 2\,(a - y)\, a\,(1 - a)",
        source="eq. 5.1 along two arrows: the square, then the sigmoid",
        chapter=7,
    ),
    Equation(
        label="neuron-gradients",
        number="7.3",
        latex=(
            r"\frac{\partial L}{\partial w_{ij}} = x_i\, \delta_j, \qquad "
            r"\frac{\partial L}{\partial b_j} = \delta_j"
        ),
        source="eq. 5.1 at the weighted sum of eq. 7.1; Nielsen (2015), ch. 2, BP3 and BP4",
        chapter=7,
    ),
    Equation(
        label="network-loss",
        number="8.1",
        latex=r"L = \frac{1}{N} \sum_{n} \sum_{k} (a_{nk} - y_{nk})^2",
        source="eq. 1.2 with several outputs: summed over the outputs, averaged over the rows",
        chapter=8,
    ),
    Equation(
        label="output-delta",
        number="8.2",
        latex=(
            r"\delta_{nk} = \frac{\partial L}{\partial z_{nk}} = "
            r"\frac{2}{N}\,(a_{nk} - y_{nk})\,\sigma'(z_{nk})"
        ),
        source="Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP1",
        chapter=8,
    ),
    Equation(
        label="hidden-delta",
        number="8.3",
        latex=r"\delta_{nj} = \sigma'(z_{nj}) \sum_{k} w_{jk}\, \delta_{nk}^{\text{next}}",
        source="Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP2",
        chapter=8,
    ),
    Equation(
        label="layer-gradients",
        number="8.4",
        latex=(
            r"\frac{\partial L}{\partial w_{ij}} = \sum_{n} a_{ni}^{\text{prev}}\, \delta_{nj}, \qquad "
            r"\frac{\partial L}{\partial b_j} = \sum_{n} \delta_{nj}"
        ),
        source="Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP3 and BP4, summed over the rows",
        chapter=8,
    ),
    Equation(
        label="delta-recursion",
        number="8.5",
        latex=r"\delta^{l} = \bigl(\delta^{l+1}\, (W^{l+1})^{\mathsf T}\bigr) \odot \sigma'(z^{l})",
        source="eq. 8.3 for all neurons of a layer at once; Nielsen (2015), ch. 2, BP2, in rows",
        chapter=8,
    ),
    Equation(
        label="delta-gradients",
        number="8.6",
        latex=(
            r"\frac{\partial L}{\partial W^{l}} = (a^{l-1})^{\mathsf T}\, \delta^{l}, \qquad "
            r"\frac{\partial L}{\partial b^{l}} = \delta^{l}"
        ),
        source="eq. 8.4 for one row and a whole layer; Nielsen (2015), ch. 2, BP4 and BP3, in rows",
        chapter=8,
    ),
    *(Equation(*entry) for entry in TRAINING),
    *(Equation(*entry) for entry in PYTORCH),
)


def _registry(equations: tuple[Equation, ...]) -> dict[str, Equation]:
    """Index by label; two entries with one label or one number, or a number of another chapter, are an error."""
    registry: dict[str, Equation] = {}
    numbers: set[str] = set()
    for equation in equations:
        if equation.label in registry or equation.number in numbers:
            raise ValueError(f"equations.py: {equation.label!r} (eq. {equation.number}) is there twice: rename one")
        if not equation.number.startswith(f"{equation.chapter}."):
            raise ValueError(
                f"equations.py: {equation.label!r} has number {equation.number} but chapter {equation.chapter}: "
                "the number begins with the chapter"
            )
        registry[equation.label] = equation
        numbers.add(equation.number)
    return registry


EQUATIONS: dict[str, Equation] = _registry(_IN_ORDER)
