"""What chapter 13 says of many seeds: it runs the functions of the chapter itself, and takes some minutes."""

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(__file__, "13_optimisers", ["ch13-setup", "ch13-deep", "ch13-networks", "ch13-classify"])
c = experiment.names
optim, nn = c["optim"], c["nn"]
SEEDS = range(20)


def patients():
    """The vanishing patient with Adam: what share of new digits it reads, and the spread of its last hidden layer."""
    yield (
        "spread_before",
        [round(float(c["spread"](c["deep"](seed))), 10) for seed in SEEDS],
    )
    for epochs in (30, 300):
        for rate in (0.001, 0.003, 0.01, 0.03):
            ends = [c["treated"](c["deep"](seed), lambda p: optim.Adam(p, rate), seed, epochs) for seed in SEEDS]
            yield (
                f"reads_{int(1000 * rate)}_{epochs}",
                [round(float(share), 4) for share, _ in ends],
            )
            yield (
                f"spread_{int(1000 * rate)}_{epochs}",
                [round(float(spread), 6) for _, spread in ends],
            )
    he = [c["deep"](seed, nn.ReLU, nn.init.kaiming_normal_) for seed in SEEDS]
    adam = [c["treated"](network, lambda p: optim.Adam(p, 0.003), seed)[0] for seed, network in zip(SEEDS, he)]
    yield "reads_relu_he", [round(float(share), 4) for share in adam]


def stuck():
    """For each of 200 networks 2-neurons-1 whether it is stuck after 3,000 steps."""
    for neurons in (3, 4, 8):
        for name in ("heavy", "adam"):
            _, losses = c["train"](c[name], c["draw"](neurons, range(200)), 3000)
            yield (
                f"stuck_{neurons}_{name}",
                [int(loss > 0.05) for loss in losses[-1]],
            )


def race():
    """(accuracy to choose by, accuracy to report) for each optimiser and rate."""
    for name, (make, rates) in c["contenders"].items():
        for number, rate in enumerate(rates):
            shares = [c["classify"](make, rate, seed) for seed in SEEDS]
            yield (
                f"race_{name}_{number}",
                [[round(float(share), 5) for share in pair] for pair in shares],
            )


if __name__ == "__main__":
    experiment.write_record({**dict(patients()), **dict(stuck()), **dict(race())})
