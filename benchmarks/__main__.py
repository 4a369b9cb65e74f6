"""`make bench`: run every race and write benchmarks/results.json and the tables in benchmarks/README.md."""

import json
import os
import subprocess
import sys
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from benchmarks import micrograd_step, scalars
from benchmarks.results import write
from benchmarks.timing import machine, ratios

ROUNDS = 7
#: name -> the collector on or off, steps in a row
LOOPS = {"gc_on": (True, 10), "gc_on_single_step": (True, 1), "gc_off": (False, 3)}
MLP_ROUNDS = 21
MLP_STEPS = 30  # in a row, as in a training loop


def main() -> int:
    """Run the races; print and write the tables; 1 when the player or a live figure misses a goal."""
    try:
        results: dict[str, Any] = {"machine": machine(), "scalars": one_node(), "micrograd_step": against_micrograd()}
        results["mlp_step"] = against_textbook()
        results |= {name: part.figures() for name, part in _pages().items()}
    except RuntimeError as error:
        print(f"make bench: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f'make bench needs {error.name}: pip install -e ".[bench]"', file=sys.stderr)
        return 1
    write(results, readme(results))
    print(readme(results))
    missed = [line for name, part in _pages().items() if hasattr(part, "missed") for line in part.missed(results[name])]
    print("\n".join(missed) or "the figures on pages are within their goals", file=sys.stderr)
    return bool(missed)


def _pages() -> dict[str, Any]:
    """What is measured in a browser and in other processes; loaded last, since it brings much into this process."""
    from benchmarks import figures, grading, hostile, lite, network, networks, player

    parts = {"player": player, "network": network, "figures": figures, "grading": grading, "hostile": hostile}
    return {**parts, "networks": networks, "lite": lite}


def one_node() -> dict[str, dict[str, Any]]:
    """What a scalar node costs; measured first, in a process that has loaded little else."""
    print("one scalar node …", flush=True)
    return {name: {"figure": figure, "unit": unit} for name, (figure, unit) in scalars.figures().items()}


def against_micrograd() -> dict[str, Any]:
    """The demo step, with the cyclic collector on and off."""
    race = micrograd_step.contenders()
    found = {}
    for name, (collector, calls) in LOOPS.items():
        print(f"micrograd's step, {name}: {ROUNDS} rounds of {calls} steps …", flush=True)
        found[name] = ratios(race, "micrograd", ROUNDS, collector, calls)
    return found


def against_textbook() -> dict[str, Any]:
    """The MLP steps, each case in fresh processes: what an allocation costs depends on what was loaded before."""
    from benchmarks import mlp_step

    found = {}
    for case in mlp_step.CASES:
        for title, others in (("NumPy alone in the process", False), ("the other libraries loaded too", True)):
            print(f"MLP {case}, {title}: {MLP_ROUNDS} rounds of {MLP_STEPS} steps …", flush=True)
            job = [sys.executable, "-c", _ONE_CASE, case, str(MLP_ROUNDS), str(MLP_STEPS), str(int(others))]
            done = subprocess.run(job, capture_output=True, text=True, check=True)
            found[f"MLP {case}: one training step, {title}"] = json.loads(done.stdout.splitlines()[-1])
    return found


_ONE_CASE = """
import json, sys
from benchmarks import mlp_step
from benchmarks.timing import ratios
case, rounds, steps, others = sys.argv[1:]
race = mlp_step.contenders(case, others=others == "1")
print(json.dumps(ratios(race, next(iter(race)), int(rounds), calls=int(steps))))
"""


def readme(results: dict[str, Any]) -> str:
    """The whole of benchmarks/README.md."""
    where = "\n".join(f"- {key}: {value}" for key, value in results["machine"].items())
    parts = [
        _INTRODUCTION.format(machine=where),
        _micrograd_table(results),
        _node_table(results),
    ]
    parts.append(_STEPS)
    parts += [_textbook_table(title, times) for title, times in results["mlp_step"].items()]
    parts += [part.section(results[name]) for name, part in _pages().items() if name in results]
    return "\n\n".join(parts) + "\n"


def _micrograd_table(results: dict[str, Any]) -> str:
    on, single, off = (results["micrograd_step"][name] for name in LOOPS)
    rows = [
        f"| {name} | {1e3 * on[name]['seconds']:.2f} ms | {on[name]['times_faster']:.1f} "
        f"| {single[name]['times_faster']:.1f} "
        f"| {1e3 * off[name]['seconds']:.2f} ms | {off[name]['times_faster']:.1f} |"
        for name in on
    ]
    head = "| engine | a step, GC on | × micrograd | × in a single step | a step, GC off | × micrograd |\n"
    return _DEMO + head + "|---|---|---|---|---|---|\n" + "\n".join(rows)


def _node_table(results: dict[str, Any]) -> str:
    rows = [f"| {name} | {cost['figure']:.3g} {cost['unit']} |" for name, cost in results["scalars"].items()]
    return "### One scalar node\n\n| what | figure |\n|---|---|\n" + "\n".join(rows)


def _textbook_table(title: str, times: dict[str, dict[str, float]]) -> str:
    anchor, quick, *_ = times
    rows = [
        f"| {name} | {1e3 * t['seconds']:.3f} ms | {1 / t['times_faster']:.2f} "
        f"| {times[quick]['times_faster'] / t['times_faster']:.2f} |"
        for name, t in times.items()
    ]
    head = f"| contender | a step | ÷ {anchor} | ÷ {quick} |\n|---|---|---|---|\n"
    return f"### {title}\n\n{head}" + "\n".join(rows)


_INTRODUCTION = """# Benchmarks

Made by `make bench`; do not edit. Every contender runs in every round, in turn, on one BLAS thread; a figure is the
median over the rounds of the ratio within a round, so a busy machine disturbs all alike.

{machine}"""

_DEMO = f"""### micrograd's demo step: 100 points, MLP 2-16-16-1, hinge loss and L2

{ROUNDS} rounds. A round is {LOOPS["gc_on"][1]} steps in a row with Python's cyclic collector on, \
{LOOPS["gc_off"][1]} with it off, as in a training loop.
micrograd's nodes refer to themselves through closures, so what a step leaves behind is freed by the collector during
later steps, which takes most of the time. "In a single step" it starts clean and pays for a part of that only.
With the collector off the engines alone are compared.
All contenders start from the same numbers and agree on the loss to 1e-12 over three steps.
Our sweep passes over nodes whose gradient is exactly 0, of which relu and the hinge make many.

"""

_STEPS = f"""## A training step of a sigmoid MLP

{MLP_ROUNDS} rounds of {MLP_STEPS} steps in a row, through `nn` and `optim` as a user writes it. The large step in
float64 hangs on memory: the textbook's `W -= lr * dW` makes an array of 784 × 128 numbers each time, which costs page
faults where NumPy is alone in the process, and none once PyTorch is loaded. So each case is run both ways.
"Recorded" keeps the graph of the first step and runs it again (`record`), with the same losses to the last bit; the
goal is at most 1.10 times the preallocated NumPy, with 2-16-16-1 and NumPy alone."""

if __name__ == "__main__":
    sys.exit(main())
