"""The first edition of the exam of problem set 6: momentum_step, rmsprop_step, adam_step, clip_by_global_norm, train.

Steps return new parameters and the new state. The clipping is exact: max_norm/norm, and nothing below. `train` gives a
sigmoid network for moons, which `kinds/networks.py` can run. Draws and references stand in `steps.py`, `clipping.py`
and `training.py`, the bank in the modules `…_variants.py`; here are the contracts.
"""

from autograd_lab.exams.kinds.steps import StepQuestion, all_steps
from autograd_lab.exams.ps6.edition_1 import step_variants as steps
from autograd_lab.exams.ps6.edition_1.adam_variants import ADAM_RIGHT, ADAM_WRONG
from autograd_lab.exams.ps6.edition_1.clip_variants import CLIP_RIGHT, CLIP_WRONG
from autograd_lab.exams.ps6.edition_1.clipping import ClipQuestion, clip_by_global_norm, draw_clip, known_clip
from autograd_lab.exams.ps6.edition_1.steps import (
    adam_anatomy,
    adam_step,
    draw_adam,
    draw_momentum,
    draw_rmsprop,
    known,
    momentum_anatomy,
    momentum_step,
    rmsprop_anatomy,
    rmsprop_step,
)
from autograd_lab.exams.ps6.exam import TRAIN
from autograd_lab.exams.question import Exam, Part

_LIKE_W = "of the shape of w"
_TORCH = "tested against torch.optim"

PS6 = Exam(
    "ps6",
    (
        StepQuestion(
            name="momentum_step",
            signature="momentum_step(w, v, g, lr, beta)",
            parts=(Part("w", 2, _LIKE_W), Part("v", 2, _LIKE_W)),
            draw=draw_momentum,
            reference=all_steps(momentum_step, 2, ("w", "v", "g", "lr", "beta")),
            known=known,
            wrong=steps.MOMENTUM_WRONG,
            right=steps.MOMENTUM_RIGHT,
            equation="momentum-step",
            source=f"Polyak (1964), in the form of PyTorch's SGD; {_TORCH}",
            exam="ps6",
            anatomy=momentum_anatomy,
        ),
        StepQuestion(
            name="rmsprop_step",
            signature="rmsprop_step(w, s, g, lr, rho, eps)",
            parts=(Part("w", 2, _LIKE_W), Part("s", 2, _LIKE_W)),
            draw=draw_rmsprop,
            reference=all_steps(rmsprop_step, 2, ("w", "s", "g", "lr", "rho", "eps")),
            known=known,
            wrong=steps.RMSPROP_WRONG,
            right=steps.RMSPROP_RIGHT,
            equation="rmsprop-step",
            source=f"Tieleman and Hinton, lecture 6e (2012); {_TORCH}",
            exam="ps6",
            anatomy=rmsprop_anatomy,
        ),
        StepQuestion(
            name="adam_step",
            signature="adam_step(w, m, v, g, t, lr, beta1, beta2, eps)",
            parts=(Part("w", 4, _LIKE_W), Part("m", 1, _LIKE_W), Part("v", 1, _LIKE_W)),
            draw=draw_adam,
            reference=all_steps(adam_step, 3, ("w", "m", "v", "g", "t", "lr", "beta1", "beta2", "eps")),
            known=known,
            wrong=ADAM_WRONG,
            right=ADAM_RIGHT,
            equation="adam-step",
            source=f"Kingma and Ba (2015), algorithm 1; {_TORCH}",
            exam="ps6",
            anatomy=adam_anatomy,
        ),
        ClipQuestion(
            name="clip_by_global_norm",
            signature="clip_by_global_norm(grads, max_norm)",
            parts=(Part("grads", 3, "one array for each of those that came"), Part("norm", 1, "a single number")),
            draw=draw_clip,
            reference=clip_by_global_norm,
            known=known_clip,
            wrong=CLIP_WRONG,
            right=CLIP_RIGHT,
            equation="clip-by-norm",
            source="Pascanu, Mikolov and Bengio (2013), algorithm 1; tested against torch",
            exam="ps6",
            cases=24,
        ),
        TRAIN,
    ),
)
