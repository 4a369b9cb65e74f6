"""What chapter 13 says of many seeds and would keep its reader waiting for: recorded in ch13_optimisers.toml.

    python course/experiments/ch13_optimisers.py

takes some minutes. It runs the functions of the chapter itself; the chapter's `asserts` cells compare one seed.
"""

from pathlib import Path

from lesson_cells import record, run

LESSON = "13_optimisers"
CELLS = ("ch13-setup", "ch13-deep", "ch13-networks", "ch13-classify")


def patients(c, seeds=range(20)):
    """The vanishing patient with Adam: what it reads, and the spread of its last hidden layer."""
    optim, nn = c["optim"], c["nn"]
    for epochs in (30, 300):
        for rate in (0.001, 0.003, 0.01, 0.03):
            ends = [c["treated"](c["deep"](seed), lambda p: optim.Adam(p, rate), seed, epochs) for seed in seeds]
            yield f"reads, Adam {rate}, {epochs} epochs", [share for share, _ in ends]
            yield f"spread, Adam {rate}, {epochs} epochs", [spread for _, spread in ends]
    yield "spread before", [c["spread"](c["deep"](seed)) for seed in seeds]
    he = [c["deep"](seed, nn.ReLU, nn.init.kaiming_normal_) for seed in seeds]
    yield "reads, ReLU and He", [
        c["treated"](network, lambda p: optim.Adam(p, 0.003), seed)[0] for seed, network in zip(seeds, he)
    ]


def stuck(c, seeds=range(200)):
    """1 for each network 2-neurons-1 that is stuck after 3,000 steps, else 0."""
    for neurons in (3, 4, 8):
        for name in ("heavy", "adam"):
            _, losses = c["train"](c[name], c["draw"](neurons, seeds), 3000)
            yield f"stuck, {neurons} neurons, {name}", list(losses[-1] > 0.05)


def race(c, seeds=range(20)):
    """The accuracies at the rate that was chosen by the same twenty seeds, and those of Adam at its default."""
    for name, (make, rates) in c["contenders"].items():
        found = {rate: [c["classify"](make, rate, seed) for seed in seeds] for rate in rates}
        best = max(rates, key=lambda rate: sum(chosen_by for chosen_by, _ in found[rate]))
        for rate in rates:
            yield f"{'chosen, ' * (rate == best)}{name}, rate {rate}", [reported for _, reported in found[rate]]


if __name__ == "__main__":
    names, cells = run(LESSON, CELLS)
    record(Path(__file__), cells, {**dict(patients(names)), **dict(stuck(names)), **dict(race(names))})
