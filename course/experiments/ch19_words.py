"""Chapter 19: ten spoken words at random moments, heard by networks with equal numbers of parameters.

From each of ten seeds, by the chapter's own cells, with two rates of Adam for each network, three for the MLPs. A row: the share of
the words of new voices that is heard right, at five draws of the moments; the share of those with less than 8 frames of silence
behind them; that of those with 24 or more. `whole_8` is an MLP with more than twice as many parameters.
"""

from autograd_lab.authoring.experiments import Experiment

SEEDS = range(10)
experiment = Experiment(__file__, "19_through_time", ["ch19-setup", "ch19-recurrent", "ch19-words"])
c = experiment.names


def row(net, seed, rate, read):  # type: ignore[no-untyped-def]
    """What a network hears after learning."""
    return [round(float(share), 4) for share in c["heard"](c["learn_words"](net, seed, rate, read), read)]


def main() -> None:
    """Ten seeds of each network and rate."""
    end, along, listener, whole = (
        c[name] for name in ("at_the_end", "all_along", "recurrent_listener", "whole_listener")
    )
    kinds = {
        "whole": (whole, end, (0.001, 0.003, 0.01)),
        "whole_8": (lambda seed: whole(seed, 8), end, (0.001, 0.003, 0.01)),
        "usual": (listener, end, (0.001, 0.003)),
        "identity": (lambda seed: listener(seed, "identity"), end, (0.001, 0.003)),
        "all_along": (listener, along, (0.001, 0.003)),
    }
    experiment.write_record(
        {
            f"{name}_{rate}".replace(".", "_"): [row(make(seed), seed, rate, read) for seed in SEEDS]
            for name, (make, read, rates) in kinds.items()
            for rate in rates
        }
    )


if __name__ == "__main__":
    main()
