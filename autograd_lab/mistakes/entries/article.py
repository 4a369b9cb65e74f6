"""Mistakes of problem set 5: those that the audited article makes, and verdicts that do not hold."""

from autograd_lab.mistakes.mistake import Mistake

ARTICLE = (
    Mistake(
        "article-product",
        "the article's product, residual times (a − 1)",
        "{part} multiplies the residual by a − 1, as the article does",
        "Your {part} fits a product with a − 1: that is the residual once more, for a target of 1.",
        "Put y = 0 and a close to 1, as wrong as can be: yours is all but 0 there. Nudge z of an output near 1/2, and "
        "compare.",
        "In which formula does a − 1 come up: for which loss, and for which target?",
        "δ = (2/n)(a − y) a(1 − a): the residual once, then the slope of the sigmoid.",
        "07",
    ),
    Mistake(
        "inner-for-outer",
        "inner product instead of the outer one",
        "{part} is one number, a sum of products; each weight has a gradient of its own",
        "Your {part} has shape {got_shape}; W has shape {expected_shape}.",
        "Nudge two different weights: the loss moves by different amounts. Yours says one number for all of them.",
        "Weight w_ji joins a_i with z_j. How many such pairs are there, and which product makes one entry for each?",
        "delta @ a_prev.T: (n_out, 1) times (1, n_in).",
        "09",
    ),
    Mistake(
        "row-for-column",
        "a row (1, n) instead of a column (n, 1)",
        "{part} is a row; a column is asked for, as z is one",
        "Your {part} has the right numbers in shape {got_shape}; it should be {expected_shape}.",
        "Multiply it by the row a_prevᵀ: do the shapes of an outer product fit?",
        "What shape has z of this layer? A gradient has the shape of what it belongs to.",
        "Return a column, (n, 1).",
        "09",
    ),
    Mistake(
        "meaning-not-kept",
        "δ is ∂L/∂z, and delta_means() says ∂L/∂a",
        "{part} is ∂L/∂z, and delta_means() says dL/da",
        "Your {part} is right for a δ that means ∂L/∂z. Your delta_means() promises ∂L/∂a.",
        "Nudge one a, and then one z: which of the two slopes is your {part}?",
        "What does delta_means() return, and in which of your formulas does σ' stand?",
        "Keep one meaning throughout: return 'dL/dz' in delta_means(), or move σ' from δ into the step down and the "
        "gradient of W.",
        "07",
    ),
    Mistake(
        "claim-misjudged",
        "a verdict that does not hold",
        "{part}: at least one verdict does not hold",
        "The verdicts of this group do not all hold.",
        "Take the three claims one at a time. For each, write down what it predicts, then compute or nudge.",
        "For which of them have you run something that could have proved you wrong?",
        "Go back to the experiment before the claims and change its numbers until one of your verdicts fails.",
        "07",
    ),
    Mistake(
        "claim-open",
        "a verdict not given yet",
        "{part}: a verdict is still open",
        "Not every claim of this group has a verdict.",
        "Take the claim literally and put numbers in: does it survive?",
        "Which small computation would come out differently if the claim were false?",
        "Give each claim 'holds', 'a', 'b' or 'c' under its own name, instead of None where None stands.",
        "07",
    ),
)
