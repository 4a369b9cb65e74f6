"""Problem set 11, returns to go: wrong answers as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

BACK = """
def returns_to_go(rewards, ends, gamma):
    out = np.zeros(len(rewards))
    running = 0.0
    for t in range(len(rewards) - 1, -1, -1):
        if ends[t]:
            running = 0.0
        running = rewards[t] + gamma * running
        out[t] = running
    return out
"""
SUMS = """
def returns_to_go(rewards, ends, gamma):
    T = len(rewards)
    G = np.zeros(T)
    for t in range(T):
        discount = 1.0
        for k in range(t, T):
            G[t] += discount * rewards[k]
            discount *= gamma
            if ends[k]:
                break
    return G
"""
LISTS = """
def returns_to_go(rewards, ends, gamma):
    returns = []
    R = 0
    for r, done in zip(rewards[::-1], ends[::-1]):
        R = r + gamma * R * (1 - done)
        returns.insert(0, R)
    return np.array(returns)
"""
_EDITED = tuple(
    Submission("returns_to_go", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            BACK,
            "no-ends",
            "Never looks at ends: one episode runs into the next.",
            ("        if ends[t]:\n            running = 0.0\n", ""),
        ),
        (LISTS, "no-ends-in-a-list", "The factor for the end is left out.", (" * (1 - done)", "")),
        (BACK, "no-discount", "gamma is never used.", ("gamma * running", "running")),
        (LISTS, "done-not-turned", "Goes on at an end and stops everywhere else.", ("(1 - done)", "done")),
        (
            BACK,
            "cleared-after",
            "Clears the sum after the last step of an episode was added, so that this step gets the next episode's "
            "rewards and the step before it does not get its own episode's end.",
            ("        if ends[t]:\n            running = 0.0\n", ""),
            (
                "        out[t] = running\n",
                "        out[t] = running\n        if ends[t]:\n            running = 0.0\n",
            ),
        ),
        (
            BACK,
            "only-at-the-end",
            "At an end the reward itself is lost: 0 is written there.",
            (
                "        running = rewards[t] + gamma * running\n",
                "        else:\n            running = rewards[t] + gamma * running\n",
            ),
        ),
        (
            BACK,
            "all-discounted",
            "The step's own reward is discounted as well.",
            ("rewards[t] + gamma * running", "gamma * (rewards[t] + running)"),
        ),
        (
            SUMS,
            "discount-too-early",
            "Multiplies the discount in before the first reward is added.",
            ("            discount *= gamma\n", ""),
            ("            G[t] += discount", "            discount *= gamma\n            G[t] += discount"),
        ),
        (
            SUMS,
            "power-of-k",
            "The power of gamma is the number of the later step, counted from the beginning of the record.",
            ("discount * rewards[k]", "gamma**k * rewards[k]"),
        ),
        (
            SUMS,
            "from-the-beginning",
            "Sums over all steps from the first on: rewards that were won before count as well.",
            ("for k in range(t, T)", "for k in range(T)"),
            ("            discount *= gamma\n", ""),
            ("discount * rewards[k]", "rewards[k]"),
            ("            if ends[k]:\n                break\n", ""),
        ),
        (
            SUMS,
            "without-its-own",
            "Begins with the step after: the reward of the step itself is missing.",
            ("range(t, T)", "range(t + 1, T)"),
        ),
        (
            SUMS,
            "assigned",
            "= for +=: the last reward of the episode is all that is left.",
            ("G[t] += discount", "G[t] = discount"),
        ),
        (
            SUMS,
            "gamma-not-powered",
            "Each later reward is multiplied by gamma once, however far it lies ahead.",
            ("            discount *= gamma\n", "            discount = gamma\n"),
        ),
        (
            BACK,
            "forward",
            "Walks from the first step to the last: sums what was won so far.",
            ("range(len(rewards) - 1, -1, -1)", "range(len(rewards))"),
        ),
        (
            BACK,
            "last-left-out",
            "The loop begins one step too late: the last step of the record gets 0.",
            ("len(rewards) - 1, -1, -1", "len(rewards) - 2, -1, -1"),
        ),
        (BACK, "first-left-out", "The loop stops before step 0.", ("- 1, -1, -1", "- 1, 0, -1")),
        (
            LISTS,
            "appended",
            "append for insert: the returns stand in reverse order.",
            ("returns.insert(0, R)", "returns.append(R)"),
        ),
        (
            BACK,
            "normalised",
            "Takes off the mean and divides by the spread, as many programs do before they use returns.",
            ("return out", "return (out - out.mean()) / (out.std() + 1e-8)"),
        ),
        (BACK, "averaged", "Divided by the number of steps.", ("return out", "return out / len(out)")),
        (BACK, "mean-taken-off", "The mean of all returns is taken off.", ("return out", "return out - out.mean()")),
        (
            BACK,
            "complement",
            "An exponential average: the reward is weighted by 1 − gamma.",
            ("rewards[t] + gamma", "(1 - gamma) * rewards[t] + gamma"),
        ),
        (BACK, "minus", "The later rewards are taken off.", ("rewards[t] + gamma", "rewards[t] - gamma")),
        (
            BACK,
            "cleared-at-rewards",
            "Clears the sum wherever a reward is not 0, as in a game of Pong, and not at the ends.",
            ("if ends[t]:", "if rewards[t] != 0:"),
        ),
        (
            BACK,
            "unfinished-left-out",
            "Steps behind the last end get 0, since their episode is not finished.",
            (
                "    return out\n",
                "    last = np.flatnonzero(ends)\n    out[(last[-1] + 1 if len(last) else 0):] = 0\n    return out\n",
            ),
        ),
        (
            SUMS,
            "first-episode",
            "Returns after the first episode.",
            (
                "            if ends[k]:\n                break\n",
                "            if ends[k]:\n                break\n        if ends[t]:\n            break\n",
            ),
        ),
        (
            BACK,
            "one-step",
            "Looks one step ahead only.",
            (
                "        running = rewards[t] + gamma * running\n        out[t] = running\n",
                "        out[t] = rewards[t] + gamma * running\n        running = rewards[t]\n",
            ),
        ),
        (
            BACK,
            "in-place",
            "Writes into the caller's rewards.",
            ("    out = np.zeros(len(rewards))\n", "    out = rewards\n"),
        ),
        (
            BACK,
            "whole-numbers",
            "The array of returns is of whole numbers.",
            ("np.zeros(len(rewards))", "np.zeros(len(rewards), dtype=int)"),
        ),
        (BACK, "number-for-all", "Returns what the first step has, not all of them.", ("return out", "return running")),
        (
            BACK,
            "discount-and-ends",
            "Two slips: no discount, and ends are not looked at.",
            ("        if ends[t]:\n            running = 0.0\n", ""),
            ("gamma * running", "running"),
        ),
        (BACK, "gamma-squared", "gamma is squared.", ("gamma * running", "gamma**2 * running")),
        (BACK, "divided", "Divides by gamma.", ("gamma * running", "running / gamma")),
    )
)
RETURNS = (
    *_EDITED,
    Submission(
        "returns_to_go",
        "whole-return",
        "Each step of an episode gets the whole discounted return of it.",
        """
def returns_to_go(rewards, ends, gamma):
    out = np.zeros(len(rewards))
    start = 0
    for t in range(len(rewards)):
        if ends[t] or t == len(rewards) - 1:
            piece = rewards[start : t + 1]
            out[start : t + 1] = np.sum(piece * gamma ** np.arange(len(piece)))
            start = t + 1
    return out
""",
    ),
    Submission(
        "returns_to_go",
        "cumsum-not-divided",
        "Sums rewards times gamma to the step's number from behind, and forgets to divide by the step's own power.",
        """
def returns_to_go(rewards, ends, gamma):
    out = np.zeros(len(rewards))
    start = 0
    for t in range(len(rewards)):
        if ends[t] or t == len(rewards) - 1:
            piece = rewards[start : t + 1] * gamma ** np.arange(t + 1 - start)
            out[start : t + 1] = np.cumsum(piece[::-1])[::-1]
            start = t + 1
    return out
""",
    ),
    Submission(
        "returns_to_go",
        "ends-begin",
        "Takes ends[t] for: a new episode begins here.",
        """
def returns_to_go(rewards, ends, gamma):
    T = len(rewards)
    out = np.zeros(T)
    for t in reversed(range(T)):
        out[t] = rewards[t]
        if t + 1 < T and not ends[t + 1]:
            out[t] += gamma * out[t + 1]
    return out
""",
    ),
)
