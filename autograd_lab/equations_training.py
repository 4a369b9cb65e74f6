"""The equations of whole batches and of training, chapters 09 on, for the registry in `equations.py`.

Each is label, number, LaTeX, source, chapter, as `Equation` has them.
"""

TRAINING: tuple[tuple[str, str, str, str, int], ...] = (
    (
        "batch-fan-out",
        "9.1",
        r"\frac{\partial L}{\partial b} = \sum_{n} \delta_n, \qquad "
        r"\frac{\partial L}{\partial w} = \sum_{n} x_n\, \delta_n, \qquad "
        r"\delta_n = \frac{2}{N}\,(\hat y_n - y_n)",
        "eq. 5.2 for one w and one b that N rows use; the same as eq. 3.1",
        9,
    ),
    (
        "batch-forward",
        "9.2",
        r"Z = X W + b, \qquad z_{nj} = \sum_i x_{ni}\, w_{ij} + b_j",
        "eq. 7.1 for every row and every neuron at once",
        9,
    ),
    (
        "batch-backward",
        "9.3",
        r"\frac{\partial L}{\partial W} = X^{\mathsf T} \delta, \qquad "
        r"\frac{\partial L}{\partial b} = \sum_{n} \delta_{n}, \qquad "
        r"\frac{\partial L}{\partial X} = \delta\, W^{\mathsf T}",
        "Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP3 and BP4 summed over the rows, in rows",
        9,
    ),
    (
        "batch-delta",
        "9.4",
        r"\delta^{l} = \bigl(\delta^{l+1}\, (W^{l+1})^{\mathsf T}\bigr) \odot \sigma'(Z^{l}), \qquad "
        r"\sigma'(Z^{l}) = A^{l} \odot (1 - A^{l})",
        "Nielsen, Neural Networks and Deep Learning (2015), ch. 2, BP2, in rows",
        9,
    ),
    (
        "equal-neurons",
        "10.1",
        r"\begin{aligned} &w_{i1} = w_{i2}, \quad b_1 = b_2, \quad w_{1k} = w_{2k} \\[2pt] "
        r"\Longrightarrow \quad &a_1 = a_2, \quad \delta_1 = \delta_2 \\[2pt] "
        r"\Longrightarrow \quad &\frac{\partial L}{\partial w_{i1}} = \frac{\partial L}{\partial w_{i2}}, \quad "
        r"\frac{\partial L}{\partial b_1} = \frac{\partial L}{\partial b_2}, \quad "
        r"\frac{\partial L}{\partial w_{1k}} = \frac{\partial L}{\partial w_{2k}} \end{aligned}",
        "Rumelhart, Hinton and Williams, Learning internal representations by error propagation (1986), on symmetry",
        10,
    ),
    (
        "minibatch-gradient",
        "10.2",
        r"\nabla L_B = \frac{1}{|B|} \sum_{n \in B} \nabla L_n, \qquad "
        r"\nabla L = \text{the mean of all } \nabla L_B",
        "eq. 8.1 over the rows of B; for batches of one size, of which each row is in one",
        10,
    ),
    (
        "step-promise",
        "10.3",
        r"\text{share} = \frac{L(w) - L(w - \eta\, g)}{\eta\, \lVert g \rVert^2} "
        r"\;\to\; 1 \quad \text{as } \eta \to 0",
        "eq. 3.2 put into the change of the loss; on a parabola of bend c the share is 1 - ηc/2, by eq. 3.3",
        10,
    ),
    (
        "binary-cross-entropy",
        "11.1",
        r"L = -\frac{1}{N} \sum_{n} \bigl[\, y_n \ln a_n + (1 - y_n) \ln (1 - a_n) \,\bigr]",
        "Nielsen, Neural Networks and Deep Learning (2015), ch. 3",
        11,
    ),
    (
        "cross-entropy-delta",
        "11.2",
        r"\delta_n = \frac{\partial L}{\partial z_n} = \frac{1}{N}\,(a_n - y_n)",
        "the chain rule on eq. 11.1 and eq. 4.3; Nielsen (2015), ch. 3",
        11,
    ),
    (
        "softmax",
        "11.3",
        r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
        "Bridle, Probabilistic interpretation of feedforward classification network outputs (1990)",
        11,
    ),
    (
        "cross-entropy",
        "11.4",
        r"L = -\frac{1}{N} \sum_{n} \sum_{k} y_{nk} \ln p_{nk} = "
        r"\frac{1}{N} \sum_{n} \Bigl( \ln \sum_j e^{z_{nj}} - z_{n c_n} \Bigr)",
        "Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.108, as a mean; on the right with eq. 11.3",
        11,
    ),
    (
        "softmax-delta",
        "11.5",
        r"\delta_{nk} = \frac{\partial L}{\partial z_{nk}} = \frac{1}{N}\,(p_{nk} - y_{nk})",
        "the derivative of the right side of eq. 11.4, term by term",
        11,
    ),
    (
        "log-sum-exp",
        "11.6",
        r"\ln \sum_j e^{z_j} = m + \ln \sum_j e^{z_j - m}, \qquad m = \max_j z_j",
        "Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions (2021)",
        11,
    ),
    (
        "factors-in-a-row",
        "12.1",
        r"\delta_1 = \delta_K \prod_{k=1}^{K-1} w_{k+1}\, \sigma'(z_k)",
        "eq. 8.3 with one neuron in each layer; Nielsen, Neural Networks and Deep Learning (2015), ch. 5",
        12,
    ),
    (
        "signal-variance",
        "12.2",
        r"\operatorname{Var}[z_j] = n_{\text{in}} \cdot \operatorname{Var}[w] \cdot \operatorname{E}[a_i^2]",
        "independent weights of mean 0 in eq. 9.2; Glorot and Bengio (2010), section 4.2",
        12,
    ),
    (
        "delta-variance",
        "12.3",
        r"\operatorname{E}\bigl[(\delta^{l}_i)^2\bigr] = n_{\text{out}} \cdot \operatorname{Var}[w] \cdot "
        r"\operatorname{E}\bigl[(\delta^{l+1}_j)^2\bigr] \cdot \operatorname{E}\bigl[\sigma'(z^{l}_i)^2\bigr]",
        "eq. 9.4 with independent weights of mean 0, slope and gathered sum taken as independent; "
        "Glorot and Bengio (2010), section 4.2",
        12,
    ),
    (
        "xavier",
        "12.4",
        r"w_{ij} \sim \mathcal{N}\!\left(0,\; \frac{2}{n_{\text{in}} + n_{\text{out}}}\right)",
        "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010), eq. 12",
        12,
    ),
    (
        "he",
        "12.5",
        r"w_{ij} \sim \mathcal{N}\!\left(0,\; \frac{2}{n_{\text{in}}}\right)",
        "He, Zhang, Ren and Sun, Delving deep into rectifiers (2015), eq. 10",
        12,
    ),
    (
        "batchnorm",
        "12.6",
        r"\begin{gathered} \mu_j = \frac{1}{N} \sum_n x_{nj}, \qquad v_j = \frac{1}{N} \sum_n (x_{nj} - \mu_j)^2, \\ "
        r"\hat x_{nj} = \frac{x_{nj} - \mu_j}{\sqrt{v_j + \epsilon}}, \qquad "
        r"\text{out}_{nj} = \gamma_j\, \hat x_{nj} + \beta_j \end{gathered}",
        "Ioffe and Szegedy, Batch normalization (2015), algorithm 1",
        12,
    ),
    (
        "batchnorm-backward",
        "12.7",
        r"\begin{gathered} \frac{\partial L}{\partial x_{nj}} = \frac{1}{\sqrt{v_j + \epsilon}} "
        r"\Bigl( g_{nj} - \overline{g}_j - \hat x_{nj}\, \overline{g \hat x}_j \Bigr), \qquad "
        r"g_{nj} = \gamma_j\, \frac{\partial L}{\partial\, \text{out}_{nj}}, \\ "
        r"\frac{\partial L}{\partial \gamma_j} = \sum_n \hat x_{nj}\, \frac{\partial L}{\partial\, \text{out}_{nj}}, "
        r"\qquad \frac{\partial L}{\partial \beta_j} = \sum_n \frac{\partial L}{\partial\, \text{out}_{nj}} "
        r"\end{gathered}",
        "the chain rule on eq. 12.6, along all three paths of x; a bar is a mean over the rows",
        12,
    ),
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
    (
        "l2-penalty",
        "14.1",
        r"L_2 = L + \frac{\lambda}{2} \sum_i w_i^2, \qquad "
        r"\frac{\partial L_2}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda\, w_i",
        "Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.1.1",
        14,
    ),
    (
        "l1-penalty",
        "14.2",
        r"L_1 = L + \lambda \sum_i \lvert w_i \rvert, \qquad "
        r"\frac{\partial L_1}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda\, \operatorname{sign}(w_i)",
        "Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.1.2",
        14,
    ),
    (
        "dropout",
        "14.3",
        r"m_{nj} = \begin{cases} 0 & \text{with probability } p \\ \frac{1}{1 - p} & \text{otherwise} \end{cases} "
        r"\qquad \text{out}_{nj} = x_{nj}\, m_{nj}",
        "Srivastava et al., Dropout, JMLR 15 (2014), section 10, scaled at training time",
        14,
    ),
    (
        "dropout-backward",
        "14.4",
        r"\frac{\partial L}{\partial x_{nj}} = \frac{\partial L}{\partial\, \text{out}_{nj}}\, m_{nj}",
        "eq. 5.1 at the product of eq. 14.3",
        14,
    ),
    (
        "ensemble",
        "14.5",
        r"\bar p_k = \frac{1}{M} \sum_{m=1}^{M} p_{mk}, \qquad "
        r"-\ln \bar p_k \;\le\; \frac{1}{M} \sum_{m=1}^{M} \bigl(-\ln p_{mk}\bigr)",
        "Jensen's inequality for −ln, which bends upward everywhere",
        14,
    ),
    (
        "accumulated",
        "14.6",
        r"\nabla L = \frac{\sum_b n_b\, \nabla L_b}{\sum_b n_b}",
        "the mean over all rows, grouped by batches b of n_b rows, each with mean loss L_b",
        14,
    ),
)
