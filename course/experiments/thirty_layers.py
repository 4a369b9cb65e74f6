"""Chapter 12's networks of thirty layers, from twenty seeds each: too long for a page, so their numbers are recorded.

    python course/experiments/thirty_layers.py

runs the chapter's own functions and writes `thirty_layers.toml` beside this file. The chapter holds its numbers against
that record, and trains one network anew.
"""

import hashlib
import platform
from pathlib import Path

import numpy as np

import autograd_lab
from autograd_lab.authoring.source import read

SEEDS = range(20)
CHAPTER = Path(__file__).parents[1] / "lessons/12_vanishing.py"
CELLS = ("ch12-setup", "ch12-deep", "ch12-measure", "ch12-thirty")


def main() -> None:
    """Train and record."""
    code = "\n".join(cell.source for slug in CELLS for cell in read(CHAPTER).cells if cell.slug == slug)
    space: dict[str, object] = {"__name__": "lesson"}
    exec(compile(code, str(CHAPTER), "exec"), space)
    deep, thirty, trained, deltas_of = (space[name] for name in ("deep", "thirty", "trained", "deltas_of"))
    nn, he = space["nn"], space["he"]
    networks = {
        "plain": lambda seed: thirty(seed, False),
        "residual": lambda seed: thirty(seed, True),
        "batch_norm": lambda seed: deep(nn.ReLU, he, seed, norm=True, layers=30),
    }
    own = Path(__file__).read_text(encoding="utf-8")
    lines = [
        "# Written by thirty_layers.py: the share of new digits that each network reads, by its seed.",
        f'code = "{hashlib.sha256((own + code).encode()).hexdigest()}"',
        f'versions = "autograd_lab {autograd_lab.__version__}, NumPy {np.__version__}, Python {platform.python_version()}"',
        f"seeds = {list(SEEDS)}",
    ]
    for name, network in networks.items():
        shares = [float(trained(network(seed), seed)) for seed in SEEDS]
        lines += [
            f"\n[{name}]",
            f"shares = {shares}",
            f"mean = {np.mean(shares):.4f}",
            f"standard_deviation = {np.std(shares, ddof=1):.4f}",
        ]
    norms = [float(deltas_of(networks["batch_norm"](seed))[1]) for seed in SEEDS]
    lines += [f"gradient_norms = {[round(norm, 1) for norm in norms]}"]
    Path(__file__).with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
