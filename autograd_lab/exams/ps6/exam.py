"""The exam of problem set 6, training: nesterov_step, corrected_rmsprop_step, clip_each, train.

Steps return new parameters and the new state. `train` gives a sigmoid network for moons, which `kinds/networks.py` can
run. Draws and references stand in `steps.py`, `clipping.py` and `training.py`, the bank in the modules `…_variants.py`;
here are the contracts. What was handed out before is graded by `edition_1/`.
"""

from autograd_lab.exams.kinds.steps import StepQuestion, all_steps
from autograd_lab.exams.ps6 import step_variants as bank, steps
from autograd_lab.exams.ps6.clip_variants import CLIP_RIGHT, CLIP_WRONG
from autograd_lab.exams.ps6.clipping import ClipEachQuestion, clip_each, draw_clip, known_clip
from autograd_lab.exams.ps6.train_variants import TRAIN_RIGHT, TRAIN_WRONG
from autograd_lab.exams.ps6.training import SECONDS, TrainQuestion, draw_train, train
from autograd_lab.exams.question import Exam, Part

_LIKE_W = "of the shape of w"

NESTEROV = StepQuestion(
    name="nesterov_step",
    signature="nesterov_step(w, v, g, lr, beta)",
    parts=(Part("w", 4, _LIKE_W), Part("v", 2, _LIKE_W)),
    draw=steps.draw_nesterov,
    reference=all_steps(steps.nesterov_step, 2, ("w", "v", "g", "lr", "beta")),
    known=steps.known,
    wrong=bank.NESTEROV_WRONG,
    right=bank.NESTEROV_RIGHT,
    equation="nesterov-step",
    source="Nesterov (1983), in the form of PyTorch's SGD; tested against torch.optim",
    exam="ps6",
    anatomy=steps.nesterov_anatomy,
)
CORRECTED = StepQuestion(
    name="corrected_rmsprop_step",
    signature="corrected_rmsprop_step(w, s, g, t, lr, rho, eps)",
    parts=(Part("w", 5, _LIKE_W), Part("s", 3, _LIKE_W)),
    draw=steps.draw_corrected,
    reference=all_steps(steps.corrected_rmsprop_step, 2, ("w", "s", "g", "t", "lr", "rho", "eps")),
    known=steps.known,
    wrong=bank.CORRECTED_WRONG,
    right=bank.CORRECTED_RIGHT,
    equation="rmsprop-step",
    source="Tieleman and Hinton (2012), corrected as in Kingma and Ba (2015); tested against torch's Adam without m",
    exam="ps6",
    anatomy=steps.corrected_anatomy,
)
CLIP = ClipEachQuestion(
    name="clip_each",
    signature="clip_each(grads, max_norm, eps)",
    parts=(
        Part("clipped", 3, "one array for each of those that came"),
        Part("factors", 1, "one number for each, (L,)"),
    ),
    draw=draw_clip,
    reference=clip_each,
    known=known_clip,
    wrong=CLIP_WRONG,
    right=CLIP_RIGHT,
    equation="clip-each",
    source="Pascanu, Mikolov and Bengio (2013), algorithm 1, for one array at a time; tested against torch",
    exam="ps6",
)
TRAIN = TrainQuestion(
    name="train",
    signature="train(X, Y, rng)",
    parts=(Part("accuracy", 5, "at least 95 %"), Part("repeatable", 1, "the same network again")),
    draw=draw_train,
    reference=train,
    known=lambda inputs: {},
    wrong=TRAIN_WRONG,
    right=TRAIN_RIGHT,
    equation="accuracy",
    source="judged on rows that nobody has trained on",
    exam="ps6",
    returned="Ws, bs",
    seconds=SECONDS,
    cases=1,
    thinned=10,
)

PS6 = Exam("ps6", (NESTEROV, CORRECTED, CLIP, TRAIN), edition=2)
