"""What three trackers give back of what they were given: chapter 24's patient A, its fault chosen for its small numbers.

Each list has a row for each start, seeds 0 to 4, with the norm of the first matrix's gradient after each epoch: `given`
is what was logged, the others are what was read back from each tracker's own files. It needs the extra `trackers`.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(
    __file__,
    "24_frameworks",
    ["ch24-log", "ch24-to-disk", "ch24-from-disk"],
)
c = experiment.names
TAG = "gradient/W1"


def through_all(seed, folder):
    """The norms of one start, given and given back, by the tracker's name."""
    log = c["night"](c["patient"]("A", seed=seed))
    found = {"given": log}
    for name in c["TRACKERS"]:
        found[name] = c["through_tracker"](name, log, Path(folder))
        if found[name] is None:
            raise SystemExit(f"{name} is not installed: pip install -e '.[trackers]'")
    return {name: [row[TAG] for row in rows] for name, rows in found.items()}


if len(sys.argv) > 1:  # a process for each start: trackio keeps the folder that it was imported with
    with TemporaryDirectory() as folder:
        print(json.dumps(through_all(int(sys.argv[1]), folder)), file=sys.stderr)
else:
    starts = [
        json.loads(
            subprocess.run(
                [sys.executable, __file__, str(seed)], stderr=subprocess.PIPE, text=True, check=True
            ).stderr.splitlines()[-1]
        )
        for seed in range(5)
    ]
    experiment.write_record({name: [start[name] for start in starts] for name in starts[0]})
