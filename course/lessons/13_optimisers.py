# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] slug="ch13-title"
# # 13 · Optimisers
#
# A lottery has 1,000 tickets. One of them wins 1,000, and the others win nothing. On average a ticket is worth 1.
#
# A model with a single number $w$ has to learn this. It draws one ticket after another, and each time takes a step down
# the slope of $(w - \text{win})^2$, whose mean is lowest at 1. Gradient descent finds it: after 20,000 tickets it hovers
# about 0.99. Adam, which trains most networks of today, hovers about 0.76. And RMSprop, on which Adam builds,
# stays at 0.004. None of the three programs has a bug. What could a rule do with a gradient to miss by so much? Write
# down a guess.
#
# **After this chapter** you can write momentum, RMSprop and Adam from their equations, say what each of them does
# in a ravine, on a flat place and in noise, and compare optimisers fairly.
#
# **You need** the step and the curvatures of [chapter 03](03_gradient_descent.ipynb), the training of
# [chapter 10](10_training.ipynb), and the first weights of [chapter 12](12_vanishing.ipynb), which left a patient behind.
#
# **Time:** {{time}}. One more exercise and one lab are optional.
#
# **The mistake this chapter cures** is about which optimiser is the best.

# %% tags=["asserts"]
# the lottery is played further below; here is what its numbers are compared with
_tickets = [1000.0] + [0.0] * 999
assert sum(_tickets) / 1000 == 1
_losses = [
    sum((w - win) ** 2 for win in _tickets) for w in (0.004, 0.76, 0.99, 1)
]
assert _losses == sorted(_losses, reverse=True)

# %% [markdown] slug="ch13-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** Chapter 12: each layer multiplies δ by 0.2 on its way back. How much of it is left three layers further down?
#
# - 0.6 of it
#   No. That is three times 0.2. On the way back the factors are multiplied.
# - 0.008 of it
#   Right. 0.2 × 0.2 × 0.2, and each further layer takes four fifths of what is left.
# - 0.0016 of it
#   No. That is one factor too many: three layers, three factors.

# %% [markdown] tags=["quiz"]
# **2.** Chapter 10: 400 rows in minibatches of 25, for 3 epochs. How many steps does the optimiser make?
#
# - 3 steps
#   No. That counts the epochs. In each of them there is a step for every minibatch.
# - 48 steps
#   Right. 400 / 25 = 16 minibatches, and each of them is met three times.
# - 1,200 steps
#   No. That would be a step for each row. A minibatch of 25 rows makes one step.

# %% [markdown] tags=["quiz"]
# **3.** Chapter 07: a sigmoid output says 0.8 and should say 0. The loss is $(a - y)^2$. What is its δ?
#
# - 0.256
#   Right. 2 · 0.8 for the square, times the slope of the sigmoid, 0.8 · 0.2.
# - 1.6
#   No. That is $\partial L / \partial a$. The slope of the sigmoid is missing.
# - 0.128
#   No. The square brings a 2: the slope of $(a - y)^2$ is $2\,(a - y)$.

# %% tags=["asserts"]
assert round(0.2**3, 3) == 0.008
assert round(3 * 0.2, 1) == 0.6
assert 3 * 400 // 25 == 48
assert round(2 * 0.8 * 0.8 * 0.2, 3) == 0.256
assert 2 * 0.8 == 1.6
assert round(0.8 * 0.8 * 0.2, 3) == 0.128
assert round(0.2**4, 4) == 0.0016

# %% slug="ch13-setup" jupyter={"source_hidden": true}
from itertools import pairwise
from math import isclose, log, sqrt

import numpy as np

from autograd_lab import Tensor, data, functional, nn, optim
from autograd_lab.answers import tell
from autograd_lab.training import fit
from autograd_lab.viz import figures
from autograd_lab.viz.figures import plot, strips

# %% [markdown] slug="ch13-ravine"
# ## One rate for two slopes
#
# A valley, steep across and nearly flat along, $L = 0.03\, x^2 + 3\, y^2$, and plain gradient descent in it, which
# libraries call SGD. Try the rates 0.1, 0.3 and 0.34. Why does none of them bring it to the middle quickly?

# %% jupyter={"source_hidden": true}
figures.optimiser_race(
    "ravine",
    names=("SGD",),
    rates={"SGD": 0.1},
    steps=20,
    title="Plain descent in a ravine",
)

# %% [markdown]
# Along $x$ the slope grows by 0.06 for each unit, along $y$ by 6. These are the two curvatures, or second derivatives.
# Their ratio is the valley's {{term:condition-number}} $\kappa$ ("kappa"), here 100. The rate has to stay below 2 / 6 =
# 0.333 ({{ref:rate-limit}}), because of $y$. With 0.325 each step multiplies $y$ by −0.95, and $x$ by 0.98: $y$ swings
# from wall to wall, and $x$ creeps. A smaller rate creeps even more, and a larger one swings longer.
#
# How many steps does it take until $L$ stays below 0.001? Guess, then run the cell, and look at the signs of the first
# six gradients.


# %%
def ravine(x, y):
    return 0.03 * x**2 + 3 * y**2


def arrives(
    make, surface=ravine, start=(-2.2, 1.2), below=0.001, most=1000, show=0
):
    """The step from which on the loss stays below a limit, up to step `most`."""
    x, y = (Tensor(number, requires_grad=True) for number in start)
    optimiser, arrived = make([x, y]), None
    for step in range(most + 1):
        loss = surface(x, y)
        if loss.item() >= below:
            arrived = None
        elif arrived is None:
            arrived = step
        optimiser.zero_grad()
        loss.backward()
        if step < show:
            along, across = x.grad.item(), y.grad.item()
            print(f"step {step}: along {along:7.3f}, across {across:7.3f}")
        optimiser.step()
    return arrived


# %% tags=["predict"]
plain = arrives(lambda p: optim.SGD(p, lr=0.325), show=6)
print("plain descent stays below 0.001 from step", plain)

# %% [markdown] tags=["answer"]
# 127 steps. Along the valley the gradient says the same thing again and again: go on. Across, it changes its mind at
# every step. Plain descent hears the last gradient alone, and cannot notice.

# %% tags=["asserts"]
_h = 1e-4
for _at in (-2.2, 0.7):
    assert isclose(
        (0.03 * (_at + _h) ** 2 - 2 * 0.03 * _at**2 + 0.03 * (_at - _h) ** 2)
        / _h**2,
        0.06,
        rel_tol=1e-6,
    )
    assert isclose(
        (3 * (_at + _h) ** 2 - 2 * 3 * _at**2 + 3 * (_at - _h) ** 2) / _h**2,
        6,
        rel_tol=1e-6,
    )
assert isclose(6 / 0.06, 100)
assert round(2 / 6, 3) == 0.333
assert isclose(1 - 0.325 * 6, -0.95)
assert round(1 - 0.325 * 0.06, 2) == 0.98
assert plain == 127
for _rate in (0.1, 0.3, 0.31, 0.32, 0.33):
    assert arrives(lambda p, rate=_rate: optim.SGD(p, lr=rate)) > 127
assert arrives(lambda p: optim.SGD(p, lr=0.34), most=300) is None
assert ravine(-2.2, 1.2) > 0.001

# %% [markdown] slug="ch13-momentum"
# ## Give the walker weight
#
# Suppose the walker were a heavy ball. A push does not decide where it goes; it changes where it is going.
#
# So keep one more number for each weight, the *velocity* $v$, at first 0. At each step multiply it by 0.9, then add
# the new gradient. What is $v$ after each of four gradients of 1? After 1, −1, 1, −1? And in the long run?


# %% tags=["predict"]
def momentum_moves(gradients, rate, beta):
    """How far a weight moves at each step, when these are its gradients."""
    v, moves = 0.0, []
    for g in gradients:
        v = beta * v + g
        moves.append(-rate * v)
    return moves


for name, gradients in (
    ("agreeing", 100 * [1, 1]),
    ("alternating", 100 * [1, -1]),
):
    velocities = [
        round(-move, 3) for move in momentum_moves(gradients, rate=1, beta=0.9)
    ]
    print(
        f"{name:12}",
        *velocities[:4],
        "… and after 199 and 200 steps",
        *velocities[-2:],
    )

# %% [markdown] tags=["answer"]
# 1, 1.9, 2.71, 3.439, on the way to 10: there a tenth is lost at each step, and 1 is added. The other row, 1, −0.1,
# 0.91, −0.181, settles at a swing of 0.526. Agreeing gradients become ten times as strong; those that quarrel are halved.

# %% [markdown]
# With $\beta$ ("beta") for the 0.9, this is **{{term:momentum}}**:
#
# {{eq:momentum-step}}
#
# Gradients that agree build up to $1 / (1 - \beta)$ times a single one; alternating ones settle at $1 / (1 + \beta)$.
# (Some books write $v \leftarrow \beta v + (1 - \beta) g$. Then the rate has to be ten times larger.)
#
# Now the ravine. The disc is plain descent, the square the ball. On its way the ball passes $x = 0$, where the slope along
# the valley is 0. Will it stop there? Guess, then find the step with the slider.

# %% tags=["predict"]
figures.optimiser_race(
    "ravine",
    names=("SGD", "momentum"),
    rates={"SGD": 0.3, "momentum": 0.2},
    steps=12,
    title="A walker and a ball in the ravine",
)

# %% [markdown] tags=["answer"]
# It passes $x = 0$ at step 21 and rolls on. What was gathered on the way is still in the $v$ of $x$, and the far slope
# has to bring the ball to rest.

# %% [markdown]
# Where gradients agree, **the ball goes ten times as far for each unit of rate**: 0.03 with momentum gets along a valley
# as 0.3 does without. Across it the steps are halved, so the limit of the rate moves up, to $2(1 + \beta)$ divided by the
# curvature, here 0.633. (Try 0.6 and 0.7.) And the ball remembers for about $1 / (1 - \beta)$ steps. Is longer always
# better? Each $\beta$ in the next cell has about the rate that suits it best. Which will be the quickest?

# %% tags=["predict"]
suited = {
    0: 0.325,
    0.5: 0.48,
    0.67: 0.48,
    0.8: 0.24,
    0.9: 0.06,
}  # found by trying
steps = {
    beta: arrives(lambda p, b=beta, r=rate: optim.SGD(p, lr=r, momentum=b))
    for beta, rate in suited.items()
}
for beta, rate in suited.items():
    print(
        f"β = {beta:4}, rate {rate:5}: stays below 0.001 from step {steps[beta]}"
    )

# %% [markdown] tags=["answer"]
# 127 without momentum, 25 with $\beta$ = 0.67, and 77 with 0.9: too much weight makes the ball roll past and come back.
#
# With constant curvatures, as here, plain descent at its best multiplies what is left by
# $(\kappa - 1)/(\kappa + 1)$ at each step, here 0.98, and the best momentum by
# $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$, here 0.818. So the number of steps grows with $\kappa$, and **with momentum only
# with the root of $\kappa$**. In a network nobody knows $\kappa$, and people begin with 0.9.


# %% tags=["asserts"]
# eq: momentum-step
def _velocities(gradients, beta=0.9):
    v, seen = 0.0, []
    for g in gradients:
        v = beta * v + g
        seen.append(round(v, 3))
    return seen


assert _velocities([1, 1, 1, 1]) == [1, 1.9, 2.71, 3.439]
assert _velocities([1, -1, 1, -1]) == [1, -0.1, 0.91, -0.181]
assert _velocities([1] * 300)[-1] == 10
assert abs(_velocities([(-1) ** k for k in range(300)])[-1]) == 0.526
assert round(1 / 1.9, 3) == 0.526
_w = Tensor(5.0, requires_grad=True)
_o = optim.SGD([_w], lr=0.1, momentum=0.9)
_at = [5.0]
for _g in (1.0, -2.0, 0.5):
    _w.grad = np.array(_g)
    _o.step()
    _at.append(_w.item())
assert np.allclose(np.diff(_at), momentum_moves([1.0, -2.0, 0.5], 0.1, 0.9))
_x, _v, _path = -2.2, 0.0, []
for _ in range(22):
    _path.append(_x)
    _v = 0.9 * _v + 0.06 * _x
    _x -= 0.2 * _v
assert _path[20] < 0 < _path[21]
assert round(2 * (1 + 0.9) / 6, 3) == 0.633
assert arrives(lambda p: optim.SGD(p, lr=0.6, momentum=0.9)) is not None
assert arrives(lambda p: optim.SGD(p, lr=0.7, momentum=0.9), most=300) is None
_gets = []
for _rate, _beta in ((0.03, 0.9), (0.3, 0.0)):
    _x, _v = -2.2, 0.0
    for _ in range(100):
        _v = _beta * _v + 0.06 * _x
        _x -= _rate * _v
    _gets.append(_x)
assert abs(_gets[0] - _gets[1]) < 0.05 * 2.2
assert steps == {0: 127, 0.5: 41, 0.67: 25, 0.8: 37, 0.9: 77}
assert round((100 - 1) / (100 + 1), 2) == 0.98
assert round((10 - 1) / (10 + 1), 3) == 0.818

# %% [markdown] slug="ch13-exercise-1"
# ### Exercise 13.1: a ball on paper (6 minutes)
#
# One weight, $L = w^2$, so the slope is $2w$. It starts at $w = 4$ with $v = 0$. The rate is 0.1, and $\beta$ is 0.6.
# Work out $v$ and $w$ after the first step and after the second, with three digits. Where would plain descent be after
# two steps with the same rate, `plain`? And if the gradient were 1 at every step, where would $v$ go with this $\beta$,
# `limit`? Paper only. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "v1": None,
    "w1": None,
    "v2": None,
    "w2": None,
    "plain": None,
    "limit": None,
}

# %%
tell("13.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the order of the two lines
#
# The velocity takes in the new gradient first. The weight then moves by the new velocity, not by the old one.

# %% [markdown] tags=["hint"]
# Hint 2: recall where the gradient is taken
#
# At the place where the weight is now. For the second step, that is $2 w_1$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# v1 = 0.6 * 0 + 2 * 4
# ```

# %% [markdown] tags=["solution"]
# ```python
# v1 = 0.6 * 0 + 2 * 4
# w1 = 4 - 0.1 * v1
# v2 = 0.6 * v1 + 2 * w1
# w2 = w1 - 0.1 * v2
# answer_1 = {"v1": v1, "w1": w1, "v2": v2, "w2": w2}
# answer_1 |= {"plain": 4 * 0.8 * 0.8, "limit": 1 / (1 - 0.6)}
# ```
#
# The first step is that of plain descent: there is nothing to remember yet. The second is longer, 1.12 instead of
# 0.64, since six tenths of the first push are still in it. With $\beta$ = 0.6 agreeing gradients become 2.5 times as
# strong, no more.

# %% tags=["asserts"]
_v1 = 0.6 * 0 + 2 * 4
_w1 = 4 - 0.1 * _v1
_v2 = 0.6 * _v1 + 2 * _w1
assert isclose(0.1 * _v2, 1.12)
assert isclose(0.1 * 2 * _w1, 0.64)
assert isclose(1 / (1 - 0.6), 2.5)

# %% [markdown] slug="ch13-rmsprop"
# ## A step for each weight
#
# There is another idea. At the start, the gradient is −0.132 along the valley and 7.2 across, 55 times as large, but the
# way to go is 2.2 along and 1.2 across. Here the size of a slope says next to nothing about how far to go. Divide each
# gradient by its own usual size: keep a mean of its squares in which the old ones fade, a {{term:moving-average}} $s$.
# Its root has the size of a gradient.
#
# {{eq:rmsprop-step}}
#
# Each weight has an $s$ of its own. $\varepsilon$ ("epsilon") is tiny, 1e-8, so that nobody divides by 0. Here $\rho$
# ("rho") is 0.9, in code `alpha=0.9`; unless you say so, PyTorch and this library take 0.99.
#
# Try it on a gradient that is always 5. At the first step $s$ is a tenth of 25, and the quotient
# $5 / \sqrt{2.5}$ = 3.16. After many steps $s$ is 25, and the quotient 1. What are the quotients of a gradient that is
# always 0.005? And if the loss is multiplied by 1,000, which of these three will notice, and how?

# %% tags=["predict"]
makers = {
    "plain": lambda p: optim.SGD(p, lr=0.3),
    "momentum": lambda p: optim.SGD(p, lr=0.2, momentum=0.9),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9),  # alpha is ρ
}
for factor in (1, 1000):
    for name, make in makers.items():
        x, y = Tensor(-2.2, requires_grad=True), Tensor(1.2, requires_grad=True)
        optimiser = make([x, y])
        for _ in range(20):
            optimiser.zero_grad()
            (factor * ravine(x, y)).backward()
            optimiser.step()
        at = f"x = {x.item():10.3g}, y = {y.item():10.3g}"
        print(f"L times {factor:4}, {name:8} after 20 steps: {at}")

# %% [markdown] tags=["answer"]
# The quotients are 3.16 and 1 again: a gradient divided by its own size has no size left. RMSprop does not notice the
# factor, and the other two are thrown out, since the curvatures have grown a thousandfold.

# %% [markdown]
# Now the path of RMSprop, the triangle. How will it set out, and what will it do at the end? Guess, then move
# "steps" from 20 to 100.

# %% tags=["predict"]
figures.optimiser_race(
    "ravine",
    names=("SGD", "momentum", "RMSprop"),
    rates={"SGD": 0.3, "momentum": 0.2, "RMSprop": 0.1},
    steps=20,
    title="Three walkers in the ravine",
)

# %% [markdown] tags=["answer"]
# It sets out at 45 degrees, as if both walls were equally steep: **as long as gradients keep their size, RMSprop moves
# each weight by about the rate**. But it does not come to rest: near the bottom the root of $s$ is as tiny as the
# gradients, and the quotient is about 1 again. From step 96 to 110 $L$ swings between 0.001 and 0.031, where momentum has
# 0.0001. With a fixed rate, **a rule that divides by the size of the gradient keeps stepping**.

# %% [markdown]
# In practice the rate changes during a training, by a {{term:learning-rate-schedule}}. Here it is half a cosine, from 0.1
# down to 0. Many begin with a short rise, a {{term:warmup}}.

# %%
x, y = Tensor(-2.2, requires_grad=True), Tensor(1.2, requires_grad=True)
optimiser = optim.RMSprop([x, y], lr=0.1, alpha=0.9)
schedule = optim.CosineAnnealingLR(optimiser, T_max=100)
for _ in range(100):
    optimiser.zero_grad()
    ravine(x, y).backward()
    optimiser.step()
    schedule.step()
falling = ravine(x, y).item()
print(f"RMSprop with a falling rate, after 100 steps: L = {falling:.1e}")


# %% tags=["asserts"]
# eq: rmsprop-step
def _after(make, count):
    x, y = Tensor(-2.2, requires_grad=True), Tensor(1.2, requires_grad=True)
    optimiser = make([x, y])
    for _ in range(count):
        optimiser.zero_grad()
        ravine(x, y).backward()
        optimiser.step()
    return ravine(x, y).item()


assert isclose(0.06 * -2.2, -0.132)
assert isclose(6 * 1.2, 7.2)
assert round(7.2 / 0.132) == 55
for _g in (5, 0.005):
    _s = 0.0
    for _t in range(400):
        _s = 0.9 * _s + (1 - 0.9) * _g**2
        if _t == 0:
            assert round(_g / (sqrt(_s) + 1e-8), 2) == 3.16
    assert round(_g / (sqrt(_s) + 1e-8), 4) == 1
assert isclose(0.1 * 25, 2.5)
_w, _o = Tensor(0.0, requires_grad=True), None
_o = optim.RMSprop([_w], lr=0.1, alpha=0.9)
_w.grad = np.array(5.0)
_o.step()
assert isclose(_w.item(), -0.1 * 5 / (sqrt(2.5) + 1e-8))
_around = [_after(makers["RMSprop"], count) for count in range(96, 111)]
assert (round(min(_around), 3), round(max(_around), 3)) == (0.001, 0.031)
assert round(_after(makers["momentum"], 100), 4) == 0.0001
assert falling < 1e-8
assert (optim.RMSprop([_w]).eps, optim.RMSprop([_w]).alpha) == (1e-8, 0.99)
_x = [Tensor(-2.2, requires_grad=True) for _ in range(2)]
for _k, _f in enumerate((1, 1000)):
    _o = optim.RMSprop([_x[_k]], lr=0.1, alpha=0.9)
    for _ in range(20):
        _o.zero_grad()
        (_f * ravine(_x[_k], 0.0)).backward()
        _o.step()
assert isclose(_x[0].item(), _x[1].item(), rel_tol=1e-4)

# %% [markdown] slug="ch13-exercise-2"
# ### Exercise 13.2: fill the two gaps (5 minutes)
#
# `momentum_moves` above says how far one weight moves at each step. Here is the same for RMSprop, with two gaps. Both
# lines follow {{ref:rmsprop-step}}. Done when the cell says "right".


# %% tags=["exercise"]
def rmsprop_moves(gradients, rate, rho, eps=1e-8):
    s, moves = 0.0, []
    for g in gradients:
        s = ...
        moves.append(...)
    return moves


# %%
tell("13.2", rmsprop_moves)

# %% [markdown] tags=["hint"]
# Hint 1: look at `momentum_moves`
#
# Two things change: what is kept, and what the step is made of. The minus stays where it is.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a mean of two numbers is
#
# Its two weights add up to 1. Here they are ρ for the old mean, and $1 - \rho$ for the new square.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# s = rho * s + (1 - rho) * g**2
# ```

# %% [markdown] tags=["solution"]
# ```python
# def rmsprop_moves(gradients, rate, rho, eps=1e-8):
#     s, moves = 0.0, []
#     for g in gradients:
#         s = rho * s + (1 - rho) * g**2
#         moves.append(-rate * g / (s**0.5 + eps))
#     return moves
# ```
#
# The square has to be inside the mean. If you average $g$ and square that, gradients of +1 and −1 nearly cancel, and
# the steps become 19 times as long just where the weight swings to and fro. And the new $s$ is used at once, with this
# gradient in it. With the old one, the first step would divide by $\varepsilon$ alone.
#
# Problem set 6 asks for something else: whole arrays instead of one weight, and an $s$ whose start at 0 is corrected.


# %% tags=["solution"]
def rmsprop_moves(gradients, rate, rho, eps=1e-8):
    """How far a weight moves at each step of RMSprop, from its gradients."""
    s, moves = 0.0, []
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        moves.append(-rate * g / (s**0.5 + eps))
    return moves


# %% tags=["asserts"]
_mean, _s, _ratios = 0.0, 0.0, []
for _k in range(400):
    _g = (-1) ** _k
    _mean, _s = 0.9 * _mean + (1 - 0.9) * _g, 0.9 * _s + (1 - 0.9) * _g**2
    _ratios.append(sqrt(_s) / abs(_mean))
assert round(_ratios[-1]) == 19

# %% [markdown] slug="ch13-adam"
# ## Both at once
#
# Momentum steadies the direction, RMSprop sets the size. Adam does both: it keeps a fading mean of the gradient, $m$,
# and one of its square, $v$. (Adam's $v$ is RMSprop's $s$, not a velocity.)
#
# {{eq:adam-averages}}
#
# Usually $\beta_1$ is 0.9 and $\beta_2$ is 0.999. Take a gradient that is always 2. After one step $m$ is 0.2, after two
# 0.38; and $v$ is 0.004 after the first, where the square is 4. Both means began at 0, and the zero is still in them.
# After $t$ steps the gradients make up the share $1 - \beta^t$ of an average: 0.1 at the first step, 0.19 at the
# second. Divide by that share, and the means are right from the start: 0.2 / 0.1 = 2, and 0.38 / 0.19 = 2. This is the
# {{term:bias-correction}}, and then comes the step:
#
# {{eq:adam-step}}
#
# So a weight under a constant gradient moves by the rate at every step, and by less where the gradients quarrel. Which of
# the two means needs its correction for longer?

# %% tags=["predict"]
for t in (1, 2, 10, 30, 100, 1000, 3000):
    print(f"step {t:4}: share in m {1 - 0.9**t:.3f}, in v {1 - 0.999**t:.3f}")

# %% [markdown] tags=["answer"]
# After 30 steps $m$ is all but complete. $v$ needs thousands of steps, since its memory, $1 / (1 - \beta_2)$, is a
# thousand steps long.

# %% [markdown]
# In the ravine the ball with $\beta$ = 0.9 took 77 steps at its best. Adam gets five rates, from 0.05
# to 0.8. By how much will the number of its steps differ?

# %% tags=["predict"]
ravine_steps = {
    rate: arrives(lambda p, r=rate: optim.Adam(p, lr=r))
    for rate in (0.05, 0.1, 0.2, 0.4, 0.8)
}
for rate, count in ravine_steps.items():
    print(f"Adam, rate {rate:4}: stays below 0.001 from step {count}")

# %% [markdown] tags=["answer"]
# It needs about as long as the ball, and the rate makes next to no difference. ("Stays" means for the rest of 1,000 steps.
# Adam leaves the bottom again around step 2,800 at the rate 0.8, and 9,600 at 0.05: once $v$ has faded, it too divides by
# next to nothing.)

# %% [markdown]
# Adam costs two more numbers for each weight. While a network of a billion weights is trained, memory holds at least four
# billion numbers: weights, gradients, $m$ and $v$.

# %% tags=["asserts"]
# eq: adam-averages, adam-step
_m = _v = 0.0
_means = []
for _t in (1, 2):
    _m = 0.9 * _m + (1 - 0.9) * 2
    _v = 0.999 * _v + (1 - 0.999) * 2**2
    _means.append((round(_m, 6), round(_v, 6)))
    assert isclose(_m / (1 - 0.9**_t), 2)
    assert isclose(_v / (1 - 0.999**_t), 4)
assert _means[0] == (0.2, 0.004)
assert _means[1][0] == 0.38
assert isclose(1 - 0.9**1, 0.1)
assert isclose(1 - 0.9**2, 0.19)
assert 1 - 0.9**30 > 0.95
assert list(ravine_steps) == [0.05, 0.1, 0.2, 0.4, 0.8]
assert all(70 <= count <= 82 for count in ravine_steps.values())
for _rate, _leaves in ((0.8, 2800), (0.05, 9600)):
    _w = Tensor([-2.2, 1.2], requires_grad=True)
    _o, _above = optim.Adam([_w], lr=_rate), []
    for _step in range(_leaves + 100):
        if ravine(*_w.data) >= 0.001:
            _above.append(_step)
        _w.grad = np.array([0.06, 6]) * _w.data
        _o.step()
    _arrived = ravine_steps[_rate]
    assert _arrived - 1 in _above and _arrived not in _above
    assert abs(min(k for k in _above if k > _arrived) - _leaves) < 100
    assert len(_above) < _arrived + 100
assert steps[0.9] == 77
assert 1 - 0.999**1000 < 0.65
_w = Tensor(0.0, requires_grad=True)
_o = optim.Adam([_w], lr=0.01)
assert _o.betas == (0.9, 0.999)
for _t in range(1, 6):
    _w.grad = np.array(2.0)
    _o.step()
    assert isclose(_w.item(), -0.01 * _t, rel_tol=1e-6)

# %% [markdown] slug="ch13-exercise-3"
# ### Exercise 13.3: write Adam (9 minutes)
#
# Write `adam_moves(gradients, rate, beta1, beta2, eps)`: how far one weight moves at each step, when these are its
# gradients. `gradients` is a list of numbers, and a list of as many numbers comes back. Nothing is given this time
# but the two equations. Done when the cell says "right".


# %% tags=["exercise"]
def adam_moves(gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    return None


# %%
tell("13.3", adam_moves)

# %% [markdown] tags=["hint"]
# Hint 1: look at what is kept from step to step
#
# Two numbers, `m` and `v`, and the count `t`. The corrected means serve one step, and are not kept.

# %% [markdown] tags=["hint"]
# Hint 2: recall from where t counts
#
# From 1. With 0 the share would be 0, and you would divide by it. `enumerate(gradients, start=1)` counts for you.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# m_hat = m / (1 - beta1**t)
# ```
#
# It comes after the lines that bring `m` and `v` up to date.

# %% [markdown] tags=["solution"]
# ```python
# def adam_moves(gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8):
#     m, v, moves = 0.0, 0.0, []
#     for t, g in enumerate(gradients, start=1):
#         m = beta1 * m + (1 - beta1) * g
#         v = beta2 * v + (1 - beta2) * g**2
#         m_hat = m / (1 - beta1**t)
#         v_hat = v / (1 - beta2**t)
#         moves.append(-rate * m_hat / (v_hat**0.5 + eps))
#     return moves
# ```
#
# The names `m_hat` and `v_hat` matter. If you write the corrected mean back into `m`, the next step corrects it once
# more, and the means grow far beyond any gradient. The first step would still be right, so a test of one step passes.
# (Problem set 6 has the same trap with one mean instead of two.)


# %% tags=["solution"]
def adam_moves(gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """How far a weight moves at each step of Adam, from its gradients."""
    m, v, moves = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        moves.append(-rate * m_hat / (v_hat**0.5 + eps))
    return moves


# %% tags=["asserts"]
_rng = np.random.default_rng(0)
_gradients = _rng.normal(size=20)
for _moves, _make in (
    (
        rmsprop_moves(_gradients, 0.1, 0.9),
        lambda p: optim.RMSprop(p, 0.1, alpha=0.9),
    ),
    (adam_moves(_gradients, 0.1), lambda p: optim.Adam(p, 0.1)),
):
    _w = Tensor(0.0, requires_grad=True)
    _o = _make([_w])
    for _g in _gradients:
        _w.grad = np.array(_g)
        _o.step()
    assert isclose(_w.item(), sum(_moves), rel_tol=1e-9)

# %% [markdown] slug="ch13-lottery"
# ## The lottery
#
# Now the tickets. All 1,000 are drawn, then shuffled and drawn again: one in each thousand wins. A ticket gives the
# gradient $2 (w - \text{win})$. While $w$ is small and positive, 999 of 1,000 say "a little less", and one says
# "more", far more loudly: at $w = 1$ it is 999 times as loud as each of the others. There the two sides balance, and so
# descent comes to rest at the mean.
#
# What is your guess, now that you have written the rules? One more takes part: Adam with a memory of ten thousand tickets,
# $\beta_2 = 0.9999$. Will it come nearer to 1 than 0.76?


# %% jupyter={"source_hidden": true}
def plain_rule(rate):
    return lambda g: -rate * g


def rmsprop_rule(rate, rho=0.9):
    s = 0.0

    def move(g):
        nonlocal s
        s = rho * s + (1 - rho) * g**2
        return -rate * g / (sqrt(s) + 1e-8)

    return move


def adam_rule(rate, beta1=0.9, beta2=0.999):
    m, v, t = 0.0, 0.0, 0

    def move(g):
        nonlocal m, v, t
        m, v, t = (
            beta1 * m + (1 - beta1) * g,
            beta2 * v + (1 - beta2) * g**2,
            t + 1,
        )
        return -rate * m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + 1e-8)

    return move


def hovers(move, seed, rounds=20, tickets=1000):
    """The mean of w in the last ten rounds, each all tickets in a new order."""
    rng, w, seen = np.random.default_rng(seed), 0.0, []
    for number in range(rounds):
        for ticket in rng.permutation(tickets).tolist():
            w += move(2 * (w - (tickets if ticket == 0 else 0)))
            if number >= rounds - 10:
                seen.append(w)
    return sum(seen) / len(seen)


# %% tags=["predict"]
rules = {
    "plain, rate 0.0002": lambda: plain_rule(0.0002),
    "RMSprop, rate 0.01": lambda: rmsprop_rule(0.01),
    "Adam, rate 0.01": lambda: adam_rule(0.01),
    "Adam, rate 0.01, β₂ 0.9999": lambda: adam_rule(0.01, beta2=0.9999),
}
where = {
    name: [hovers(make(), seed) for seed in range(20)]
    for name, make in rules.items()
}
for name, found in where.items():
    ends = f"(twenty seeds: {min(found):.3f} to {max(found):.3f})"
    print(f"{name:27} hovers about {np.mean(found):.3f} {ends}")

# %% [markdown] tags=["answer"]
# Follow RMSprop. It remembers about ten tickets. Between two winning ones it has long forgotten the last, so its $s$
# is made of small gradients, and each of the 999 moves $w$ towards 0 by up to a whole rate, 0.01. Then comes the
# winner, with a gradient of −2,000. In the same moment $s$ jumps to a tenth of its square, the quotient is 3.16, and $w$
# goes up by 0.0316. **A voice louder than all the others together was given three votes.** The others have 999.
#
# So a rule that divides by the size of recent gradients no longer asks where their *mean* is 0, but roughly to which side
# most of them point. Adam's $v$ remembers a thousand tickets, about as long as one waits for a winner, so the
# small ones are held back too, but not enough: 0.76. A memory of ten thousand tickets brings it to 0.95. With all tickets
# in one batch nothing is rare, and every rule finds the 1.

# %% [markdown]
# This matters where something rare adds much to a mean. (Rare things do not always lose. A rare word has a small mean
# gradient, which Adam scales up; so language models learn such words sooner with Adam than with plain descent.)

# %% tags=["asserts"]
_means = {name: np.mean(found) for name, found in where.items()}
assert all(max(found) - min(found) < 0.15 for found in where.values())
assert round(_means["plain, rate 0.0002"], 2) == 0.99
assert round(_means["RMSprop, rate 0.01"], 3) == 0.004
assert round(_means["Adam, rate 0.01"], 2) == 0.76
assert round(_means["Adam, rate 0.01, β₂ 0.9999"], 2) == 0.95
assert max(where["Adam, rate 0.01"]) < min(where["plain, rate 0.0002"])
_s = (1 - 0.9) * 2000**2
assert round(2000 / sqrt(_s), 2) == 3.16
assert round(0.01 * 2000 / sqrt(_s), 4) == 0.0316
for _rule, _turns in (
    (plain_rule(0.1), 1000),
    (rmsprop_rule(0.001), 3000),
    (adam_rule(0.01), 1000),
):
    _w = 0.0
    for _ in range(_turns):
        _w += _rule(2 * (_w - 1))
    assert abs(_w - 1) < 0.002

# %% [markdown] slug="ch13-patient"
# ## The patient of chapter 12
#
# Chapter 12 left a patient behind: ten hidden layers of 24 sigmoids with Xavier's weights. The δ of its first layer was
# two millionths of that of its last, and after 240 steps of plain descent it read 9 new digits of a hundred: chance.
# Adam gives each weight a step of its own, however small its gradient. So give it Adam. How many will it read, at the
# best of four rates? The last line shows the same network with ReLUs and He's weights.

# %% slug="ch13-deep" jupyter={"source_hidden": true}
images, digit = data.digits(seed=0)


def deep(seed, activation=nn.Sigmoid, start=nn.init.xavier_normal_):
    """The network 64-24-…-24-10 of chapter 12, with ten hidden layers."""
    rng = np.random.default_rng(seed)
    parts = []
    for n_in, n_out in pairwise([64, *10 * [24], 10]):
        linear = nn.Linear(n_in, n_out, rng=rng)
        start(linear.weight, rng=rng)
        nn.init.zeros_(linear.bias)
        parts += [linear, activation()]
    return nn.Sequential(*parts[:-1])


def spread(network):
    """The largest standard deviation, over images, in the last hidden layer."""
    a = Tensor(images[400:900])
    for part in list(network)[:-1]:
        a = part(a)
    return a.data.std(axis=0).max()


def treated(network, make, seed, epochs=30):
    """The share of 500 new digits it reads after training, and its spread."""
    batches = data.DataLoader(
        (images[:400], digit[:400]), batch_size=50, shuffle=True, seed=seed
    )
    fit(
        network,
        functional.cross_entropy,
        make(network.parameters()),
        batches,
        epochs=epochs,
    )
    return np.mean(
        network(images[400:900]).data.argmax(axis=1) == digit[400:900]
    ), spread(network)


# %% tags=["predict"]
print(f"before: spread of the last hidden layer {spread(deep(0)):.0e}")
for rate in (0.001, 0.003, 0.01, 0.03):
    share, after = treated(
        deep(0), lambda p, rate=rate: optim.Adam(p, rate), seed=0
    )
    print(f"Adam, rate {rate}: reads {share:.0%}, spread {after:.0e}")
share, after = treated(
    deep(0, nn.ReLU, nn.init.kaiming_normal_),
    lambda p: optim.Adam(p, 0.003),
    seed=0,
)
print(f"ReLU and He, Adam, rate 0.003: reads {share:.0%}")

# %% [markdown] tags=["answer"]
# Adam does not cure it. On twenty seeds it reads 9, 16, 16 and 10 of a hundred at the four rates, and with ten times as
# many steps 23 ± 8 at the best of them. The layers do move: at the start the last hidden layer differed from image to
# image by less than a millionth, and at the two middle rates it now differs by 0.19 and 0.37, in the mean of the
# twenty. So small steps were not the whole illness. With another start and activation function the same Adam
# reads 87 ± 2.

# %% tags=["asserts"]
_record = data.experiment_record("ch13_optimisers")["starts"]
_reads = [100 * np.mean(_record[f"reads_{rate}_30"]) for rate in (1, 3, 10, 30)]
assert [round(share) for share in _reads] == [9, 16, 16, 10]
assert max(max(_record[f"reads_{rate}_30"]) for rate in (1, 3, 10, 30)) < 0.21
_longer = [100 * np.mean(_record[f"reads_{rate}_300"]) for rate in (1, 3, 10, 30)]
assert max(_longer) == _longer[(0.001, 0.003, 0.01, 0.03).index(0.003)]
assert round(_longer[1]) == 23
assert round(100 * np.std(_record["reads_3_300"], ddof=1)) == 8
assert max(_record["spread_before"]) < 1e-6
assert round(np.mean(_record["spread_3_30"]), 2) == 0.19
assert round(np.mean(_record["spread_10_30"]), 2) == 0.37
assert round(100 * np.mean(_record["reads_relu_he"])) == 87
assert round(100 * np.std(_record["reads_relu_he"], ddof=1)) == 2
assert (
    abs(
        treated(deep(0), lambda p: optim.Adam(p, 0.001), seed=0)[0]
        - _record["reads_1_30"][0]
    )
    < 0.02
)
assert abs(share - _record["reads_relu_he"][0]) < 0.03
for _seed in range(
    3
):  # one rate for all: plain descent, the patient of chapter 12
    assert treated(deep(_seed), lambda p: optim.SGD(p, 0.05), _seed)[0] == 0.09
# %% [markdown] slug="ch13-saddle"
# ## Flat places
#
# You will read that backpropagation "gets stuck in local optima". It cannot: it computes a gradient, and goes
# nowhere. Descent goes, and it stops where the gradient is 0.
#
# $L = x^2 + \frac14 (y^2 - 2)^2$ is lowest at $y = \pm\sqrt2$. Between these two, at $(0, 0)$, the gradient is 0 and $L$
# is 1: along $x$ that is the bottom of a bowl, along $y$ the top of a hill. Such a place is a
# **{{term:saddle-point}}**: one curvature is negative, another positive. At a **{{term:local-minimum}}** none is
# negative.
#
# All four start at $x = -2$, $y = 0.05$, nearly on the ridge that leads to the saddle. Who leaves it first? What if
# "start y" is exactly 0? And if you then set the "noise of the gradient" to 0.25?

# %% tags=["predict"]
figures.optimiser_race(
    "saddle", steps=15, title="A saddle: who finds the way down?"
)

# %% [markdown] tags=["answer"]
# Adam stays below 0.5 from step 14, plain descent from 16, RMSprop from 22. The ball gets there early, overshoots, and
# is back for good at 22. From $y = 0$ nobody ever leaves: the slope in $y$ is exactly 0 there, and 0 divided by
# $\varepsilon$ is 0 as well. With a little noise all of them leave. Minibatches bring such noise along.

# %% [markdown]
# How many steps does each need until $L$ is below 0.5, when $y$ begins at 0.1, at a thousandth, at a millionth?


# %% tags=["predict"]
def saddle(x, y):
    return x**2 + (y**2 - 2) ** 2 / 4


four = {
    "plain": lambda p: optim.SGD(p, lr=0.1),
    "momentum": lambda p: optim.SGD(p, lr=0.04, momentum=0.9),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.05, alpha=0.9),
    "Adam": lambda p: optim.Adam(p, lr=0.1),
}
waits = {
    name: [
        arrives(make, saddle, (-2.0, y), below=0.5, most=150)
        for y in (0.1, 1e-3, 1e-6)
    ]
    for name, make in four.items()
}
for name, counts in waits.items():
    print(f"{name:8} below 0.5 from step", " | ".join(map(str, counts)))

# %% [markdown] tags=["answer"]
# Near the ridge the slope in $y$ is about $-2y$. Plain descent multiplies $y$ by 1 + 0.1 × 2 = 1.2 at each step, so
# it needs some 13 steps more for each power of ten: 38 from a thousandth, 76 from a millionth. RMSprop and Adam
# divide the slope by its own size: 22 steps and 14, from all three.

# %% tags=["asserts"]
assert saddle(0, sqrt(2)) < 1e-15
assert saddle(0, 0) == 1
assert saddle(0.1, 0) > 1 > saddle(0, 0.1)
assert arrives(four["plain"], saddle, (-2.0, 0.05), below=0.5, most=60) == 16
assert arrives(four["Adam"], saddle, (-2.0, 0.05), below=0.5, most=60) == 14
assert arrives(four["momentum"], saddle, (-2.0, 0.05), below=0.5, most=60) == 22
assert arrives(four["RMSprop"], saddle, (-2.0, 0.05), below=0.5, most=60) == 22
assert all(
    arrives(make, saddle, (-2.0, 0.0), below=0.5, most=150) is None
    for make in four.values()
)
_noise = np.random.default_rng(0)
for _make in four.values():
    _x, _y = Tensor(-2.0, requires_grad=True), Tensor(0.0, requires_grad=True)
    _o = _make([_x, _y])
    for _ in range(100):
        _o.zero_grad()
        saddle(_x, _y).backward()
        for _p in (_x, _y):
            _p.grad = _p.grad + 0.25 * _noise.normal()
        _o.step()
    assert saddle(_x, _y).item() < 0.5
assert waits["plain"] == [13, 38, 76]
assert waits["momentum"] == [14, 30, 59]
assert waits["RMSprop"] == [22, 22, 22]
assert waits["Adam"] == [14, 14, 14]
assert isclose(1 + 0.1 * 2, 1.2)
assert isclose(log(1000) / log(1.2), 38, rel_tol=0.01)
assert round(log(10) / log(1.2)) == 13
_x = Tensor(0.05, requires_grad=True)
saddle(0.0, _x).backward()
assert isclose(_x.grad.item(), -2 * 0.05, rel_tol=0.01)

# %% [markdown] slug="ch13-stuck"
# ## Ten networks
#
# Does a network have such places too? Take the two moons of chapter 10 and a network 2-3-1 with sigmoids, just large
# enough to tell them apart. Ten networks, from ten seeds, are trained by momentum for 3,000 steps. How many will have
# learnt it? And where will the losses of the others be?

# %% slug="ch13-networks" jupyter={"source_hidden": true}
X, labels = data.moons(200, noise=0.1, seed=1)
X = (X - X.mean(axis=0)) / X.std(axis=0)
Y = labels[:, None].astype(float)


def draw(neurons, seeds=range(10)):
    """W1, b1, W2, b2 of networks 2-neurons-1; the first axis counts the seeds."""

    def one(seed):
        rng = np.random.default_rng(seed)
        W1, b1, W2 = (
            rng.normal(size=shape)
            for shape in ((2, neurons), (1, neurons), (neurons, 1))
        )
        return W1, b1, W2, np.zeros((1, 1))

    return [np.stack(arrays) for arrays in zip(*map(one, seeds), strict=True)]


def slopes(W1, b1, W2, b2):
    """The gradients of the four, by chapter 09's lines, and the losses."""
    A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    delta2 = 2 / len(X) * (A2 - Y) * A2 * (1 - A2)
    delta1 = delta2 @ W2.swapaxes(-1, -2) * A1 * (1 - A1)
    for_b1, for_b2 = (
        delta1.sum(axis=-2, keepdims=True),
        delta2.sum(axis=-2, keepdims=True),
    )
    return [X.T @ delta1, for_b1, A1.swapaxes(-1, -2) @ delta2, for_b2], (
        (A2 - Y) ** 2
    ).mean(axis=(-1, -2))


def train(make, start, steps):
    """The networks after so many steps, and the losses before each."""
    parameters = [Tensor(array.copy(), requires_grad=True) for array in start]
    optimiser, losses = make(parameters), []
    for _ in range(steps):
        gradients, loss = slopes(*(p.data for p in parameters))
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        optimiser.step()
        losses.append(loss)
    return [p.data for p in parameters], np.array(losses)


def heavy(parameters):
    return optim.SGD(parameters, lr=0.3, momentum=0.9)


def adam(parameters):
    return optim.Adam(parameters, lr=0.1)


# %% tags=["predict"]
three, losses = train(heavy, draw(3), 3000)
print("after 3,000 steps:", *(f"{loss:.3f}" for loss in np.sort(losses[-1])))

# %% [markdown] tags=["answer"]
# Four have learnt it, with losses of about 0.001. The other six have all but the same loss, 0.083. They have found the
# best *straight line* between the moons: a network without a hidden layer gets to just that loss too.

# %% [markdown]
# Is a network that has not learnt it in a local minimum? Then no curvature is negative. The curvatures are the
# eigenvalues of the table of second derivatives, the {{term:hessian|Hessian}} (chapter 03, last section), found here by
# nudging each of the 13 weights and biases. Which sign will the smallest have?


# %% jupyter={"source_hidden": true}
def curvatures(network):
    """Eigenvalues of the Hessian, smallest first; the gradient's length."""
    flat = np.concatenate([array.ravel() for array in network])
    ends = np.cumsum([array.size for array in network])[:-1]

    def gradient(numbers):
        parts = [
            part.reshape(a.shape)
            for part, a in zip(np.split(numbers, ends), network, strict=True)
        ]
        return np.concatenate([g.ravel() for g in slopes(*parts)[0]])

    nudges = 1e-5 * np.eye(len(flat))
    hessian = np.array(
        [(gradient(flat + n) - gradient(flat - n)) / 2e-5 for n in nudges]
    )
    return np.linalg.eigvalsh((hessian + hessian.T) / 2), np.linalg.norm(
        gradient(flat)
    )


# %% tags=["predict"]
stuck = np.flatnonzero(losses[-1] > 0.05)
for seed in stuck:
    found, length = curvatures([array[seed] for array in three])
    print(f"seed {seed}: gradient {length:.0e},", end=" ")
    print(f"smallest curvature {found[0]:7.0e}, largest {found[-1]:.2f}")

# %% [markdown] tags=["answer"]
# Each of the six has a negative curvature, so there is a way down. It is hard to find: that curvature is
# a thousand to three thousand times smaller than the largest, and the gradient is nearly 0. These are not minima. The
# ground is nearly flat, as around a saddle.

# %% [markdown]
# Let momentum go on for 6,000 more steps, and Adam take over for 3,000. Who will get away, and how soon?

# %% tags=["predict"]
from_there = [array[stuck] for array in three]
by_ball, ball_losses = train(heavy, from_there, 6000)
by_adam, adam_losses = train(adam, from_there, 3000)


def leaves(losses):
    """For each network the first step with a loss below 0.05, or None."""
    low = losses < 0.05
    return [int(np.argmax(one)) if one.any() else None for one in low.T]


print("momentum leaves after", leaves(ball_losses), "more steps")
print("Adam leaves after    ", leaves(adam_losses), "more steps")

# %% tags=["answer"]
plot(
    {
        "momentum": list(
            zip(range(0, 6000, 20), ball_losses[::20, 0], strict=True)
        ),
        "Adam": list(zip(range(0, 3000, 20), adam_losses[::20, 0], strict=True)),
    },
    title="Seed 0 goes on from where it was stuck",
    x="further step",
    y="loss L",
    log=True,
    y_range=(1e-6, 1),
    say="Adam leaves 0.083 within 150 steps; momentum stays for 5,000.",
)

# %% [markdown] tags=["answer"]
# With momentum five of the six leave, after 2,000 to 5,500 more steps. What looked like the end was a plateau. Adam takes
# fewer than 150 steps, but it frees only four. The other two come down a little, to 0.061, and stay. Look at *their*
# curvatures:

# %% tags=["answer"]
for seed in np.flatnonzero(adam_losses[-1] > 0.05):
    found, length = curvatures([array[seed] for array in by_adam])
    print(f"seed {stuck[seed]}: loss {adam_losses[-1, seed]:.3f},", end=" ")
    print(f"gradient {length:.0e}, smallest curvature {found[0]:.0e}")

# %% [markdown] tags=["answer"]
# No negative curvature is found, and hardly any gradient: these two lie in a valley that is not the deepest, and
# 10,000 more steps of Adam bring them to 0.060. People call such places local minima, even where the bottom
# still falls a little.

# %% [markdown]
# What helps against plateaus and valleys? More neurons perhaps. The same seeds with three, four and eight of them: how
# many will be stuck?

# %% tags=["predict"]
counts = {}
for neurons in (3, 4, 8):
    for name, make in (("momentum", heavy), ("Adam", adam)):
        counts[neurons, name] = int(
            np.sum(train(make, draw(neurons), 3000)[1][-1] > 0.05)
        )
        print(f"{neurons} neurons, {name:8}: {counts[neurons, name]} of 10 stuck")

# %% [markdown] tags=["answer"]
# Of two hundred seeds, 116 are stuck with three neurons and momentum, 38 with Adam; with four neurons 54 and none; with
# eight none at all. On this task the trouble is mostly plateaus, and the wider the network, the less of it.


# %% tags=["asserts"]
assert len(stuck) == 6
assert all(round(loss, 3) == 0.083 for loss in losses[-1, stuck])
assert all(loss < 0.002 for loss in np.delete(losses[-1], stuck))
assert round(float(np.median(np.delete(losses[-1], stuck))), 3) == 0.001
assert np.all(losses[2000, stuck] - losses[-1, stuck] < 0.0015)
# the best straight line: one neuron, trained for long
_W, _b, _vW, _vb = (
    np.zeros((2, 1)),
    np.zeros((1, 1)),
    np.zeros((2, 1)),
    np.zeros((1, 1)),
)
for _ in range(4000):
    _A = 1 / (1 + np.exp(-(X @ _W + _b)))
    _d = 2 / len(X) * (_A - Y) * _A * (1 - _A)
    _vW, _vb = 0.9 * _vW + X.T @ _d, 0.9 * _vb + _d.sum(axis=0)
    _W, _b = _W - 0.3 * _vW, _b - 0.3 * _vb
assert round(float(np.mean((_A - Y) ** 2)), 3) == 0.083
for _s in stuck:
    _curve, _length = curvatures([a[_s] for a in three])
    assert len(_curve) == 13
    assert _curve[0] < -1e-5
    assert 1000 < _curve[-1] / -_curve[0] < 3000
    assert _length < 0.001
_ball, _adam = leaves(ball_losses), leaves(adam_losses)
assert [k is None for k in _ball].count(True) == 1
assert all(2000 <= k <= 5600 for k in _ball if k is not None)
assert stuck[_ball.index(None)] == 2
assert (
    0.05
    < ball_losses[-1, _ball.index(None)]
    < ball_losses[3000, _ball.index(None)] - 0.001
)
assert [k is None for k in _adam].count(True) == 2
assert max(k for k in _adam if k is not None) < 150
assert (
    adam_losses[150, 0]
    < 0.05
    < 0.083
    < round(float(ball_losses[5000, 0]), 3) + 0.001
)
_still = np.flatnonzero(adam_losses[-1] > 0.05)
assert all(round(float(v), 3) == 0.061 for v in adam_losses[-1, _still])
assert set(stuck[_still]) == {2, 7}
for _k in _still:
    _curve, _length = curvatures([a[_k] for a in by_adam])
    assert _curve[0] > -1e-7
    assert _length < 1e-4
with np.errstate(over="ignore"):  # the weights grow and grow
    _end = train(adam, [a[_still] for a in by_adam], 10_000)[1][-1]
assert all(abs(loss - 0.060) < 0.0005 for loss in _end)
assert [counts[n, "momentum"] for n in (3, 4, 8)] == [6, 4, 0]
assert [counts[n, "Adam"] for n in (3, 4, 8)] == [4, 0, 0]
_record = data.experiment_record("ch13_optimisers")["starts"]
_stuck = {
    key: sum(_record[f"stuck_{key}"])
    for key in ("3_heavy", "3_adam", "4_heavy", "4_adam", "8_heavy", "8_adam")
}
assert list(_stuck.values()) == [116, 38, 54, 0, 0, 0]
assert all(len(_record[f"stuck_{key}"]) == 200 for key in _stuck)
assert sum(_record["stuck_3_heavy"][:10]) == counts[3, "momentum"]
assert sum(_record["stuck_3_adam"][:10]) == counts[3, "Adam"]

# %% [markdown] slug="ch13-race"
# ## Does Adam always win?
#
# Which rule is best for the digits? Three things can deceive you: the seed, the rate, and the rows that you look at. The
# rate is a {{term:hyperparameter}}: no gradient sets it, you do. So every optimiser gets five rates, each about three
# times the one before, and twenty seeds. The rate is chosen on 400 digits that are not trained on, and the accuracy is
# reported on 597 others.
#
# The network is 64-32-10 with a sigmoid and cross-entropy, trained on 800 digits for six epochs. The lowest rate of
# RMSprop and Adam, 0.001, is Adam's default. Write down your ranking, by how many points the winner will lead, and what
# Adam reads at its default.


# %% slug="ch13-classify"
def classify(make, rate, seed):
    """The share of right answers on 400 digits to choose by and 597 to report."""
    nn.manual_seed(seed)
    network = nn.Sequential(nn.Linear(64, 32), nn.Sigmoid(), nn.Linear(32, 10))
    batches = data.DataLoader(
        (images[:800], digit[:800]), batch_size=32, shuffle=True, seed=seed
    )
    fit(
        network,
        functional.cross_entropy,
        make(network.parameters(), rate),
        batches,
        epochs=6,
    )
    right = network(images[800:]).data.argmax(axis=1) == digit[800:]
    return right[:400].mean(), right[400:].mean()


contenders = {
    "plain": (lambda p, rate: optim.SGD(p, rate), (0.1, 0.3, 1, 3, 10)),
    "momentum": (
        lambda p, rate: optim.SGD(p, rate, momentum=0.9),
        (0.01, 0.03, 0.1, 0.3, 1),
    ),
    "RMSprop": (
        lambda p, rate: optim.RMSprop(p, rate, alpha=0.9),
        (0.001, 0.003, 0.01, 0.03, 0.1),
    ),
    "Adam": (
        lambda p, rate: optim.Adam(p, rate),
        (0.001, 0.003, 0.01, 0.03, 0.1),
    ),
}

# %% tags=["predict"]
chosen, reported = {}, {}
for name, (make, rates) in contenders.items():
    shares = {
        rate: np.array([classify(make, rate, seed) for seed in range(20)])
        for rate in rates
    }
    chosen[name] = max(rates, key=lambda rate: shares[rate][:, 0].mean())
    reported[name] = shares[chosen[name]][:, 1]
    print(
        f"{name:8}",
        " | ".join(
            f"{rate:g}: {shares[rate][:, 1].mean():.0%}" for rate in rates
        ),
    )

# %% tags=["answer"]
strips(
    {
        f"{name}, rate {chosen[name]:g}": shares
        for name, shares in reported.items()
    },
    title="Twenty seeds, each optimiser with its best rate of five",
    unit=100,
    x="accuracy on 597 new digits, %",
    say="Four rows of twenty dots, one for each seed.",
)

# %% [markdown] tags=["answer"]
# On the first five seeds momentum and Adam both read 94.4: a tie. Twenty see more: in pairs, with the same start and
# batches, Adam leads momentum by 0.8 ± 0.9 points, in 17 of twenty, and plain descent by 2.1 ± 2.7. And at its default
# it reads 68 ± 6, nearly 28 points less than it can. A race in which one side is tuned and the other takes its default
# says who was tuned.

# %% [markdown]
# **What to take, then.** Begin with Adam, or with momentum 0.9. Try rates that differ by a factor of three. Let the rate
# fall towards the end.

# %% tags=["asserts"]
assert 400 + 597 == len(images) - 800
assert list(chosen.values()) == [3, 0.3, 0.03, 0.03]
_record = data.experiment_record("ch13_optimisers")["starts"]
_best = {
    name: 100 * np.array(_record[f"race_{name}_3"])[:, 1] for name in contenders
}
for _name in contenders:
    assert abs(100 * reported[_name].mean() - _best[_name].mean()) < 0.3
    assert abs(_best["Adam"][:5].mean() - _best[_name][:5].mean()) < 0.6
assert round(_best["Adam"][:5].mean(), 1) == 94.4
assert round(_best["momentum"][:5].mean(), 1) == 94.4
for _name, _lead, _spread in (("momentum", 0.8, 0.9), ("plain", 2.1, 2.7)):
    _pairs = _best["Adam"] - _best[_name]
    assert round(_pairs.mean(), 1) == _lead
    assert round(_pairs.std(ddof=1), 1) == _spread
    assert sum(_pairs > 1e-9) == 17
_default = 100 * np.array(_record["race_Adam_0"])[:, 1]
assert (
    contenders["Adam"][1][0]
    == optim.Adam([Tensor(0.0, requires_grad=True)]).lr
    == 0.001
)
assert round(_default.mean()) == 68
assert round(_default.std(ddof=1)) == 6
assert 27.5 < _best["Adam"].mean() - _default.mean() < 28
assert 0.9 < 1

# %% [markdown] slug="ch13-lab-cliff"
# ## Lab: after a cliff (optional, 4 minutes)
#
# At a cliff of the loss one gradient may be a thousand times the others. Clipping scales all gradients of the network, as one long vector, down to a length of $c$ when they are longer:
#
# {{eq:clip-by-norm}}
#
# Does Adam need it? A weight whose gradient is always 1 moves by 0.01 at each step. At step 1,000 its gradient is 1,000
# for once. How far does it move then, and a hundred steps later?

# %% tags=["predict"]
cliff = [1.0] * 8000
cliff[999] = 1000.0
free = adam_moves(cliff, rate=0.01)
clipped = adam_moves([min(g, 10.0) for g in cliff], rate=0.01)
for step in (999, 1000, 1100, 2000, 4000, 8000):
    print(
        f"step {step:4}: {-free[step - 1]:.5f}, clipped {-clipped[step - 1]:.5f}"
    )

# %% [markdown] tags=["answer"]
# By 0.025. But the square of 1,000 is in $v$ and fades slowly: a hundred steps later it moves by 0.00027, 37 times less
# than before. Clipped at 10, it goes on as if little had happened.

# %% tags=["asserts"]
# eq: clip-by-norm
_a, _b = Tensor([0.0], requires_grad=True), Tensor([[0.0]], requires_grad=True)
_a.grad, _b.grad = np.array([3.0]), np.array([[4.0]])
assert isclose(optim.clip_grad_norm_([_a, _b], 1.0), 5.0)
assert np.allclose([_a.grad[0], _b.grad[0, 0]], [3 / 5, 4 / 5], rtol=1e-5)
assert isclose(-free[998], 0.01, rel_tol=1e-6)
assert round(-free[999], 3) == 0.025
assert round(-free[1099], 5) == 0.00027
assert round(free[998] / free[1099]) == 37
assert 0.007 < -free[7999] < 0.01
assert 0.009 < -clipped[1099] < 0.01

# %% [markdown] slug="ch13-exercise-4"
# ### Exercise 13.4: who was it? (optional, 5 minutes)
#
# One weight had the gradients 1, 1, 1, −1. Plain descent, momentum (β = 0.9), RMSprop (ρ = 0.9) and Adam (0.9 and
# 0.999), each with the rate 0.1, moved it as follows. Which is which? Write a number for each letter: 1 for plain, 2
# for momentum, 3 for RMSprop, 4 for Adam.
#
# | | moves |
# |---|---|
# | A | −0.1, −0.1, −0.1, −0.042 |
# | B | −0.1, −0.19, −0.271, −0.144 |
# | C | −0.316, −0.229, −0.192, 0.171 |
# | D | −0.1, −0.1, −0.1, 0.1 |

# %% tags=["exercise"]
answer_4 = {"A": None, "B": None, "C": None, "D": None}

# %%
tell("13.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at the last move
#
# The last gradient has changed its sign. Who follows at once, and who goes on for a while?

# %% [markdown] tags=["hint"]
# Hint 2: recall the first move
#
# One of the four goes further than the rate at its first step, because what it divides by began at 0.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_4 = {"D": 1}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"A": 4, "B": 2, "C": 3, "D": 1}
# ```
#
# B grows while the gradients agree: momentum. C begins with 3.16 rates and settles: RMSprop, with no correction. D is
# the gradient times the rate. A moves by the rate as long as the gradients agree, and hesitates when they quarrel:
# Adam. It has the memory of B and the measure of C.

# %% tags=["asserts"]
_g = [1, 1, 1, -1]
assert [round(move, 3) for move in adam_moves(_g, 0.1, 0.9, 0.999)] == [
    -0.1,
    -0.1,
    -0.1,
    -0.042,
]
assert [round(move, 3) for move in momentum_moves(_g, 0.1, 0.9)] == [
    -0.1,
    -0.19,
    -0.271,
    -0.144,
]
assert [round(move, 3) for move in rmsprop_moves(_g, 0.1, 0.9)] == [
    -0.316,
    -0.229,
    -0.192,
    0.171,
]
assert round(-rmsprop_moves(_g, 0.1, 0.9)[0] / 0.1, 2) == 3.16

# %% [markdown] slug="ch13-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** Plain descent works with the rate 0.5, and with 0.6 it blows up. You switch momentum 0.9 on and leave the rate. What
# is likely?
#
# - It is ten times as fast, since agreeing gradients become ten times as strong.
#   No. Along the valley it would be, with that rate. But look at what limits the rate: across, the limit is only
#   $1 + \beta$ times as far away, and the ball runs past the lowest point and takes long to settle.
# - It still converges, with long swings; a smaller rate would do as well.
#   Right. The limit with momentum is $1 + \beta$ times the old one. And while the ball swings, $\beta$ sets the pace.
# - It blows up at once, since the rate was so near its limit before.
#   No. Across the valley momentum halves the step. The limit moves up, not down.

# %% tags=["asserts"]
for _curve in (2 / 0.55, 2 / 0.59):  # so that 0.5 works and 0.6 does not
    assert 0.5 < 2 / _curve < 0.6
    assert 0.5 < 2 * (1 + 0.9) / _curve

# %% [markdown] tags=["quiz"]
# **5.** Chapter 09's mistake: the gradient of the biases is divided by $N$ once more. You train with Adam. What do you see?
#
# - Nothing: Adam divides each gradient by its own size.
#   Right. The factor cancels, so the training curve cannot show the mistake. Doubling the rows and nudging still do.
# - The biases learn, but N times too slowly.
#   No. That is what plain descent would do. A factor that all its gradients share leaves Adam's step as it is.
# - The loss grows, for the biases now go the wrong way.
#   No. The sign is right, and Adam looks at little else.

# %% [markdown] tags=["quiz"]
# **6.** The loss has stood still for a thousand steps, and the gradient is nearly 0. How do you tell a saddle from a local
# minimum?
#
# - By the loss: at a minimum it is lower than at a saddle.
#   No. The six networks on a plateau had 0.083, and those in a valley 0.061, but without the others you could not have said so.
# - By the length of the gradient: at a saddle it is larger.
#   No. It is 0 at both, and nearly 0 around either.
# - By the curvatures: a saddle has a negative one.
#   Right. Or wait, or let Adam go on from there: from a saddle one can leave.

# %% tags=["asserts"]
assert all(round(loss, 3) == 0.083 for loss in losses[-1, stuck])
assert all(round(float(v), 3) == 0.061 for v in adam_losses[-1, _still])

# %% [markdown] tags=["quiz"]
# **7.** All weights of a network begin at 0, and every gradient is exactly 0. Which optimiser gets it going?
#
# - Momentum: it rolls on.
#   No. It began at rest, and a sum of zeros is 0.
# - Adam: it divides by the size.
#   No. 0 divided by $\varepsilon$ is 0. Adam helps where a gradient is tiny, and this one is nothing.
# - None of the four.
#   Right. It needs another start, with weights that differ.

# %% [markdown] tags=["quiz"]
# **8.** "Our optimiser beats Adam on ten tasks. We tuned ours over 30 rates and used Adam's default." What do you
# conclude?
#
# - Theirs is better on these ten tasks, whatever it may be on others.
#   No. On the digits, Adam's default rate was far behind a rate found among five.
# - Nothing yet: one side was tuned, the other was not.
#   Right. Ask for the same number of rates for both, several seeds, and rows that had no part in the choice.
# - Adam is the better one, since it needs no tuning at all.
#   No. Nobody has measured what it does when it is tuned.

# %% [markdown] tags=["quiz"]
# **9.** Who is to blame when a network ends in a local minimum?
#
# - Backpropagation: its gradient leads there.
#   No. The gradient is exact. It says which way is down where you stand, and nothing more was asked of it.
# - The loss, the start, and the optimiser.
#   Right. More neurons change the first, another seed the second, and this chapter was about the third.
# - The learning rate, which was too large.
#   No. A larger rate has more chances to step over a rim.

# %% [markdown] slug="ch13-summary"
# ## The chapter on one page
#
# | | keeps | step | remembers |
# |---|---|---|---|
# | plain | nothing | $-\eta\, g$ | 1 step |
# | momentum, {{ref:momentum-step}} | $v \leftarrow \beta v + g$ | $-\eta\, v$ | $1/(1 - \beta)$ |
# | RMSprop, {{ref:rmsprop-step}} | $s \leftarrow \rho s + (1 - \rho) g^2$ | $-\eta\, g / (\sqrt s + \varepsilon)$ | $1/(1 - \rho)$ |
# | Adam, {{ref:adam-step}} | $m$ and $v$, means of $g$ and $g^2$ | $-\eta\, \hat m / (\sqrt{\hat v} + \varepsilon)$ | $1/(1 - \beta_2)$ |
#
# **A ravine**: steps grow with $\kappa$ without momentum, with $\sqrt\kappa$ with it. **A saddle**: gradient 0, a negative
# curvature. **A loss multiplied by 1,000, a gradient next to 0**: plain descent and momentum notice, RMSprop and Adam do
# not.
#
# **A fair comparison**: as many rates for each, several seeds, rows that had no part in the choice.
#
# **The mistake**: Adam always wins. In the lottery it settles at the wrong place, it does not cure the deep sigmoid
# network, and on the digits it leads momentum by less than a point, if it is tuned.

# %% [markdown] slug="ch13-next"
# ## Where to go next
#
# **Problem set 6**, in `assignments/ps6`, has two rules that are not in this chapter: a ball that looks ahead
# ({{term:nesterov-momentum|Nesterov's}}), and an RMSprop with a correction. [Chapter 14](14_overfitting.ipynb) asks
# whether a low loss is what you wanted.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*. [Chapter 00](00_start_here.ipynb) says what to do
# with the file when you return.

# %% [markdown] slug="ch13-sources"
# ## Sources
#
# Momentum, and the root of $\kappa$: Boris Polyak, "Some methods of speeding up the convergence of iteration methods",
# *USSR Computational Mathematics and Mathematical Physics* 4 (1964). RMSprop: Tijmen Tieleman and Geoffrey Hinton,
# lecture 6e of *Neural Networks for Machine Learning* (2012). Adam: Diederik Kingma and Jimmy Ba (ICLR 2015).
# Saddles: Yann Dauphin and others, "Identifying and attacking the saddle point problem in high-dimensional non-convex
# optimization" (NIPS 2014). The lottery is a relative of a counterexample of Sashank Reddi, Satyen Kale and Sanjiv
# Kumar, "On the convergence of Adam and beyond" (ICLR 2018). Fair comparisons: Dami Choi and others, "On empirical
# comparisons of optimizers for deep learning" (2019). Rare words: Frederik Kunstner and others (NeurIPS 2024).
#
# Read beside this chapter: Gabriel Goh, [*Why momentum really works*](https://distill.pub/2017/momentum/)
# (Distill, 2017), where the root is explained; Simon Prince, *Understanding Deep Learning* (MIT Press, 2023), chapter 6.
