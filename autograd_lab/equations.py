"""The one registry of labelled equations: the text, the problem sets, the exams and the docstrings quote from here.

A formula that is typed twice will differ one day. Text writes `{{eq:label}}` to display an equation and
`{{ref:label}}` to point at it; the number comes from this file alone.
"""

from typing import NamedTuple

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
    Equation(
        label="batch-fan-out",
        number="9.1",
        latex=(
            r"\frac{\partial L}{\partial b} = \sum_{n} \delta_n, \qquad "
            r"\frac{\partial L}{\partial w} = \sum_{n} x_n\, \delta_n, \qquad "
            r"\delta_n = \frac{2}{N}\,(\hat y_n - y_n)"
        ),
        source="eq. 5.2 for one w and one b that N rows use; the same as eq. 3.1",
        chapter=9,
    ),
    Equation(
        label="batch-forward",
        number="9.2",
        latex=r"Z = X W + b, \qquad z_{nj} = \sum_i x_{ni}\, w_{ij} + b_j",
        source="eq. 7.1 for every row and every neuron at once",
        chapter=9,
    ),
    Equation(
        label="batch-backward",
        number="9.3",
        latex=(
            r"\frac{\partial L}{\partial W} = X^{\mathsf T} \delta, \qquad "
            r"\frac{\partial L}{\partial b} = \sum_{n} \delta_{n}, \qquad "
            r"\frac{\partial L}{\partial X} = \delta\, W^{\mathsf T}"
        ),
        source="Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP3 and BP4 summed over the rows, in rows",
        chapter=9,
    ),
    Equation(
        label="batch-delta",
        number="9.4",
        latex=(
            r"\delta^{l} = \bigl(\delta^{l+1}\, (W^{l+1})^{\mathsf T}\bigr) \odot \sigma'(Z^{l}), \qquad "
            r"\sigma'(Z^{l}) = A^{l} \odot (1 - A^{l})"
        ),
        source="Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP2, in rows",
        chapter=9,
    ),
    Equation(
        label="signal-variance",
        number="12.1",
        latex=r"\operatorname{Var}[z_j] = n_{\text{in}} \cdot \operatorname{Var}[w] \cdot \operatorname{E}[a_i^2]",
        source="independent weights of mean 0 in eq. 9.2; Glorot and Bengio (2010), section 4.2",
        chapter=12,
    ),
    Equation(
        label="xavier",
        number="12.2",
        latex=r"w_{ij} \sim \mathcal{N}\!\left(0,\; \frac{2}{n_{\text{in}} + n_{\text{out}}}\right)",
        source="Glorot and Bengio, Understanding the difficulty of training deep feedforward networks (2010), eq. 12",
        chapter=12,
    ),
    Equation(
        label="he",
        number="12.3",
        latex=r"w_{ij} \sim \mathcal{N}\!\left(0,\; \frac{2}{n_{\text{in}}}\right)",
        source="He, Zhang, Ren and Sun, Delving deep into rectifiers (2015), eq. 10",
        chapter=12,
    ),
    Equation(
        label="batchnorm",
        number="12.4",
        latex=(
            r"\mu_j = \frac{1}{N} \sum_n x_{nj}, \quad v_j = \frac{1}{N} \sum_n (x_{nj} - \mu_j)^2, \quad "
            r"\hat x_{nj} = \frac{x_{nj} - \mu_j}{\sqrt{v_j + \epsilon}}, \quad "
            r"\text{out}_{nj} = \gamma_j\, \hat x_{nj} + \beta_j"
        ),
        source="Ioffe and Szegedy, Batch normalization (2015), algorithm 1",
        chapter=12,
    ),
    Equation(
        label="batchnorm-backward",
        number="12.5",
        latex=(
            r"\frac{\partial L}{\partial x_{nj}} = \frac{1}{\sqrt{v_j + \epsilon}} "
            r"\Bigl( g_{nj} - \overline{g}_j - \hat x_{nj}\, \overline{g \hat x}_j \Bigr), \quad "
            r"g_{nj} = \gamma_j\, \frac{\partial L}{\partial\, \text{out}_{nj}}, \quad "
            r"\frac{\partial L}{\partial \gamma_j} = \sum_n \hat x_{nj}\, \frac{\partial L}{\partial \text{out}_{nj}}, "
            r"\quad \frac{\partial L}{\partial \beta_j} = \sum_n \frac{\partial L}{\partial\, \text{out}_{nj}}"
        ),
        source="the chain rule on eq. 12.4, along all three paths of x; a bar is a mean over the rows",
        chapter=12,
    ),
    *(Equation(*entry) for entry in TRAINING),
    Equation(
        label="dropout",
        number="14.1",
        latex=(
            r"m_{nj} = \begin{cases} 0 & \text{with probability } p \\ \frac{1}{1 - p} & \text{otherwise} \end{cases} "
            r"\qquad \text{out}_{nj} = x_{nj}\, m_{nj}"
        ),
        source="Srivastava et al., Dropout, JMLR 15 (2014), section 10, scaled at training time",
        chapter=14,
    ),
    Equation(
        label="dropout-backward",
        number="14.2",
        latex=r"\frac{\partial L}{\partial x_{nj}} = \frac{\partial L}{\partial\, \text{out}_{nj}}\, m_{nj}",
        source="eq. 5.1 at the product of eq. 14.1",
        chapter=14,
    ),
    Equation(
        label="accumulated",
        number="14.3",
        latex=r"\nabla L = \frac{\sum_b n_b\, \nabla L_b}{\sum_b n_b}",
        source="the mean over all rows, grouped by batches b of n_b rows, each with mean loss L_b",
        chapter=14,
    ),
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
