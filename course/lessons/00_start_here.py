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

# %% [markdown] slug="ch00-title"
# # 0 · Start here
#
# A taxi ride of 3 kilometres cost 9 euros. You do not know the price of a kilometre, so you guess: $w = 2$. With your
# guess the ride should have cost 6. You miss by 6 − 9 = −3, and the square of that, 9, is how badly you did: the
# **{{term:loss}}**.
#
# Must $w$ go up or down to make the loss smaller? Decide. Then let the picture ask you. It computes the loss, box by
# box. Then it asks for the sign of a number called `grad`, which is negative if the loss falls when $w$ goes up, and
# positive if it rises.
#
# **Time:** {{time}}.

# %% [markdown] tags=["not-in-book"]
# Click into the grey cell below and press Shift + Enter. (Give it a few seconds, the first time. If an error comes
# instead of a picture, open *Running, saving, help* near the end, with the arrow beside its heading.)

# %% slug="ch00-first-player"
from autograd_lab import Value, show

w = Value(2.0)
cost = w * 3
miss = cost - 9
loss = miss**2
asked = {"level": "sign", "nodes": ["w"]}
show(loss, title="How far off?", sliders={"w": (0, 6)}, quiz=asked)

# %% [markdown]
# Press *Next* until you are asked, and answer. (In a picture like this, a **player**, the keys ← and → step too.)
#
# <details><summary>When you have answered</summary>
#
# `grad` stands under `w` now, and the line below the buttons says what it means: raise `w` by 0.01, and the loss falls by
# about 0.18. So $w$ must go up. You knew that, since 6 is too little; the picture knows nothing of taxis, and found it out
# from the formula. The number is −18: the minus is for *falls*, and the 18 is for how fast. (Dashed boxes are fixed
# numbers of the formula. They get no gradient.)
#
# </details>
#
# Now drag the slider of `w` until the loss is 0, and watch `grad` on the way.


# %% tags=["asserts"]
def at(w):
    """The loss and its gradient at a price of w."""
    price = Value(w)
    loss = (price * 3 - 9) ** 2
    loss.backward()
    return loss.data, price.grad


assert at(2) == (9, -18)
assert round(at(2)[0] - at(2 + 0.01)[0], 2) == 0.18
assert at(3) == (0, 0)

# %% [markdown] slug="ch00-other-side"
# ## Which side are you on?
#
# The loss is 0 at $w = 3$. At $w = 2$ it was 9. Now go to the other side, and further away: what are the loss and `grad`
# at $w = 6$? Write both numbers down, on paper, before you look.

# %% tags=["predict"]
w = Value(6.0)
cost = w * 3
miss = cost - 9
loss = miss**2

show(loss, title="Another guess", sliders={"w": (0, 6)}, start="end")

# %% [markdown] tags=["answer"]
# The loss is 81 and `grad` is 54. Three times as far from the best price makes nine times the loss, because the miss is
# squared. The gradient is three times as large, and its sign has turned.
#
# The loss does not say on which side you are: with $w = 0$ it is 81 too. The gradient does: it is −54 there and 54 here.
# Negative means that the loss falls when $w$ grows; positive means that it rises with $w$. Its size says how steeply.

# %% [markdown]
# With one number to set, you hardly need a gradient: you can try. A network has thousands of such numbers, or billions,
# and each of them needs to know which way to go. **{{term:backpropagation|Backpropagation}}** finds the gradients of all
# of them in one sweep, and this course is about how. You will see every number that it computes, work it out by hand,
# write the code, and learn which mistake a wrong gradient comes from.

# %% tags=["asserts"]
assert at(6) == (81, 54)
assert at(0) == (81, -54)
assert (9 * at(2)[0], -3 * at(2)[1]) == (81, 54)

# %% [markdown] slug="ch00-for-whom"
# ## For whom this is
#
# You know what a derivative is, from school, even if you have not used one since. You have written a little Python:
# functions, lists, loops. That is all. Whether you still know enough of both, [Before the first hour](before.ipynb)
# tells you in ten minutes. If you have trained networks with PyTorch and never seen what
# `loss.backward()` does, you are just as welcome.
#
# **After this chapter** you can say what a loss and a gradient tell you, and which of this subject's words names the part
# that changes the weights. Later chapters take one to two hours each, with their exercises. Every exercise has
# three hints and a solution, folded. Open one hint, try again, and only then the next.

# %% [markdown] slug="ch00-predict"
# ## Why you are asked to guess
#
# Above you were asked for two numbers before you saw them. It will happen again, many times in each chapter. Please
# do it each time, on paper, even when you are quite unsure.
#
# When Crouch, Fagen, Callan and Mazur showed experiments to physics students, those who only watched understood the
# physics no better than those who had been shown nothing. Those who had first said what would happen understood it
# better. A guess makes you notice what you believe. When the answer differs, you know which belief to look for. So a wrong
# guess is worth more here than none, and nobody sees it but you.

# %% [markdown] slug="ch00-concept-map"
# ## The words, and how they hang together
#
# Seven words come up in most texts on this subject, and they are often mixed up. The map below has six of them in
# boxes; the seventh, machine learning, is its frame. Before you look: which of them *changes the weights* of a network?
# Choose one: the data set, the network, the objective, backpropagation, the gradient, the optimiser. Then open the map.

# %% [markdown] tags=["not-in-book"]
# (Click the thin bar below, then press Shift + Enter.)

# %% tags=["predict"] jupyter={"source_hidden": true}
# Draws the concept map.
from autograd_lab.viz.concepts import ConceptMap

concepts = ["data set", "neural network", "objective"]
concepts += ["backpropagation", "gradient", "optimiser"]
relations = [
    ("data set", "gives inputs to", "neural network"),
    ("data set", "gives targets to", "objective"),
    ("neural network", "gives predictions to", "objective"),
    ("objective", "is the starting point of", "backpropagation"),
    ("neural network", "gives its steps and their values to", "backpropagation"),
    ("backpropagation", "computes", "gradient"),
    ("gradient", "is read by", "optimiser"),
    ("optimiser", "changes the weights of", "neural network"),
]
ConceptMap(concepts, relations, "machine learning", bare=["backpropagation"])

# %% [markdown] tags=["answer"]
# The optimiser changes the weights, and nothing else on the map does. Follow the arrows 3, 4, 6, 7, 8 and you are
# back at the network. Once round is one step of training.
#
# One word needs care. *Backpropagation* is often said to train a network or to update its weights. It does neither. It
# computes gradients and hands them over; what happens to the weights is the optimiser's affair. So if training
# stops before the loss is as small as it could be, that is no fault of backpropagation. *Machine learning* is the frame
# around it all: getting a model from examples, where otherwise somebody would have had to write down its rules. Not all of it uses
# networks or gradients. Nearly all of this course uses gradients, and most of it networks.

# %% [markdown]
# | word | meaning | in the taxi |
# |---|---|---|
# | **{{term:data-set}}** | the examples: inputs, and the targets that should come out | one ride: 3 kilometres, 9 to pay |
# | **neural network** | a function with weights, made of many small steps; the model | `w * 3`, hardly a network yet |
# | **objective** | the function to be made small; its value is the loss | `miss**2` |
# | **backpropagation** | the sweep that computes how the loss depends on each weight | what filled in `grad` |
# | **{{term:gradient}}** | a number for each weight: how steeply the loss rises with it | −18 |
# | **{{term:optimiser}}** | the rule that uses the gradient, step by step | you, with the slider |
#
# These words, and all that come later, stand in the [glossary](glossary.ipynb), each with its Chinese name. A word that
# a chapter explains for the first time is a link to its entry.

# %% tags=["asserts"]
assert [
    relation for relation in relations if relation[2] == "neural network"
] == [
    ("data set", "gives inputs to", "neural network"),
    ("optimiser", "changes the weights of", "neural network"),
]
assert [verb for of, verb, _ in relations if of == "backpropagation"] == [
    "computes"
]
_ring = [relations[number - 1] for number in (3, 4, 6, 7, 8)]
assert all(
    here[2] == there[0]
    for here, there in zip(_ring, [*_ring[1:], _ring[0]], strict=True)
)

# %% [markdown] slug="ch00-where-it-leads"
# ## Where the course leads
#
# | chapter | afterwards you can | problem set |
# |---|---|---|
# | **00** start here | run, save, get help | – |
# | **[01 linear regression](01_linear_regression.ipynb)** | state a model, a loss, and the three phases of training | – |
# | **[02 derivatives by nudging](02_nudging.ipynb)** | check any gradient with numbers alone | – |
# | **[03 gradient descent](03_gradient_descent.ipynb)** | derive the step, and choose its size | 1 |
# | **[04 the neuron](04_neuron.ipynb)** | find the gradient of one neuron, and see it saturate | – |
# | **[05 the computational graph](05_computational_graph.ipynb)** | work out all gradients of a graph on paper | – |
# | **[06 build the engine](06_build_the_engine.ipynb)** | write `Value` yourself | 2 |
# | **[07 one network by hand](07_one_network_by_hand.ipynb)** | check every number of a small network | – |
# | **[08 the delta recursion](08_delta_recursion.ipynb)** | derive backpropagation for layers, and count what it costs | 3 |
# | **[09 vectorised backpropagation](09_vectorised.ipynb)** | write it with matrices, for a whole batch | 4 and 5 |
# | **[10 training a sigmoid network](10_training.ipynb)** | train your own code, and find out why a network will not learn | – |
# | **[11 the right loss](11_right_loss.ipynb)** | say which loss belongs to which output, and why | – |
# | **[12 vanishing and exploding gradients](12_vanishing.ipynb)** | find where a gradient is lost, and what helps | – |
# | **[13 optimisers](13_optimisers.ipynb)** | write momentum, RMSprop and Adam, and compare them fairly | 6 |
# | **[14 overfitting](14_overfitting.ipynb)** | tell understanding from learning by heart, and measure what helps | 7 |
# | **[15 PyTorch](15_pytorch.ipynb)** | get the same gradients from a framework, and write its loop | – |
# | **[16 a published program on trial](16_published_program.ipynb)** | find what stops a program, and what stops a gradient | – |
# | **[17 backpropagation in general](17_in_general.ipynb)** | say what any step does on the way back, and add one of your own | – |
# | **[18 convolution, with a lab](18_convolution.ipynb)** | find what comes back through a filter, and find things in a picture | 8 |
# | **[19 through time](19_through_time.ipynb)** | go back through a network with a memory, and say how far a gradient reaches | – |
# | **[20 the road through: LSTM](20_lstm.ipynb)** | go back through a gated cell, and set the number that its memory hangs on | 9 |
# | **[21 attention, and a Transformer](21_attention.ipynb)** | go back through attention, find a mask that leaks, and train a Transformer | 10 |
# | **[22 learning from reward](22_reward.ipynb)** | lead a gradient round a throw of a die, and train a network by what it wins | – |
# | **[23 where no gradient goes](23_no_gradient.ipynb)** | say where a gradient ends, and learn in other ways | 11 |
# | **[24 four frameworks, three trackers](24_frameworks.ipynb)** | find why two programs' gradients differ, and log what tells | – |
# | **[25 outlook](25_outlook.ipynb)** | say what a gradient gives away, which pixels counted, and where to go on | – |
#
# A problem set comes after its chapter, in the folder `assignments/`, and is checked as you write.
# Chapter 05 stands on its own: it asks for three rules from school and nothing from chapters 01 to 04. What every other
# chapter needs, and paths for a goal with their hours, such as backpropagation in six, are in
# [Ways through](ways.ipynb).

# %% [markdown] slug="ch00-concept-test"
# ## Ten questions, for now and for later
#
# What do you believe about all this today? Write down a letter for each question, even where you have to guess. Nobody
# tells you yet what is right: the course is there for that, and chapter 16 asks ten questions like these again.
# Keep your list until then. (Would you rather be asked 54? Form A of the [concept inventory](inventory_a.ipynb) takes some
# 45 minutes.)

# %% [markdown] tags=["quiz", "withheld"]
# **1.** A model says 4 too much for one example, and 4 too little for the other. So the mean of what it is off by is 0.
# Is it a good model?
#
# - Yes. On average it is right.
#   No. Chapter 01.
# - No. It is off by 4 each time.
#   Right. Chapter 01: what says how bad a model is must not let two misses cancel.
# - It depends on the order of the two.
#   No. A mean knows no order.

# %% [markdown] tags=["quiz", "withheld"]
# **2.** You want the slope of a curve at a point. So your program moves a little way along, by h, and divides the rise of
# the curve by h. Then you make h a hundred times smaller, and again, and again. What happens to the answer?
#
# - It gets better for a while, then worse.
#   Right. Chapter 02: a computer keeps some sixteen digits.
# - It gets better and better, without end.
#   No. On paper it would.
# - It stays the same, however small h may be.
#   No. Only for a straight line, and not even there for ever.

# %% [markdown] tags=["quiz", "withheld"]
# **3.** You train a model, and its loss gets larger from step to step. You have checked the gradients, and they are right.
# Where do you look first?
#
# - At backpropagation.
#   No. It computes gradients and does nothing else, and these were checked.
# - At the length of a step.
#   Right. Chapter 03: a right direction, followed too far, leads up the other side.
# - At the data it learns from.
#   No. Data can be bad, but small enough steps make the loss smaller even so.

# %% [markdown] tags=["quiz", "withheld"]
# **4.** A model ends with a curve that turns any number into one between 0 and 1. The curve is nearly flat at both ends.
# For one example the model says almost 0, where 1 would be right. Each weight is now moved a little, in
# proportion to its gradient, so that the squared miss falls. What does that do to the model?
#
# - It changes it a lot, as it is so wrong.
#   No. What arrives at the weights has gone through the flat end of the curve.
# - It changes it hardly at all.
#   Right. Chapter 04: the miss is multiplied by the slope of the curve.
# - It makes the answer almost 1.
#   No. One step changes weights by a little, and here by next to nothing.

# %% [markdown] tags=["quiz", "withheld"]
# **5.** A number is used in two places of a formula. When it grows, the result grows through one use at the rate 3, and
# through the other at the rate 5. At what rate does the result grow?
#
# - 4
#   No. That is the mean, and neither use does only half its work.
# - 5
#   No. That is one use alone. Chapter 05 has the program that says so.
# - 8
#   Right. Chapter 05: what comes through one use comes on top of the other.
# - 15
#   No. Rates are multiplied when one step follows another.

# %% [markdown] tags=["quiz", "withheld"]
# **6.** A model has 200,000 weights. About how much work is it to get the gradients of all of them by backpropagation,
# if computing the loss once is 1?
#
# - About 200,000.
#   No. That is the price of moving each weight a little.
# - A few hundred.
#   No. It does not grow with the number of weights in any such way.
# - Two or three.
#   Right. Chapter 08 counts: once forward, and a way back that costs up to twice as much.

# %% [markdown] tags=["quiz", "withheld"]
# **7.** A program computes the gradients of a loss and keeps each beside its weight. You run it three times and change
# nothing in between. After the third time every gradient is three times what it was after the first. What is the matter?
#
# - The first was a third of the truth.
#   No. The first one was right.
# - The sums were never set back to 0.
#   Right. Chapter 06 shows a form of this mistake that is harder to see.
# - Gradients grow as training goes on.
#   No. There has been no training: nothing has changed.

# %% [markdown] tags=["quiz", "withheld"]
# **8.** Two examples have the same inputs and different targets. For the first the model's output is too low by a
# certain amount, for the second too high by the same amount. The loss is the squared miss. What can you say of the
# gradients of one weight, for one example and for the other?
#
# - They are equal, sign and all.
#   No. Then the weight would move the same way both times. Chapter 07 has the formula that does this.
# - They are opposite and equally large.
#   Right. One example wants the weight larger, the other smaller.
# - It depends on the rest of the network.
#   No. Whatever lies between is the same for both.

# %% [markdown] tags=["quiz", "withheld"]
# **9.** In the middle of a network a step takes in two numbers, each multiplied by a weight, and hands its result on to
# four later steps, each through a weight of its own. Through which of these weights does that result reach the loss?
#
# - Through the two that lead in.
#   No. They made the result what it is; they say nothing about what it does.
# - Through the four that lead out.
#   Right. Chapters 07 and 08 live on this.
# - Through all six of these weights.
#   No. With the result given, the two that lead in change nothing.

# %% [markdown] tags=["quiz", "withheld"]
# **10.** The loss is a mean over 5 rows of data. Somebody adds two copies of each row, so that there are 15. What happens
# to the gradient of a number that is added to every prediction?
#
# - It becomes 3 times as large.
#   No. It would if the loss were a sum.
# - It becomes a third of what it was.
#   No. A well-known mistake in programs does that: chapter 09 finds the line.
# - It stays as it is.
#   Right. The loss is the same function as before, so its slopes are the same.

# %% [markdown] slug="ch00-recap"
# ## In three lines
#
# 1. The loss says how wrong a model is; the gradient says which way each weight should go, and how steeply.
# 2. Backpropagation computes gradients. The optimiser changes weights.
# 3. Guess on paper, then look.

# %% [markdown] slug="ch00-environment" tags=["in-notebook"] jp-MarkdownHeadingCollapsed=true
# ## Running, saving, help
#
# On a web page all pictures and questions work, and exercises that ask for numbers are answered there. To change the code,
# and to have your own gradients checked, you run the course as notebooks. This is how.
#
# ### How to run a notebook
#
# The grey cells are Python. Shift + Enter runs one and goes on to the next. The number in brackets beside it says
# when it ran; a star says that it is still at work. A thin folded bar is a cell as well. Most of these only check our
# numbers; Shift + Enter passes over them. A section heading with an arrow can be folded and opened.
#
# Behind the page, a process called the **kernel** remembers every variable you have made, in the order in which *you* ran
# the cells, which may not be the order in which you see them. This is where most puzzles come from. When something makes
# no sense, choose *Kernel → Restart Kernel and Run All Cells*. It takes a minute at most, and loses none of your text.

# %% [markdown] slug="ch00-save" tags=["in-notebook"]
# ### How to save, and what comes back
#
# **On your own machine** you work in a folder `workbook/`, which is yours; the terminal says where it is. Save with Ctrl + S (Cmd + S on a Mac). An
# update of the course never writes over a file that you have changed. The new version is put beside it, as
# `05_computational_graph.new.ipynb`, say, and you decide. To begin a chapter afresh, rename your file: the next start
# hands out a clean one.
#
# **On Binder** (an address with `mybinder.org` or the like) the machine is borrowed. After 10 minutes without
# activity it is thrown away, with everything on it. Before you stop, and now and then while you work, choose *File →
# Download*. That file is your copy.
#
# To go on another day, open the course on Binder again and drag your file into the list of files on the left. Your
# text, your code and the pictures come back. The variables do not, since they lived in the kernel, and the players
# stand still. So begin with *Run → Run All Cells*.

# %% [markdown] slug="ch00-doctor" tags=["in-notebook"]
# ### Is everything here?
#
# The next cell looks at the machine that runs this notebook, and says what works and what does not.

# %% tags=["in-notebook"]
from pathlib import Path

from autograd_lab.lab import doctor

for_developers = {"Chromium or Chrome", "Node.js", "bubblewrap", "GPU"}

for finding in doctor.examine(Path.cwd()):
    if finding.what in for_developers:
        continue
    if finding.state == "ok":
        print(f"works     {finding.what}")
        continue
    state = "MISSING " if finding.required else "not here"
    print(f"{state}  {finding.what}, for {finding.purpose}")
    print(f"          {finding.remedy}")

# %% [markdown] tags=["in-notebook"]
# If a line says MISSING, the course needs that thing: do what stands below it, then choose
# *Kernel → Restart Kernel and Run All Cells* and look again. "Not here" is no trouble. Without `dot`, for instance,
# graphs are still drawn, with more lines that cross.
#
# Does the player itself work? Look at the first one on this page. If it shows boxes and moves when you drag its slider, it
# does. If you see only a table of numbers, the widget package `anywidget` has not reached your browser: save, close
# this tab, and open the notebook again. And if the very first cell stopped with `ModuleNotFoundError`, this notebook
# runs on a Python without the course: close JupyterLab and start it with `make lab` or `autograd-lab lab`.

# %% [markdown] slug="ch00-help" tags=["in-notebook"]
# ### How to get help
#
# **From Python.** Put the cursor on a name and press Shift + Tab. And read the end of an error. Ours are written to
# be read: they say what was expected, what came, and what to do. Here is one.

# %% tags=["in-notebook"]
try:
    Value("2")
except TypeError as error:
    print(error)

# %% [markdown] tags=["in-notebook"]
# **From people.** Ask on the issue page of the course's repository. Paste what `!autograd-lab doctor` prints in a
# cell, and the error as text, not as a picture.

# %% [markdown] slug="ch00-next"
# ## Where to go next
#
# Open [chapter 01, linear regression](01_linear_regression.ipynb). It begins with four more
# taxi rides. If you know what a loss, a partial derivative and a learning rate are, you may go to
# [chapter 05, the computational graph](05_computational_graph.ipynb) at once.

# %% [markdown] slug="ch00-sources"
# ## Source
#
# Catherine Crouch, Adam Fagen, Paul Callan and Eric Mazur, "Classroom demonstrations: learning tools or
# entertainment?", *American Journal of Physics* 72 (2004), pages 835–838.
