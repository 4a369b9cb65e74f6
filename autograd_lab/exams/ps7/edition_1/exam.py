"""The first edition of the exam of problem set 7: initialisers, batch normalisation, dropout, accumulated gradients.

References and judges stand in `init.py`, `norm.py`, `dropout.py` and `accumulate.py`, the bank in the modules
`…_variants.py`; here are the contracts.
"""

from autograd_lab.exams.ps7.accumulate import AccumulateQuestion
from autograd_lab.exams.ps7.edition_1 import accumulate as batches, dropout, init, norm
from autograd_lab.exams.ps7.edition_1.accumulate_variants import ACCUMULATE_RIGHT, ACCUMULATE_WRONG
from autograd_lab.exams.ps7.edition_1.dropout_variants import (
    BACKWARD_RIGHT as DROPOUT_BACK_RIGHT,
    BACKWARD_WRONG as DROPOUT_BACK_WRONG,
    DROPOUT_RIGHT,
    DROPOUT_WRONG,
)
from autograd_lab.exams.ps7.edition_1.init_variants import HE_RIGHT, HE_WRONG, XAVIER_RIGHT, XAVIER_WRONG
from autograd_lab.exams.ps7.edition_1.norm_variants import BACKWARD_RIGHT, BACKWARD_WRONG, FORWARD_RIGHT, FORWARD_WRONG
from autograd_lab.exams.ps7.init import InitQuestion, draw as draw_init
from autograd_lab.exams.ps7.norm import CachedQuestion
from autograd_lab.exams.question import Exam, Part, Question

_MATRIX = "one number for each input and each output, (n_in, n_out)"
_BATCH = "the shape of x, (N, D)"
_COLUMNS = "one number for each column, (D,)"

XAVIER = InitQuestion(
    name="xavier_init",
    signature="xavier_init(n_in, n_out, rng)",
    parts=(Part("W", 2, _MATRIX),),
    draw=draw_init,
    reference=init.xavier_init,
    known=lambda inputs: {"n_in": inputs["n_in"], "n_out": inputs["n_out"]},
    wrong=XAVIER_WRONG,
    right=XAVIER_RIGHT,
    equation="xavier",
    source="Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, eq. 12",
    exam="ps7",
    cases=6,
    variance=lambda n_in, n_out: 2 / (n_in + n_out),
    edits=init.xavier_edits,
)
HE = InitQuestion(
    name="he_init",
    signature="he_init(n_in, n_out, rng)",
    parts=(Part("W", 2, _MATRIX),),
    draw=draw_init,
    reference=init.he_init,
    known=lambda inputs: {"n_in": inputs["n_in"], "n_out": inputs["n_out"]},
    wrong=HE_WRONG,
    right=HE_RIGHT,
    equation="he",
    source="He, Zhang, Ren and Sun, Delving deep into rectifiers (2015), eq. 10",
    exam="ps7",
    cases=6,
    variance=lambda n_in, n_out: 2 / n_in,
    edits=init.he_edits,
)
FORWARD = CachedQuestion(
    name="batchnorm_forward",
    signature="batchnorm_forward(x, gamma, beta, eps)",
    parts=(Part("out", 3, _BATCH), Part("x_hat", 1, _BATCH), Part("gamma", 1, _COLUMNS), Part("inv_std", 1, _COLUMNS)),
    draw=norm.batch,
    reference=norm.reference_values,
    known=norm.forward_known,
    wrong=FORWARD_WRONG,
    right=FORWARD_RIGHT,
    equation="batchnorm",
    source="Ioffe and Szegedy, Batch normalization (2015), algorithm 1; tested against torch",
    exam="ps7",
    anatomy=norm.forward_anatomy,
    returned="out, (x_hat, gamma, inv_std)",
)
BACKWARD = Question(
    name="batchnorm_backward",
    signature="batchnorm_backward(dout, cache)",
    parts=(Part("dx", 5, _BATCH), Part("dgamma", 2, _COLUMNS), Part("dbeta", 1, _COLUMNS)),
    draw=norm.draw_backward,
    reference=norm.batchnorm_backward,
    known=norm.backward_known,
    wrong=BACKWARD_WRONG,
    right=BACKWARD_RIGHT,
    equation="batchnorm-backward",
    source="the chain rule on the forward pass; tested against torch and numerical gradients",
    exam="ps7",
    anatomy=norm.backward_anatomy,
)
DROPOUT = dropout.DropoutQuestion(
    name="dropout_forward",
    signature="dropout_forward(x, p, rng)",
    parts=(Part("out", 2, "the shape of x, (N, D)"), Part("mask", 3, "the shape of x, (N, D)")),
    draw=dropout.draw_forward,
    reference=dropout.dropout_forward,
    known=lambda inputs: {"N": len(inputs["x"])},
    wrong=DROPOUT_WRONG,
    right=DROPOUT_RIGHT,
    equation="dropout",
    source="Srivastava et al., Dropout (2014), section 10, with the scaling at training time",
    exam="ps7",
)
DROPOUT_BACK = dropout.MaskedQuestion(
    name="dropout_backward",
    signature="dropout_backward(dout, mask)",
    parts=(Part("dx", 2, "the shape of dout, (N, D)"),),
    draw=dropout.draw_backward,
    reference=dropout.dropout_backward,
    known=dropout.backward_known,
    wrong=DROPOUT_BACK_WRONG,
    right=DROPOUT_BACK_RIGHT,
    equation="dropout-backward",
    source="the chain rule on a product with a constant",
    exam="ps7",
    anatomy=dropout.backward_anatomy,
)
ACCUMULATE = AccumulateQuestion(
    name="accumulate",
    signature="accumulate(batches, gradient_fn)",
    parts=(Part("gradient", 3, "the shape of what gradient_fn returns"),),
    draw=batches.draw,
    reference=batches.accumulate,
    known=batches.known,
    wrong=ACCUMULATE_WRONG,
    right=ACCUMULATE_RIGHT,
    equation="accumulated",
    source="the mean over all rows, grouped by batches; tested against the gradient of all rows at once",
    exam="ps7",
    anatomy=batches.anatomy,
)

PS7 = Exam("ps7", (XAVIER, HE, FORWARD, BACKWARD, DROPOUT, DROPOUT_BACK, ACCUMULATE))
