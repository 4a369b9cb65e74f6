"""Chapter 21: number words read and written in digits, with a mask that is right and one that leaks, and where heads look.

From each of twenty seeds, by the chapter's own cells: weights, and which 300 of 1,000 numbers are held out. `right`: the mean loss
of the last 50 steps, the share of new numbers that is written right digit by digit, and the share where each digit is told those
before it. `ahead`: the same where each token may look one place further than itself. `unscaled`: where the queries begin √d = 4
times as large, as without 1/√d. `heads`: of `right`, mean weight of block 2 on the word that a digit is in, from one head for each
query, for numbers of five words and of one. `mistakes`: of `right`, how many new numbers are wrong, and how many of these are below
100.
"""

from autograd_lab.authoring.experiments import Experiment

SEEDS = range(20)
experiment = Experiment(
    __file__,
    "21_attention",
    ["ch21-setup", "ch21-block", "ch21-reader", "ch21-learn", "ch21-heads", "ch21-their-words"],
)
c = experiment.names
Reader = c["Reader"]


def row(net, seed):  # type: ignore[no-untyped-def]
    """Loss and shares after learning."""
    loss = c["learn"](net, seed)
    return [float(f"{loss:.3g}"), *(round(share, 4) for share in c["shares_right"](net, seed))]


def unscaled(seed):  # type: ignore[no-untyped-def]
    """A net whose queries begin √16 times as large."""
    net = Reader(seed)
    for block in net.blocks:
        block.self_attn.in_proj_weight.data[:, :32] *= 4
    return net


def mistakes(net, seed):  # type: ignore[no-untyped-def]
    """How many of the new numbers are written wrong, and how many of those are below 100."""
    *_, X, y = c["numbers"](seed)
    wrong = (c["written"](net, X) != y).any(axis=1)
    return [int(wrong.sum()), int((wrong & (y[:, 0] == 0)).sum())]


def main() -> None:
    """Twenty seeds of each."""
    found: dict[str, list[list[float]]] = {name: [] for name in ("right", "heads", "mistakes", "ahead", "unscaled")}
    for seed in SEEDS:
        net = Reader(seed)
        found["right"].append(row(net, seed))
        found["heads"].append([round(weight, 4) for weight in c["on_their_words"](net)])
        found["mistakes"].append(mistakes(net, seed))
        found["ahead"].append(row(Reader(seed, ahead=1), seed))
        found["unscaled"].append(row(unscaled(seed), seed))
    experiment.write_record(found)


if __name__ == "__main__":
    main()
