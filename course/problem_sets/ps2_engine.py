# %% [markdown] slug="ps2-title"
# # Problem set 2: which year counts most?
#
# Somebody puts 1,200 aside every year for forty years. The money grows by 5 % a year, and the fund keeps 1 % of it as a
# fee. What is in the account at the end? That is a loop of four lines.
#
# But the questions that one really has are others. Is an early year worth more than a late one, and how much more? How
# much does the fee cost? And the bank rounds each year to whole cents: by how much can the end be off?
#
# Each of these asks how the end moves when one number moves. There are 82 numbers in the loop that one could ask
# about: forty payments, forty balances, the growth and the fee. Nudge them one by one, and you compute the pension 82
# times, and once more without a nudge. In 1970 a student in Helsinki, Seppo Linnainmaa,
# had the third question, about rounding errors in any long computation, and found that one sweep backward answers it
# for all numbers at once. What he wrote down was backpropagation, sixteen years before it had that fame.
#
# You will build the machine that sweeps: a class `Scalar`. It is the engine of chapter 06, from an empty cell, and this
# time with everything that a real one needs.
#
# - **Before you start:** chapters 05 and 06.
# - **Time:** about 100 minutes. Each part says how long it takes.
# - **Points:** 28, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps2(Scalar, "…")` asks your class one thing and says at once what it sees. It is a second opinion: first look for
# yourself, with the small test that stands before it.

# %% slug="ps2-imports"
import math

from autograd_lab import check

# %% [markdown] slug="ps2-contract"
# ## What a Scalar can do
#
# | written | what is asked for |
# |---|---|
# | `x = Scalar(2.0)` | a number: `x.data` is `2.0`, `x.grad` is `0.0` |
# | `x + y`, `x - y`, `x * y`, `x / y`, `-x` | a new `Scalar`; one of the two may be a plain number, on either side |
# | `x ** n` | the exponent is a plain number |
# | `x.exp()`, `x.tanh()`, `x.sigmoid()`, `x.relu()` | the slope of relu at exactly 0 is taken as 0 |
# | `z.backward()` | afterwards `x.grad` is $\partial z / \partial x$, for z itself and everything that z was made from |
#
# A number that you made yourself, with `Scalar(…)`, is a **leaf**. The results of operations are **inner** numbers.
# You will write two cells: the class with its operations, and `backward`. You will come back to the second cell several
# times; each part from 2 to 6 asks a little more of it.

# %% [markdown] slug="ps2-arithmetic-text"
# ## Part 1: numbers that take notes (25 minutes, 3 points)
#
# A Scalar computes like a number. While it does, it writes down what it was made from: for each operand, which Scalar it
# is, and the local derivative, the number that stands beside the arrow in chapter 05. Both are known at the moment when
# the operation is computed, and nobody will know them later.
#
# This part is judged by the numbers that come out. The notes are judged in part 2, but take them now.

# %% [markdown] tags=["hint"] slug="ps2-arithmetic-hint-1"
# Hint 1: what to look at
#
# Take `z = x * y` with x = 3 and y = 5. What does z have to remember so that somebody who sees only z, much later, can
# tell how z moves when x moves?

# %% [markdown] tags=["hint"] slug="ps2-arithmetic-hint-2"
# Hint 2: what to recall
#
# Python turns `x + y` into `x.__add__(y)`, and `2 + y` into `y.__radd__(2)`. Beware of `2 - y`: it becomes
# `y.__rsub__(2)`, and self is the number on the *right*. A plain number can be wrapped into a Scalar first; then there is
# only one case left.

# %% [markdown] tags=["hint"] slug="ps2-arithmetic-hint-3"
# Hint 3: how it begins
#
# Let `links` be pairs of an operand and a local derivative. `__add__` returns a new `Scalar`: its number is the sum, its
# links are `((self, 1.0), (other, 1.0))`. The other operations differ from it in two places only.


# %% nbgrader={"grade": false, "grade_id": "Scalar", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Scalar:
    """A number that remembers what it was made from."""

    def __init__(self, data, links=()):  # or whatever else your notes need
        ### BEGIN SOLUTION
        self.data = data
        self.grad = 0.0
        self.links = links  # pairs: an operand, and the local derivative ∂self/∂operand

    # With a plain number wrapped, there is one case for each operation. Operands are never changed.
    def __add__(self, other):
        other = wrapped(other)
        return Scalar(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = wrapped(other)
        # Each is multiplied by the other one: that is how strongly it is heard.
        return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))

    def __sub__(self, other):
        other = wrapped(other)
        return Scalar(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __truediv__(self, other):
        other = wrapped(other)
        out = self.data / other.data
        # ∂(x/y)/∂y = −x/y², and x/y is out.
        return Scalar(out, ((self, 1.0 / other.data), (other, -out / other.data)))

    def __pow__(self, n):
        return Scalar(self.data**n, ((self, n * self.data ** (n - 1)),))

    def __neg__(self):
        return Scalar(-self.data, ((self, -1.0),))

    # Sums and products do not care about sides. Differences and quotients do: here self stands on the right.
    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return wrapped(other) - self

    def __rtruediv__(self, other):
        return wrapped(other) / self

    # The slopes of these functions can be read off the result, so nothing is computed twice.
    def exp(self):
        out = math.exp(self.data)
        return Scalar(out, ((self, out),))

    def tanh(self):
        out = math.tanh(self.data)
        return Scalar(out, ((self, 1.0 - out**2),))

    def sigmoid(self):
        out = 1.0 / (1.0 + math.exp(-self.data))
        return Scalar(out, ((self, out * (1.0 - out)),))

    def relu(self):
        return Scalar(max(self.data, 0.0), ((self, 1.0 if self.data > 0 else 0.0),))


def wrapped(x):
    """A Scalar as it is; a plain number as a Scalar."""
    return x if isinstance(x, Scalar) else Scalar(x)
    ### END SOLUTION


# %% [markdown] slug="ps2-arithmetic-own"
# **Look for yourself first.** What should these lines print? One of them is a favourite of those who are in a hurry.

# %% slug="ps2-arithmetic-try"
x, y = Scalar(3.0), Scalar(5.0)
print((x + y).data, (x - 2).data, (2 - x).data, (1 / y).data, (x**2).data, (-x).data)
print(x.tanh().data, math.tanh(3.0))
print(x.data, y.data, "  still 3.0 and 5.0?")

# %% nbgrader={"grade": true, "grade_id": "check_arithmetic", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "arithmetic").require()

# %% [markdown] slug="ps2-rules-text"
# ## Part 2: upstream times local (20 minutes, 11 points)
#
# Now read the notes backward. The result starts with a gradient of 1, since it moves as far as it moves. Each number
# hands to each of its operands what it has got, times the local derivative:
#
# {{eq:chain-on-an-edge}}
#
# Write `backward(self)`. The last line of the cell puts it into the class. In this part each number feeds one other
# number only, so a simple walk down from the result will do. Each operation is worth a point, and so is the start.

# %% [markdown] tags=["hint"] slug="ps2-rules-hint-1"
# Hint 1: what to look at
#
# Take `z = (x * y).tanh()`. Write the three gradients down, the result's first. Which two numbers did you multiply for
# each of them?

# %% [markdown] tags=["hint"] slug="ps2-rules-hint-2"
# Hint 2: what to recall
#
# upstream is the gradient of the number that hands on, local is the note on the link. If an operation fails here and its
# value was right in part 1, its local derivative is not: mend it in the first cell, and run both cells again.

# %% [markdown] tags=["hint"] slug="ps2-rules-hint-3"
# Hint 3: how it begins
#
# `self.grad = 1.0`, and a list with nothing in it but `self`. As long as the list is not empty, take a number out; for
# each of its links: `operand.grad += self_or_whoever.grad * local`, and put the operand into the list.


# %% nbgrader={"grade": false, "grade_id": "backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(self):
    """Set `grad` of self to 1, and of everything it was made from to ∂self/∂it; leaves add up over several calls."""
    ### BEGIN SOLUTION
    # First the order: every number after all that use it (part 4). A number is appended when everything below it has
    # been, so the list runs from the leaves to self. The stack is a list of ours: Python's own would be full after a
    # thousand operations (part 6).
    order, seen, stack = [], {self}, [(self, iter(self.links))]
    while stack:
        node, rest = stack[-1]
        for operand, _ in rest:
            if operand not in seen:
                seen.add(operand)
                stack.append((operand, iter(operand.links)))
                break  # look below the operand before anything else
        else:
            order.append(node)
            stack.pop()
    # Inner numbers belong to this sweep alone; leaves collect over several (part 5).
    for node in order:
        if node.links:
            node.grad = 0.0
    # += for a leaf that is its own root; for any other root this is 1.
    self.grad += 1.0
    # When a number's turn comes, all that use it have spoken, so its gradient is complete and is handed on once (part 4).
    for node in reversed(order):
        for operand, local in node.links:
            operand.grad += node.grad * local  # += since an operand may be used more than once (part 3)
    ### END SOLUTION


Scalar.backward = backward

# %% [markdown] slug="ps2-rules-own"
# **Look for yourself first.** Nudge x by a small step and watch the result: the two numbers of each line should agree in
# at least six digits. Which line tests which of your rules?

# %% slug="ps2-rules-try"
formulas = {
    "x * 3": lambda x: x * 3,
    "2 - x": lambda x: 2 - x,
    "5 / x": lambda x: 5 / x,
    "x ** 3": lambda x: x**3,
    "exp, then tanh": lambda x: (x.exp() - 1).tanh(),
    "sigmoid": lambda x: x.sigmoid() * 10,
    "relu of 1 - x": lambda x: (1 - x).relu() * 3,
}
for name, formula in formulas.items():
    x = Scalar(0.4)
    formula(x).backward()
    nudged = (formula(Scalar(0.4 + 1e-6)).data - formula(Scalar(0.4 - 1e-6)).data) / 2e-6
    print(f"{name:15} yours {x.grad:12.7f}   nudging {nudged:12.7f}")

# %% nbgrader={"grade": true, "grade_id": "check_rules", "locked": true, "points": 11, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "rules").require()

# %% [markdown] slug="ps2-rules-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Somebody adds a square root as an operation of its own, `out = math.sqrt(x)`. What is its local
# derivative, written with `out` alone? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps2-rules-twin"
# `1 / (2 * out)`. The power rule gives ½·x to the power −½, and x to the power ½ is `out`. As with exp, tanh and sigmoid
# the forward pass has done the work already.

# %% [markdown] slug="ps2-fan-text"
# ## Part 3: one number, two readers (5 minutes, 2 points)
#
# In the pension the rate of growth is used forty times. When it moves, the end moves forty times over:
#
# {{eq:fan-out}}
#
# Part of this you may have right already. Even `x * x` is a fan-out: two arrows from one number.

# %% [markdown] tags=["hint"] slug="ps2-fan-hint-1"
# Hint 1: what to look at
#
# `z = x + x` at x = 3: how far does z move when x moves by a thousandth? Print what you say.

# %% [markdown] tags=["hint"] slug="ps2-fan-hint-2"
# Hint 2: what to recall
#
# Two arrows that leave one number bring two contributions, and contributions add up. What does `=` do with the first one
# when the second arrives? And what does a set do with the same operand twice?

# %% [markdown] tags=["hint"] slug="ps2-fan-hint-3"
# Hint 3: how it begins
#
# `operand.grad += …`, and links in a tuple or a list, not in a set or a dictionary.

# %% [markdown] slug="ps2-fan-own"
# **Look for yourself first.** Two numbers that you can check in your head.

# %% slug="ps2-fan-try"
x = Scalar(3.0)
(x * x).backward()
print(x.grad)
x = Scalar(3.0)
(x * x + x * 4).backward()
print(x.grad)

# %% nbgrader={"grade": true, "grade_id": "check_fan_out", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "fan_out").require()

# %% [markdown] slug="ps2-order-text"
# ## Part 4: who may speak? (10 minutes, 3 points)
#
# So far a number could hand on what it had as soon as it had something. Now inner numbers are used more than once, and
# on paths of unequal length. A number that speaks too early has not heard everything yet; one that speaks every time it
# hears something says the old things again.
#
# {{eq:hand-on}}
#
# This is done once for each number, and only when its own gradient is complete. The last test doubles a number forty
# times, which takes a right sweep no time at all.

# %% [markdown] tags=["hint"] slug="ps2-order-hint-1"
# Hint 1: what to look at
#
# `b = a + a; c = b + b`. The slope of c is 4. Follow your code by hand. How often is b visited, and what has its gradient
# been each time it handed on?

# %% [markdown] tags=["hint"] slug="ps2-order-hint-2"
# Hint 2: what to recall
#
# A list in which every number comes after its own operands is called a topological order. You get one if you put a number
# on the list when all its operands are on it already, and each number once. Read from the end, every number then comes
# after everything that uses it.

# %% [markdown] tags=["hint"] slug="ps2-order-hint-3"
# Hint 3: how it begins
#
# Inside `backward`: `order, seen = [], set()`, and a function `visit(node)` that does nothing if the node is in `seen`;
# else it remembers it, visits all its operands, and *then* appends it to `order`. Sweep over `reversed(order)`.

# %% [markdown] slug="ps2-order-own"
# **Look for yourself first.** The first should say 4. How long does the second take, and what should it say?

# %% slug="ps2-order-try"
a = Scalar(1.0)
b = a + a
c = b + b
c.backward()
print("b = a + a, c = b + b:", a.grad)

a = Scalar(1.0)
z = a
for _ in range(16):
    z = z + z
z.backward()
print("16 doublings:", a.grad)

# %% nbgrader={"grade": true, "grade_id": "check_order", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "order").require()

# %% [markdown] slug="ps2-repeat-text"
# ## Part 5: once more (10 minutes, 3 points)
#
# Training calls `backward()` thousands of times. Two things are wanted. A leaf adds up what several calls bring, since
# two losses may share a weight; whoever trains clears it, with `x.grad = 0`. An inner number holds what belongs to the
# latest call, and nothing older: old gradients would be handed on a second time.

# %% [markdown] tags=["hint"] slug="ps2-repeat-hint-1"
# Hint 1: what to look at
#
# `y = x * x; z = y * x` at x = 3: the slope is 27. Call `z.backward()` twice and print `x.grad`, `y.grad` and `z.grad`
# after each call. Which of them should have grown?

# %% [markdown] tags=["hint"] slug="ps2-repeat-hint-2"
# Hint 2: what to recall
#
# How can you tell a leaf from an inner number? Only one of them was made from something.

# %% [markdown] tags=["hint"] slug="ps2-repeat-hint-3"
# Hint 3: how it begins
#
# Before the sweep: for every number in `order` that has operands, `grad = 0.0`. Then the root.

# %% [markdown] slug="ps2-repeat-own"
# **Look for yourself first.** What should the three lines say?

# %% slug="ps2-repeat-try"
x = Scalar(3.0)
y = x * x
z = y * x
z.backward()
print("once:         x", x.grad, "  y", y.grad, "  z", z.grad)
z.backward()
print("twice:        x", x.grad, "  y", y.grad, "  z", z.grad)
x.grad = 0
z.backward()
print("x cleared:    x", x.grad, "  y", y.grad, "  z", z.grad)

# %% nbgrader={"grade": true, "grade_id": "check_repeat", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "repeat").require()

# %% [markdown] slug="ps2-depth-text"
# ## Part 6: deep (15 minutes, 2 points)
#
# A chain of 10,000 operations is nothing unusual: a loop over the rows of a small table makes one. A function that calls
# itself once for each operation does not get that far, for Python allows about a thousand nested calls. (Do not raise
# that limit: past it the whole process may end, and your notebook with it.)

# %% [markdown] tags=["hint"] slug="ps2-depth-hint-1"
# Hint 1: what to look at
#
# What does Python keep for each call that has not ended? For your `visit`: the node, and how far it has got with the
# operands. Where could you keep these two yourself?

# %% [markdown] tags=["hint"] slug="ps2-depth-hint-2"
# Hint 2: what to recall
#
# A list is a stack: `append` puts something on top, `pop` takes it off. As long as it is not empty, look at what is on
# top.

# %% [markdown] tags=["hint"] slug="ps2-depth-hint-3"
# Hint 3: how it begins
#
# `stack = [(self, False)]`, and `while stack: node, done = stack.pop()`. If `done`, append the node to `order`. Otherwise,
# unless it was seen, push `(node, True)` back, and on top of it `(operand, False)` for each operand.

# %% [markdown] slug="ps2-depth-own"
# **Look for yourself first.** The slope is 10,001.

# %% slug="ps2-depth-try"
x = Scalar(1.0)
z = x * 1.0
for _ in range(10_000):
    z = z + x
try:
    z.backward()
    print("the slope:", x.grad)
except RecursionError:
    print("too deep for a function that calls itself")

# %% nbgrader={"grade": true, "grade_id": "check_depth", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps2(Scalar, "depth").require()

# %% [markdown] slug="ps2-pension-text"
# ## The pension
#
# Here is the loop, with your Scalars in it: forty payments, one rate, one fee. The rate and the fee are used in every
# year.
#
# Before you run the second cell: a payment of the first year and one of the last, how do their slopes compare? And what
# is worth more, one percentage point more growth or one less fee?


# %% slug="ps2-pension"
def pension(payments, rate, fee):
    """The balance after each year; a payment is made at the beginning of its year."""
    balances, balance = [], 0.0
    for payment in payments:
        balance = (balance + payment) * (1 + rate - fee)
        balances.append(balance)
    return balances


payments = [Scalar(1200.0) for _ in range(40)]
rate, fee = Scalar(0.05), Scalar(0.01)
balances = pension(payments, rate, fee)
balances[-1].backward()

# %% slug="ps2-pension-read"
print(f"in the end                         {balances[-1].data:12,.2f}")
print(f"one more in the first year brings  {payments[0].grad:12.4f}")
print(f"one more in the last year brings   {payments[-1].grad:12.4f}")
print(f"one percent more growth brings     {rate.grad * 0.01:12,.2f}")
print(f"one percent more fee brings        {fee.grad * 0.01:12,.2f}")

# %% slug="ps2-pension-plot"
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 3))
axes.bar(range(1, 41), [payment.grad for payment in payments])
axes.set_xlabel("year of the payment")
axes.set_ylabel("worth of one more at the end")
axes.set_title("An early year counts more")
plt.show()

# %% [markdown] slug="ps2-pension-result"
# A payment of the first year counts for more than four and a half times as much as one of the last. One percentage point
# of fee is worth about 29,000 at the end, 24 years of payments, and it costs exactly what one point of growth brings: to
# the pension the two are one number.
#
# (A slope is the truth about a small step only. Put `fee = Scalar(0.02)` and compare: how far off was the forecast?)
#
# ## Linnainmaa's question
#
# The bank rounds every year's balance to whole cents. By how much can the end be off? Each balance may be wrong by half a
# cent, and the gradient of that balance says how much of it arrives at the end. These are *inner* numbers, and your sweep
# has left their gradients there. At the worst all forty errors pull the same way:

# %% slug="ps2-rounding"
worst = sum(abs(balance.grad) * 0.005 for balance in balances)
print(f"the end is off by at most {worst:.4f}")


# %% slug="ps2-rounding-check"
def rounded_pension():
    """The pension as the bank computes it."""
    balance = 0.0
    for _ in range(40):
        balance = round((balance + 1200.0) * 1.04, 2)
    return balance


print(f"exact {balances[-1].data:.4f}   rounded every year {rounded_pension():.2f}")

# %% [markdown] slug="ps2-rounding-result"
# At most 48 cents, and in truth less, since roundings up and down cancel. One sweep has answered for all forty roundings
# at once. With 40,000 of them it would have been no more work than computing the result: that is what Linnainmaa saw.

# %% [markdown] slug="ps2-explain-text"
# ## Part 7: in your own words (15 minutes, 4 points)
#
# For `b = a + a; c = b + b` three sweeps have been tried. The first hands on at once, whenever something arrives: it says
# 6. The second walks every path from c to a by itself: it says 4, and never finishes forty doublings. The third sorts
# first. Explain the 6: which contribution was counted how often? Explain what the second does right, and what it does
# again and again. What does sorting have to do with it? Three to six sentences. A person reads this answer.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_order", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# The first: c hands 1 to b, and b, which now holds 1, hands 1 to a twice: a holds 2. Then c's second arrow brings another
# 1, b holds 2, and hands 2 to a twice: a holds 6. The first 1 has been handed on two times, since b passed on all that it
# held and not only what was new.
# The second multiplies along each of the four paths and adds up, which is the chain rule itself, so 4 is right. But paths
# that meet in b walk the rest of the way separately, and every doubling doubles their number: 2 to the power 40 at the
# end, about a million millions.
# Sorting lets b wait until both arrows from c have arrived. Then its gradient, 2, is complete and is handed on once: the
# paths that meet travel on as one sum, and each arrow is used exactly once.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | the 6: b hands on all that it holds, so the 1 that came first is handed on a second time, along both arrows to a |
# | 1 | the second is right: it multiplies along each of the four paths and adds up, which is the chain rule |
# | 1 | the second repeats itself: paths that meet in b go on separately, and each doubling doubles their number |
# | 1 | sorting lets a node wait until every arrow into it has arrived, so that it hands on once, and all of it |
#
# Half of a point for an answer that is right and gives no reason. Counting with numbers other than 1, 2 and 6, or with a
# drawing, is as good.

# %% [markdown] slug="ps2-more"
# ## If you want to know more
#
# What is above 60,000 at the end could be taxed at a quarter: `tax = (balances[-1] - 60_000).relu() * 0.25`. How do
# the payments' slopes change if you sweep from `balances[-1] - tax`? And what does relu hand down when the end is below 60,000?
#
# Replace the loop of 40 years by one of 480 months. How much longer does the sweep take than the loop?
#
# Who was first? A. Griewank tells the story in *Documenta Mathematica*, Extra Volume ISMP (2012), page 389: "Who invented
# the reverse mode of differentiation?"
