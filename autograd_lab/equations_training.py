"""The equations of the chapters about training, for the registry in `equations.py`.

Each is label, number, LaTeX, source, chapter, as `Equation` has them.
"""

TRAINING: tuple[tuple[str, str, str, str, int], ...] = (
    (
        "momentum-step",
        "13.1",
        r"v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\, v",
        "Polyak (1964), in the form of PyTorch's SGD: no factor before g, the learning rate outside of v",
        13,
    ),
    (
        "rmsprop-step",
        "13.2",
        (
            r"s \leftarrow \rho\, s + (1 - \rho)\, g^2, \qquad "
            r"w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \varepsilon}"
        ),
        "Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6e (2012)",
        13,
    ),
    (
        "adam-averages",
        "13.3",
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
        "Kingma and Ba, Adam (2015), algorithm 1",
        13,
    ),
    (
        "adam-step",
        "13.4",
        (
            r"\hat m = \frac{m}{1 - \beta_1^{\,t}}, \qquad \hat v = \frac{v}{1 - \beta_2^{\,t}}, \qquad "
            r"w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}"
        ),
        "Kingma and Ba, Adam (2015), algorithm 1",
        13,
    ),
    (
        "clip-by-norm",
        "13.5",
        (
            r"\lVert g \rVert = \sqrt{\textstyle\sum_l \sum_i g_{l,i}^2}, \qquad "
            r"g_l \leftarrow \frac{c}{\lVert g \rVert}\, g_l \quad \text{for all } l, "
            r"\text{ if } \lVert g \rVert > c"
        ),
        "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1",
        13,
    ),
    (
        "accuracy",
        "13.6",
        r"\text{accuracy} = \frac{1}{N}\, \#\bigl\{\, n : (a_n \ge \tfrac12) = (y_n \ge \tfrac12) \,\bigr\}",
        "the share of rows whose class is right; # counts",
        13,
    ),
)
