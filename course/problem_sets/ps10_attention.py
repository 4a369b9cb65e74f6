# %% [markdown] slug="ps10-title"
# # Problem set 10: the cards in the cigarette cartons
#
# In the 1940s nobody could read Linear B, the script of clay tablets from Crete and Greece: about ninety signs, in an unknown
# language, and no translation of a single word. Alice Kober, who taught Latin and Greek at Brooklyn College,
# did not guess. In the evenings she compared: which sign stands beside which, which words begin alike and end
# otherwise. Paper was short in the war, so she cut cards from whatever came to hand, church circulars, greeting cards, slips from
# the library, in the end some 180,000 of them, and kept them in cigarette cartons. She punched holes into the cards, each
# place with a meaning of its own: of cards that are laid upon each other, the common holes let the light through.
# She died in 1950. Two years later Michael Ventris, who had gone on from her work, read the script as Greek.
#
# That is a look-up: a question, held against what is written on the edge of every card, and an answer made of the cards that
# fit. Attention is the same with soft light. Every card fits a little, and a network learns what to punch. In this set you
# write what flows back through it: through the shares of the light, through questions, edges and cards, and past
# them, on the road that makes deep stacks of such look-ups trainable.
#
# - **Before you start:** chapter 21; the theory stands there. Chapters 11 (softmax) and 12 (normalising) help, and set 8.
# - **Time:** about two hours and a half, in parts that can be done on different days. Each part says how long it takes.
# - **Points:** 26, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from what to look at to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps10(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps10-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps10-conventions"
# **Conventions, everywhere in this set.** `g` is what comes from above: the gradient of the loss in whatever the forward pass
# has made, of its shape. A gradient has the shape of what it belongs to. Nothing is averaged over the examples in your code: if
# the loss has a 1/N, it is inside of `g` already. Your functions return new arrays and leave their arguments as they were (after
# `a = g`, an `a += …` changes `g` as well).
#
# Some letters mean one thing in one part and another in the next. K counts the cards in part 1; in part 2 it is the array of
# their edges, and S counts them. z is a row of scores in part 1, and what the ReLU takes in part 3; s is a sum in part 1, and the number
# of a card in part 2; v and d are widths in part 2, a variance and a gradient in part 3.
#
# To look for yourself you need nudges. With a fixed `g`, the number $\sum g\, y$ is a loss whose gradient in $y$ is `g`:


# %% slug="ps10-nudges"
def nudged(forward, array, g, step=1e-5):
    """The slopes of Σ g · forward() in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept, sums = array[place], []
        for move in (step, -step):
            array[place] = kept + move
            sums.append(np.sum(g * forward()))
        array[place] = kept
        slopes[place] = (sums[0] - sums[1]) / (2 * step)
    return slopes


def compare(name, mine, by_nudging):
    """Print how far two gradients are apart."""
    same = np.shape(mine) == by_nudging.shape
    apart = f"largest difference {np.max(np.abs(mine - by_nudging)):.0e}" if same else "no comparison"
    print(f"{name}: shape {np.shape(mine)}, by nudging {by_nudging.shape}, {apart}")


# %% [markdown] slug="ps10-softmax-text"
# ## Part 1: who gets more takes it from the others (25 minutes, 4 points)
#
# A lamp, and all its light is shared out among the cards. The scores $z$ say how well each of them fits; a softmax makes
# shares of them that add up to 1:
#
# {{eq:softmax-jacobian}}
#
# ($J$, all slopes of a row in one table, is called its Jacobian.)
# Somebody downstream is pleased, or not, with each share: $g_j$ says by how much the loss rises with $p_j$. What does that mean for
# the scores?
#
# Write `softmax_backward(p, g)`: `p` is (N, K), a row of shares for each of N lamps, and `g` is (N, K). Return `dz`, the gradient of
# the scores, (N, K). The scores themselves are not handed in: you do not need them. A share may be as small as 0.

# %% [markdown] tags=["hint"] slug="ps10-softmax-hint-1"
# Hint 1: what to look at
#
# Two cards, p = (1/2, 1/2). Raise the first score by a little $t$: the first share rises by about $t/4$. What does the second
# do? With g = (1, 0), what is `dz`? And with g = (1, 1)?

# %% [markdown] tags=["hint"] slug="ps10-softmax-hint-2"
# Hint 2: what to recall
#
# Each score moves all shares of its row: $\partial L / \partial z_i = \sum_j g_j \, \partial p_j / \partial z_i$. Put the slopes
# in, those with $j = i$ and those with $j \ne i$. Which factor do all terms have in common?

# %% [markdown] tags=["hint"] slug="ps10-softmax-hint-3"
# Hint 3: how it begins
#
# `s = (p * g).sum(axis=-1, keepdims=True)` is what the row has in common: a mean of g, weighted by the shares. (`axis=-1`, the last
# one, fits the three axes of part 2 as well.)


# %% nbgrader={"grade": false, "grade_id": "softmax_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_backward(p, g):
    """∂L/∂z (N, K) from the shares p = softmax(z) and g = ∂L/∂p, both (N, K)."""
    ### BEGIN SOLUTION
    # Σ_j g_j p_j (1 if i = j else 0, minus p_i) = p_i (g_i − Σ_j p_j g_j). What counts is how much better g_i is than the
    # mean of its row: who gets more takes it from the others. keepdims, so that each row keeps its own sum.
    # And axis=-1, the last one, so that it fits the shares (N, T, S) of part 2 as well.
    return p * (g - (p * g).sum(axis=-1, keepdims=True))
    ### END SOLUTION


# %% [markdown] slug="ps10-softmax-own"
# **Look for yourself first.** With the same number everywhere in `g`, what must come out? Then by nudging.


# %% slug="ps10-softmax-forward"
def softmax(z):
    """Shares along the last axis, in the shape of z."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# %% tags=["illustration"] slug="ps10-softmax-try"
def try_softmax(N, K):
    """Print what comes of a g that is the same everywhere, and how far dz is from nudging."""
    draw = np.random.default_rng(10)
    z, g = draw.normal(size=(N, K)), draw.normal(size=(N, K))
    print("g the same everywhere: ", np.abs(softmax_backward(softmax(z), np.full((N, K), 7.0))).max())
    compare("dz", softmax_backward(softmax(z), g), nudged(lambda: softmax(z), z, g))


try_softmax(3, 5)

# %% nbgrader={"grade": true, "grade_id": "check_softmax_backward", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps10(softmax_backward).require()

# %% [markdown] slug="ps10-attention-text"
# ## Part 2: questions, edges and cards (50 minutes, 8 points)
#
# Now the whole look-up. There are T questions and S cards. What a question looks for is a row of `Q`; what is punched
# into the edge of a card is a row of `K`; what is written on it is a row of `V`. The score of a question and a card is the inner
# product of their two rows, times `scale`, a number that you are handed (chapter 21 says why, and why it is often
# $1/\sqrt d$; here it need not be). The answer to a question is a mixture of what is on the cards, by their shares.
#
# Chapter 21, the formula and the messages of `check` say queries, keys and values for questions, edges and cards, and weights for the
# shares P; dS is the gradient of the scores.
#
# {{eq:masked-attention}}
#
# `mask` is (T, S), of True and False, the same for all examples: `mask[t, s]` says whether question t may see card s. The share of a card
# that may not be seen is 0, exactly 0 and not almost, however far the scores of the others lie below its own; the whole 1
# belongs to the cards that may be seen. Every question may see at least one card.
#
# The forward pass, for N examples at once:


# %% slug="ps10-attention-forward"
def shares(Q, K, mask, scale):
    """P (N, T, S): a row of shares for each question, 0 where it may not look."""
    return softmax(np.where(mask, scale * Q @ K.transpose(0, 2, 1), -np.inf))


def attention(Q, K, V, mask, scale):
    """Y (N, T, v) of questions Q (N, T, d), edges K (N, S, d) and cards V (N, S, v)."""
    return shares(Q, K, mask, scale) @ V


# %% [markdown] slug="ps10-attention-task"
# Write `attention_backward(Q, K, V, g, mask, scale)`, with `g` (N, T, v). Return `dQ`, `dK` and `dV`, in this order and of the shapes of
# Q, K and V: 3 points, 3 points, 2 points. You may call `shares`, `softmax` and your own `softmax_backward`, which fits (N, T, S) if
# its sum runs over the last axis, `axis=-1`. (If yours knows two axes only, reshape to rows and back.)
#
# Every product of the forward pass becomes two on the way back. In each of them, ask which factor has to be transposed. T, S, d and
# v are all different in the test below, so that shapes warn you. They will not always.

# %% [markdown] tags=["hint"] slug="ps10-attention-hint-1"
# Hint 1: what to look at
#
# One question, two cards, shares 3/4 and 1/4, and g = 1 in a single number. How much of it does each card get (`dV`)? And if the two cards
# say 8 and 0: by how much does the answer move with each *share*? (That is what arrives at the softmax.)

# %% [markdown] tags=["hint"] slug="ps10-attention-hint-2"
# Hint 2: what to recall
#
# Y = P V is a product, and so are the scores; between the two stands the softmax of part 1. For Z = A B: $dA = dZ\, B^{\mathsf T}$. Ask
# the shapes what $dB$ must be. And the mask? Look at what part 1 says where p is 0.

# %% [markdown] tags=["hint"] slug="ps10-attention-hint-3"
# Hint 3: how it begins
#
# `P = shares(Q, K, mask, scale)`, then `dP = g @ V.transpose(0, 2, 1)`. `.T` reverses all three axes, the
# batch among them; `.transpose(0, 2, 1)` transposes each matrix.


# %% nbgrader={"grade": false, "grade_id": "attention_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def attention_backward(Q, K, V, g, mask, scale):
    """(dQ, dK, dV) from Q (N, T, d), K (N, S, d), V (N, S, v), g = ∂L/∂Y (N, T, v) and mask (T, S)."""
    ### BEGIN SOLUTION
    P = shares(Q, K, mask, scale)
    dP = g @ V.transpose(0, 2, 1)
    # Part 1 for each question. Where the mask hides a card, P is 0, and so is dS: the gradient need not be masked again.
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    # The scores are scale · Q Kᵀ, so the scale is in both. A card is seen by many questions: Pᵀ and dSᵀ sum over them.
    dQ = scale * dS @ K
    dK = scale * dS.transpose(0, 2, 1) @ Q
    return dQ, dK, P.transpose(0, 2, 1) @ g
    ### END SOLUTION


# %% [markdown] slug="ps10-attention-own"
# **Look for yourself first.** By nudging. Then a card that no question may see: whatever is written on it, nothing may arrive
# there, neither at its edge nor at what it says.


# %% tags=["illustration"] slug="ps10-attention-try"
def try_attention(T, S, d, v):
    """Print how far the three gradients are from nudging, and what arrives at a card that nobody may see."""
    draw = np.random.default_rng(11)
    Q, K, V, g = (draw.normal(size=(3, *shape)) for shape in ((T, d), (S, d), (S, v), (T, v)))
    mask = draw.random((T, S)) < 0.6
    mask[:, 0], mask[:, 3] = True, False  # all may see card 0, nobody may see card 3
    mine = attention_backward(Q, K, V, g, mask, 0.4)
    for name, gradient, array in zip(("dQ", "dK", "dV"), mine, (Q, K, V)):
        compare(name, gradient, nudged(lambda: attention(Q, K, V, mask, 0.4), array, g))
    print("at card 3:", np.abs(mine[1][:, 3]).max(), np.abs(mine[2][:, 3]).max())


try_attention(4, 5, 2, 6)

# %% nbgrader={"grade": true, "grade_id": "check_attention_backward", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps10(attention_backward).require()

# %% [markdown] slug="ps10-recall-text"
# ### What should be punched into the edges?
#
# Five cards, on each of them one of eight signs (all five differ) and one of six sounds; then a sign, and the question is
# which sound was on its card. The pairs are drawn anew each time, so there is nothing to learn by heart: all that can be learnt is how to look it up.
# What is punched into an edge for each sign, what a question about it looks for, what a sound is written as, and a
# last matrix that reads an answer out: all four begin as small random numbers, and learn by your gradients.
#
# Guess before you run it: how many of a hundred new questions are answered right at the start, and after 300 steps?

# %% tags=["predict", "illustration"] slug="ps10-recall"
lots = np.random.default_rng(1)
signs, sounds, cards, width = 8, 6, 5, 8
punched, asked, written = (lots.normal(0, 0.3, (n, width)) for n in (signs, signs, sounds))
read = lots.normal(0, 0.3, (width, sounds))
everything = np.ones((1, cards), dtype=bool)
sharpness = 1.0  # the scale


def drawer(n):
    """n drawers: the sign and the sound of each card, the card that is asked for."""
    on_cards = np.array([lots.permutation(signs)[:cards] for _ in range(n)])
    return on_cards, lots.integers(0, sounds, (n, cards)), lots.integers(0, cards, n)


def looked_up(on_cards, said, wanted):
    """Questions, edges, cards and what comes of them."""
    one = np.arange(len(wanted))
    Q, K, V = asked[on_cards[one, wanted]][:, None], punched[on_cards], written[said]
    return Q, K, V, attention(Q, K, V, everything, sharpness)


for step in range(301):
    on_cards, said, wanted = drawer(100)
    Q, K, V, Y = looked_up(on_cards, said, wanted)
    one, logits = np.arange(100), Y[:, 0] @ read
    right = said[one, wanted]
    if step in (0, 100, 300):
        print(f"step {step}: {np.sum(logits.argmax(axis=1) == right)} of 100 right")
    dlogits = (softmax(logits) - np.eye(sounds)[right]) / 100
    dQ, dK, dV = attention_backward(Q, K, V, (dlogits @ read.T)[:, None], everything, sharpness)
    read = read - 5 * Y[:, 0].T @ dlogits
    np.add.at(asked, on_cards[one, wanted], -5 * dQ[:, 0])
    np.add.at(punched, on_cards, -5 * dK)
    np.add.at(written, said, -5 * dV)

figure, axes = plt.subplots(figsize=(4, 3.4))
picture = axes.imshow(asked @ punched.T, cmap="viridis")
axes.set(xlabel="sign on a card", ylabel="sign asked for", title="Score of question and edge")
figure.colorbar(picture)
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps10-recall-result"
# At the start one in six, as blind guessing does. Then each sign has found an edge of its own and a question that fits it: the
# diagonal of the picture is bright. Nobody told the network which card was right; it was told the sound alone, and through
# `dQ` and `dK` the sound has told the rest.

# %% [markdown] slug="ps10-leak-text"
# ### Two readers
#
# Somebody wants a reader of *lines*: at each place it should guess the next sign from those that stand there already. So place
# t may see places 0 to t, which is a triangular mask, `np.tril(…, k=0)`. Somebody else writes `k=1`.
#
# The signs of these lines are drawn by lot, from six. Both readers learn for 200 steps. How many of a hundred next signs does each of
# them guess, on new lines?


# %% tags=["predict", "illustration"] slug="ps10-leak"
def trained_reader(mask, steps=200, length=8, signs=6, width=12):
    """The share of next signs that a reader guesses on new lines, after learning under this mask."""
    dice = np.random.default_rng(3)
    ask, edge = (dice.normal(0, 0.3, (length, width)) for _ in range(2))  # by the place alone
    says = dice.normal(0, 0.3, (signs, signs))
    for step in range(steps):
        line = dice.integers(0, signs, (100, length + 1))
        Q, K, V = np.tile(ask, (100, 1, 1)), np.tile(edge, (100, 1, 1)), says[line[:, :-1]]
        logits = attention(Q, K, V, mask, 1.0)
        dlogits = softmax(logits) - np.eye(signs)[line[:, 1:]]
        dlogits[:, -1] = 0  # the next sign of the last place stands on no card, so it is left out
        dQ, dK, dV = attention_backward(Q, K, V, dlogits / 100, mask, 1.0)
        ask, edge = ask - dQ.sum(axis=0), edge - dK.sum(axis=0)
        np.add.at(says, line[:, :-1], -dV)
    line = dice.integers(0, signs, (100, length))
    logits = attention(np.tile(ask, (100, 1, 1)), np.tile(edge, (100, 1, 1)), says[line], mask, 1.0)
    return np.mean(logits[:, :-1].argmax(axis=2) == line[:, 1:])


triangle = np.tril(np.ones((8, 8), dtype=bool))
other = np.tril(np.ones((8, 8), dtype=bool), k=1)
for name, mask in (("k = 0", triangle), ("k = 1", other)):
    print(f"{name}: {100 * trained_reader(mask):.0f} of 100 next signs guessed right")

# %% [markdown] tags=["answer"] slug="ps10-leak-result"
# Nobody can foresee a sign that is drawn by lot: one in six is the best there is, and the first reader has it. The second is the
# better one by far, and has learnt nothing but to look at the answer, which stands one place too far to the right. A mask that
# leaks does not stop a training. It makes it look wonderful. So test it before you train: change the sign at one place, and see
# that the answers at all places before it stay as they were.

# %% [markdown] slug="ps10-block-text"
# ## Part 3: the road past it (50 minutes, 10 points)
#
# A Transformer, the network of chapter 21 that is made of such look-ups, stacks its blocks, and what comes back has to go down through
# them all. Each block *adds* what it has found to what it was given, so that there are two roads: through the block, which is
# called its branch, and past it, which is called the residual road. Here is the simpler of the two kinds of block that a
# Transformer has, a small network with its road past it:
#
# {{eq:relu-block}}
#
# `x` is (N, D). Before the network looks at a row, the row is normalised: mean $\mu$ and variance $v$ are its own, over its D numbers
# (with D below the line, not D − 1). This step is the *norm* of the block; it is no length. The road past it takes x as it is. `W1` is
# (D, H), `b1` (H,), `W2` (H, D), `b2` (D,). And `eps` keeps the root from 0. `check` takes an eps that is not tiny, so that you see
# where it is missing: the way back divides by the same root as the forward pass, and eps is in it both times.


# %% slug="ps10-block-forward"
def normalised(x, eps):
    """x_hat, each row of x with mean 0 and variance v / (v + eps)."""
    centred = x - x.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps)


def prenorm_block(x, W1, b1, W2, b2, eps):
    """y (N, D): x, and what the network makes of the normalised x."""
    return x + np.maximum(normalised(x, eps) @ W1 + b1, 0) @ W2 + b2


# %% [markdown] slug="ps10-block-task"
# Write `prenorm_block_backward(x, W1, b1, W2, b2, eps, g)`. Return `dx`, `dW1`, `db1`, `dW2`, `db2`, in this order: 4, 2, 1, 2 and 1 points.
# A hidden unit whose z is not above 0 is said to sleep: its ReLU has slope 0, at 0 too, and `check` tries that as well.
#
# Begin with the gradients of W2 and b2, which need the forward pass and g alone. Those of W1 and b1 need a step back through W2 and the
# ReLU besides. Most of the work is in the norm. Chapter 12 has its way back for a batch, down the columns; here it runs along a row.

# %% [markdown] tags=["hint"] slug="ps10-block-hint-1"
# Hint 1: what to look at
#
# Put W2 = 0. What is y, and what must `dx` be? Then think of one row whose x all rise by the same: what happens to the
# normalised row, and what does that say about the sum of what comes back through the norm?

# %% [markdown] tags=["hint"] slug="ps10-block-hint-2"
# Hint 2: what to recall
#
# x stands twice in y, so `dx` is a sum of two. And one x reaches the normalised row on three paths: by itself, through the mean, and
# through the variance. Look up what chapter 12 has for each of them, with $d$ for the gradient of $\hat x$ and no gamma. Its means
# go down a column, since a column shares its mean and its variance there. What shares them here?

# %% [markdown] tags=["hint"] slug="ps10-block-hint-3"
# Hint 3: how it begins
#
# Compute the forward pass again and keep its pieces: `root = np.sqrt(x.var(axis=1, keepdims=True) + eps)`, then `x_hat`, `z` and
# `a = np.maximum(z, 0)`. Back: `dz = (g @ W2.T) * (z > 0)`.


# %% nbgrader={"grade": false, "grade_id": "prenorm_block_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
    """(dx, dW1, db1, dW2, db2), each in the shape of what it belongs to, from g = ∂L/∂y (N, D)."""
    ### BEGIN SOLUTION
    root = np.sqrt(x.var(axis=1, keepdims=True) + eps)  # (N, 1), the same number there and back
    x_hat = (x - x.mean(axis=1, keepdims=True)) / root
    z = x_hat @ W1 + b1
    a = np.maximum(z, 0)
    dz = (g @ W2.T) * (z > 0)  # a ReLU that slept hands nothing back
    d = dz @ W1.T
    # Three paths from x to x_hat: straight, through the mean, through the variance.
    through = (d - d.mean(axis=1, keepdims=True) - x_hat * (d * x_hat).mean(axis=1, keepdims=True)) / root
    # And the road past all that: what arrives at y arrives at x as it is.
    return g + through, x_hat.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)
    ### END SOLUTION


# %% [markdown] slug="ps10-block-own"
# **Look for yourself first.** Put W2 = 0, which closes one of the two roads; then all five by nudging.


# %% tags=["illustration"] slug="ps10-block-try"
def try_block(N, D, H):
    """Print what must be 0 where W2 is 0, and how far the five gradients are from nudging."""
    draw = np.random.default_rng(12)
    x, g = 2 * draw.normal(size=(N, D)) + 1, draw.normal(size=(N, D))
    W1, b1, W2, b2 = (draw.normal(size=shape) for shape in ((D, H), H, (H, D), D))
    print("W2 = 0:", np.abs(prenorm_block_backward(x, W1, b1, 0 * W2, b2, 0.1, g)[0] - g).max())
    mine = prenorm_block_backward(x, W1, b1, W2, b2, 0.1, g)
    for name, gradient, array in zip(("dx", "dW1", "db1", "dW2", "db2"), mine, (x, W1, b1, W2, b2)):
        compare(name, gradient, nudged(lambda: prenorm_block(x, W1, b1, W2, b2, 0.1), array, g))


try_block(3, 4, 5)

# %% nbgrader={"grade": true, "grade_id": "check_prenorm_block_backward", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check.ps10(prenorm_block_backward).require()

# %% [markdown] slug="ps10-deep-text"
# ### Sixteen blocks, and the road past them
#
# A stack of sixteen such blocks with small random weights. At its upper end arrives a gradient of length 1, and it goes down
# block by block, by your function. Then the same stack once more, but somebody has forgotten the `g +` in `dx`: the forward pass has
# the road past the network, the way back has not. And a third stack of the same weights has no road at all: y is what the network
# makes of the normalised x, and nothing is added. How long is what comes out at the lower end? Guess all three.

# %% tags=["predict", "illustration"] slug="ps10-deep"
numbers = np.random.default_rng(4)
stack = [
    [
        numbers.normal(0, 0.4 / np.sqrt(n), (n, m)) if m else np.zeros(n)
        for n, m in ((16, 32), (32, 0), (32, 16), (16, 0))
    ]
    for _ in range(16)
]
bottom, arriving = numbers.normal(size=(2, 1, 16))
arriving = arriving / np.linalg.norm(arriving)  # of length 1, in no special direction

lengths = {}
for name, there, back in (("road there and back", 1, 1), ("road forgotten in dx", 1, 0), ("no road at all", 0, 0)):
    entering = [bottom]
    for block in stack:
        entering.append(prenorm_block(entering[-1], *block, 1e-5) - (1 - there) * entering[-1])
    gradient = arriving
    lengths[name] = [1.0]
    for block, entered in zip(stack[::-1], entering[-2::-1]):
        gradient = prenorm_block_backward(entered, *block, 1e-5, gradient)[0] - (1 - back) * gradient
        lengths[name].append(np.linalg.norm(gradient))
    print(f"{name}: a gradient of length 1 arrives below with length {lengths[name][-1]:.1e}")

figure, axes = plt.subplots(figsize=(5, 3))
for (name, values), marker in zip(lengths.items(), "os^"):
    axes.semilogy(range(16, -1, -1), values, marker=marker, label=name)
axes.set(xlabel="blocks below", ylabel="length of the gradient")
axes.legend()
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps10-deep-result"
# With the road it arrives about as long as it was sent: each block hands down all of g, and adds its share. The other two are
# different things. A forgotten `g +` is a *wrong gradient*: the branches are small, so each block lets a small part through, sixteen
# times over, and the first blocks are handed next to nothing, though the true slopes of their weights are as large as in the
# first stack. (Nudging would tell.)
#
# The third stack is another network, and its gradient is right. Its branches are as small. But all of its blocks except the lowest get a
# row that is small already, since a branch has made it. Their roots are about a tenth, and to divide by so little, on the way there
# and on the way back, makes up for the small branch, more or less: the length goes up to 4, and down to a tenth. The lowest block
# gets a row of ordinary size. Its root is above 1 and makes up for nothing, and less than a tenth of the length is left, in the end
# not quite a hundredth. It has gone through sixteen ReLUs and norms; past them, nothing of g has come down.

# %% [markdown] slug="ps10-explain-text"
# ## Part 4: in your own words (20 minutes, 4 points)
#
# (1) Somebody hands the gradient back through a softmax as p(1 − p) g, the slope of each share in its own score. How can one see without
# any nudging that these dz must be wrong, and what do they leave out? (2) A question has a single card that it may see. What is its row
# of dS, the gradient of the scores, whatever g may be? And what follows for a question that sees many cards, but whose largest
# share is almost 1? (3) Somebody forgets the mask in the forward pass of attention, and puts zeros into dS where the mask is False. All
# shapes fit, and the training runs. Compare with the network that has its mask: what is wrong with the answers, and what with dQ, dK
# and dV? (4) In the block of part 3, somebody takes the norm out of the branch and normalises the sum:
# y = norm(x + relu(x W1 + b1) W2 + b2). What does g have to pass now on its way past the branch, and what becomes of it there, block
# after block? Five to nine sentences. A person reads this answer.
#
# *How it is marked:* one point for each of (1) to (4). The point is for the reason. A right argument with a slip of the
# pen earns it all.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_shares", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) The shares do not change when all scores of a row rise alike, so the loss does not, and the slopes of a row must add up to 0. With
# p(1 − p) g they do not: it forgets that every other share falls when one rises, the −p_i p_j beside the diagonal. (2) Its share
# is 1 and stays 1, so the row is 0: p(g − Σ p g) = 1 · (g − g). It teaches Q and K nothing; only the card, through dV. Where one
# share is almost 1, the row is almost 0 as well: such a question is sure and hardly learns any more. (3) Every answer holds some of
# what may not be seen, since P is not 0 there: the model reads
# what it will not have later. All three gradients are wrong, or rather belong to that other network. dV gets its share of g at hidden
# cards; and the sums in dS run over hidden cards, so that zeros put in afterwards do not make the rest right. (4) It has to pass the
# norm of each block: g is no longer handed down as it is, but multiplied by 1/√(v + eps), and what is the same in the whole row or goes
# along x_hat is taken out of it, every time. With the norm inside of the branch it comes down the road as it was, however many
# blocks there are.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | a common shift changes nothing, so each row of dz adds up to 0 (or: the same g everywhere must give 0); p(1 − p) g leaves out what the other shares lose |
# | 1 | the row is 0, and almost so where a share is almost 1: Q and K learn nothing, or next to nothing, from it |
# | 1 | the answers hold what may not be seen; the gradients are not those of the masked network either, with the reason for one of them at least (dV at hidden cards, or the sum in dS) |
# | 1 | g passes the norm of every block, so it is rescaled (or loses directions) each time; with the norm in the branch it arrives as it is |

# %% [markdown] slug="ps10-more"
# ## If you want to know more
#
# Give the look-up of part 2 two heads: two sets of edges and questions, each with half of the width, their answers side by side. What is
# `dK` of one head, and does the other appear in it?
#
# Take the scale of the first illustration from 1 to 8 (`sharpness`) and print, at the first step, each question's largest share beside
# the length of its row of `dQ`: what becomes of the questions that are sure?
#
# Put part 2 and part 3 together to a whole block of a Transformer: y = x + attention(norm(x)), then the block of part 3. You have
# its way back already, except for the three matrices that make Q, K and V.
#
# Alice Kober in her own words: *Inflection in Linear Class B*, American Journal of Archaeology 50 (1946); her cards are kept at the University of
# Texas in Austin. Margalit Fox tells her story in *The Riddle of the Labyrinth* (2013).
