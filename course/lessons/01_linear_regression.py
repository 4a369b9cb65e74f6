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

# %% [markdown] slug="ch01-title"
# # 1 · Linear regression and the mean squared error
#
# Four taxi rides went 1, 2, 3 and 4 kilometres. They cost 4, 8, 10 and 10 euros. Tomorrow you want to go 5
# kilometres. How much money will you need? Write a number down before you read on.
#
# The answer is not in the data: nobody has driven 5 kilometres. Whatever you wrote, you had some rule in mind that
# turns a distance into a fare. Such a rule is a **{{term:model}}**. This chapter takes the plainest one, a straight
# line, and asks the question on which everything later rests: how wrong is it, in one number?
#
# **After this chapter** you can write down a linear model and its loss, say what makes a loss a loss, and name the
# three phases in which any model of this course is trained.
#
# **You need** the equation of a straight line, and in Python a function, a list and a loop.
#
# **Time:** {{time}}. One more exercise and one section are optional.
#
# **The mistake this chapter cures:** taking an error for a loss.

# %% [markdown] slug="ch01-before"
# ## Three questions from before
#
# (All from [chapter 00](00_start_here.ipynb).) Choose, then open your answer.

# %% [markdown] tags=["quiz"]
# **1.** A ride of 4 kilometres cost 15, and you guess $w = 3$. Which way must $w$ go, and which sign has its gradient?
#
# - Up, and the gradient is negative.
#   Right. The rule asks for 12, too little. With a larger $w$ the loss falls, and that is what the minus says.
# - Up, and the gradient is positive.
#   No. Up is right. But positive would mean that the loss rises when $w$ grows.
# - Down, and the gradient is negative.
#   No. The rule asks for too little already. And a negative gradient says "up", not "down".

# %% [markdown] tags=["quiz"]
# **2.** At another guess the gradient of the same loss is 40. What does the 40 tell you?
#
# - How steeply the loss rises with w there.
#   Right. At a rate of 40 for each unit of $w$: a step of 0.01 raises it by about 0.4.
# - How far this w is from the best one.
#   No. The best one is at 15 / 4 = 3.75, nowhere near 40 away. By itself a gradient gives a direction and a
#   steepness, no distance.
# - How large the loss is at this value of w.
#   No. That is the loss itself. Here it is 25: at $w = 5$ the rule asks for 20, which is 5 too much.

# %% tags=["asserts"]
from math import isclose, sqrt


def _other(w):
    return (4 * w - 15) ** 2


assert 15 / 4 == 3.75
assert _other(3.75) == 0
assert _other(5) == 25
assert round((_other(5.001) - _other(4.999)) / 0.002, 6) == 40
assert round(_other(5 + 0.01) - _other(5), 1) == 0.4
assert _other(3.001) < _other(3)

# %% [markdown] tags=["quiz"]
# **3.** In training, a weight was just changed from 1.3 to 1.2. Which part has done it?
#
# - The optimiser.
#   Right. It reads the gradient, and it alone changes weights.
# - Backpropagation.
#   No. It computed the gradient, and handed it over.
# - The objective.
#   No. It is what is to be made small, and it changes nothing.

# %% tags=["asserts"]
assert 1.3 > 1.2

# %% [markdown] slug="ch01-by-eye"
# ## Lay a line by eye
#
# Here are the four rides, and a bad line. Drag its two handles until it looks right to you. (The number
# beside each dot says how far off the line is there; the mean residual, on the right, is for later.)

# %% slug="ch01-setup"
from autograd_lab.answers import tell
from autograd_lab.viz import figures

distance = [1, 2, 3, 4]  # kilometres
fare = [4, 8, 10, 10]  # euros
axes = {"x_label": "distance (km)", "y_label": "fare (€)"}
title = "Four rides and a line"
look = {"measure": "residuals", "x_range": (0, 5.5)}
figures.line_fit(distance, fare, w=1, b=1, title=title, **look, **axes)

# %% [markdown]
# Keep your $w$ and $b$. What does your line say for 5 kilometres? Read it off, or take 5 times your $w$, plus your $b$. Write
# it beside your first number.

# %% tags=["asserts"]
# a bad one
assert [1 * x + 1 - y for x, y in zip(distance, fare, strict=True)][2] == -6

# %% [markdown] slug="ch01-line"
# ## A rule with two numbers in it
#
# In chapter 00 a kilometre cost 3. Take that as a first rule: the fare is 3 times the distance.
#
# Rules of this kind differ in two numbers only. One is the price of a kilometre; call it the **{{term:weight}}** $w$.
# The other is what you pay before the taxi has moved; call it the **{{term:bias}}** $b$. For a ride of $x$ kilometres
# the rule says
#
# $$\hat y = w x + b$$
#
# and $\hat y$, read "y hat", is its **{{term:prediction}}**. The fare that was really paid, $y$, is the
# **{{term:target}}**. Our first rule has $w = 3$ and $b = 0$.
#
# What does it predict for the four rides, and on which is it furthest off? Work it out, then run the cell.


# %%
def predict(x, w, b):
    return w * x + b


# %% tags=["predict"]
print("km   predicted   paid   difference")
for x, y in zip(distance, fare, strict=True):
    y_hat = predict(x, w=3, b=0)
    print(f"{x:2}   {y_hat:9}   {y:4}   {y_hat - y:+10}")

# %% [markdown] tags=["answer"]
# It predicts 3, 6, 9 and 12, and is furthest off for the second ride and the fourth. For the second it asks for 6, and
# 8 was paid: 6 − 8 = −2, too low by 2. For the fourth it is too high by 2.

# %% [markdown]
# The last column is prediction minus target. That is the **{{term:residual}}**, $\hat y - y$. It belongs to one ride, and
# it has a sign. Keep the order, prediction first: then plus means too high, here and in every formula to come.

# %% tags=["asserts"]
assert [predict(x, 3, 0) for x in distance] == [3, 6, 9, 12]
assert [predict(x, 3, 0) - y for x, y in zip(distance, fare, strict=True)] == [
    -1,
    -2,
    -1,
    2,
]

# %% [markdown] slug="ch01-mean-residual"
# ## Four numbers are too many
#
# Is this rule better than another one, say $w = 2$ and $b = 2$? For one ride it is, for others not. To compare two
# rules you need one number for each.
#
# The first idea that comes to mind is the mean of the residuals. For the first rule it is (−1 − 2 − 1 + 2) / 4 = −0.5: on
# average the rule asks for half a euro too little. Then the best rule should be the one whose mean residual is 0. It
# sounds right. Try it.
#
# First a guess, to be written down: can a line that *falls* have the mean residual 0? That would be a taxi that gets
# cheaper the further you go. Then leave $w$ at 3 in the figure and find the $b$ that makes the mean residual 0. Find such
# a line with another $w$, and look for one that falls.

# %%
title = "Four rides, a line, and its residuals"
look = {"measure": "residuals", "title": title}
figures.line_fit(distance, fare, w=3, b=0, **look, **axes)

# %% tags=["predict"] jupyter={"source_hidden": true}
# Run this when you have tried.
for w in (3, 1, -2):
    for b in [half / 2 for half in range(41)]:
        off = [w * x + b - y for x, y in zip(distance, fare, strict=True)]
        if sum(off) == 0:
            print(f"w = {w:2}   b = {b:4}   residuals {off}   mean 0")

# %% [markdown] tags=["answer"]
# With $w = 3$ it takes $b = 0.5$. With $w = 1$ it takes 5.5. And with $w = -2$ it takes $b = 13$. That line falls: it asks
# 11 euros for one kilometre and 5 for four. Its residuals are +7, +1, −3 and −5, and their mean is 0.
#
# Nobody would use that rule. Yet the number that we chose to compare rules by says that it is perfect. What went wrong?
# Too high on one ride paid for too low on another. The figure shows how little this asks: the mean distance is 2.5 and the
# mean fare is 8, and any line through the point (2.5, 8) will do.
#
# This is the chapter's mistake, **taking an error for a loss**. An error is a residual: it belongs to one ride, and its
# sign says which way the rule was off. A loss belongs to the rule as a whole. It says how badly the rule does, and it
# must not be small when the rule is bad. Adding up errors does not make a loss.


# %% tags=["asserts"]
def residuals(w, b):
    return [predict(x, w, b) - y for x, y in zip(distance, fare, strict=True)]


def mean(numbers):
    return sum(numbers) / len(numbers)


assert mean(residuals(3, 0)) == -0.5
assert (
    mean(residuals(3, 0.5))
    == mean(residuals(1, 5.5))
    == mean(residuals(-2, 13))
    == 0
)
assert residuals(-2, 13) == [7, 1, -3, -5]
assert (mean(distance), mean(fare)) == (2.5, 8)
assert all(
    isclose(mean(residuals(w, 8 - w * 2.5)), 0, abs_tol=1e-12)
    for w in (-7, -0.3, 0, 1.7, 12)
)

# %% [markdown] slug="ch01-squares"
# ## First square, then add
#
# One way out is to lose the sign before anything is added. The residuals of the first rule were −1, −2, −1 and +2. Their
# squares are 1, 4, 1 and 4. These add up to 10, and their mean is 2.5. For the falling line $w = -2$, $b = 13$ the squares
# are 49, 1, 9 and 25, and their mean is 21. The bad rule has the large number.
#
# This mean is the **{{term:mean-squared-error}}**, MSE. In symbols, with $N$ rides, and $n$ counting them:
#
# {{eq:mse}}
#
# If the sign $\sum$ is new to you: it says "write down what follows for each $n$ from 1 to $N$, and add". For the first
# rule it is ((−1)² + (−2)² + (−1)² + 2²) / 4. The letter $L$ stands for **{{term:loss}}**.


# %%
def mse(predictions, targets):
    pairs = zip(predictions, targets, strict=True)
    squares = [(y_hat - y) ** 2 for y_hat, y in pairs]
    return sum(squares) / len(squares)


def loss(w, b):
    return mse([predict(x, w, b) for x in distance], fare)


print("first rule  ", loss(w=3, b=0))
print("falling line", loss(w=-2, b=13))

# %% [markdown]
# In the next figure each residual carries its square, and the square on the right is as large as the four are on
# average. Before you touch it: how small can that one get? Could it vanish? Then make it as small as you can, and
# write your $w$ and $b$ down.

# %%
title = "Four rides, a line, and its squares"
figures.line_fit(distance, fare, w=3, b=0, title=title, **axes)

# %% tags=["predict"] jupyter={"source_hidden": true}
# Run this when you can get no lower: the best line that the sliders reach.
grid = [(w / 20, b / 20) for w in range(-60, 121) for b in range(-280, 281)]
w, b = min(grid, key=lambda at: loss(*at))
print(f"w = {w:g}, b = {b:g}: L = {loss(w, b):g}")

# %% [markdown] tags=["answer"]
# It cannot vanish, since no line goes through all four points. The best line has $w = 2$ and $b = 3$: two euros for a
# kilometre and three for getting in. It is one euro off on every ride, so each square is 1, and so is their mean. Move
# the line to make one square smaller, and the others together grow by more. With this line, the ride of 5 kilometres
# costs 13. How near was your first guess?
#
# For a straight line there is a formula that gives the best $w$ and $b$ at once (*Dive into Deep Learning*, below, has
# it). For a network there is none. So this course takes the road that works for both: try, measure, improve.

# %% tags=["asserts"]
# eq: mse
assert (
    loss(3, 0) == ((-1) ** 2 + (-2) ** 2 + (-1) ** 2 + 2**2) / 4 == 10 / 4 == 2.5
)
assert loss(-2, 13) == (49 + 1 + 9 + 25) / 4 == 21
assert loss(2, 3) == 1
assert residuals(2, 3) == [1, -1, -1, 1]
assert predict(5, 2, 3) == 13
assert (w, b) == (2, 3)

# %% [markdown] slug="ch01-choices"
# ## Why squares? Why the mean?
#
# The absolute value $|\hat y - y|$ has no sign either, and it is easier to explain. So the square is a choice.
#
# It punishes large misses out of proportion. A residual of 2 weighs as much as four residuals of 1. Sometimes you
# want that; sometimes one freak ride takes over, as in exercise 1.3. And the square is smooth. Near 0 it is flat,
# and it gets steeper the further off you are. The absolute value comes down in a straight line to a sharp corner at 0.
# From chapter 02 on everything is made of slopes, and a corner has none.
#
# The price is the unit. A residual is in euros, so its square is in square euros, which mean nothing to anyone. To
# speak to people, take the root, the **{{term:root-mean-squared-error}}** or RMSE: √2.5 is 1.58, so the first rule is off
# by about 1.58 euros. The root moves no minimum, so we leave it out while we search.
#
# And why divide by $N$? Copy all four rides, so that each is in the list twice. What should happen to the loss? What
# happens to the sum of the squares?

# %% tags=["predict"]
twice = [predict(x, 3, 0) for x in distance + distance]
print("mean of the squares", mse(twice, fare + fare))
print("sum of the squares ", mse(twice, fare + fare) * len(twice))

# %% [markdown] tags=["answer"]
# The mean stays at 2.5, and the sum doubles to 20. With the sum, a rule would look worse because you had more data.
# With the mean, losses of 4 rides and of 4 million can be compared.

# %% tags=["asserts"]
assert isclose(sqrt(2.5), 1.58, abs_tol=0.005)
assert 2**2 == 1 + 1 + 1 + 1
assert mse(twice, fare + fare) == loss(3, 0) == 2.5
assert mse(twice, fare + fare) * 8 == 20

# %% [markdown] slug="ch01-function-of"
# ## The rides stay, the numbers move
#
# One change of view, and it is the important one. So far you have looked at fares as depending on distances. But the
# rides are over, and you can only set $w$ and $b$. So read the loss as a function of these two: give me $w$ and $b$, and I
# say how badly they do.
#
# Take $b = 0$ first and change $w$ alone. You have found the best line of all. Which $w$ is best as long as $b$ stays 0?
# Write your guess down.

# %% tags=["predict"]
for w in range(7):
    print(f"w = {w}   L = {loss(w, b=0):5}   {'■' * round(loss(w, b=0) / 2)}")

# %% [markdown] tags=["answer"]
# It is 3, and not the 2 of the best line. Look at the column: 70, 32.5, 10, 2.5 and up again, the same numbers on both
# sides. It is a parabola, since $L$ is made of squares, and its lowest point is at $w = 3$. If $w$ becomes 3.1 or 2.9,
# the loss rises from 2.5 to 2.575 either way.
#
# So at $w = 3$, $b = 0$ you cannot get better by moving $w$. Can you by moving $b$? Set $b$ to 0.1 and the loss falls to
# 2.41. Go on, and at $b = 0.5$ it is 2.25. There $b$ can do no more, and now $w$ can give way. For another $b$, another $w$
# is the best. In the next figure each line is a point, at its $w$ and $b$. Move the point along one axis at a time, as low
# as it goes; then along the other.

# %% tags=["answer"]
title = "A line, and the point that it is"
plane = {"plane": True, "w_range": (-1, 6), "b_range": (-6, 10)}
figures.line_fit(distance, fare, w=3, b=0, title=title, **plane, **axes)

# %% [markdown] tags=["answer"]
# "First get $w$ right, then $b$" is not enough, then: once $b$ moves, the best $w$ moves too. You can go back and forth,
# the best $b$ for this $w$ and then the best $w$ for that $b$. From here it takes fourteen such pairs of moves until the
# loss is below 1.01. Or you can move both at once.


# %% tags=["asserts"]
assert [loss(w, 0) for w in range(7)] == [70, 32.5, 10, 2.5, 10, 32.5, 70]
assert isclose(loss(3.1, 0), 2.575)
assert isclose(loss(2.9, 0), 2.575)
assert isclose(loss(3, 0.1), 2.41)
assert loss(3, 0.5) == 2.25
assert loss(3, 0.5) < min(loss(3, 0.5 - 0.1), loss(3, 0.5 + 0.1))
assert loss(3 - 0.1, 0.5) < loss(3, 0.5)


def _back_and_forth(w, rounds):
    for _ in range(rounds):
        b = mean([y - w * x for x, y in zip(distance, fare, strict=True)])
        w = sum(x * (y - b) for x, y in zip(distance, fare, strict=True)) / sum(
            x * x for x in distance
        )
    return loss(w, b)


assert _back_and_forth(3, 14) < 1.01 < _back_and_forth(3, 13)

# %% [markdown] slug="ch01-three-phases"
# ## Let a program do it
#
# Here is a program that does what you did with the sliders. In each round it tries four moves, $w$ up, $w$ down, $b$ up,
# $b$ down, each by one step. It takes the best of them, and stops when none helps.


# %%
def search(w, b, step):
    moves_made = 0
    while True:
        moves = [(w + step, b), (w - step, b), (w, b + step), (w, b - step)]
        best = min(moves, key=lambda move: loss(*move))
        if loss(*best) >= loss(w, b):
            return moves_made, w, b
        w, b = best
        moves_made += 1


# %% [markdown]
# It starts at $w = 3$, $b = 0$, and the best line, (2, 3), is where it should arrive. Will it get there with a step of
# 0.5? With 0.1? With 0.01? Guess, then run.

# %% tags=["predict"]
for step in (0.5, 0.1, 0.01):
    made, w, b = search(3, 0, step)
    place = f"w = {w:.2f}, b = {b:.2f}"
    print(f"step {step}, moves {made}: it stays at {place}, L = {loss(w, b):.4f}")

# %% [markdown] tags=["answer"]
# It never arrives. With 0.5 it makes a single move, to $w = 3$ and $b = 0.5$, and stops there with $L = 2.25$. With 0.1
# it makes 33 moves and stops at (2.2, 2.5). With 0.01 it makes 389 and stops near the goal. It stops where none of the
# four moves helps: some go uphill at once, and the others are too long. They go past the lowest place in their direction,
# and end higher up. From 0.1 to 0.01 it gets nearer, and needs nearly twelve times as many moves.
#
# Count the work. A round tries four moves, so 390 rounds (the last finds nothing) make 1,560 trials, and each trial costs
# a loss. For a model with a million weights, *one* round would take two million. And all that is kept of a trial is whether
# it was the best of its round.

# %% [markdown]
# Each round does the same three things.
#
# 1. **Forward.** Compute the predictions, and from them the loss.
# 2. **Backward.** Find out, for each number that you may set, each **{{term:parameter}}**, which way makes the loss smaller.
# 3. **Update.** Move the numbers that way.
#
# Every model of this course is trained in these three phases, be it a taxi or a network with millions of
# weights. Forward and update will hardly change. This course is about the phase in the middle.
#
# Here the middle phase works by trial, two for every number. If you knew not only which way the loss falls with $w$ and
# with $b$ but how *steeply* with each, you could move both at once, in the right proportion. That is what the next two
# chapters are for: chapter 02 measures the steepness, and chapter 03 makes the step.

# %% tags=["asserts"]
_stops = {step: search(3, 0, step) for step in (0.5, 0.1, 0.01, 0.001)}
assert _stops[0.5] == (1, 3, 0.5)
assert loss(3, 0.5) == 2.25
assert _stops[0.1][0] == 33
assert isclose(_stops[0.1][1], 2.2)
assert isclose(_stops[0.1][2], 2.5)
assert _stops[0.01][0] == 389
assert 390 * 4 == 1_560
assert 0 < loss(*_stops[0.01][1:]) - 1 < 0.01
assert loss(*_stops[0.001][1:]) < loss(*_stops[0.01][1:]) < loss(*_stops[0.1][1:])
assert (
    9
    < _stops[0.001][0] / _stops[0.01][0]
    < 11
    < _stops[0.01][0] / _stops[0.1][0]
    < 12
)

# %% [markdown] slug="ch01-features"
# ## More than one input
#
# The taxi's meter counts minutes as well as kilometres. Say that a minute of waiting costs 0.5. Then a ride of 3
# kilometres with 4 minutes of waiting, at 2 for a kilometre and 1 for getting in, costs 2 × 3 + 0.5 × 4 + 1 = 9.
#
# Each input, or **{{term:feature}}**, has its own weight; the products are added, and the
# bias comes on top. With many rides and several features one writes a table $X$, with a row for each ride or
# **{{term:sample}}** and a column for each feature. $X_{ni}$ is feature $i$ of ride $n$, and the rule for ride $n$ is
#
# {{eq:linear-model}}
#
# It is still called linear: each weight occurs by itself, times a number that is known. The loss of {{ref:mse}} does
# not mind where a prediction comes from, so it stays as it is.


# %%
def predict_row(row, weights, b):
    return sum(x * w for x, w in zip(row, weights, strict=True)) + b


rides = [[1, 0], [3, 4], [2, 10]]  # kilometres, minutes
[predict_row(row, [2, 0.5], 1) for row in rides]

# %% tags=["asserts"]
# eq: linear-model
assert predict_row([3, 4], [2, 0.5], 1) == 2 * 3 + 0.5 * 4 + 1 == 9
assert [predict_row(row, [2, 0.5], 1) for row in rides] == [3, 9, 10]
assert [predict_row([x], [3], 0) for x in distance] == [
    predict(x, 3, 0) for x in distance
]

# %% [markdown] slug="ch01-proof"
# ## Why no line does better (optional)
#
# You saw that the line with $w = 2$ and $b = 3$ beats whatever the sliders can reach. Here is why it beats *every*
# line.
#
# Its residuals are $r = (1, -1, -1, 1)$. They add up to 0, and they still do when each is first multiplied by its
# distance: 1 − 2 − 3 + 4 = 0. Take any other line. At each ride it differs from this one by some $d = (w - 2)\,x +
# (b - 3)$, and its square there is $(r + d)^2 = r^2 + 2 r d + d^2$. Add up over the four rides: the middle terms vanish,
# because $d$ is made of a constant and a multiple of $x$, and the sums of $r$ and of $r x$ are both 0. What is left is
#
# $$L(w, b) = 1 + \frac{1}{4} \sum_n \big((w - 2)\, x_n + (b - 3)\big)^2$$
#
# which is 1 plus something that is never negative.

# %% tags=["asserts"]
assert sum(residuals(2, 3)) == 0
assert (
    sum(r * x for r, x in zip(residuals(2, 3), distance, strict=True))
    == 1 - 2 - 3 + 4
    == 0
)
for w, b in ((3, 0), (-2, 13), (0.5, 7), (2.2, 2.5)):
    assert isclose(
        loss(w, b), 1 + mean([((w - 2) * x + (b - 3)) ** 2 for x in distance])
    )

# %% [markdown] slug="ch01-exercise-1"
# ## Exercises
#
# ### Exercise 1.1: one line by hand (5 minutes)
#
# You have seen all the numbers of the rule $w = 3$, $b = 0$. Now take $w = 1$, $b = 6$, with paper and no code. Write
# down the four predictions, the four residuals, their mean, and the loss. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "predictions": [None, None, None, None],
    "residuals": [None, None, None, None],
    "mean_residual": None,
    "L": None,
}

# %%
tell("1.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the first ride
#
# The distance is 1. One euro for the kilometre, and six for getting in.

# %% [markdown] tags=["hint"]
# Hint 2: recall the order of the steps
#
# Prediction; prediction minus target; square each; the mean of the squares. The mean residual is taken before squaring
# and has no part in $L$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# "predictions": [7, 8, 9, 10],
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "predictions": [7, 8, 9, 10],
#     "residuals": [3, 0, -1, 0],
#     "mean_residual": 0.5,
#     "L": 2.5,
# }
# ```
#
# The squares are 9, 0, 1 and 0, and their mean is 2.5. This line is right for two rides of four, and still its loss is
# two and a half times that of the best line, which is right for none. The loss counts how far off you are, not how often.
#
# If you had $L = 0.25$, you squared the mean residual instead of taking the mean of the squares. With residuals of both
# signs that can be as wrong as you like: the falling line would get 0.

# %% tags=["asserts"]
assert residuals(1, 6) == [3, 0, -1, 0]
assert mean(residuals(1, 6)) == 0.5
assert loss(1, 6) == 2.5 == 2.5 * loss(2, 3)
assert mean(residuals(1, 6)) ** 2 == 0.25
assert mean(residuals(-2, 13)) ** 2 == 0

# %% [markdown] slug="ch01-exercise-2"
# ### Exercise 1.2: write the loss (5 minutes)
#
# Write `my_mse(y_hat, y)` yourself, without looking at the function above: two lists of the same length come in, one
# number goes out. The loop is given. Done when the cell below says "right".


# %% tags=["exercise"]
def my_mse(y_hat, y):
    total = 0
    for prediction, target in zip(y_hat, y, strict=True):
        total += 0  # what does this ride add, instead of 0?
    return None  # and what comes back, instead of None?


# %%
tell("1.2", my_mse)

# %% [markdown] tags=["hint"]
# Hint 1: look at one ride
#
# What does a ride with the prediction 3 and the target 4 add to `total`?

# %% [markdown] tags=["hint"]
# Hint 2: recall what stands where in the formula
#
# The square stands inside the sum, and 1/N outside. `len(y)` is N.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# total += (prediction - target) ** 2
# ```

# %% [markdown] tags=["solution"]
# ```python
# def my_mse(y_hat, y):
#     total = 0
#     for prediction, target in zip(y_hat, y, strict=True):
#         total += (prediction - target) ** 2
#     return total / len(y)
# ```
#
# Inside the loop each ride adds its own square; outside, once, the division. If the `return` is indented by four
# more spaces, the function leaves after the first ride, and a test with one ride would never notice.

# %% [markdown] slug="ch01-exercise-3"
# ### Exercise 1.3: one jam (7 minutes)
#
# On the fourth ride there was a jam, and the fare was 30 instead of 10. Keep the line $w = 2$, $b = 3$. What is the
# residual of that ride now, and what is the loss? Then work out `mean_absolute`, the mean of the four absolute values
# $|\hat y - y|$. And see for yourself: how large a part of each of the two measures comes from this one ride?

# %% tags=["exercise"]
answer_3 = {"residual": None, "L": None, "mean_absolute": None}

# %%
tell("1.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at what changes
#
# Only the fourth target. The other three rides have the residuals +1, −1 and −1, as before.

# %% [markdown] tags=["hint"]
# Hint 2: recall both means
#
# Four squares, added and divided by 4. Four absolute values, added and divided by 4: none of these has a sign.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# The line predicts 2 × 4 + 3 = 11 for four kilometres, so
#
# ```python
# residual = 11 - 30
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {"residual": -19, "L": (1 + 1 + 1 + 361) / 4, "mean_absolute": (1 + 1 + 1 + 19) / 4}
# ```
#
# The loss is 91, and the mean absolute value is 5.5. In the loss the jam has 361 of 364 parts, more than 99 %; in the
# mean of the absolute values 19 of 22, about 86 %. If you minimise squares now, the whole line moves for the sake of this
# ride: the best line becomes $w = 8$, $b = -7$, which says that getting in earns you seven euros.
#
# That is the price of squares: a single wild number can drag everything along. Look at your data before you fit, and
# know that other losses exist.

# %% tags=["asserts"]
_jam = [4, 8, 10, 30]


def jam_loss(w, b):
    return mse([predict(x, w, b) for x in distance], _jam)


assert predict(4, 2, 3) - 30 == -19
assert jam_loss(2, 3) == (1 + 1 + 1 + 361) / 4 == 91
assert (
    mean([abs(predict(x, 2, 3) - y) for x, y in zip(distance, _jam, strict=True)])
    == 5.5
)
assert 361 / 364 > 0.99
assert round(19 / 22, 2) == 0.86
_near = [
    (8 + i / 10, -7 + j / 10) for i in range(-20, 21) for j in range(-20, 21)
]
assert min(_near, key=lambda at: jam_loss(*at)) == (8, -7)

# %% [markdown] slug="ch01-exercise-4"
# ### Exercise 1.4: the best b for a given w (optional, 10 minutes)
#
# Suppose that somebody fixes $w$, and you may choose $b$. Find the best $b$ with a single line of code, and no search:
# write `best_b(x, y, w)`, where `x` and `y` are lists. Done when the cell says "right".


# %% tags=["exercise"]
def best_b(x, y, w):
    return None  # your line instead of None


# %%
tell("1.4", best_b)

# %% [markdown] tags=["hint"]
# Hint 1: look at the figure with the squares
#
# Set $w$ to 1, and find the best $b$ with the slider. What is the mean residual there? Do it again for another $w$.

# %% [markdown] tags=["hint"]
# Hint 2: recall how the mean residual depends on b
#
# It is 0 at the best $b$, for each $w$. And the mean residual is $w$ times the mean distance, plus $b$, minus the mean
# fare.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def best_b(x, y, w):
#     return sum(y) / len(y) - w * sum(x) / len(x)
# ```
#
# Shift the line by a small amount, up say. Each square with a positive residual grows, each with a negative one
# shrinks, by about twice the residual times the shift. Altogether the loss changes by twice the *mean residual* times the
# shift. So as long as the mean residual is not 0, a shift to one side helps.
#
# The mean residual, then, is no loss. It is how steeply the loss changes with $b$, up to the factor 2. In chapter 03 it
# comes back under that name.

# %% tags=["asserts"]
for w in (1, 2, 3, -2):
    b = 8 - w * 2.5
    assert isclose(mean(residuals(w, b)), 0, abs_tol=1e-12)
    assert loss(w, b) < min(loss(w, b - 0.01), loss(w, b + 0.01))
assert isclose(
    (loss(3, 1e-6) - loss(3, 0)) / 1e-6, 2 * mean(residuals(3, 0)), rel_tol=1e-5
)

# %% [markdown] slug="ch01-quiz"
# ## Check yourself
#
# Each option says why it is right or wrong, so open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **4.** The residual of a ride is +3. What do you know?
#
# - The prediction was 3 euros too high.
#   Right. Prediction minus target, so plus means that the prediction is the larger one.
# - The passenger paid 3 euros too much.
#   No. The fare is what it is; it is the prediction that is off. And it is prediction minus target, so the prediction
#   was above the fare.
# - The loss of this rule on its rides is 3.
#   No. This is one ride's error. It enters the loss as its square, 9, divided by $N$.

# %% [markdown] tags=["quiz"]
# **5.** The mean residual of a line is 0. What follows?
#
# - It makes no error, so its loss is 0 as well.
#   No. The falling line had the residuals +7, +1, −3, −5: mean 0, loss 21.
# - It is the best line, or at least very near to it.
#   No. Every line through the point (mean of x, mean of y) has the mean residual 0. The best line is one of them.
# - It goes through (mean of x, mean of y).
#   Right. And that is all that follows. For its own slope such a line has the best $b$ (exercise 1.4).

# %% [markdown] tags=["quiz"]
# **6.** Rule A misses four rides by 1, 1, 1 and 1 euro. Rule B misses them by 0, 0, 0 and 2. Which has the larger MSE?
#
# - A, which is never right.
#   No. The loss does not count how often a rule is right. Work out both: 4 / 4 and 4 / 4.
# - B, which has the larger miss.
#   No. A miss of 2 counts as four misses of 1, and A has four of those.
# - Neither: they are equal.
#   Right. Both are 1. In the mean of the absolute values B would be better: 1/2 against 1.

# %% [markdown] tags=["quiz"]
# **7.** You double the number of rides by asking twice as many passengers. What happens to the MSE of your line?
#
# - It about doubles.
#   No. The sum of the squares roughly doubles, but so does $N$.
# - It hardly changes.
#   Right. It is a mean. It moves only as far as the new rides differ from the old ones.
# - It is about halved.
#   No. More rides do not make a line better by being counted. Only moving the line does.

# %% [markdown] tags=["quiz"]
# **8.** In each round of the search four losses are computed, one for each move, and compared. Which phase is that?
#
# - Forward.
#   No. Forward computes the loss of $w$ and $b$ as they are. These four losses are there to find a direction.
# - Backward.
#   Right. It finds out which way is down, here by trial, two for each number.
# - Update.
#   No. The trials change neither $w$ nor $b$. The update makes one of the four moves, the best.

# %% [markdown] slug="ch01-summary"
# ## The chapter on one page
#
# **Words.** *Model*: a rule that turns inputs into a prediction $\hat y$. *Weight* $w$, *bias* $b$: the numbers in it
# that may be set; together, its *parameters*. *Target* $y$: what should have come out. *Residual* $\hat y - y$: one row's
# error, with a sign. *Loss* $L$: how badly the rule does on all rows; the MSE is 0 only when all is
# right.
#
# **The model**, {{ref:linear-model}}: $\hat y_n = \sum_i X_{ni} w_i + b$. **The loss**, {{ref:mse}}: the mean of
# $(\hat y_n - y_n)^2$.
#
# **The rides.** $x$ = 1, 2, 3, 4; $y$ = 4, 8, 10, 10.
#
# | $w$ | $b$ | residuals | mean residual | $L$ |
# |---|---|---|---|---|
# | 3 | 0 | −1, −2, −1, +2 | −0.5 | 2.5 |
# | −2 | 13 | +7, +1, −3, −5 | 0 | 21 |
# | 2 | 3 | +1, −1, −1, +1 | 0 | 1 |
#
# **What moves.** The data stay. The loss is a function of $w$ and $b$, and the best value of one depends on the other.
#
# **Training.** Forward: predictions and loss. Backward: for each parameter, which way is down. Update: move.
#
# **The mistake.** Taking an error for a loss. Errors cancel: a line that falls can have the mean residual 0.

# %% tags=["asserts"]
for w, b, r, m, L in (
    (3, 0, [-1, -2, -1, 2], -0.5, 2.5),
    (-2, 13, [7, 1, -3, -5], 0, 21),
    (2, 3, [1, -1, -1, 1], 0, 1),
):
    assert (residuals(w, b), mean(residuals(w, b)), loss(w, b)) == (r, m, L)

# %% [markdown] slug="ch01-next"
# ## Where to go next
#
# [Chapter 02](02_nudging.ipynb) asks how steeply the loss changes when one number is nudged, and finds a way
# to measure that for any function that a computer can evaluate and that has a slope there.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch01-sources"
# ## Sources
#
# Adrien-Marie Legendre published the method of least squares in 1805, in an appendix to a book on the orbits of comets
# (*Nouvelles méthodes pour la détermination des orbites des comètes*). Carl Friedrich Gauss wrote in 1809 that he had
# used it since 1795 (*Theoria motus*), and the two fell out over it: Stephen Stigler, "Gauss and the invention of least
# squares", *The Annals of Statistics* 9 (1981), pages 465–474. The word *regression* is Francis Galton's, who found that
# the children of very tall parents are, on average, less tall than they ("Regression towards mediocrity in hereditary
# stature", 1886).
#
# Good to read beside this chapter: Christopher Bishop, *Pattern Recognition and Machine Learning* (2006), section 3.1;
# Ian Goodfellow, Yoshua Bengio and Aaron Courville, [*Deep Learning*](https://www.deeplearningbook.org) (2016), section
# 5.1.4; the chapter on linear regression in [*Dive into Deep Learning*](https://d2l.ai), with its exercises.
