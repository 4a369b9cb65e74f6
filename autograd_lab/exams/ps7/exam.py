"""The exam of problem set 7, deep nets: weights for a leaky ReLU, RMS normalisation, lost wires, rows with weights.

References and judges stand in `init.py`, `norm.py`, `dropout.py` and `accumulate.py`, the bank in the modules
`…_variants.py`; here are the contracts. What was handed out before is graded by `edition_1/`.
"""

from autograd_lab.exams.ps7 import accumulate as batches, dropout, init, norm
from autograd_lab.exams.ps7.accumulate_variants import ACCUMULATE_RIGHT, ACCUMULATE_WRONG
from autograd_lab.exams.ps7.dropout_variants import WIRE_RIGHT, WIRE_WRONG
from autograd_lab.exams.ps7.init_variants import LEAKY_RIGHT, LEAKY_WRONG
from autograd_lab.exams.ps7.norm_variants import BACKWARD_RIGHT, BACKWARD_WRONG, FORWARD_RIGHT, FORWARD_WRONG
from autograd_lab.exams.question import Exam, Part, Question

_MATRIX = "one number for each input and each output, (n_in, n_out)"
_BATCH = "the shape of x, (N, D)"
_COLUMNS = "one number for each column, (D,)"
_ROWS = "one number for each row, (N, 1)"

LEAKY = init.InitQuestion(
    name="leaky_init",
    signature="leaky_init(n_in, n_out, slope, rng)",
    parts=(Part("W", 4, _MATRIX),),
    draw=init.draw_leaky,
    reference=init.leaky_init,
    known=lambda inputs: {name: inputs[name] for name in ("n_in", "n_out", "slope")},
    wrong=LEAKY_WRONG,
    right=LEAKY_RIGHT,
    equation="signal-variance",
    source="He, Zhang, Ren and Sun, Delving deep into rectifiers (2015), eq. 15; tested against torch",
    exam="ps7",
    cases=6,
    variance=init.leaky_variance,
    edits=init.leaky_edits,
    resolution=0.03,
)
FORWARD = norm.CachedQuestion(
    name="rmsnorm_forward",
    signature="rmsnorm_forward(x, gamma, eps)",
    parts=(Part("out", 3, _BATCH), Part("x_hat", 1, _BATCH), Part("gamma", 1, _COLUMNS), Part("inv_rms", 1, _ROWS)),
    draw=norm.rows,
    reference=norm.reference_values,
    known=norm.forward_known,
    wrong=FORWARD_WRONG,
    right=FORWARD_RIGHT,
    equation="rmsnorm",
    source="Zhang and Sennrich, Root mean square layer normalization (2019), eq. 4; tested against torch",
    exam="ps7",
    anatomy=norm.forward_anatomy,
    returned="out, (x_hat, gamma, inv_rms)",
)
BACKWARD = Question(
    name="rmsnorm_backward",
    signature="rmsnorm_backward(dout, cache)",
    parts=(Part("dx", 6, _BATCH), Part("dgamma", 3, _COLUMNS)),
    draw=norm.draw_backward,
    reference=norm.rmsnorm_backward,
    known=norm.backward_known,
    wrong=BACKWARD_WRONG,
    right=BACKWARD_RIGHT,
    equation="rmsnorm",
    source="the chain rule on the forward pass; tested against torch and numerical gradients",
    exam="ps7",
    anatomy=norm.backward_anatomy,
)
WIRES = dropout.ColumnDropoutQuestion(
    name="wire_dropout",
    signature="wire_dropout(x, p, rng)",
    parts=(Part("out", 2, _BATCH), Part("mask", 3, _COLUMNS)),
    draw=dropout.draw_columns,
    reference=dropout.wire_dropout,
    known=lambda inputs: {"N": len(inputs["x"])},
    wrong=WIRE_WRONG,
    right=WIRE_RIGHT,
    equation="dropout",
    source="Srivastava et al., Dropout (2014), section 10, with one draw for each column",
    exam="ps7",
)
ACCUMULATE = batches.AccumulateQuestion(
    name="accumulate_weighted",
    signature="accumulate_weighted(batches, gradient_fn)",
    parts=(Part("gradient", 4, "the shape of what gradient_fn returns"),),
    draw=batches.draw_weighted,
    reference=batches.accumulate_weighted,
    known=batches.known,
    wrong=ACCUMULATE_WRONG,
    right=ACCUMULATE_RIGHT,
    equation="accumulated",
    source="the weighted mean over all rows, grouped by batches; tested against the gradient of all rows at once",
    exam="ps7",
    anatomy=batches.anatomy,
)

PS7 = Exam("ps7", (LEAKY, FORWARD, BACKWARD, WIRES, ACCUMULATE), edition=2)
