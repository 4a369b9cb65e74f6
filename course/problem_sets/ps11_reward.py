# %% [markdown] slug="ps11-title"
# # Problem set 11: three hundred matchboxes
#
# In 1961 Donald Michie wanted a machine that learns noughts and crosses, and he had no computer. So he glued matchboxes
# together, 304 of them, one for each position in which it had a choice (turned and mirrored ones count once). In each box lay coloured beads, a colour for each free square.
# Whose turn is it? Take the box that shows the position, shake it, and look which bead has rolled to the front: that is the
# move. After the game, all boxes that were opened get their pay. Won: three more beads of the colour that was drawn, in each of
# them. A draw: one more. Lost: the bead is taken away. He called it MENACE. At first it played like a shaken box. Then he had to
# look out.
#
# No gradient goes through the shaking of a box. And yet the beads move the right way. In this set you write what they do:
# what each move is paid for, and the slope that goes around the draw; then two ways to pretend that one goes through it,
# and a way to find slopes that never goes back at all.
#
# - **Before you start:** chapters 22 and 23; the theory stands there. Chapter 16 helps with part 3, chapter 11 with part 2.
# - **Time:** about 160 minutes, in parts that can be done on different days. Each part says how long it takes.
# - **Points:** 26, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from what to look at to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps11(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps11-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps11-conventions"
# **Conventions, everywhere in this set.** A gradient has the shape of what it belongs to. Your functions return new arrays and leave
# their arguments as they were (after `a = rewards`, an `a += …` changes `rewards` as well). Steps, actions and handles are counted from 0.
#
# Some letters mean one thing in one part and another in the next. In part 2 a baseline is taken off returns, in part 3 off
# costs. b is the bias of a neuron; what chapter 23 writes as b, the sample of a coin, is s here.

# %% [markdown] slug="ps11-returns-text"
# ## Part 1: who is paid for what (20 minutes, 4 points)
#
# Michie paid all moves of a game alike. But a move cannot have earned what was won before it. So pay each with what came
# *from then on*, its own reward included, and what came later a little less:
#
# {{eq:return-to-go}}
#
# A record has several games in it, one after the other: `rewards` (T,), and `ends` (T,), of True and False. `ends[t]` is True at the
# last step of a game. The last game may be cut off: then no end is there, and what is there counts. `gamma` is above 0, and 1 at most.
#
# Write `returns_to_go(rewards, ends, gamma)`. Return `G`, (T,), one number for each step.

# %% [markdown] tags=["hint"] slug="ps11-returns-hint-1"
# Hint 1: what to look at
#
# Rewards 1, 2, 4 and 8, `ends` False, True, False, False, gamma ½. What has the last step? And the one before it? What
# does step 1 have to do with the 4?

# %% [markdown] tags=["hint"] slug="ps11-returns-hint-2"
# Hint 2: what to recall
#
# The recurrence needs the *next* step's number first. In which direction must a loop go? What is the number of the next step
# worth to a step at which a game ends?

# %% [markdown] tags=["hint"] slug="ps11-returns-hint-3"
# Hint 3: how it begins
#
# `after = 0.0`, then `for t in reversed(range(len(rewards))):`, and its first line asks for `ends[t]`.


# %% nbgrader={"grade": false, "grade_id": "returns_to_go", "locked": false, "schema_version": 3, "solution": true, "task": false}
def returns_to_go(rewards, ends, gamma):
    """G (T,) from rewards (T,), ends (T,), True at the last step of a game, and the discount gamma."""
    ### BEGIN SOLUTION
    G, after = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        if ends[t]:
            after = 0.0  # before the reward is added: the step itself belongs to its game
        after = rewards[t] + gamma * after
        G[t] = after
    return G
    ### END SOLUTION


# %% [markdown] slug="ps11-returns-own"
# **Look for yourself first.** Two games, the second cut off. And a reward of 100 in the second: which numbers may move?

# %% tags=["illustration"] slug="ps11-returns-try"
two_games, over = np.array([1.0, 2.0, 4.0, 8.0]), np.array([False, True, False, False])
print("by hand 2, 2, 8, 8; yours", returns_to_go(two_games, over, 0.5))
print("with 100 for the 4:", returns_to_go(np.array([1.0, 2.0, 100.0, 8.0]), over, 0.5))

# %% nbgrader={"grade": true, "grade_id": "check_returns_to_go", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps11(returns_to_go).require()

# %% [markdown] slug="ps11-policy-text"
# ## Part 2: beads without beads (35 minutes, 5 points)
#
# A box with logits for beads: a softmax says how likely each move is, one is drawn, and the box is paid. What should the
# logits do? The loss of chapter 22, over N steps, with the weights $w$ held constant:
#
# {{eq:surrogate-loss}}
#
# Here N counts steps, and $w$ is what a step was paid, less what is usual: `returns[n] - baseline`.
#
# Write `score_function_gradient(logits, actions, returns, baseline)`: `logits` is (N, K), a row for each step; `actions` (N,) are whole
# numbers, 0 to K − 1, the moves that were drawn; `returns` is (N,), `baseline` a number. Return `dlogits`, (N, K): the gradient of the *loss*,
# to be gone down.

# %% [markdown] tags=["hint"] slug="ps11-policy-hint-1"
# Hint 1: what to look at
#
# One step, two moves, both logits 0, so both chances are ½. Move 0 was drawn and paid 3, usual is 1. Which logit should rise?
# What should the other do, and how do the two entries of the gradient add up?

# %% [markdown] tags=["hint"] slug="ps11-policy-hint-2"
# Hint 2: what to recall
#
# You have met this gradient: it is a classifier's, p − y, with the move that was drawn for a label. What is it multiplied by,
# and what is left of a step that was paid just as usual?

# %% [markdown] tags=["hint"] slug="ps11-policy-hint-3"
# Hint 3: how it begins
#
# `marks = np.eye(logits.shape[1])[actions]` is (N, K), with a 1 at each move that was drawn. The weights must become a column: `[:, None]`.


# %% nbgrader={"grade": false, "grade_id": "score_function_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_function_gradient(logits, actions, returns, baseline):
    """dlogits (N, K) of the loss −(1/N) Σ (return − baseline) ln π(action), the weights held constant."""
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    marks = np.eye(logits.shape[1])[actions]
    # The slope of ln π(action) is marks − p; the loss has a minus in front. Nothing is divided by p, so that a
    # rare move does no harm.
    return (returns - baseline)[:, None] * (p - marks) / len(logits)
    ### END SOLUTION


# %% [markdown] slug="ps11-policy-own"
# **Look for yourself first.** The loss is a formula in the logits, so nudging them shows its slopes. And if every return is as usual?


# %% slug="ps11-policy-loss"
def softmax(z):
    """Chances along the last axis, in the shape of z."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def surrogate(logits, actions, returns, baseline):
    """The loss whose gradient is asked for."""
    return -np.mean((returns - baseline) * np.log(softmax(logits)[np.arange(len(actions)), actions]))


# %% tags=["illustration"] slug="ps11-policy-try"
def try_policy(N, K):
    """Print how far dlogits is from nudging, and what comes of returns that are as usual."""
    draw = np.random.default_rng(11)
    logits, actions, returns = draw.normal(size=(N, K)), draw.integers(0, K, N), draw.normal(size=N)
    mine, slopes = score_function_gradient(logits, actions, returns, 0.4), np.zeros((N, K))
    for place in np.ndindex(N, K):
        up, down = logits.copy(), logits.copy()
        up[place], down[place] = up[place] + 1e-5, down[place] - 1e-5
        slopes[place] = (surrogate(up, actions, returns, 0.4) - surrogate(down, actions, returns, 0.4)) / 2e-5
    print(f"shape {np.shape(mine)}, largest difference {np.abs(mine - slopes).max():.0e}")
    print("all as usual:", np.abs(score_function_gradient(logits, actions, np.full(N, 0.4), 0.4)).max())


try_policy(4, 3)

# %% nbgrader={"grade": true, "grade_id": "check_score_function_gradient", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check.ps11(score_function_gradient).require()

# %% [markdown] slug="ps11-street-text"
# ### A street with a trap
#
# Seven boxes stand in a street, and a player begins at the third from the left. At each step the box where the player stands is shaken: one
# place to the left, or one to the right. Beyond the left end lies a pit, which costs 1; beyond the right end, a prize of 1. Each
# step costs a fiftieth. After 30 steps night falls, and the game ends there.
#
# Boxes are paid by your `returns_to_go`, and their logits go down your gradient. Usual is the mean return to go of all steps of the 20 games before, and 0 at first.
# Guess first: of a hundred games, how many end at the prize at the start? And after 60 times 20 games?


# %% tags=["predict", "illustration"] slug="ps11-street"
def play(logits, games, dice):
    """Places, moves, rewards and ends of some games in the street."""
    record = []
    for _ in range(games):
        place = 2
        for step in range(30):
            move = int(dice.random() < softmax(logits[place])[1])
            there = place + 2 * move - 1
            over = there in (-1, 7) or step == 29
            record.append((place, move, -0.02 + (1.0 if there == 7 else -1.0 if there == -1 else 0.0), over))
            if over:
                break
            place = there
    places, moves, rewards, ends = map(np.array, zip(*record))
    return places, moves, rewards, ends


def prizes(logits, dice):
    """How many of a hundred games end at the prize."""
    return int(np.sum(play(logits, 100, dice)[2] > 0.5))


dice, boxes, usual = np.random.default_rng(4), np.zeros((7, 2)), 0.0
won = [prizes(boxes, np.random.default_rng(1))]
for update in range(60):
    places, moves, rewards, ends = play(boxes, 20, dice)
    G = returns_to_go(rewards, ends, 0.98)
    d = score_function_gradient(boxes[places], moves, G, usual)
    np.add.at(boxes, places, -2.0 * d)  # each step goes to its own box
    usual = G.mean()
    won.append(prizes(boxes, np.random.default_rng(1)))
print(f"prizes in a hundred games: {won[0]} at the start, {won[-1]} at the end")
print("chance of a step to the right, box by box:", softmax(boxes)[:, 1].round(2))

figure, axes = plt.subplots(figsize=(5, 2.8))
axes.plot(won)
axes.set(xlabel="updates, 20 games each", ylabel="prizes in a hundred games", ylim=(0, 100))
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps11-street-result"
# About thirty at the start: the pit is nearer than the prize. At the end almost all. Nobody told a box which way is right, and most of them have
# never seen the prize come out of their own draw: it came later, and the return to go has carried it back. The box at the left has learnt
# it least: few games come by there, and those that do mostly ended in the pit.

# %% [markdown] slug="ps11-coin-text"
# ## Part 3: one bead (45 minutes, 7 points)
#
# A box with beads of two colours is a neuron that samples: $z = x \cdot w + b$, $p = \sigma(z)$, and $s$ is 1 with the chance p, else 0.
# Each sample costs $(s - y)^2$. You are handed samples `s` (S,), all of the same neuron, and are to estimate the slope
# of the mean cost in the weights, in two ways.
#
# Through the throw no gradient goes. **Straight-through** goes back past it all the same, as if $s$ were $p$ there (the cost's slope is taken at $s$), and then on through
# σ as usual. What comes of that on average (ℓ is the cost; what the formula calls b is our s):
#
# {{eq:straight-through-mean}}
#
# The **score function** needs no slope of the cost at all. It takes the cost itself, less a baseline, as in part 2. (A cost is to be small, so the minus of part 2 is gone.)
#
# {{eq:score-function}}
#
# Write `straight_through(x, w, b, y, s)` and `score_function_neuron(x, w, b, y, s, baseline)`: `x` and `w` are (D,), `b`, `y` and
# `baseline` numbers. Both return `dw`, (D,), and `db`, a number, in this order, each the *mean* over the samples.

# %% [markdown] tags=["hint"] slug="ps11-through-hint-1"
# Hint 1: what to look at
#
# x = 1, w = 0, b = 0, y = 0, and a single sample, 1. What does the sample cost, and how fast would its cost rise with s? How fast does p rise
# with z, at z = 0?

# %% [markdown] tags=["hint"] slug="ps11-through-hint-2"
# Hint 2: what to recall
#
# Three steps lie between the cost and z: the square, the throw, σ. One of them is passed as if it were not there. Which are the
# slopes of the other two, and at which numbers are they taken?

# %% [markdown] tags=["hint"] slug="ps11-through-hint-3"
# Hint 3: how it begins
#
# `p = 1 / (1 + np.exp(-(x @ w + b)))`, and `2 * (s - y)` is what arrives at each sample.


# %% nbgrader={"grade": false, "grade_id": "straight_through", "locked": false, "schema_version": 3, "solution": true, "task": false}
def straight_through(x, w, b, y, s):
    """(dw (D,), db): the mean over the samples s (S,) of what comes back past the throw."""
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-(x @ w + b)))
    # From the cost to s: 2(s − y), at what was thrown. Past the throw. Through σ: p(1 − p), at the chance.
    dz = np.mean(2 * (s - y)) * p * (1 - p)
    return dz * x, dz
    ### END SOLUTION


# %% [markdown] slug="ps11-through-own"
# **Look for yourself first.** The neuron of hint 1, worked out by hand; and with three times as many samples of the same kinds, does anything change?


# %% slug="ps11-coin-throw"
def thrown(p, count, dice):
    """So many samples, 0 or 1."""
    return (dice.random(count) < p) * 1.0


one = np.array([1.0])

# %% tags=["illustration"] slug="ps11-through-try"
print("by hand: dw 1/2, db 1/2; yours", *straight_through(one, 0 * one, 0.0, 0.0, one))
few = np.array([0.0, 1.0, 1.0])
print("three samples:", *straight_through(one, 0 * one, 1.0, 0.3, few))
print("nine samples: ", *straight_through(one, 0 * one, 1.0, 0.3, np.tile(few, 3)))

# %% nbgrader={"grade": true, "grade_id": "check_straight_through", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps11(straight_through).require()

# %% [markdown] tags=["hint"] slug="ps11-score-hint-1"
# Hint 1: what to look at
#
# A sample 1 that cost more than usual: should z rise or fall? And a sample 0 that cost more than usual?

# %% [markdown] tags=["hint"] slug="ps11-score-hint-2"
# Hint 2: what to recall
#
# The logarithm of the chance of what was thrown is $\ln p$ or $\ln(1 - p)$. Its slope in $z$ is $1 - p$ or $-p$. Both in one
# formula?

# %% [markdown] tags=["hint"] slug="ps11-score-hint-3"
# Hint 3: how it begins
#
# `worth = (s - y) ** 2 - baseline`, one number for each sample. Multiply first, and take the mean after.


# %% nbgrader={"grade": false, "grade_id": "score_function_neuron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_function_neuron(x, w, b, y, s, baseline):
    """(dw (D,), db): the mean over the samples s (S,) of (cost − baseline) times the slope of ln of its chance."""
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-(x @ w + b)))
    dz = np.mean(((s - y) ** 2 - baseline) * (s - p))
    return dz * x, dz
    ### END SOLUTION


# %% [markdown] slug="ps11-coin-own"
# **Look for yourself first.** With the neuron of the first hint, and nothing taken off, this says db = ½ as well. Then a neuron whose exact slope
# is known, since p is: three throws, a thousand, a million, by both ways.


# %% tags=["illustration"] slug="ps11-coin-try"
print("by hand: db 1/2; yours", score_function_neuron(one, 0 * one, 0.0, 0.0, one, 0.0)[1])

x, w, b, y = np.array([1.0, -2.0]), np.array([0.5, 0.3]), 1.0, 0.6
p = 1 / (1 + np.exp(-np.sum(x * w) - b))
exact = p * (1 - p) * ((1 - y) ** 2 - y**2)
usual = p * (1 - y) ** 2 + (1 - p) * y**2
print(f"exact db {exact:+.4f}")
for count in (3, 1_000, 1_000_000):
    s = thrown(p, count, np.random.default_rng(2))
    through, score = straight_through(x, w, b, y, s)[1], score_function_neuron(x, w, b, y, s, usual)[1]
    print(f"{count:9,} samples: straight-through {through:+.4f}, score function {score:+.4f}")

# %% nbgrader={"grade": true, "grade_id": "check_score_function_neuron", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps11(score_function_neuron).require()

# %% [markdown] slug="ps11-race-text"
# ### Where do they lead?
#
# y is 3/5, so a 1 costs 4/25 and a 0 costs 9/25: the best neuron says 1, always. Three copies of it, from p = ½, go down an estimate, 20
# samples at each of 3,000 steps: straight-through, the score function with nothing taken off, and the score function with the
# mean cost of the throws before. Where will p be, for each? Guess before you run it.

# %% tags=["predict", "illustration"] slug="ps11-race"
paths = {"straight-through": [], "score function": [], "with a baseline": []}
for name, path in paths.items():
    dice, bias, usual = np.random.default_rng(5), 0.0, 0.0
    for step in range(3000):
        p = 1 / (1 + np.exp(-bias))
        s = thrown(p, 20, dice)
        if name == "straight-through":
            db = straight_through(one, 0 * one, bias, 0.6, s)[1]
        else:
            db = score_function_neuron(one, 0 * one, bias, 0.6, s, usual)[1]
        if name == "with a baseline":
            usual = np.mean((s - 0.6) ** 2)
        bias -= db
        path.append(p)
    print(f"{name}: p = {path[-1]:.3f}")

figure, axes = plt.subplots(figsize=(5, 2.8))
for name, path in paths.items():
    axes.plot(path, label=name)
axes.set(xlabel="step", ylabel="p", ylim=(0, 1))
axes.legend()
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps11-race-result"
# Straight-through ends near y, and the other two near 1. It goes down the slope of $(p - y)^2$, a cost that nobody pays: at
# p = y its samples pull up as hard as down. The score function asks what a 0 and a 1 cost, and nothing between. More samples
# would not help straight-through; they would only bring it to y more smoothly. (For a target of 0 or 1 the two agree in direction.)

# %% [markdown] slug="ps11-dual-text"
# ## Part 4: slopes on the way there (40 minutes, 6 points)
#
# Now without any way back. Each number takes its rate along, the pair $(x, \dot x)$, and each operation works out both. The rule of the product, and
# that of a function:
#
# {{eq:dual-number}}
#
# A *program* is a list of instructions. Every number in it has a handle, a whole number: the n inputs are handles 0 to n − 1, and each
# instruction makes the next handle. There are these:
#
# | instruction | makes |
# |---|---|
# | `("const", c)` | the number c |
# | `("add", i, j)`, `("sub", i, j)`, `("mul", i, j)`, `("div", i, j)` | handle i plus, minus, times, divided by handle j |
# | `("exp", i)`, `("log", i)`, `("tanh", i)` | that function of handle i |
#
# i and j may be the same handle. A handle may be used often, or never. The last instruction makes the output. An example:
# with x = (3, 2), the program `[("mul", 0, 1), ("exp", 1), ("add", 2, 3)]` makes handle 2, which is 6, handle 3, $e^2$, and the output, $6 + e^2$.
#
# Write `forward_mode(program, x)`, with `x` (n,). Return `value`, the output's number, and `gradient`, (n,), its slope in each input, in
# this order. An input that the output does not hang on has the slope 0.

# %% [markdown] tags=["hint"] slug="ps11-dual-hint-1"
# Hint 1: what to look at
#
# Walk through the example by hand, with rates: input 0 moves at the rate 1, input 1 stands still. Which rates do handles 2, 3 and 4 have?
# And which, when input 1 moves at the rate 1 and input 0 stands still?

# %% [markdown] tags=["hint"] slug="ps11-dual-hint-2"
# Hint 2: what to recall
#
# One walk says how fast the output moves along *one* direction. For n slopes it takes n walks, or one walk in which each handle
# has n rates: a row of numbers. Which rows do the inputs begin with? Which has a constant?

# %% [markdown] tags=["hint"] slug="ps11-dual-hint-3"
# Hint 3: how it begins
#
# `values = list(x)` and `rates = list(np.eye(len(x)))`, then `for name, *handles in program:`, and in it a branch for each
# operation that ends with `values.append(…)` and `rates.append(…)`.


# %% nbgrader={"grade": false, "grade_id": "forward_mode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward_mode(program, x):
    """(value, gradient (n,)) of a program's last handle, by pairs of a number and its rates."""
    ### BEGIN SOLUTION
    values, rates = list(x), list(np.eye(len(x)))
    for name, *of in program:
        if name == "const":
            value, rate = of[0], np.zeros(len(x))
        else:
            (a, da), (b, db) = ((values[i], rates[i]) for i in (of[0], of[-1]))
            if name == "add":
                value, rate = a + b, da + db
            elif name == "sub":
                value, rate = a - b, da - db
            elif name == "mul":
                value, rate = a * b, da * b + a * db  # both terms, even where i and j are one handle
            elif name == "div":
                value, rate = a / b, (da * b - a * db) / b**2
            elif name == "exp":
                value, rate = np.exp(a), np.exp(a) * da
            elif name == "log":
                value, rate = np.log(a), da / a
            else:
                value, rate = np.tanh(a), (1 - np.tanh(a) ** 2) * da
        values.append(value)
        rates.append(rate)
    return values[-1], rates[-1]
    ### END SOLUTION


# %% [markdown] slug="ps11-dual-own"
# **Look for yourself first.** The example: the slopes are 2 and $3 + e^2$. Then a square, made of one handle twice; and an input that nothing is
# made of.

# %% tags=["illustration"] slug="ps11-dual-try"
example = [("mul", 0, 1), ("exp", 1), ("add", 2, 3)]
print("example:", *forward_mode(example, np.array([3.0, 2.0])), "by hand", 6 + np.exp(2), 2, 3 + np.exp(2))
print("a square at 3:", *forward_mode([("mul", 0, 0)], np.array([3.0])))
print("the second input is not used:", *forward_mode([("const", 2.0), ("div", 2, 0)], np.array([4.0, 7.0])))

# %% nbgrader={"grade": true, "grade_id": "check_forward_mode", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps11(forward_mode).require()

# %% [markdown] slug="ps11-newton-text"
# ### A root by pairs
#
# To find where a program's value is 0, walk along its slope: from x to x − value/slope, as Newton did. Here the program is x · x − 2, and
# the walk begins at 1. One walk forward brings value and slope at once. How many of the sixteen digits of √2 will be
# right after one step, after three, after five?

# %% tags=["predict", "illustration"] slug="ps11-newton"
square_less_two, root = [("mul", 0, 0), ("const", 2.0), ("sub", 1, 2)], 1.0
for step in range(1, 6):
    value, gradient = forward_mode(square_less_two, np.array([root]))
    root -= value / gradient[0]
    print(f"step {step}: {root:.15f}, of {np.sqrt(2):.15f}")

# %% [markdown] tags=["answer"] slug="ps11-newton-result"
# One, six, and after five steps all of them: the number of right digits doubles at each step. A nudged slope would do nearly as well
# here, and for a program with one input it costs one walk more. With pairs nobody has to choose a step.

# %% [markdown] slug="ps11-explain-text"
# ## Part 5: in your own words (20 minutes, 4 points)
#
# (1) In part 2 somebody weights each step by the whole return of its game, not by the return to go. With γ = 1 the gradient is the same on average. Why,
# and what is worse about it? (2) Somebody takes off each return, as its baseline, that very return. What becomes of the gradient, and which
# condition on a baseline is broken? (3) A neuron samples with p = 4/5, and y is 3/5. Straight-through is wrong there on average, the score function is not, and yet
# straight-through is used in practice. What is wrong with the one, and what is bad about the other? Say both in the words bias and spread. (4) Why can no
# optimiser, however good, learn through a `round` whose slope is taken as it is? And why does forward mode not help there, though it never goes
# back? Five to nine sentences. A person reads this answer.
#
# *How it is marked:* one point for each of (1) to (4). The point is for the reason. A right argument with a slip of the
# pen earns it all.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_reward", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) What was won before a step does not hang on what is drawn at it, so it is like a baseline: its mean effect is 0, for the slopes of ln π
# have the mean 0. But it is noise: each draw is praised or blamed for what it had no part in, and the estimate scatters more. (2) Every weight
# is 0, and with it the gradient. A baseline may not hang on the draw that it is taken off; then the slopes of ln π times it no longer have the mean
# 0. (3) Straight-through has a bias: it uses the slope of the cost at the samples, as if a p that comes nearer to y cost less, and at p = 4/5 its
# mean even has the other sign than the slope of the mean cost; more samples do not help. The score function has no bias, but a large spread, since it learns from the cost alone whether
# a draw was good; that takes many samples, or a good baseline. A small error that is always the same may be better than noise. (4) The slope of a `round` is 0
# on all of its steps, exactly and not almost, so whatever an optimiser multiplies or divides it by, no direction comes of it. Forward mode uses the same
# slopes in another order, by the same chain rule: a rate times 0 is 0 as well.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | what came before does not hang on the draw, so its part has the mean 0 (like a baseline); it adds noise, or praises steps for what they had no part in |
# | 1 | the gradient is 0; a baseline must not hang on the draw that it is taken off |
# | 1 | straight-through has a bias, which more samples do not mend; the score function has none, and a large spread |
# | 1 | 0 is no direction, however it is scaled; forward mode multiplies by the same slopes |

# %% [markdown] slug="ps11-more"
# ## If you want to know more
#
# In the street of part 2, take the discount down to ½, and up to 1. What becomes of the prizes, and why? Then give it Michie's pay: a whole return for
# each step.
#
# Give the neuron of part 3 a soft coin, with a temperature (chapter 23), and hold its bias and its spread against the other two.
#
# Take your `forward_mode` to second derivatives: let rates be pairs themselves.
#
# Donald Michie's own report: *Trial and error*, in Penguin's Science Survey (1961). Martin Gardner built
# a smaller one in Scientific American (March 1962), for a game with six pawns; twenty-four boxes will do.
