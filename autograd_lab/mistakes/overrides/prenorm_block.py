"""Texts that fit a residual block that is normalised first: the norm runs over a row there, and two roads meet."""

_ROW = "Add the same number to a whole row of x: x_hat stays. So what comes through the norm adds up to 0 in each row."
_LONG = (
    "Stretch a row about its mean, with a tiny eps: x_hat stays. So Σ x_hat · (what comes through the norm) is about 0."
)
_OF_ROW = "(d − mean of d − x_hat · mean of d · x_hat) / √(v + eps), each mean over the row, d what arrives at x_hat."
_HUNDRED = (
    "Take a tiny eps and multiply x by 100: x_hat hardly moves, and what comes through the norm becomes 100 times "
    "smaller. Does yours?"
)
_ONE = "Take the variance of each row of your x_hat: with a tiny eps it is 1. Is yours?"
IN_BLOCK: dict[str, dict[str, str]] = {
    "factor-two-missing": {
        "contradiction": "Put W2 = 0: then y = x + b2, and dx must be g. Yours is half of it.",
        "question": "Do two roads that meet give their mean, or their sum?",
    },
    "variance-unbiased": {
        "line": "{part} divides by D − 1 in the variance of a row; here it is D",
        "evidence": "Your {part} fits a variance with D − 1 below, on the way there or on the way back.",
        "contradiction": _ONE,
        "question": "D − 1 belongs to guessing the variance of a population. Is anything guessed here?",
        "cure": "x.var(axis=1, keepdims=True), NumPy's default, divides by D; and the means on the way back do "
        "as well.",
    },
    "eps-missing": {
        "line": "{part}: the eps that is handed in is missing, everywhere or in one place",
        "evidence": "Your {part} fits a formula in which v alone, or v plus a small number of your own such as 1e-5, "
        "stands where v + eps belongs.",
        "contradiction": "Take a row of equal numbers and eps = 0.01: 1/√(v + eps) is 10. What is yours, there "
        "and back?",
        "question": "In which of your lines does eps stand: on the way there, on the way back, in both?",
        "cure": "1 / np.sqrt(v + eps), the same number on both ways.",
    },
    "eps-squared": {
        "evidence": "Your {part} fits √(v + eps²).",
        "contradiction": "Take a row of equal numbers and eps = 0.01: 1/√(v + eps) should be 10. What is yours?",
        "cure": "np.sqrt(v + eps).",
    },
    "variance-for-std": {
        "cure": "1 / np.sqrt(v + eps).",
    },
    "std-multiplied": {
        "contradiction": _HUNDRED,
        "question": "Is your number the spread of the row, or one over it?",
        "cure": "Multiply by 1/√(v + eps), or divide by the root.",
    },
    "mean-not-subtracted": {
        "line": "{part} does without the mean of the row in one place",
        "evidence": "Your {part} fits x, or x², where x − mean or its square belongs: a root mean square norm, "
        "or half of one.",
        "contradiction": "Add 5 to a whole row of x: its z should stay, and its dx too. Do yours?",
        "cure": "Take the row's mean off above the line and in the variance, on the way there and back.",
    },
    "not-divided": {
        "question": "Which line of your code makes rows of unlike spread comparable?",
        "cure": "x_hat = (x − mean) / √(v + eps).",
    },
    "variance-summed": {
        "line": "{part} divides by the root of a sum of squares: the 1/D of the variance is missing",
        "evidence": "Your {part} fits a variance that is D times too large.",
        "contradiction": _ONE,
        "cure": "x.var(axis=1, keepdims=True), or the mean of the squares.",
    },
    "absolute-deviation": {
        "contradiction": _ONE,
        "cure": "Square, then take the mean: x.var(axis=1, keepdims=True).",
    },
    "normalised-over-everything": {
        "line": "{part} uses one mean and one variance for the whole batch; each row has its own",
        "evidence": "Your {part} fits means over all entries together, on the way there or on the way back.",
        "contradiction": "Call it with the first row alone, and with all rows: the first row of dx must be the "
        "same. Is it?",
        "question": "How many means are there: one, or one for each row?",
        "cure": "axis=1 with keepdims=True.",
    },
    "moments-constant": {
        "evidence": "Your {part} fits d / √(v + eps) on the branch: the direct path alone.",
        "contradiction": _ROW + " Does yours?",
        "question": "x reaches x_hat on three paths: straight, and twice through the row as a whole. Which do "
        "you have?",
        "cure": _OF_ROW,
    },
    "mean-constant": {
        "contradiction": _ROW + " Does yours?",
        "question": "If one x moves, does the mean of its row stay?",
        "cure": _OF_ROW,
    },
    "variance-constant": {
        "contradiction": _LONG + " Is it in yours?",
        "question": "If one x moves away from the mean of its row, does the variance stay?",
        "cure": _OF_ROW,
    },
    "moments-summed": {
        "line": "{part} subtracts a sum over the row where a mean belongs",
        "evidence": "Your {part} fits a way back with a term that is D times too large.",
        "contradiction": _ROW + " " + _LONG + " Which of the two fails?",
        "question": "The mean of a row holds a 1/D. What is its derivative with respect to one x of the row?",
        "cure": _OF_ROW + " Or D · d − Σ d − x_hat Σ d x_hat, all of it divided by D.",
    },
    "path-by-rows": {
        "line": "{part} divides by the number of rows where a mean over the row belongs",
        "evidence": "Your {part} fits a way back in which a sum over a row is divided by N, not by D.",
        "contradiction": "Write every row twice, with its g: each dx must stay as it was. Does yours?",
        "question": "Over how many numbers does the mean of one row run?",
        "cure": _OF_ROW,
    },
    "moments-added": {
        "contradiction": _ROW + " " + _LONG + " Which of the two fails?",
        "question": "The paths through the mean and through the variance both take something away. Which of the "
        "two has a plus in yours?",
        "cure": _OF_ROW,
    },
    "bar-missing": {
        "line": "{part} subtracts each entry's own d · x_hat; their mean over the row belongs there",
        "evidence": "Your {part} fits a third term x_hat · d · x_hat, entry by entry.",
        "contradiction": "Let the gradient of x_hat be 0 but for one entry: the row's variance moves, and all "
        "its x hear it.",
        "cure": "x_hat * (d * x_hat).mean(axis=1, keepdims=True).",
    },
    "x-hat-missing": {
        "contradiction": _LONG + " Is it in yours?",
        "question": "Which x moves the variance of its row more: one close to the mean, or one far from it?",
        "cure": _OF_ROW,
    },
    "x-for-x-hat": {
        "line": "{part} uses x − mean, or x, where x_hat belongs on the way back",
        "evidence": "Your {part} fits a third term with x − mean, or x, in it where x_hat belongs, and no 1/√(v + eps) "
        "beside it to make up for that.",
        "contradiction": _HUNDRED,
        "question": "Written with x − mean twice, the third term has 1/(v + eps) beside it. Where is that in yours?",
        "cure": _OF_ROW,
    },
    "inv-std-missing": {
        "line": "{part} misses the factor 1/√(v + eps) on the way back through the norm",
        "evidence": "Your {part} fits a way back that is not divided by the spread of the row.",
        "contradiction": _HUNDRED,
        "question": "x_hat = (x − mean) / √(v + eps). Which factor does that bring to the chain rule?",
        "cure": _OF_ROW,
    },
    "inv-std-twice": {
        "line": "{part} holds the factor 1/√(v + eps) twice on the way back through the norm",
        "evidence": "Your {part} fits a way back with 1/(v + eps) in front.",
        "contradiction": _HUNDRED,
        "question": "x_hat holds one 1/√(v + eps) already. Where does your code multiply a second time?",
        "cure": _OF_ROW,
    },
    "path-cubed": {
        "line": "{part} has 1/√(v + eps) too often in the path through the variance",
        "evidence": "Your {part} fits a third term with 1/√(v + eps) to the power of 2 or 3 where 1 belongs.",
        "contradiction": _LONG + " Is it in yours?",
        "question": "−½ · (v + eps)^−1.5 is multiplied by 2(x − mean). How much of it is used up when you write x_hat?",
        "cure": _OF_ROW,
    },
    "path-doubled": {
        "line": "{part} counts the path through the variance twice",
        "evidence": "Your {part} fits a third term that is 2 times too large.",
        "contradiction": _LONG + " Is it in yours?",
    },
    "path-halved": {
        "line": "{part} counts the path through the variance half",
        "evidence": "Your {part} fits a third term that is half as large as it should be.",
        "contradiction": _LONG + " Is it in yours?",
        "question": "The root brings a 1/2. What does (x − mean)² bring?",
    },
    "path-alone": {
        "line": "{part}: the direct path through the norm is missing",
        "evidence": "Your {part} fits a way back through mean and variance, and no term with the gradient of "
        "x_hat itself.",
        "contradiction": "Nudge one x, and think of mean and variance as fixed: its own x_hat still moves.",
        "question": "On how many paths does one x reach the x_hat of its row?",
        "cure": _OF_ROW,
    },
    "unbracketed": {
        "evidence": "Your {part} fits a way back in which 1/√(v + eps) multiplies one of the three terms alone.",
        "contradiction": _HUNDRED,
        "cure": "1/√(v + eps) in front of all three terms, with parentheses around them.",
    },
    "bias-left-out": {
        "line": "{part} is computed as if b1 were 0",
        "evidence": "Your {part} fits z = x_hat W1 without b1: other ReLUs are awake then.",
        "contradiction": "Put b1 = −100: no ReLU is awake, and dW1 must be 0. Is yours?",
        "cure": "z = x_hat @ W1 + b1.",
    },
    "weights-missing": {
        "line": "{part} ignores W2: every weight counts as 1",
        "evidence": "Your {part} fits a plain sum of g for every hidden unit.",
        "contradiction": "Double W2: what comes down the branch doubles. Does yours?",
        "question": "What stands between y and a hidden unit?",
        "cure": "da = g @ W2.T.",
    },
    "upstream-missing": {
        "line": "{part} ignores g, the gradient that comes from above",
        "evidence": "Your {part} is what g = 1 everywhere would give on the branch.",
        "contradiction": "Double g: yours should double. Does it?",
        "question": "Which of the arguments does this part of your code never use?",
        "cure": "The chain rule multiplies: da = g @ W2.T, dW2 = a.T @ g.",
    },
    "not-summed": {
        "question": "One weight is used for every row. What happens to the contributions of a value used N times?",
    },
    "summed-too-far": {
        "line": "{part} is summed over too much: each of its entries has a sum of its own",
        "evidence": "Your {part} is a sum or mean over everything.",
        "contradiction": "Nudge one entry of the bias: only its own column moves.",
        "question": "Which axis runs over the rows?",
        "cure": "sum(axis=0).",
    },
    "wrong-axis": {
        "evidence": "Your {part} has the numbers of a sum along the wrong axis.",
        "contradiction": "Call it with the first row alone: {part} must still have an entry for each entry of its "
        "bias. Has yours?",
        "question": "axis=0 adds up what stands in a column, axis=1 what stands in a row. Which of them leaves a "
        "number for each bias?",
        "cure": "Sum over the rows: axis=0.",
    },
    "first-row": {
        "line": "{part} knows the first row only",
        "evidence": "Your {part} is what row 0 alone contributes.",
        "contradiction": "Change the last row: your {part} stays as it was.",
        "question": "Does your loop reach the second row, or is there a [0] in your line?",
        "cure": "Add up over all rows.",
    },
    "overwritten": {
        "line": "{part} holds the contribution of the last row only",
        "evidence": "Your {part} is what the last of the {N} rows gives alone.",
        "contradiction": "Change the first row: the loss hears of the weight through it too. Your {part} stays.",
        "question": "Your loop visits every row. What is left of the earlier ones when it ends?",
        "cure": "Start from zeros and add with += in the loop.",
    },
}
