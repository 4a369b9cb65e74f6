"""Texts that fit pooling on the way back, smooth L1 and a detector's loss, where the general ones do not."""

_SIZE = "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}."
_POOL_SIGN = {
    "evidence": _SIZE,
    "contradiction": "Raise the largest entry of a window: its maximum rises with it, so that g arrives as it is.",
    "question": "Max has slope 1. Where does your minus come from?",
    "cure": "Hand g down with its sign.",
}
_LOSS_SIGN = {
    "evidence": _SIZE,
    "contradiction": "Where the prediction is above the target, raising it raises the loss: the slope is above 0.",
    "question": "Which of the two do you subtract from which?",
    "cure": "The prediction minus the target.",
}
_TWO = {
    "contradiction": "Nudge one number by 0.001 and compare the change of the loss with your {part}.",
    "question": "Where does your code multiply, or divide, by 2?",
    "cure": "The formula that is asked for has no 2 left in its slope: leave it out.",
}
_TWOS = {
    (mistake, f"{question}.*"): _TWO
    for mistake in ("factor-two-missing", "factor-two-doubled")
    for question in (
        "max_pool_backward",
        "roi_pool_backward",
        "smooth_l1_gradient",
        "detection_loss_gradient",
    )
}


_NUDGE = "Nudge one entry of x and watch the maxima: only those cells move in which it is the largest."


def _cell(line: str, **others: str) -> dict[str, str]:
    """A text that speaks of the cells of a region in the place of windows."""
    return {"line": line, **others}


_CELLS = {
    "sign": {
        **_POOL_SIGN,
        "contradiction": "Raise the largest entry of a cell: its maximum rises with it, so that g arrives as it is.",
    },
    "pool-assigned": _cell(
        "{part} keeps only what the last cell has handed down: = where += belongs",
        evidence="Your {part} fits a dx in which a later cell, or region, overwrites what an earlier one has put "
        "there. An index array that names a place twice does the same, with += as well.",
        question="Cells of one region share rows, and regions overlap. What happens in your code when an entry is the "
        "largest for the second time?",
        cure="dx[…] += …, for one cell after the other; with index arrays np.add.at(dx, places, g).",
    ),
    "pool-first-kept": _cell(
        "{part} keeps only what the first cell has handed down",
        question="Cells of one region share rows, and regions overlap. What does your code do when an entry is the "
        "largest for the second time?",
        cure="Add what each cell hands down, whether there is something already or not.",
    ),
    "pool-largest-kept": _cell(
        "{part} keeps the largest contribution where their sum belongs",
        evidence="Your {part} fits a maximum over what the cells hand down to one entry, and 0.",
    ),
    "pool-overlap-averaged": _cell(
        "{part} is divided by the number of cells that share an entry; what they hand down adds up",
        evidence="Your {part} fits a mean over the cells in the place of a sum.",
        question="Two cells have the same entry as their largest. Nudge it: how many of the two maxima move?",
    ),
    "pool-averaged": _cell(
        "{part} is the gradient of a mean over each cell, not of its maximum",
        evidence="Your {part} fits g shared out evenly over each cell.",
        question="Which entries of a cell does its maximum depend on?",
        contradiction=_NUDGE,
    ),
    "pool-whole-window": _cell(
        "{part} hands the gradient to all entries of a cell; only the largest should get it",
        evidence="Your {part} fits g put onto each cell as a whole: the gradient of a sum.",
        contradiction=_NUDGE,
    ),
    "pool-all-ties": _cell(
        "{part} hands the gradient to every entry that equals the maximum; in a tie the first alone gets it",
        contradiction="Take x of zeros and g of ones: each cell should hand down a single 1. Add up your {part}.",
        question="How many entries of your mask are 1 when two of a cell are the largest?",
        cure="One place for each cell: argmax gives the first in reading order.",
    ),
    "pool-other-tie": _cell(
        "{part} chooses another entry where two are the largest; the first in reading order is asked for",
        evidence="Your {part} differs only where a cell holds its largest entry twice.",
        contradiction="Take x of zeros: which entry of the first cell gets the gradient, and which is asked for?",
    ),
    "pool-ties-shared": _cell(
        "{part} shares the gradient among equal entries; the first of them gets all of it here",
    ),
    "pool-divided": _cell(
        "{part} is divided, or multiplied, by the number of entries of a cell",
    ),
    "pool-arrival-misread": _cell(
        "{part} hands down another entry of g than that of its own cell",
        evidence="Your {part} fits the g of the first channel or region for all of them; or g read from its end.",
        contradiction="Number the entries of g, 1, 2, 3 …, and print which number each cell hands down.",
        cure="g has one entry for each cell of each channel: g[r, c, i, j].",
    ),
    "pool-channels-joined": _cell(
        "{part} looks for one largest entry for all channels; each channel has its own",
        evidence="Your {part} fits a search over several channels together, or in the first channel for all.",
        cure="Search each channel by itself.",
    ),
    "pool-absolute": _cell(
        "{part} looks for the largest absolute value; −5 is smaller than 1",
        contradiction="Take a cell of −5 and 1: its maximum is 1. Which of the two gets your gradient?",
    ),
    "pool-channel-left-out": _cell(
        "{part} is 0 in some of the channels",
        evidence="Your {part} fits a loop that does not reach all channels; or a dx that begins anew in it.",
        contradiction="Print where dx is not 0, channel by channel.",
        question="How many turns has your loop over channels, and which lines stand in it: the zeros, the return?",
        cure="range(len(x)); the zeros before the loops, the return after them.",
    ),
    "pool-smallest": _cell(
        "{part} hands the gradient to the smallest entry of each cell",
        question="Which end of the sorted cell does your code take?",
        contradiction=_NUDGE,
    ),
    "pool-place-forgotten": _cell(
        "{part} hands the gradient to the same place of every cell, whatever stands there",
        evidence="Your {part} fits the upper left entry, or the middle one, of each cell.",
        contradiction="Move the largest entry of a cell elsewhere: dx should move along. Does yours?",
        cure="Look for the largest entry in each cell of x.",
    ),
    "pool-from-zero": _cell(
        "{part} goes wrong where a cell holds no entry above 0",
        contradiction="Take x of −1 and −2 only: each cell has a largest entry all the same.",
        question="With which number does your search begin, and can a cell be below it altogether?",
    ),
    "pool-place-turned": _cell(
        "{part}: row and column of the largest entry are mixed up within the cell",
        evidence="Your {part} fits a gradient at (column, row) of the largest entry, or at a place that was counted "
        "with the cell's height for its width.",
        contradiction="One region, one cell, [[1, 5], [2, 3]]: the 5 is in row 0 and column 1. Where is your dx?",
    ),
    "pool-offset-forgotten": _cell(
        "{part}: the place within a cell, or a region, is taken for a place in the picture",
        contradiction="Let g be 0 but for the last region: your gradient appears in the upper left corner of dx.",
        question="argmax of a cell counts from the cell's own corner. Where does your code add the corner?",
        cure="Add the region's y0 and x0, and the start of the cell, to the place that was found in it.",
    ),
    "pool-upstream-missing": _cell(
        "{part} counts maxima: what arrives from above is left out", cure="The largest entry gets g of its cell."
    ),
    "pool-value-for-gradient": _cell(
        "{part} hands the largest value down, where the gradient from above belongs",
        cure="The largest entry gets g of its cell.",
    ),
    "pool-times-value": _cell(
        "{part} multiplies the gradient by the largest value; max has slope 1",
        evidence="Your {part} fits g times the largest entry of the cell.",
    ),
}

POOLING_AND_DETECTION_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **_TWOS,
    **{(mistake, "roi_pool_backward.*"): texts for mistake, texts in _CELLS.items()},
    ("sign", "max_pool_backward.*"): _POOL_SIGN,
    ("sign", "smooth_l1_gradient.*"): _LOSS_SIGN,
    ("sign", "detection_loss_gradient.dlogits"): {
        "evidence": _SIZE,
        "contradiction": "Raise the logit of the right class: the loss falls, so that its slope is below 0.",
        "question": "Which of p and y do you subtract from which?",
        "cure": "p − y: the prediction minus the target.",
    },
    ("sign", "detection_loss_gradient.dboxes"): _LOSS_SIGN,
    ("mean-missing", "detection_loss_gradient.dlogits"): {
        "contradiction": "Write every row twice: the mean loss stays, and each row's gradient is halved. Yours stays.",
        "question": "What stands in front of the first sum of the loss?",
        "cure": "Divide by N, the number of rows: len(labels).",
    },
    ("averaged-twice", "detection_loss_gradient.dlogits"): {
        "contradiction": "A row that is sure and wrong has p − y = −1 at its label: its slope is −1/N. What is yours?",
        "question": "How many divisions by N, or means, has your line?",
        "cure": "Divide by N once.",
    },
    ("averaged-twice", "detection_loss_gradient.dboxes"): {
        "line": "{part} is divided by N on top of P",
        "evidence": "Your {part} is {ratio} times what it should be, and 1/N is 1/{N}.",
        "contradiction": "Add ten rows of background: the boxes' gradient should stay as it was. Does yours?",
        "question": "Does the 1/N of the loss stand in front of both sums, or of the first alone?",
        "cure": "Divide by max(1, P) alone.",
    },
    ("mean-missing", "detection_loss_gradient.dboxes"): {
        "line": "{part} is N times too large",
        "contradiction": "Add ten rows of background: the boxes' gradient should stay as it was. Does yours?",
        "question": "Where does your code multiply by the number of rows?",
        "cure": "Divide by max(1, P) alone.",
    },
    **{
        ("inputs-changed", f"{question}.*"): {"cure": cure}
        for question, cure in (
            ("max_pool_backward", "Write into dx alone: dx = np.zeros_like(x). x stays as it came."),
            ("roi_pool_backward", "Write into dx alone, and give height and width names of their own."),
            ("smooth_l1_gradient", "`d = pred - target` makes a new array; `pred -= target` does not."),
            ("detection_loss_gradient", "Subtract from a copy: `logits - logits.max(…)`, or p = p.copy() first."),
        )
    },
}
