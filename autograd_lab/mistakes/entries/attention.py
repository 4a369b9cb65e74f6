"""Mistakes on the way back through attention: the scale, the weights, and the products beside the softmax."""

from autograd_lab.mistakes.mistake import mistakes_of

_DOUBLED = "Double the scale and halve Q: the output stays, and so does dV. What do your three do?"
_NUDGED = (
    "Nudge one entry of what {part} belongs to, and compare the change of Σ g · Y with your {part}: by which factor "
    "are the two apart?"
)
_HIDDEN = (
    "Change a value V that no query may see: the output must stay, and the dV of that key must be 0. Are both "
    "so in yours?"
)
_SUM = "Add up each row of your P over the keys: 1? And is it 0 wherever the mask says False?"
_SHAPES = "Print the two shapes of this product, with T, S, d and v all different: which axis is summed over?"

SCALE = mistakes_of(
    "21",
    (
        "attn-scale-missing",
        "scale left out on the way back",
        "{part}: the scale is missing on the way back",
        "Your {part} is {ratio} times what it should be: 1/scale.",
        _NUDGED,
        "The scores are scale · Q Kᵀ. Which factor does that bring to the gradient of Q, and of K?",
        "dQ = scale · dS K, and dK = scale · dSᵀ Q: the scale in both.",
    ),
    (
        "attn-scale-twice",
        "scale once too often",
        "{part}: the scale stands once too often",
        "Your {part} fits scale² where scale belongs.",
        _NUDGED,
        "Is the scale in your Q, or in your dS, already, when you multiply by it?",
        "The scale once in the scores, and once in each of dQ and dK.",
    ),
    (
        "attn-scale-forward-missing",
        "scale left out of the scores",
        "{part}: the weights P are computed without the scale",
        "Your {part} fits P = softmax(Q Kᵀ); the scale comes in later, or not at all.",
        _DOUBLED,
        "Your way back needs the P of the forward pass. Which line of yours makes it, and where is the scale in it?",
        "softmax(scale · Q Kᵀ), over what may be seen.",
    ),
    (
        "attn-scale-ignored",
        "scale not used",
        "{part}: the scale is used nowhere",
        "Your {part} is what scale = 1 gives.",
        _DOUBLED,
        "Which of the arguments does your code never use?",
        "In the scores, in dQ, and in dK.",
    ),
    (
        "attn-scale-own",
        "1/√d for the scale that was handed in",
        "{part}: 1/√d stands where the scale that is handed in belongs, or beside it",
        "Your {part} fits a formula with 1/√d in it. Here the scale is an argument, and it is another number.",
        "Call it with two different scales: which of your three change?",
        "1/√d is a good choice of a scale. Who chooses here?",
        "Use scale as it comes, and nothing else.",
    ),
    (
        "attn-scale-divides",
        "divided by the scale",
        "{part}: something is divided by the scale; it multiplies",
        "Your {part} fits a formula with 1/scale in the place of scale.",
        _DOUBLED,
        "Where a book divides by √d, what is its scale: √d, or 1/√d?",
        "scale · Q Kᵀ, and scale · dS K.",
    ),
    (
        "attn-scale-root",
        "the root of the scale",
        "{part}: the root of the scale stands where the scale belongs",
        "Your {part} fits a formula with √scale.",
        _DOUBLED,
        "Is the root on both sides of a product, or on one alone?",
        "scale · Q Kᵀ, and scale · dS K.",
    ),
    (
        "attn-scale-in-dv",
        "scale in the gradient of the values",
        "{part} is multiplied by the scale, which the values never meet",
        "Your {part} is {ratio} times what it should be: the scale.",
        _DOUBLED,
        "Y = P V. Where in this product does the scale stand beside V?",
        "dV = Pᵀ g.",
    ),
)
WEIGHTS = mistakes_of(
    "21",
    (
        "attn-softmax-axis",
        "softmax over the queries, or over the batch",
        "{part}: the softmax runs over the wrong axis; each query shares out a 1 among its keys",
        "Your {part} fits a P that adds up to 1 over the queries, or over the batch.",
        _SUM,
        "scores is (N, T, S). Which axis counts the keys?",
        "The softmax over the last axis, in its maximum and in its sum.",
    ),
    (
        "attn-softmax-everything",
        "one softmax for all queries",
        "{part}: one sum for all queries; each query shares out a 1 of its own",
        "Your {part} fits a P all of whose entries together add up to 1, or those of a matrix.",
        _SUM,
        "How many 1s are shared out, if there are N · T queries?",
        "The sum over the last axis, with keepdims=True.",
    ),
    (
        "attn-softmax-missing",
        "scores for weights",
        "{part}: there is no softmax in P",
        "Your {part} fits scores in the place of the weights P.",
        _SUM,
        "Can a weight be below 0?",
        "P = softmax(scores) over the keys.",
    ),
    (
        "attn-not-normalised",
        "e^score not divided by the sum",
        "{part}: the weights are not divided by their sum",
        "Your {part} fits e^score in the place of P.",
        _SUM,
        "Which line of yours divides?",
        "Divide by the sum over the keys, with keepdims=True.",
    ),
    (
        "attn-softmax-twice",
        "softmax of the softmax",
        "{part}: the weights went through a softmax twice",
        "Your {part} fits softmax(softmax(scores)).",
        "Let one score be 50 above the others: its weight should be almost 1. Is it?",
        "How often does your code call softmax on the same numbers?",
        "Once.",
    ),
)
PRODUCTS = mistakes_of(
    "21",
    (
        "attn-v-missing",
        "V left out of the gradient of the weights",
        "{part}: the values have no say in the gradient of the weights",
        "Your {part} fits a dP without V: the same number for every key, or g itself.",
        "Let two keys have values of opposite sign: raising the weight of one does the opposite of raising the "
        "other's.",
        "Y = P V. What multiplies P there?",
        "dP = g Vᵀ.",
    ),
    (
        "attn-g-missing",
        "what comes from above left out",
        "{part}: g is not used where it belongs",
        "Your {part} is what g = 1 everywhere gives.",
        "Double g: yours should double. Does it?",
        "Which of the arguments does this part of your code never use?",
        "dP = g Vᵀ, and dV = Pᵀ g.",
    ),
    (
        "attn-not-turned",
        "a factor not transposed, or one too many",
        "{part}: a factor of a product is not transposed where it should be, or is where it should not",
        "Your {part} fits a product in which queries and keys have changed places. Square arrays do not warn you.",
        _SHAPES,
        "P and dS have a row for each query and a column for each key. Over which of the two does each product that "
        "leads to {part} sum?",
        "dP = g Vᵀ, dQ = dS K, dK = dSᵀ Q, dV = Pᵀ g: what was summed over on the way there is a row now, and "
        "the reverse.",
    ),
    (
        "attn-reshaped",
        "a reshape for a transpose",
        "{part}: a reshape stands where a transpose belongs",
        "Your {part} fits an array whose numbers were laid out anew in the turned shape.",
        "Print np.arange(6).reshape(2, 3).T and np.arange(6).reshape(3, 2).",
        "Entry (s, t) should be what was (t, s). Does a reshape move numbers, or only the brackets?",
        "np.swapaxes(x, 1, 2), or x.transpose(0, 2, 1).",
    ),
    (
        "attn-all-axes-turned",
        ".T on three axes",
        "{part}: .T of an array of three axes turns the batch as well",
        "Your {part} fits a product with .T, which reverses all axes.",
        "Print P.T.shape.",
        "Which two of the three axes should change places?",
        "np.swapaxes(x, 1, 2), or x.transpose(0, 2, 1).",
    ),
    (
        "attn-p-for-ds",
        "weights for the gradient of the scores",
        "{part} uses P where dS belongs",
        "Your {part} fits a product with P: it does not depend on g.",
        "Let g be 0: nothing comes from above, and your {part} should be 0. Is it?",
        "Which of the two tells by how much the loss moves with a score?",
        "dQ = scale · dS K, dK = scale · dSᵀ Q.",
    ),
    (
        "attn-ds-for-p",
        "a gradient for the weights in dV",
        "{part} uses dS or dP where P belongs",
        "Your {part} fits a product of g with a gradient.",
        "Double g: dV should double. Yours becomes four times as large.",
        "Y = P V. By how much does Y move with V?",
        "dV = Pᵀ g.",
    ),
    (
        "attn-scores-for-p",
        "scores for the weights in dV",
        "{part} uses the scores where the weights P belong",
        "Your {part} fits a product of g with scores that no softmax has met.",
        "Add up your {part} over the keys, and g over the queries: both should be the same, since each query's "
        "weights add up to 1.",
        "What multiplies V in the forward pass?",
        "dV = Pᵀ g.",
    ),
    (
        "attn-mask-for-p",
        "the mask for the weights in dV",
        "{part} uses the mask where the weights P belong",
        "Your {part} fits maskᵀ g: each query counts in full for every key that it sees.",
        "Add up your {part} over the keys, and g over the queries: both should be the same, since each query's "
        "weights add up to 1.",
        "How much of its attention does a query give to one key?",
        "dV = Pᵀ g.",
    ),
    (
        "attn-p-missing",
        "the weights left out of dV",
        "{part}: all keys get the same; the weights are missing",
        "Your {part} fits a sum of g over the queries.",
        _HIDDEN,
        "What multiplies V in the forward pass?",
        "dV = Pᵀ g.",
    ),
    (
        "attn-wrong-operand",
        "the wrong partner in a product",
        "{part}: a product takes another partner than it should",
        "Your {part} fits a product with another of Q, K, V and g, with the answers Y, or with a gradient where the "
        "array itself belongs. Where two of them have the same shape, no error warns you.",
        _SHAPES,
        "In a · b the gradient of a is what comes from above times b. Which is the partner here?",
        "dP = g Vᵀ, dQ = scale · dS K, dK = scale · dSᵀ Q, dV = Pᵀ g.",
    ),
    (
        "attn-assigned",
        "= for += over the queries",
        "{part} keeps what the last query, or key, has brought, and nothing else",
        "Your {part} fits a single term of its sum, the last: = where += belongs.",
        "Let g be 0 but for query 0: something must arrive at the keys that it sees. Does it in yours?",
        "A key is seen by many queries. What is left of the earlier ones when your loop ends?",
        "Start from zeros, and dK[…] += …, dV[…] += ….",
    ),
    (
        "attn-first-only",
        "the first query alone",
        "{part} knows the first query, or key, alone",
        "Your {part} fits a single term of its sum, the first.",
        "Let g be 0 but for the last query: something must arrive at the keys that it sees. Does it in yours?",
        "Does your loop reach the second query, or is there a [0] in your line?",
        "Add up over all queries.",
    ),
    (
        "attn-one-left-out",
        "a query or a key left out",
        "{part}: a query, or a key, is left out: the first or the last",
        "Your {part} fits a loop that does not reach all of them: one brings nothing, and gets nothing.",
        "Let g be 0 but for the last query, then but for the first: something must arrive each time. Does it in yours?",
        "Which is the first index that your loop reaches, and which the last?",
        "for t in range(T), for s in range(S): all of them.",
    ),
    (
        "attn-averaged",
        "a mean over the queries",
        "{part} is divided by the number of queries, or keys; their shares add up",
        "Your {part} is {ratio} times what it should be.",
        "Write every query twice, with its g: what arrives at the keys must double. Does yours?",
        "Which line of yours takes a mean, or divides by a length?",
        "Leave the division out: if the loss is a mean, g holds that already.",
    ),
    (
        "attn-batch-added",
        "the batch added up",
        "{part}: the examples of the batch were added up; each has queries, keys and values of its own",
        "Your {part} is the same for all examples, a sum over them.",
        "Change the last example: the gradient of the first must stay. Does it in yours?",
        "Q has an axis for the batch. Has a weight that all examples share one too?",
        "No sum over axis 0.",
    ),
)

ATTENTION = (*SCALE, *WEIGHTS, *PRODUCTS)
