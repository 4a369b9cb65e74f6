"""`make bench`: run every race and write benchmarks/results.json and the table in benchmarks/README.md."""

import json
import os
import sys
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from benchmarks import micrograd_step
from benchmarks.timing import machine, ratios

HERE = Path(__file__).parent
TITLE = "micrograd's demo step: 100 points, MLP 2-16-16-1 (times faster than micrograd)"


def main() -> int:
    """Run the races; print and write the table."""
    try:
        race = micrograd_step.contenders()
    except ModuleNotFoundError as error:
        print(f'make bench needs {error.name}: pip install -e ".[bench]"', file=sys.stderr)
        return 1
    rounds = 11
    print(f"{rounds} interleaved rounds, collector on, then off …", flush=True)
    on = ratios(race, "micrograd", rounds, collector=True)
    off = ratios(race, "micrograd", rounds, collector=False)
    rows = [
        f"| {name} | {1e3 * on[name]['seconds']:.1f} ms "
        f"| {on[name]['times_faster']:.1f} | {off[name]['times_faster']:.1f} |"
        for name in race
    ]
    where = machine()
    table = "\n".join(
        [f"### {TITLE}", "", "| engine | one step | × (GC on) | × (GC off) |", "|---|---|---|---|", *rows]
    )
    text = _README.format(table=table, machine=", ".join(f"{k} {v}" for k, v in where.items()), rounds=rounds)
    (HERE / "README.md").write_text(text, encoding="utf-8")
    result = {"machine": where, "rounds": rounds, "micrograd_step": {"gc_on": on, "gc_off": off}}
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table)
    return 0


_README = """# Benchmarks

Made by `make bench`; do not edit. Every contender runs in every round, in turn, on one BLAS thread;
a figure is the median over {rounds} rounds of the ratio within a round, so a busy machine disturbs all alike.

Measured on: {machine}.

{table}

"GC on" is Python as it comes. micrograd's nodes refer to themselves through closures, so its memory is freed
by the cyclic collector, which then takes most of the time; "GC off" compares the engines alone.
"""

if __name__ == "__main__":
    sys.exit(main())
