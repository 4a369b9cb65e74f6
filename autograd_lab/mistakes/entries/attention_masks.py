"""Mistakes with the mask of attention: what a query may not see, on the way there and on the way back."""

from autograd_lab.mistakes.mistake import mistakes_of

_HIDDEN = (
    "Take a query and a key that it may not see, and change V for that key: the query's row of Y must stay. Does it, "
    "with your P?"
)
_SUM = "Add up each row of your P over the keys: 1? And is it 0 wherever the mask says False?"
_MASK = "np.where(mask, scores, -np.inf) before the softmax: e^−∞ is 0, above the line and below."

ATTENTION_MASKS = mistakes_of(
    "21",
    (
        "attn-mask-ignored",
        "mask not used in the weights",
        "{part}: the weights P are computed as if every query saw every key",
        "Your {part} fits a P without the mask.",
        _HIDDEN,
        "Where does the mask enter your P: before the softmax, after it, or not at all?",
        _MASK,
    ),
    (
        "attn-mask-inverted",
        "mask the wrong way round",
        "{part}: what may be seen was hidden, and what may not be seen was used",
        "Your {part} fits a mask with True and False exchanged.",
        _HIDDEN,
        "What does True mean in this mask? Some libraries mean the opposite.",
        _MASK,
    ),
    (
        "attn-mask-zero",
        "0 for −∞ at the hidden scores",
        "{part}: hidden scores were set to 0, which the softmax takes for a score like any other",
        "Your {part} fits scores that are 0 where the mask says False.",
        _SUM,
        "What is e⁰?",
        _MASK,
    ),
    (
        "attn-mask-after",
        "weights masked after the softmax, and not divided anew",
        "{part}: the weights were masked after the softmax, so that they no longer add up to 1",
        "Your {part} fits softmax(scores) · mask: the hidden keys are still in the sum below the line.",
        _SUM,
        "Who has had a share of the 1 before your mask came?",
        _MASK + " (Or divide each row by its new sum.)",
    ),
    (
        "attn-mask-weak",
        "a finite number for −∞ at the hidden scores",
        "{part}: hidden keys are still seen: the number that stands for −∞ is not low enough",
        "Your {part} fits a finite number for −∞, such as −10 or −100, set at the hidden scores or added to them. "
        "Where the scores of the visible keys are lower still, the hidden keys get the weight.",
        "One query, Q = 1, two keys, K = (−400, 5), scale 1, mask (True, False): P must be (1, 0). Print yours.",
        "Which number stands for −∞ in your line, and can no score of a visible key lie below it?",
        _MASK,
    ),
    (
        "attn-mask-added",
        "the mask added to the scores",
        "{part}: the mask was added to the scores as 0 and 1",
        "Your {part} fits scores + mask: what may be seen got 1 more, and nothing was hidden.",
        _SUM,
        "What is True + 0.5 in NumPy?",
        _MASK,
    ),
    (
        "attn-mask-turned",
        "mask transposed",
        "{part}: the mask was transposed: queries and keys are exchanged in it",
        "Your {part} fits mask.T.",
        "Let query 0 see key 1 alone: row 0 of your P should be a single 1. Is it?",
        "mask is (T, S). Which of the two axes counts the queries?",
        "Use the mask as it comes: its rows are the queries.",
    ),
    (
        "attn-mask-causal",
        "a causal mask of one's own",
        "{part}: a triangle was used in the place of the mask that is handed in, or on top of it",
        "Your {part} fits np.tril: each query sees what comes before it.",
        "Call it with a mask of True everywhere: does query 0 see the last key?",
        "A causal mask is one of many. Which argument says what may be seen here?",
        "Use the mask as it comes.",
    ),
    (
        "attn-mask-leaks",
        "a mask that is one key off",
        "{part}: the mask is off by one key: a query sees a neighbour of what it may see",
        "Your {part} fits a mask that was moved along the keys by one place.",
        _HIDDEN,
        "Which line of yours changes the mask, or takes a slice of it?",
        "Use the mask as it comes. (For a causal mask of one's own: np.tril with k=0.)",
    ),
    (
        "attn-mask-one-row",
        "one row of the mask for all queries",
        "{part}: all queries of an example use the same row of the mask",
        "Your {part} fits a mask in which every query sees what one of them may see.",
        "Change the last row of the mask: row 0 of the output must stay, and the last must move. Are both so?",
        "mask has T rows. Which of them does your line use for query t?",
        "mask[t] for query t, or the whole (T, S) beside scores of (N, T, S).",
    ),
    (
        "attn-gradient-filled",
        "−∞ where it spoils a number",
        "{part}: the −∞, or the large negative number, that is there to hide scores spoils other numbers",
        "Your {part} fits −∞ in a gradient or in P, or −∞ times 0 in the scores: what comes of them is NaN, or "
        "enormous.",
        "Print your P: does each row add up to 1? Then your dS where the mask says False: is it 0?",
        "What is 0 · ∞? And which slope has a score that does not move the loss?",
        "np.where(mask, scores, -np.inf) for the scores alone, before the softmax. P is 0 there, and dS is 0: "
        "where P is 0, P · (dP − Σ P dP) is too.",
    ),
)
