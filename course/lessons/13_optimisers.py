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
# A lottery has 1,000 tickets. One of them wins 1,000, and the others win nothing. What is a ticket worth on average?
# It is worth 1.
#
# A model with a single number $w$ is to learn this from the tickets. It draws one after the other, and each time it
# takes a step down the slope of $(w - \text{win})^2$. The mean of these squares is lowest where $w$ is the mean, 1.
# Gradient descent does find it: after 20,000 tickets it hovers about 0.99. Adam, with which most networks of today
# are trained, hovers about 0.75. And RMSprop, from which Adam comes, stays at 0.004.
#
# None of the three programs has a bug, and all three are given the same kind of gradient. What could a rule do with a
# gradient, so that it misses by so much? Write down a guess, and keep it. The question is answered near the end of
# the chapter, where you will also know when it matters.
#
# **When you are through,** you can write momentum, RMSprop and Adam from their equations, say what each of them does
# in a ravine, on a flat place and in noise, tell a local minimum from a saddle, and compare optimisers fairly.
#
# **You need** [chapter 03](03_gradient_descent.ipynb) (the rate, the bend, the valley),
# [chapter 09](09_vectorised.ipynb) (gradients of a batch) and [chapter 10](10_training.ipynb) (the loop, minibatches,
# a start from zeros).
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. One more exercise and two labs are optional.
#
# **The mistake this chapter cures:** Adam always wins.

# %% slug="ch13-setup"
from math import isclose, log, sqrt

import numpy as np

from autograd_lab import Tensor, data, functional, nn, optim
from autograd_lab.answers import tell
from autograd_lab.training import fit
from autograd_lab.viz import figures
from autograd_lab.viz.figures import plot, strips


# %% tags=["asserts"]
# the numbers of the lottery are proven where it is taken up again; here stands what it is compared with
assert sum([1000] + [0] * 999) / 1000 == 1
_tickets = np.array([1000.0] + [0.0] * 999)
_loss = [np.mean((w - _tickets) ** 2) for w in (0.004, 0.75, 0.99, 1)]
assert _loss == sorted(_loss, reverse=True)

# %% [markdown] slug="ch13-ravine"
# ## One rate for two slopes
#
# Chapter 03 ended in a valley: steep across, nearly flat along. Here is one with round numbers.
#
# $$L = 0.03\, x^2 + 3\, y^2$$
#
# Along $x$ the slope grows by 0.06 for each unit, along $y$ by 6. Those are the two bends, and their ratio is 100.
# You start at $x = -2.2$, $y = 1.2$.
#
# You know what happens ({{ref:rate-limit}}). The rate has to stay below 2 / 6 = 0.333, because of $y$. With 0.325
# each step multiplies $y$ by −0.95, and $x$ by 0.98. So $y$ swings from wall to wall, and $x$ creeps. No other rate
# does better: a smaller one creeps even more, and a larger one swings longer.
#
# How many steps does it take until $L$ stays below 0.001? Guess, then run the cell. It also prints the first six
# gradients. Before you read on, look at their signs.


# %%
def ravine(x, y):
    return 0.03 * x**2 + 3 * y**2


def arrives(make, surface=ravine, start=(-2.2, 1.2), below=0.001, most=1000, show=0):
    """The step from which on the loss stays below a limit; `make` makes an optimiser of a list of parameters."""
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
            print(f"step {step}: gradient along {x.grad.item():7.3f}, across {y.grad.item():7.3f}")
        optimiser.step()
    return arrived


# %% tags=["predict"]
plain = arrives(lambda p: optim.SGD(p, lr=0.325), show=6)
print("plain descent stays below 0.001 from step", plain)

# %% [markdown]
# 127 steps. Along the valley the gradient says the same thing again and again, a little more quietly each time: go
# on. Across, it changes its mind at every step. Plain descent listens to the last gradient alone, so it cannot notice
# either.

# %% tags=["asserts"]
_h = 1e-4
for _at in (-2.2, 0.7):
    assert isclose((0.03 * (_at + _h) ** 2 - 2 * 0.03 * _at**2 + 0.03 * (_at - _h) ** 2) / _h**2, 0.06, rel_tol=1e-6)
    assert isclose((3 * (_at + _h) ** 2 - 2 * 3 * _at**2 + 3 * (_at - _h) ** 2) / _h**2, 6, rel_tol=1e-6)
assert isclose(6 / 0.06, 100)
assert round(2 / 6, 3) == 0.333
assert isclose(1 - 0.325 * 6, -0.95)
assert round(1 - 0.325 * 0.06, 2) == 0.98
assert plain == 127
for _rate in (0.3, 0.31, 0.32, 0.33):
    assert arrives(lambda p, rate=_rate: optim.SGD(p, lr=rate)) > 127
assert ravine(-2.2, 1.2) > 0.001

# %% [markdown] slug="ch13-momentum"
# ## Give the walker weight
#
# Suppose the walker were a heavy ball. A push does not decide where it goes, it changes where it is going. What
# pushes it to and fro cancels; what pushes it the same way adds up.
#
# So keep one more number for each weight, the *velocity* $v$: the sum of all gradients so far, in which the old ones
# fade. At each step multiply it by 0.9, then add the new gradient. Do it by hand for two rows of gradients, both from
# $v = 0$. Cover the right-hand column first.
#
# | gradients | $v$ after each |
# |---|---|
# | 1, 1, 1, 1 | 1, 1.9, 2.71, 3.439 |
# | 1, −1, 1, −1 | 1, −0.1, 0.91, −0.181 |
#
# The first row goes on to 10, and stays there: at 10, a tenth is lost and 1 is added. The second settles at a swing
# of about 0.526. So the same rule makes agreeing gradients ten times as strong, and halves those that quarrel. With
# $\beta$ ("beta") for the 0.9, this is **{{term:momentum}}**:
#
# {{eq:momentum-step}}
#
# Agreeing gradients come to $1 / (1 - \beta)$ times one of them, and alternating ones to $1 / (1 + \beta)$.

# %%


def momentum_moves(gradients, rate, beta):
    """How far a weight moves at each step, when these are its gradients."""
    v, moves = 0.0, []
    for g in gradients:
        v = beta * v + g
        moves.append(-rate * v)
    return moves


print("agreeing:   ", [round(move, 4) for move in momentum_moves([1, 1, 1, 1], rate=0.1, beta=0.9)])
print("alternating:", [round(move, 4) for move in momentum_moves([1, -1, 1, -1], rate=0.1, beta=0.9)])

# %% [markdown]
# Now the ravine. The disc is plain descent, which libraries call SGD. The square is the ball, with
# $\beta = 0.9$ and a rate of 0.2. Press "play", then answer two questions with the slider "steps". At which step does
# the ball pass $x = 0$, the lowest point along the valley? And why does it not stop there, where that slope is 0?

# %%
figures.optimiser_race(
    "ravine",
    names=("SGD", "momentum"),
    rates={"SGD": 0.3, "momentum": 0.2},
    steps=12,
    title="A walker and a ball in the ravine",
)

# %% [markdown]
# At step 21. At $x = 0$ the slope along the valley is 0, so next to nothing is added to the $v$ of $x$. But what was
# gathered on the way is still there, and $x$ moves by it. The far slope has to bring the ball to rest. That is the
# price of weight.
#
# Three more things can be read off the rule. First, where gradients agree, **the ball goes ten times as far for each
# unit of rate**. A rate of 0.03 with momentum gets along a valley as 0.3 does without. Second, across it the steps
# are halved, so the limit of the rate moves up, to $2(1 + \beta)$ divided by the bend. Here that is 0.633. (Move the
# ball's rate to 0.6, then to 0.7.) Third, $\beta$ sets for how long the ball remembers, about $1 / (1 - \beta)$
# steps. Is longer always better? Guess which of the five $\beta$ in the next cell is the best here. Each has about the
# rate that suits it best.

# %% tags=["predict"]
suited = {0: 0.325, 0.5: 0.48, 0.67: 0.48, 0.8: 0.24, 0.9: 0.06}  # found by trying
steps = {beta: arrives(lambda p, b=beta, r=rate: optim.SGD(p, lr=r, momentum=b)) for beta, rate in suited.items()}
for beta, rate in suited.items():
    print(f"β = {beta:4}, rate {rate:5}: stays below 0.001 from step {steps[beta]}")

# %% [markdown]
# 127 without momentum, 25 with $\beta$ = 0.67, and 77 with 0.9. Too much weight makes the ball roll past and come
# back.
#
# There is a rule behind the 127 and the 25. The best that plain descent can do is to shrink what is left by
# $(\kappa - 1)/(\kappa + 1)$ at each step, where $\kappa$ ("kappa") is the ratio of the two bends. For 100 that is
# 0.98. With the best momentum it is $(\sqrt\kappa - 1)/(\sqrt\kappa + 1)$, which is 0.818. So without momentum the
# number of steps grows with $\kappa$, and **with momentum it grows with the root of $\kappa$**. The first optional
# lab says where the root comes from. In a network nobody knows $\kappa$, and 0.9 is what people begin with.
#
# *Mind the form.* Some books write $v \leftarrow \beta v + (1 - \beta) g$, an average in place of a sum. Then $v$ is
# ten times smaller, and the rate has to be ten times larger. A rate for "momentum 0.9" means nothing as long as you
# do not know which. Ours is PyTorch's.


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
# One weight, $L = w^2$, so the slope is $2w$. It starts at $w = 4$ with $v = 0$. The rate is 0.1, and $\beta$ is 0.5.
# Work out $v$ and $w$ after the first step and after the second. Where would plain descent be after two steps with
# the same rate, `plain`? And if the gradient were 1 at every step, where would $v$ go with this $\beta$, `limit`?
# Paper only. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {"v1": None, "w1": None, "v2": None, "w2": None, "plain": None, "limit": None}

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
# v1 = 0.5 * 0 + 2 * 4
# ```

# %% [markdown] tags=["solution"]
# ```python
# v1 = 0.5 * 0 + 2 * 4
# w1 = 4 - 0.1 * v1
# v2 = 0.5 * v1 + 2 * w1
# w2 = w1 - 0.1 * v2
# answer_1 = {"v1": v1, "w1": w1, "v2": v2, "w2": w2, "plain": 4 * 0.8 * 0.8, "limit": 1 / (1 - 0.5)}
# ```
#
# The first step is that of plain descent: there is nothing to remember yet. The second is longer, 1.04 in place of
# 0.64, since half of the first push is still in it. With $\beta$ = 0.5 agreeing gradients become twice as strong, no
# more.

# %% tags=["asserts"]
_v1 = 0.5 * 0 + 2 * 4
_w1 = 4 - 0.1 * _v1
_v2 = 0.5 * _v1 + 2 * _w1
assert isclose(0.1 * _v2, 1.04)
assert isclose(0.1 * 2 * _w1, 0.64)
assert 1 / (1 - 0.5) == 2

# %% [markdown] slug="ch13-rmsprop"
# ## A step for each weight
#
# Momentum waits until it knows which way the valley runs. There is another idea, which does not wait. At the start,
# the gradient is −0.132 along the valley and 7.2 across, 55 times as large. The way to go is 2.2 along, and 1.2
# across. So the size of a slope says how steep it is, and next to nothing about how far to go.
#
# If one could choose a rate for each weight, the ravine would be no ravine. A network has thousands of weights, so
# nobody can choose them. But the gradients themselves can: divide each by its own usual size. What is usual? Take the
# mean of its squares, in which old ones fade, a {{term:moving-average}}; call it $s$. The root of $s$ has the size of
# a gradient.
#
# {{eq:rmsprop-step}}
#
# Everything happens entry by entry: each weight has an $s$ of its own. $\varepsilon$ ("epsilon") is tiny, 1e-8, so
# that nobody divides by 0.
#
# Try it on a gradient that is always 5, with $\rho$ ("rho") = 0.9. At the first step, $s$ is a tenth of 25, so the
# quotient is $5 / \sqrt{2.5}$ = 3.16. After many steps, $s$ is 25 and the quotient is 1. And now on a gradient that
# is always 0.005. What are its two quotients? Then the question for the next cell: the whole loss is multiplied by
# 1,000. Which of these three will notice, and how? The limit for plain descent was 0.333.

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
        print(f"L times {factor:4}, {name:8} after 20 steps: x = {x.item():10.3g}, y = {y.item():10.3g}")

# %% [markdown]
# The two quotients are 3.16 and 1 again. A gradient divided by its own size has no size left. So RMSprop does not
# notice the factor at all, and the other two are thrown out, since the bends have grown a thousandfold. Whether
# somebody has divided the loss by $N$ or not, the steps of RMSprop are the same: **each weight moves by about the
# rate**, whatever its gradient.
#
# That has a price as well. Look at the path of RMSprop, the triangle. How does it set out, and what does it do at the
# end? Move "steps" from 20 to 100.

# %%
figures.optimiser_race(
    "ravine",
    names=("SGD", "momentum", "RMSprop"),
    rates={"SGD": 0.3, "momentum": 0.2, "RMSprop": 0.1},
    steps=20,
    title="RMSprop walks as if there were no ravine",
)

# %% [markdown]
# It sets out at 45 degrees, as if both walls were equally steep, and is down before the others. But it does not come
# to rest. Near the bottom the gradients are tiny, their mean is tiny, and the quotient is about 1 again. After 100
# steps $L$ is 0.031, where momentum has 0.0001. With a fixed rate, **a rule that divides by the size of the gradient
# keeps stepping**.
#
# The cure is a rate that falls. Here it falls along half a cosine, from 0.1 to 0 in 100 steps; `optim` calls that
# `CosineAnnealingLR`, and most large networks are trained with something like it.

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
assert round(_after(makers["RMSprop"], 100), 3) == 0.031
assert round(_after(makers["momentum"], 100), 4) == 0.0001
assert falling < 1e-8
assert optim.RMSprop([_w]).eps == 1e-8
assert 0.3 < 0.333
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
# the steps come to be 19 times as long just where the weight swings to and fro. And the new $s$ is used at once, with this
# gradient in it. With the old one, the first step would divide by $\varepsilon$ alone.


# %% tags=["solution"]
def rmsprop_moves(gradients, rate, rho, eps=1e-8):
    """How far a weight moves at each step of RMSprop, when these are its gradients."""
    s, moves = 0.0, []
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        moves.append(-rate * g / (s**0.5 + eps))
    return moves


# %% [markdown] slug="ch13-adam"
# ## Both at once
#
# Momentum steadies the direction, RMSprop sets the size. Adam does both: it keeps a fading mean of the gradient, $m$,
# and one of its square, $v$. (Mind the letter. Adam's $v$ is RMSprop's $s$, and no velocity.)
#
# {{eq:adam-averages}}
#
# Usually $\beta_1$ is 0.9 and $\beta_2$ is 0.999. There is one more idea in Adam, and it is about the first steps.
# Take a gradient that is always 2. After one step $m$ is 0.2, after two 0.38, though each gradient so far has been 2.
# And $v$ is 0.004 after the first, where the square is 4. Both means began at 0, and the zero is still in them.
#
# How much of it? After $t$ steps an average has taken in the share $1 - \beta^t$ of gradients: 0.1 of it at the first
# step, and 0.19 at the second. So divide by that share, and the means are right from the first step on: 0.2 / 0.1 =
# 2, and 0.38 / 0.19 = 2. This is the {{term:bias-correction}}, and then comes the step:
#
# {{eq:adam-step}}
#
# With this, a weight under a constant gradient moves by the rate at every step. The steps become shorter where the
# gradients quarrel, since then $m$ is small and $v$ is not, and where they have become smaller, since $v$ remembers the
# large ones for longer. Which of the two means needs its correction for longer? Decide before you run the cell.

# %% tags=["predict"]
for t in (1, 2, 10, 30, 100, 1000, 3000):
    print(f"step {t:4}: m holds the share {1 - 0.9**t:.3f} of gradients, v the share {1 - 0.999**t:.3f}")

# %% [markdown]
# After 30 steps $m$ is all but complete. $v$ needs thousands of steps, since its memory, $1 / (1 - \beta_2)$, is a
# thousand steps long. Remember that number: it will decide about the lottery.
#
# How does Adam do in the ravine? There is more to see in these numbers than who is first.

# %%
ravine_steps = {rate: arrives(lambda p, r=rate: optim.Adam(p, lr=r)) for rate in (0.05, 0.1, 0.2, 0.4, 0.8)}
for rate, count in ravine_steps.items():
    print(f"Adam, rate {rate:4}: stays below 0.001 from step {count}")

# %% [markdown]
# It needs about as long as the ball with $\beta$ = 0.9. But look at the rates: the largest is sixteen times the
# smallest, and it makes next to no difference. For plain descent the best rate was 0.325, and 0.34 is beyond the
# limit. A rule that is easy to set up is worth something, even where it is not the fastest.
#
# Adam costs two more numbers for each weight, $m$ and $v$. A network of a billion weights needs memory for three
# billion numbers before the first gradient is computed.

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
assert all(70 <= count <= 82 for count in ravine_steps.values())
assert steps[0.9] == 77
assert steps[0] == arrives(lambda p: optim.SGD(p, lr=0.325))
assert arrives(lambda p: optim.SGD(p, lr=0.34), most=300) is None
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


# %% tags=["solution"]
def adam_moves(gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """How far a weight moves at each step of Adam, when these are its gradients."""
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
    (rmsprop_moves(_gradients, 0.1, 0.9), lambda p: optim.RMSprop(p, 0.1, alpha=0.9)),
    (adam_moves(_gradients, 0.1), lambda p: optim.Adam(p, 0.1)),
):
    _w = Tensor(0.0, requires_grad=True)
    _o = _make([_w])
    for _g in _gradients:
        _w.grad = np.array(_g)
        _o.step()
    assert isclose(_w.item(), sum(_moves), rel_tol=1e-9)

# %% [markdown] slug="ch13-saddle"
# ## Flat places
#
# You will read that backpropagation "gets stuck in local optima". It cannot: it computes a gradient, and goes
# nowhere. Descent goes, and it stops where the gradient is 0. What kinds of places are these?
#
# Here is one with three of them. $L = x^2 + \frac14 (y^2 - 2)^2$ has its two lowest places at $y = \pm\sqrt2$.
# Between them, at $(0, 0)$, the gradient is 0 as well, and $L$ is 1. Along $x$ that is the bottom of a bowl, along
# $y$ it is the top of a hill. Such a place is a **{{term:saddle-point}}**: some bends are positive, and at least one
# is negative. At a **{{term:local-minimum}}** no bend is negative.
#
# All four start at $x = -2$, $y = 0.05$, very nearly on the ridge that leads to the saddle. Who leaves it first? Then
# set "start y" to 0. What happens now, and does it matter how many steps you give them? At last set "steps" to 40 and
# "noise of the gradient" to 0.25.

# %%
figures.optimiser_race("saddle", steps=15, title="A saddle: who finds the way down?")

# %% [markdown]
# Adam is down for good first, below 0.5 from step 14 on, and plain descent from step 16. The ball is there as early,
# but swings out on the far side, and is back at step 22. From $y = 0$ nobody ever leaves: the slope in $y$ is exactly
# 0 there, and 0 times any rate is 0, as is 0 divided by $\varepsilon$. It is what chapter 10 saw with weights that
# all began at 0. With a little noise all of them leave. The gradient of a minibatch is never quite that of all the
# data, so it brings such noise along. That is one good reason for minibatches.
#
# Now come closer to the ridge, without touching it. How many steps does each need until $L$ is below 0.5, when $y$
# begins at 0.1, at a thousandth, at a millionth? Two of them will wait much longer, and two will not care. Which?


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
    name: [arrives(make, saddle, (-2.0, y), below=0.5, most=150) for y in (0.1, 1e-3, 1e-6)]
    for name, make in four.items()
}
for name, counts in waits.items():
    print(f"{name:8} below 0.5 from step {counts[0]:2} | {counts[1]:2} | {counts[2]:2}")

# %% [markdown]
# Near the ridge the slope in $y$ is about $-2y$. Plain descent multiplies $y$ by 1 + 0.1 × 2 = 1.2 at each step, so
# it needs as many steps more for each power of ten: 38 from a thousandth, 76 from a millionth. RMSprop and Adam
# divide the slope by its own size. For them a millionth is as good as a tenth: 22 steps and 14, from anywhere.
#
# So a saddle holds nobody for ever, but it can hold descent for long, and from outside that looks like the end of
# training.

# %% tags=["asserts"]
assert saddle(0, sqrt(2)) < 1e-15
assert saddle(0, 0) == 1
assert saddle(0.1, 0) > 1 > saddle(0, 0.1)
assert arrives(four["plain"], saddle, (-2.0, 0.05), below=0.5, most=60) == 16
assert arrives(four["Adam"], saddle, (-2.0, 0.05), below=0.5, most=60) == 14
assert arrives(four["momentum"], saddle, (-2.0, 0.05), below=0.5, most=60) == 22
assert all(arrives(make, saddle, (-2.0, 0.0), below=0.5, most=150) is None for make in four.values())
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
_x = Tensor(0.05, requires_grad=True)
saddle(0.0, _x).backward()
assert isclose(_x.grad.item(), -2 * 0.05, rel_tol=0.01)

# %% [markdown] slug="ch13-minima"
# ## A hollow that is not the lowest
#
# And true local minima? In the next figure there is a deep hollow on the left, with $L = 0$, and a shallow one on the
# right, with $L$ = 0.681. All four start at the far right. Where will each end? Then drag the start about: from where
# does the ball find the deep hollow, and the others do not? Is there a start from which it is the other way round?

# %%
figures.optimiser_race("two minima", steps=1, title="A shallow hollow on the way to a deep one")

# %% [markdown]
# The ball rolls through the shallow hollow and over its rim. The other three stop in it. The ball needs a run for
# that: it has to start at $x$ = 2.1 or beyond. The other way round does not happen. How much is that worth? Take 200
# starts, drawn at random, and that five times.


# %%
def two_hollows(x, y):
    return 0.15 * (x + 1.6) ** 2 * ((x - 1.5) ** 2 + 0.5) + y**2


def share_in_the_deep(make, seed, starts=200):
    rng = np.random.default_rng(seed)
    x, y = (Tensor(rng.uniform(-2.5, 2.5, starts), requires_grad=True) for _ in range(2))
    optimiser = make([x, y])
    for _ in range(150):
        optimiser.zero_grad()
        two_hollows(x, y).sum().backward()
        optimiser.step()
    return np.mean(x.data < 0)


rolling = {
    "plain": lambda p: optim.SGD(p, lr=0.1),
    "momentum": lambda p: optim.SGD(p, lr=0.06, momentum=0.9),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.05, alpha=0.9),
    "Adam": lambda p: optim.Adam(p, lr=0.3),
}
deep = {name: [share_in_the_deep(make, seed) for seed in range(5)] for name, make in rolling.items()}
strips(
    deep,
    title="Starts that end in the deep hollow, five draws of 200",
    unit=100,
    x="share of the starts, %",
    say="Plain descent, RMSprop and Adam reach it from about 50 % of the starts, momentum from about 60 %.",
)

# %% [markdown]
# 50 % for three of them, the same starts each time, and 60 % for the ball. Momentum helps here, from one start in
# ten. It is no cure. Where you start decides more than how you walk.

# %% tags=["asserts"]
assert round(min(two_hollows(x, 0.0) for x in np.linspace(0.5, 2, 1501)), 3) == 0.681
assert two_hollows(-1.6, 0.0) == 0
_x0, _y0 = (side.ravel() for side in np.meshgrid(np.linspace(-2.5, 2.5, 51), np.linspace(-2.5, 2.5, 21)))
_ends = {}
for _name in ("plain", "momentum"):
    _x, _y = Tensor(_x0.copy(), requires_grad=True), Tensor(_y0.copy(), requires_grad=True)
    _o = rolling[_name]([_x, _y])
    for _ in range(150):
        _o.zero_grad()
        two_hollows(_x, _y).sum().backward()
        _o.step()
    _ends[_name] = _x.data < 0
assert round(float(_x0[_ends["momentum"] & ~_ends["plain"]].min()), 1) == 2.1
assert not np.any(_ends["plain"] & ~_ends["momentum"])
assert deep["plain"] == deep["RMSprop"] == deep["Adam"]
assert round(100 * np.mean(deep["plain"])) == 50
assert round(100 * np.mean(deep["momentum"])) == 60
assert all(ball > walker for ball, walker in zip(deep["momentum"], deep["plain"], strict=True))

# %% [markdown] slug="ch13-stuck"
# ## Ten networks, six of them stuck
#
# A surface in two directions can be drawn. Does a network have such places too? Take the two moons of chapter 10,
# 200 rows, and a network 2-3-1 with sigmoids. Three hidden neurons are enough to tell the moons apart, and few enough
# to get into trouble. Ten networks, from ten seeds, are trained by momentum for 3,000 steps.
#
# They are trained together: each array gets one more axis in front, which counts the networks. `@` multiplies matrix
# by matrix along it. The rest is chapter 09.

# %%
X, labels = data.moons(200, noise=0.1, seed=1)
X = (X - X.mean(axis=0)) / X.std(axis=0)
Y = labels[:, None].astype(float)


def draw(neurons, seeds=range(10)):
    """The starts of networks 2-neurons-1: W1, b1, W2, b2, each with an axis in front that counts the seeds."""

    def one(seed):
        rng = np.random.default_rng(seed)
        W1, b1, W2 = (rng.normal(size=shape) for shape in ((2, neurons), (1, neurons), (neurons, 1)))
        return W1, b1, W2, np.zeros((1, 1))

    return [np.stack(arrays) for arrays in zip(*map(one, seeds), strict=True)]


def slopes(W1, b1, W2, b2):
    """The gradients of the four, by chapter 09's lines, and the loss of each network."""
    A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    delta2 = 2 / len(X) * (A2 - Y) * A2 * (1 - A2)
    delta1 = delta2 @ W2.swapaxes(-1, -2) * A1 * (1 - A1)
    for_b1, for_b2 = delta1.sum(axis=-2, keepdims=True), delta2.sum(axis=-2, keepdims=True)
    return [X.T @ delta1, for_b1, A1.swapaxes(-1, -2) @ delta2, for_b2], ((A2 - Y) ** 2).mean(axis=(-1, -2))


def train(make, start, steps):
    """The networks after so many steps, and all losses before each. An optimiser reads `.grad`, wherever it is from."""
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


three, losses = train(heavy, draw(3), 3000)
print("after 3,000 steps:", *(f"{loss:.4f}" for loss in np.sort(losses[-1])))

# %% [markdown]
# Four have learnt it, with losses of about 0.001. Six have all but the same loss, 0.083. What have they found? The
# best *straight line* between the moons: a network without a hidden layer gets to just that loss too. Count the rows
# whose class is right, where an output of at least 1/2 means class 1:
#
# {{eq:accuracy}}
#
# For all six it is 0.895. They use three neurons as if they were one, and for the last thousand steps next to nothing
# has happened. Is each of them in a local minimum?
#
# You know how to find out. At a minimum no bend is negative. The bends are the eigenvalues of the table of second
# slopes, as in the last section of chapter 03, and second slopes are found by nudging: move one weight a little, and
# see how the whole gradient changes.


# %%
def bends(network):
    """The bends of the loss at one network, smallest first, and the length of its gradient."""
    flat = np.concatenate([array.ravel() for array in network])
    ends = np.cumsum([array.size for array in network])[:-1]

    def gradient(numbers):
        parts = [part.reshape(a.shape) for part, a in zip(np.split(numbers, ends), network, strict=True)]
        return np.concatenate([g.ravel() for g in slopes(*parts)[0]])

    nudges = 1e-5 * np.eye(len(flat))
    table = np.array([(gradient(flat + n) - gradient(flat - n)) / 2e-5 for n in nudges])
    return np.linalg.eigvalsh((table + table.T) / 2), np.linalg.norm(gradient(flat))


stuck = np.flatnonzero(losses[-1] > 0.05)
for seed in stuck:
    curve, length = bends([array[seed] for array in three])
    print(f"seed {seed}: gradient {length:.0e}, smallest bend {curve[0]:7.0e}, largest {curve[-1]:.2f}")

# %% [markdown]
# Every one of the six has a negative bend. So there is a way down, and it is hard to find: the bend is
# roughly a thousand times smaller than the largest, and the gradient is nearly 0. These are saddles, not minima. If that is
# true they must leave in the end. And from the section before you can say who will be quicker, momentum or Adam. Both go on
# from the same six networks.

# %% tags=["predict"]
from_there = [array[stuck] for array in three]
by_ball, ball_losses = train(heavy, from_there, 6000)
by_adam, adam_losses = train(adam, from_there, 3000)


def leaves(losses):
    """For each network the first step at which its loss is below 0.05, or None."""
    return [int(np.argmax(column < 0.05)) if (column < 0.05).any() else None for column in losses.T]


print("momentum leaves after", leaves(ball_losses), "more steps")
print("Adam leaves after    ", leaves(adam_losses), "more steps")

# %%
plot(
    {
        "momentum": list(zip(range(0, 6000, 20), ball_losses[::20, 0], strict=True)),
        "Adam": list(zip(range(0, 3000, 20), adam_losses[::20, 0], strict=True)),
    },
    title="Seed 0 goes on from where it was stuck",
    x="further step",
    y="loss L",
    log=True,
    y_range=(1e-6, 1),
    say="Adam's loss leaves 0.083 within 200 steps. Momentum's stays there for 5,000 steps, then it falls too.",
)

# %% [markdown]
# With momentum five of the six leave, after 2,000 to 5,500 more steps. The sixth, seed 2, has only begun to come down
# when we stop. What looked like the end was a plateau. Adam takes at most some 200 steps for those that it frees, since
# it does not mind how small a gradient is.
#
# But it frees only four. The other two come down a little, to 0.061, and stay. Now look at *their* bends.

# %%
for seed in np.flatnonzero(adam_losses[-1] > 0.05):
    curve, length = bends([array[seed] for array in by_adam])
    print(f"seed {stuck[seed]}: loss {adam_losses[-1, seed]:.3f}, gradient {length:.0e}, smallest bend {curve[0]:.0e}")

# %% [markdown]
# No negative bend, and hardly any gradient: these two sit in a valley that is not the deepest, and no way leads out of
# it. So bad places of the second kind do exist in networks, and people call them local minima. (Strictly, this valley
# has no lowest place. Its floor falls a little for ever, while the largest weights grow: they are near 100 by now.)
# With one of the two, seed 7, momentum had found the way past it.
#
# What helps against both kinds? Not a better gradient: this one is exact. Another start. And more neurons, which give
# the loss more directions to fall in. The same ten seeds, with three, four and eight hidden neurons, 3,000 steps
# each:

# %%
counts = {}
for neurons in (3, 4, 8):
    for name, make in (("momentum", heavy), ("Adam", adam)):
        counts[neurons, name] = int(np.sum(train(make, draw(neurons), 3000)[1][-1] > 0.05))
        print(f"{neurons} hidden neurons, {name:8}: {counts[neurons, name]} of 10 stuck")

# %% [markdown]
# With eight neurons nobody is stuck, whoever walks. That is a measurement of ten seeds on one small task, and it
# agrees with what people see in large networks: the trouble on the way is mostly saddles and plateaus, and the wider
# the network, the less of it. (Of minima there are many, but most are copies. Exchange two hidden neurons, with all
# their weights, and you have the same function at another place. Eight neurons can be arranged in 40,320 ways.)


# %% tags=["asserts"]
# eq: accuracy
def _accuracy(network):
    W1, b1, W2, b2 = network
    out = 1 / (1 + np.exp(-(1 / (1 + np.exp(-(X @ W1 + b1))) @ W2 + b2)))
    return np.mean((out >= 0.5) == (Y >= 0.5))


assert len(stuck) == 6
assert all(round(loss, 3) == 0.083 for loss in losses[-1, stuck])
assert all(loss < 0.002 for loss in np.delete(losses[-1], stuck))
assert round(float(np.median(np.delete(losses[-1], stuck))), 3) == 0.001
assert {round(float(_accuracy([a[s] for a in three])), 3) for s in stuck} == {0.895}
assert np.all(losses[2000, stuck] - losses[-1, stuck] < 0.0015)
# the best straight line: one neuron, trained for long
_W, _b, _vW, _vb = np.zeros((2, 1)), np.zeros((1, 1)), np.zeros((2, 1)), np.zeros((1, 1))
for _ in range(4000):
    _A = 1 / (1 + np.exp(-(X @ _W + _b)))
    _d = 2 / len(X) * (_A - Y) * _A * (1 - _A)
    _vW, _vb = 0.9 * _vW + X.T @ _d, 0.9 * _vb + _d.sum(axis=0)
    _W, _b = _W - 0.3 * _vW, _b - 0.3 * _vb
assert round(float(np.mean((_A - Y) ** 2)), 3) == 0.083
for _s in stuck:
    _curve, _length = bends([a[_s] for a in three])
    assert _curve[0] < -1e-5
    assert _curve[-1] > 500 * -_curve[0]
    assert _length < 0.001
_ball, _adam = leaves(ball_losses), leaves(adam_losses)
assert [k is None for k in _ball].count(True) == 1
assert all(2000 <= k <= 5600 for k in _ball if k is not None)
assert stuck[_ball.index(None)] == 2
assert 0.05 < ball_losses[-1, _ball.index(None)] < ball_losses[3000, _ball.index(None)] - 0.001
assert [k is None for k in _adam].count(True) == 2
assert max(k for k in _adam if k is not None) <= 210
assert adam_losses[200, 0] < 0.05 < 0.083 < round(float(ball_losses[5000, 0]), 3) + 0.001
_still = np.flatnonzero(adam_losses[-1] > 0.05)
assert all(round(float(v), 3) == 0.061 for v in adam_losses[-1, _still])
assert set(stuck[_still]) == {2, 7}
for _k in _still:
    _curve, _length = bends([a[_k] for a in by_adam])
    assert _curve[0] > -1e-7
    assert _length < 1e-4
    assert 60 < max(np.abs(a[_k]).max() for a in by_adam) < 150
assert counts[8, "momentum"] == counts[8, "Adam"] == 0
assert [counts[n, "momentum"] for n in (3, 4, 8)] == [6, 4, 0]
assert [counts[n, "Adam"] for n in (3, 4, 8)] == [4, 0, 0]
_order = [2, 0, 1]
_W1, _b1, _W2, _b2 = (a[0] for a in three)
assert isclose(slopes(_W1[:, _order], _b1[:, _order], _W2[_order], _b2)[1], slopes(_W1, _b1, _W2, _b2)[1])
assert np.prod(np.arange(1, 9)) == 40320

# %% [markdown] slug="ch13-race"
# ## Does Adam always win?
#
# So far Adam looks good: easy to set up in the ravine, quick at the saddle, first to leave the plateaus. This is the
# chapter's mistake in the making, **Adam always wins**. How would you find out?
#
# Not by one run each. Three things can deceive you: the seed, the rate, and the rows that you look at. So give every
# optimiser the same number of rates to choose from, five, each about three times the one before. Run each with five
# seeds. Choose the rate by 400 digits that are not trained on, then report the accuracy on 597 others, which had no
# part in the choice.
#
# The network is 64-32-10 with a sigmoid, the loss is chapter 11's cross-entropy, and it trains on 800 digits in
# batches of 32, for six epochs. Write down your ranking, and by how many percentage points the winner
# will lead.

# %%
images, digit = data.digits(seed=0)


def classify(make, rate, seed):
    """The share of right answers on 400 digits to choose by, and on 597 to report."""
    nn.manual_seed(seed)
    network = nn.Sequential(nn.Linear(64, 32), nn.Sigmoid(), nn.Linear(32, 10))
    batches = data.DataLoader((images[:800], digit[:800]), batch_size=32, shuffle=True, seed=seed)
    fit(network, functional.cross_entropy, make(network.parameters(), rate), batches, epochs=6)
    right = network(images[800:]).data.argmax(axis=1) == digit[800:]
    return right[:400].mean(), right[400:].mean()


# %% tags=["predict"]
contenders = {
    "plain": (lambda p, rate: optim.SGD(p, rate), (0.1, 0.3, 1, 3, 10)),
    "momentum": (lambda p, rate: optim.SGD(p, rate, momentum=0.9), (0.01, 0.03, 0.1, 0.3, 1)),
    "RMSprop": (lambda p, rate: optim.RMSprop(p, rate, alpha=0.9), (0.001, 0.003, 0.01, 0.03, 0.1)),
    "Adam": (lambda p, rate: optim.Adam(p, rate), (0.001, 0.003, 0.01, 0.03, 0.1)),
}
chosen, reported, by_rate = {}, {}, {}
for name, (make, rates) in contenders.items():
    shares = {rate: np.array([classify(make, rate, seed) for seed in range(5)]) for rate in rates}
    by_rate[name] = [shares[rate][:, 1].mean() for rate in rates]
    chosen[name] = max(rates, key=lambda rate: shares[rate][:, 0].mean())
    reported[name] = shares[chosen[name]][:, 1]
    print(f"{name:8}", " | ".join(f"rate {rate:g}: {shares[rate][:, 1].mean():4.0%}" for rate in rates))

# %%
strips(
    {f"{name}, rate {chosen[name]:g}": shares for name, shares in reported.items()},
    title="Digits told right, five seeds, each optimiser with its best rate of five",
    unit=100,
    x="accuracy on 597 new digits, %",
    say="Four rows of five dots that overlap, with means between 94 and 95 %.",
)

# %% [markdown]
# A tie. The four means all lie near 94 or 95 %, about one percentage point apart, and with one and the same optimiser
# the seeds differ by two to seven points. Plain descent takes part in the tie, with a rate of 3 that few would have
# tried. Had you run one seed, any of the four could have won.
#
# Compare the first two rows, rate by rate: momentum with 0.01 does what plain descent does with 0.1, and so on up to
# 0.3 and 3. Here momentum has done little but multiply the rate by ten.
#
# Now look at the first rate of each row. Adam's, 0.001, is the default in PyTorch and here. With it about 64 % are
# right after six epochs. So a race in which one side is tuned and the other takes its default says who was tuned.

# %% tags=["asserts"]
assert 400 + 597 == len(images) - 800
_shares = [shares.mean() for shares in reported.values()]
assert 0.93 < min(_shares) < max(_shares) < 0.96
assert max(_shares) - min(_shares) < 0.015
_spread = [shares.max() - shares.min() for shares in reported.values()]
assert 0.015 < min(_spread)
assert max(_spread) < 0.075
assert max(shares.min() for shares in reported.values()) < min(shares.max() for shares in reported.values())
assert chosen["plain"] == 3
assert [rate / 10 for rate in (0.1, 3)] == [0.01, 0.3]
assert all(abs(p - q) < 0.06 for p, q in zip(by_rate["plain"][:4], by_rate["momentum"][:4], strict=True))
assert optim.Adam([Tensor(0.0, requires_grad=True)]).lr == 0.001
assert abs(by_rate["Adam"][0] - 0.64) < 0.02

# %% [markdown] slug="ch13-lottery"
# ## The lottery
#
# Now the tickets from the beginning. What was your guess?
#
# Every ticket gives a gradient $2 (w - \text{win})$. While $w$ is small and positive, 999 of 1,000 tickets say "a
# little less", and one says "more", in a far louder voice. At $w = 1$ it is 999 times as loud as each of the others.
# There the two sides are equal, and that is why the mean is the place where descent comes to rest.

# %%


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
        m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2, t + 1
        return -rate * m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + 1e-8)

    return move


def hovers(move, seed, rounds=20, tickets=1000):
    """The mean of w in the last ten rounds; a round is all tickets, one at a time, in a new order."""
    rng, w, seen = np.random.default_rng(seed), 0.0, []
    for number in range(rounds):
        for ticket in rng.permutation(tickets).tolist():
            w += move(2 * (w - (tickets if ticket == 0 else 0)))
            if number >= rounds - 10:
                seen.append(w)
    return sum(seen) / len(seen)


rules = {
    "plain, rate 0.0002": lambda: plain_rule(0.0002),
    "RMSprop, rate 0.01": lambda: rmsprop_rule(0.01),
    "Adam, rate 0.01": lambda: adam_rule(0.01),
    "Adam, rate 0.1": lambda: adam_rule(0.1),
    "Adam, rate 0.01, β₂ 0.9999": lambda: adam_rule(0.01, beta2=0.9999),
}
where = {name: [hovers(make(), seed) for seed in range(5)] for name, make in rules.items()}
for name, found in where.items():
    print(f"{name:27} hovers about {np.mean(found):.3f}   (five seeds: {min(found):.3f} to {max(found):.3f})")

# %% [markdown]
# Follow RMSprop. It remembers about ten tickets. Between two winning ones it has long forgotten the last, so its $s$
# is made of small gradients, and each of the 999 moves $w$ towards 0 by up to a whole rate, 0.01. Then comes the
# winner, with a gradient of −2,000. In the same moment $s$ jumps to a tenth of its square. The quotient is 3.16, as
# at a first step, and $w$ goes up by 0.0316. **A voice louder than all the others together was given
# three votes.** The others have 999.
#
# So a rule that divides by the size of recent gradients no longer asks where the *mean* of the gradients is 0. It
# asks, more or less, to which side most of them point. Adam's $v$ remembers a thousand tickets, which is about as
# long as one waits for a winner. So the winner's size is still in the divisor when the small ones come, and they are
# held back too, but not enough: 0.75. With a memory of ten thousand tickets it is 0.94. Ten times the rate brings it
# to 0.88, and shakes it more.
#
# The cure is in the diagnosis. Remember for longer than it takes until the rare gradient returns; or take batches so
# large that none is rare. With all 1,000 tickets in one batch the gradient is $2(w - 1)$, and every rule finds the 1.
# Or walk plainly.

# %%
w, move = 0.0, adam_rule(0.01)
for _ in range(1000):
    w += move(2 * (w - 1))
print(f"Adam, all tickets in one batch: w = {w:.4f}")

# %% [markdown]
# Does it matter in practice? Where you want a mean to which something rare adds much: a target that is mostly 0, and
# large once in a while. On the digits every class comes with nearly every batch, and nothing is lost. (What is rare
# need not lose. A weight whose gradient is 0 except on rare rows has no small votes against it, and the division makes
# its few steps as long as any. In language models, where most words are rare, Adam learns the rare ones sooner than
# plain descent does.)
#
# **What to take, then.** Begin with Adam, or with momentum 0.9. Try rates that differ by a factor of three, as many
# for the one as for the other, with several seeds. Let the rate fall towards the end. And believe no comparison that
# did not do the same.

# %% tags=["asserts"]
_means = {name: float(np.mean(found)) for name, found in where.items()}
assert round(_means["plain, rate 0.0002"], 2) == 0.99
assert round(_means["RMSprop, rate 0.01"], 3) == 0.004
assert round(_means["Adam, rate 0.01"], 2) == 0.75
assert round(_means["Adam, rate 0.1"], 2) == 0.88
assert round(_means["Adam, rate 0.01, β₂ 0.9999"], 2) == 0.94
assert max(where["Adam, rate 0.01"]) < min(where["plain, rate 0.0002"])
_s = (1 - 0.9) * 2000**2
assert round(2000 / sqrt(_s), 2) == 3.16
assert round(0.01 * 2000 / sqrt(_s), 4) == 0.0316
assert abs(w - 1) < 0.001

# %% [markdown] slug="ch13-lab-root"
# ## Lab: where the root comes from (optional, 6 minutes)
#
# One direction with the bend $c$, so that $g = c\,w$. Put the two lines of {{ref:momentum-step}} into one, without
# $v$. The last move was $w_t - w_{t-1} = -\eta v_t$, so
#
# $$w_{t+1} = w_t - \eta\,(\beta v_t + c\, w_t) = (1 + \beta - \eta c)\, w_t - \beta\, w_{t-1}$$
#
# Try $w_t = r^t$. It works when $r^2 - (1 + \beta - \eta c)\, r + \beta = 0$. This has two roots, and their product
# is $\beta$. When the roots are complex they are a conjugate pair, so they are equally large, and each has the size
# $\sqrt\beta$. *Whatever the bend is*, $w$ then shrinks by $\sqrt\beta$ at each step. That holds for all bends with
#
# $$(1 - \sqrt\beta)^2 < \eta c < (1 + \sqrt\beta)^2$$
#
# So choose $\beta$ just large enough that both bends of the ravine fit in. The two ends have the ratio
# $\bigl((1 + \sqrt\beta)/(1 - \sqrt\beta)\bigr)^2$, which has to be $\kappa$. That gives
# $\sqrt\beta = (\sqrt\kappa - 1)/(\sqrt\kappa + 1)$. For $\kappa = 100$ it is 9/11, so $\beta$ is 0.669, with a rate
# of 0.551. What will the cell say of both bends? And of $\beta$ = 0.9, with the rates 0.06 and 0.6?

# %% tags=["predict"]
for beta, rate in ((81 / 121, 400 / 726), (0.9, 0.06), (0.9, 0.6)):
    sizes = [max(abs(np.roots([1, -(1 + beta - rate * c), beta]))) for c in (0.06, 6)]
    print(f"β = {beta:.3f}, rate {rate:.3f}: along × {sizes[0]:.3f}, across × {sizes[1]:.3f} at each step")

# %% [markdown]
# With $\beta$ = 0.669 both directions shrink by 9/11 = 0.818, as the rule says. With $\beta$ = 0.9
# both shrink by 0.949, with the one rate as with the other: as long as the ball swings, the rate hardly matters. That
# is why 0.9 forgives a rate that is ten times too large or too small.

# %% tags=["asserts"]
assert round((9 / 11) ** 2, 3) == 0.669
assert round(9 / 11, 3) == 0.818
assert round((1 + 9 / 11) ** 2 / 6, 3) == 0.551
assert isclose((1 + 9 / 11) ** 2 / 6, 400 / 726)
for _c in (0.06, 6):
    assert round(max(abs(np.roots([1, -(1 + 81 / 121 - 400 / 726 * _c), 81 / 121]))), 3) == 0.818
assert round((1 - 9 / 11) ** 2 / 0.06, 3) == 0.551
assert round(sqrt(0.9), 3) == 0.949
for _rate in (0.06, 0.6):
    for _c in (0.06, 6):
        assert round(max(abs(np.roots([1, -(1 + 0.9 - _rate * _c), 0.9]))), 3) == 0.949
_w, _before, _v = 1.0, 1.0, 0.0
for _ in range(5):
    _v = 0.7 * _v + 3 * _w
    _next = (1 + 0.7 - 0.1 * 3) * _w - 0.7 * _before
    _before, _w = _w, _w - 0.1 * _v
    assert isclose(_w, _next)

# %% [markdown] slug="ch13-lab-cliff"
# ## Lab: after a cliff (optional, 6 minutes)
#
# Chapter 12 cut gradients that explode: all gradients of the network, as one long vector, are scaled down to a length
# of $c$ when they are longer.
#
# {{eq:clip-by-norm}}
#
# Plain descent needs this for safety: one step on a cliff, and the weights are far away. Adam divides by the size of
# the gradient, so a cliff cannot throw it far. Does Adam need clipping at all?
#
# A weight whose gradient is always 1 moves by the rate at each step, 0.01. At step 1,000 its gradient is 1,000 for
# once, then 1 again. How far does it move at that step? And a hundred steps later? A thousand?

# %% tags=["predict"]
cliff = [1.0] * 8000
cliff[999] = 1000.0
free = adam_moves(cliff, rate=0.01)
clipped = adam_moves([min(g, 10.0) for g in cliff], rate=0.01)
for step in (999, 1000, 1100, 2000, 4000, 8000):
    print(f"step {step:4}: moves by {-free[step - 1]:.5f}, clipped at 10 by {-clipped[step - 1]:.5f}")

# %% [markdown]
# The cliff does not throw Adam off. It moved by 0.025, two and a half rates. But it *remembers* the cliff: the square
# of 1,000 is in $v$, and fades by a thousandth a step. A hundred steps later the weight moves by 0.00027, 37 times
# less than before, and after 7,000 steps it has not quite recovered. Clipped at 10, it goes on as if little had
# happened. So people clip with Adam too, and for another reason than they clip with plain descent.

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
# One of the four steps further than the rate at first, because what it divides by began at 0.

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
assert [round(move, 3) for move in adam_moves(_g, 0.1, 0.9, 0.999)] == [-0.1, -0.1, -0.1, -0.042]
assert [round(move, 3) for move in momentum_moves(_g, 0.1, 0.9)] == [-0.1, -0.19, -0.271, -0.144]
assert [round(move, 3) for move in rmsprop_moves(_g, 0.1, 0.9)] == [-0.316, -0.229, -0.192, 0.171]
assert round(-rmsprop_moves(_g, 0.1, 0.9)[0] / 0.1, 2) == 3.16

# %% [markdown] slug="ch13-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **1.** Plain descent works with the rate 0.5, and with 0.6 it blows up. You switch momentum 0.9 on and leave the rate. What
# is likely?
#
# - It is ten times as fast.
#   No. Along the valley it would be, with that rate. But look at what limits the rate: across, the limit is only
#   $1 + \beta$ times as far away, and the ball passes the lowest point and comes back for long.
# - It still converges, with long swings; a smaller rate would do as well.
#   Right. The limit with momentum is $1 + \beta$ times the old one. And while the ball swings, $\beta$ sets the pace.
# - It blows up at once.
#   No. Across the valley momentum halves the step. The limit moves up, not down.

# %% tags=["asserts"]
for _bend in (2 / 0.55, 2 / 0.59):  # so that 0.5 works and 0.6 does not
    assert 0.5 < 2 / _bend < 0.6
    assert 0.5 < 2 * (1 + 0.9) / _bend

# %% [markdown] tags=["quiz"]
# **2.** Chapter 09's mistake: the gradient of the biases is divided by $N$ once more. You train with Adam. What do you see?
#
# - Nothing. Adam divides each gradient by its own size.
#   Right. The factor cancels, so the training curve cannot show the mistake. Doubling the rows and nudging still do.
# - The biases learn, but N times too slowly.
#   No. That is what plain descent would do. Adam's step does not depend on the size of a gradient.
# - The loss grows.
#   No. The sign is right, and Adam looks at little else.

# %% [markdown] tags=["quiz"]
# **3.** The loss has stood still for a thousand steps, and the gradient is nearly 0. How do you tell a saddle from a local
# minimum?
#
# - By the loss: a minimum has a lower one.
#   No. The six networks at a saddle had 0.083, and those in a valley 0.061, but without the others you could not have said so.
# - By the length of the gradient.
#   No. It is 0 at both.
# - By the bends: a saddle has a negative one.
#   Right. Or wait, or let Adam go on from there: from a saddle one can leave.

# %% tags=["asserts"]
assert all(round(loss, 3) == 0.083 for loss in losses[-1, stuck])
assert all(round(float(v), 3) == 0.061 for v in adam_losses[-1, _still])

# %% [markdown] tags=["quiz"]
# **4.** All weights of a network begin at 0, and every gradient is exactly 0. Which optimiser gets it going?
#
# - Momentum: it rolls on.
#   No. It began at rest, and a sum of zeros is 0.
# - Adam: it divides by the size.
#   No. 0 divided by $\varepsilon$ is 0. Adam helps where a gradient is tiny, and this one is nothing.
# - None of them.
#   Right. It needs another start, with weights that differ.

# %% [markdown] tags=["quiz"]
# **5.** "Our optimiser beats Adam on ten tasks. We tuned ours over 30 rates and used Adam's default." What do you
# conclude?
#
# - Theirs is better on these ten tasks.
#   No. On the digits, Adam's default rate was far behind a rate found among five.
# - Nothing yet.
#   Right. Ask for the same number of rates for both, several seeds, and rows that had no part in the choice.
# - Adam is better, since it needs no tuning.
#   No. Nobody has measured what it does when it is tuned.

# %% [markdown] tags=["quiz"]
# **6.** Who is to blame when a network ends in a local minimum?
#
# - Backpropagation: its gradient leads there.
#   No. The gradient is exact. It says which way is down where you stand, and nothing more was asked of it.
# - The loss, the start, and the rule that walks.
#   Right. More neurons change the first, another seed the second, and this chapter was about the third.
# - The learning rate was too large.
#   No. A larger rate has more chances to step over a rim.

# %% [markdown] slug="ch13-recap"
# ## In five lines
#
# 1. Momentum adds up the gradients and lets old ones fade: agreeing ones grow tenfold, alternating ones are halved.
# 2. RMSprop divides each gradient by its own usual size: each weight moves by about the rate, so let the rate fall.
# 3. Adam does both, and corrects its means for their start at 0.
# 4. Most flat places that stopped us were saddles, with a negative bend; local minima exist; more neurons help against both.
# 5. Adam does not always win: with rare, large gradients it settles at the wrong place, and a fair race is often a tie.

# %% [markdown] slug="ch13-summary"
# ## The chapter on one page
#
# **Words.** *Momentum*: a step along a fading sum of gradients. *Moving average*: a mean in which old numbers fade.
# *Bias correction*: division by the share $1 - \beta^t$ that an average has taken in. *Saddle point*: gradient 0, a
# negative bend. *Local minimum*: lower than all around it, so gradient 0 and no negative bend; elsewhere it may be lower still.
#
# | | keeps | step | remembers |
# |---|---|---|---|
# | plain | nothing | $-\eta\, g$ | 1 step |
# | momentum, {{ref:momentum-step}} | $v \leftarrow \beta v + g$ | $-\eta\, v$ | $1/(1 - \beta)$ |
# | RMSprop, {{ref:rmsprop-step}} | $s \leftarrow \rho s + (1 - \rho) g^2$ | $-\eta\, g / (\sqrt s + \varepsilon)$ | $1/(1 - \rho)$ |
# | Adam, {{ref:adam-averages}} and {{ref:adam-step}} | $m$ and $v$, means of $g$ and $g^2$ | $-\eta\, \hat m / (\sqrt{\hat v} + \varepsilon)$ | $1/(1 - \beta_2)$ |
#
# **A ravine with the ratio $\kappa$.** Steps grow with $\kappa$ without momentum, with $\sqrt\kappa$ with it.
#
# **A loss that is multiplied by 1,000.** Plain and momentum notice, RMSprop and Adam do not.
#
# **A saddle.** Near it plain descent needs as many steps again for each power of ten; RMSprop and Adam do not care
# how small the slope is. At gradient 0 only noise helps.
#
# **A fair comparison.** As many rates for each, several seeds, and rows that had no part in the choice.
#
# **The mistake.** Adam always wins. The lottery: 0.99 for plain descent, 0.75 for Adam, where 1 is right.

# %% tags=["asserts"]
assert round(_means["plain, rate 0.0002"], 2) == 0.99
assert round(_means["Adam, rate 0.01"], 2) == 0.75

# %% [markdown] slug="ch13-next"
# ## Where to go next
#
# **Problem set 6**, in `assignments/ps6`, has two rules that do not stand here: a ball that looks ahead, and an RMSprop
# whose first steps are mended. It clips each layer for itself, turns a ravine by 45 degrees, which two of the walkers do
# not notice, and then you train on the moons with the rule that you trust.
#
# [Chapter 14](14_overfitting.ipynb) asks whether a low loss is what you wanted.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch13-sources"
# ## Sources
#
# Momentum is Boris Polyak's: "Some methods of speeding up the convergence of iteration methods", *USSR Computational
# Mathematics and Mathematical Physics* 4 (1964); there stands the root of $\kappa$ too. RMSprop was never a paper:
# Tijmen Tieleman and Geoffrey Hinton, lecture 6e of *Neural Networks for Machine Learning* (Coursera, 2012). Adam:
# Diederik Kingma and Jimmy Ba, "Adam: a method for stochastic optimization" (ICLR 2015). Clipping: Razvan Pascanu,
# Tomas Mikolov and Yoshua Bengio, "On the difficulty of training recurrent neural networks" (ICML 2013).
#
# That it is mostly saddles: Yann Dauphin and others, "Identifying and attacking the saddle point problem in
# high-dimensional non-convex optimization" (NIPS 2014). The lottery is a small relative of the counterexample of
# Sashank Reddi, Satyen Kale and Sanjiv Kumar, "On the convergence of Adam and beyond" (ICLR 2018), who also mend it.
# What becomes of comparisons when all are tuned alike: Dami Choi and others, "On empirical comparisons of optimizers
# for deep learning" (2019). That Adam learns rare words sooner: Frederik Kunstner and others, "Heavy-tailed class
# imbalance and why Adam outperforms gradient descent on language models" (NeurIPS 2024).
#
# Good to read beside this chapter: Gabriel Goh, [*Why momentum really works*](https://distill.pub/2017/momentum/)
# (Distill, 2017); Simon Prince, *Understanding Deep Learning* (MIT Press, 2023), chapter 6; Aston Zhang and others,
# *Dive into Deep Learning*, chapter 12.
