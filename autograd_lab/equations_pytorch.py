"""The equations of chapter 15, for the registry in `equations.py`: label, number, LaTeX, source, chapter."""

PYTORCH: tuple[tuple[str, str, str, str, int], ...] = (
    (
        "torch-linear",
        "15.1",
        r"Z = A\, W^{\mathsf T} + b, \qquad \frac{\partial L}{\partial W} = \delta^{\mathsf T} A, \qquad "
        r"\frac{\partial L}{\partial A} = \delta\, W, \qquad W \text{ of shape } (n_{\text{out}}, n_{\text{in}})",
        "eq. 9.2 and 9.3 with W transposed, as torch.nn.Linear stores it",
        15,
    ),
    (
        "torch-mse",
        "15.2",
        r"L_{\text{MSELoss}} = \frac{1}{N\, n_{\text{out}}} \sum_n \sum_k (a_{nk} - y_{nk})^2 "
        r"= \frac{L}{n_{\text{out}}}",
        "eq. 8.1 and the documentation of torch.nn.MSELoss with reduction='mean'",
        15,
    ),
    (
        "stored-activations",
        "15.3",
        r"\text{numbers kept} = N\, \Bigl( \sum_{l=0}^{\text{last}} n_l + n_{\text{last}} \Bigr)",
        "eq. 9.3 and 9.4 need what came in and A of each layer; the loss needs outputs and targets",
        15,
    ),
    (
        "straight-through",
        "15.4",
        r"a = \begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases} \quad \text{forward}, \qquad "
        r"\frac{\partial L}{\partial z} := \frac{\partial L}{\partial a} \quad \text{backward}",
        "Bengio, Léonard and Courville, Estimating or propagating gradients through stochastic neurons (2013)",
        15,
    ),
    (
        "score-function",
        "15.5",
        r"\frac{\mathrm d}{\mathrm d z}\, \operatorname{E}[\ell(b)] = "
        r"\operatorname{E}\bigl[\, \ell(b)\, (b - p)\, \bigr], \qquad b = 1 \text{ with probability } p = \sigma(z)",
        "Williams, Simple statistical gradient-following algorithms (1992), for one Bernoulli unit",
        15,
    ),
)
