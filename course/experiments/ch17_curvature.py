"""Chapter 17: the largest curvature of a loss before and after descent with a fixed rate, and how often the loss rose.

From each of twenty starts a network 64-30-10 with tanh learns the first 200 digits at three rates, all rows in each step.
The network, its gradient and the measuring of the curvature are the cells of the chapter. A start gives the largest
curvature times the rate before the first step and after the last, and the share of the steps in which the loss rose.
"""

from autograd_lab.authoring.experiments import Experiment

RATES = (0.2, 0.3, 0.4)


def main() -> None:
    """Twenty starts, each with the three rates."""
    experiment = Experiment(__file__, "17_in_general", ["ch17-setup", "ch17-network", "ch17-most-curved"])
    largest_curvature, first_weights = experiment.names["largest_curvature"], experiment.names["first_weights"]
    loss_and_gradient, descend = experiment.names["loss_and_gradient"], experiment.names["descend"]

    def curvature(w):
        return float(largest_curvature(lambda at: loss_and_gradient(at)[1], w))

    found = {f"rate {rate}": [] for rate in RATES}
    for seed in range(20):
        start = first_weights(seed)
        before = curvature(start)
        for rate in RATES:
            end, losses = descend(start, rate)
            rose = sum(later > earlier for earlier, later in zip(losses, losses[1:], strict=False)) / len(losses)
            row = [before, curvature(end), rose, losses[0], losses[-1]]
            found[f"rate {rate}"].append([round(float(number), 4) for number in row])
    experiment.write_record(found)


if __name__ == "__main__":
    main()
