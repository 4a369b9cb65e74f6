"""Mistakes of an engine that a whole sweep shows: lost links, orders, starts; and operations of another kind.

In these texts `{program}` is the program that showed the mistake, and what was read in it; `{it}` says where, or how.
"""

from autograd_lab.mistakes.mistake import Mistake

SWEEPS = (
    Mistake(
        "lost-link",
        "an operation without a link to its operands",
        "{part}: an operation, {it}, hands nothing down to its operands",
        "{program} The gradient ends at an operation, {it}: nothing arrives below it.",
        "Print the grad of each node after backward(): above that operation they are right, below it they are 0.",
        "Where does the result of {it} note down its operands, and what it has to hand to each of them?",
        "Every operation keeps its operands and hands each of them upstream × local, {it} too.",
        "06",
    ),
    Mistake(
        "from-the-leaves",
        "the sweep walks from the leaves to the root",
        "{part}: the sweep begins at the leaves, where nothing has arrived yet",
        "{program} Only what the root itself is made of gets a gradient.",
        "Print the data of the nodes in the order of your sweep: the root should come first. When does it in yours?",
        "A list that is filled operands first ends with the root. Do you walk it from its end: reversed()?",
        "Walk from the root down: reverse the list, or go by the newest node first.",
        "06",
    ),
    Mistake(
        "shared-list",
        "the root first, then the oldest: one list of operands for all nodes",
        "{part}: after the root the oldest nodes come first",
        "{program} It fits a sweep that goes from the root to the oldest node and up from there. A list as a default, "
        "`links=[]`, is one list for all nodes, and does that.",
        "Make two leaves, and look at the list of operands of the second after the first has been used.",
        "How many lists does `def __init__(self, data, links=[])` make, if a hundred nodes are made?",
        "A tuple as the default, `links=()`, or None and a new list inside; and sweep in topological order.",
        "06",
    ),
    Mistake(
        "by-value",
        "nodes with equal numbers are taken for one",
        "{part}: two nodes that hold the same number are taken for one",
        "{program} The second of two nodes with equal numbers is passed over.",
        "Make x and y with the same number: each of them has a slope of its own. Print both.",
        "How do you ask whether a node has been visited: by the node itself, or by its number?",
        "Keep the nodes themselves in the set, or their id(); no __eq__ by data, no dict of data.",
        "06",
    ),
    Mistake(
        "all-ones",
        "every gradient starts with 1",
        "{part}: every gradient starts with 1, where only the root's should",
        "{program}",
        "Take y = 3x: the slope of y is 1 and the slope of x is 3. What are yours, and why?",
        "Which node's gradient is 1 before anything has been handed down: all of them, or one?",
        "Set 0 everywhere, then 1.0 at the root alone, and hand down from there.",
        "06",
    ),
    Mistake(
        "nothing-handed-on",
        "nothing arrives at the leaves",
        "{part}: nothing arrives at the leaves",
        "{program} Either no node hands on, or the root alone (as when a sweep begins at the leaves and meets the root "
        "last), or the top operation has no link to its operands (as when one of them is a plain number), or the sweep "
        "still goes over the nodes of another expression.",
        "Print the grad of each node after backward(), from the root down. Where does the first 0 stand?",
        "Which line of yours adds to the gradient of an operand, and does it run? Which operands does a product keep?",
        "Let every result keep its operands, beside a plain number too; then at each node, from the root down: "
        "operand.grad += local * node.grad.",
        "06",
    ),
    Mistake(
        "seeded-twice",
        "the root gets its 1 twice",
        "{part}: the sweep starts with 2, or the root gets a second 1",
        "{program}",
        "Call backward() once on y = x + 0 and print y.grad: ∂y/∂y is 1.",
        "Which lines set or add to the gradient of the root, and how often do they run in one backward()?",
        "Set the root's grad to 1.0, once.",
        "06",
    ),
    Mistake(
        "slope-constant",
        "a local derivative that does not depend on the operands",
        "{part}: the local derivative is the same number whatever goes in",
        "{program}",
        "Take two different x: the curve is steeper at one of them. What does your rule say at both?",
        "Which number does your rule read: one from the operands or the result, or one that never changes?",
        "Compute the local derivative from the operands, or the result, of this very operation.",
        "06",
    ),
    Mistake(
        "other-function",
        "an operation that computes another function",
        "{part}: {it}",
        "{program} It fits an operation of another kind: {it}.",
        "Type the operation with the number 2, then with −2, and compare with a calculator.",
        "Which formula stands in the method, and which belongs there?",
        "Compute the value that the operation's name or sign stands for, with its operands in their order.",
        "06",
    ),
    Mistake(
        "other-slope",
        "a rule with another slope",
        "{part} hands on another slope: {it}",
        "{program} It fits a rule with the local derivative {it}.",
        "Nudge each operand by 0.001 and compare how far the result moves.",
        "Differentiate the operation on paper: what comes out, and what does your rule say?",
        "Put the derivative of the operation into its rule.",
        "05",
    ),
    Mistake(
        "not-added",
        "contributions put together otherwise than by a sum",
        "{part}: the contributions to a node are not added up: {it}",
        "{program} It fits a sweep in which several contributions to one node are put together otherwise: {it}.",
        "Nudge x in p = 2x, q = 3x, L = p + q by 0.001: L moves by 0.005, the sum of what both ways bring.",
        "A node is used in two places. What does each of them add to the change of the result?",
        "operand.grad += contribution, from 0.",
        "05",
    ),
)
