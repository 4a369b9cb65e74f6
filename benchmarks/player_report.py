"""The player's part of benchmarks/README.md, and what in it misses its goal."""

import math
from typing import Any

from benchmarks.results import cells, mark

STEPS = 60  # of the player alone
KEYS_A_SECOND = 30  # of a held key
#: nodes -> milliseconds at the 95th percentile from a press on "next" until it is painted
PAINTED = {200: 35, 1000: 100}
#: what else is measured -> milliseconds at the 95th percentile that it may take
GOALS = {"handled_ms": 5, "slide_ms": 35, "comm_ms": 10}
#: and as the table calls it
SAID = {
    "nothing_ms": "nothing at all to painted",
    "handled_ms": "the handler of next alone, 200 nodes",
    "slide_ms": "slider to the frame that shows it, 200 nodes",
    "comm_ms": "a comm message to the kernel and back, with the course's server settings",
}
MOST_BEHIND = 1  # frames, while a key is held


def section(found: dict[str, Any]) -> str:
    """The player's part of benchmarks/README.md; a figure that misses its goal is marked."""
    races = "\n".join(
        f"| {count} | {_ms(one['player_ms'])} | {_ms(one['redrawn_ms'])} | {one['times_faster']:.1f}"
        f"{mark(one['times_faster'] < one['goal'])} | ≥ {one['goal']} | {one['bytes_a_step']:.0f} |"
        for count, one in found["races"].items()
    )
    rows = "\n".join(
        f"| {what} | {cells(times, goal)} | {f'≤ {goal} ms' if goal < math.inf else ''} |"
        for what, times, goal in _timed(found)
    )
    keys = "\n".join(
        f"| {count} | {one['behind']}{mark(one['behind'] > MOST_BEHIND)} | ≤ {MOST_BEHIND} "
        f"| {one['on']['dots']} of {STEPS} |"
        for count, one in found.get("steps", {}).items()
    )
    shown = _SECTION.format(races=races, rows=rows)
    return f"{shown}\n\n{_HELD.format(keys=keys, rate=KEYS_A_SECOND)}" if keys else shown


def _timed(found: dict[str, Any]) -> list[tuple[str, dict[str, float], float]]:
    """What was timed on a page without a kernel: what it is, its times, and the goal for its p95."""
    steps = [
        (f"next to painted, {count} nodes, the moving dot {dot}", one[dot], PAINTED[int(count)])
        for count, one in found.get("steps", {}).items()
        for dot in ("off", "on")
    ]
    return [*steps, *((what, found[name], GOALS.get(name, math.inf)) for name, what in SAID.items() if name in found)]


def missed(found: dict[str, Any]) -> list[str]:
    """What misses its goal."""
    return [
        *(f"{what}: {times['p95']:.1f} ms > {goal} ms" for what, times, goal in _timed(found) if times["p95"] > goal),
        *(
            f"{count} nodes: {one['times_faster']:.1f} times faster < {one['goal']}"
            for count, one in found["races"].items()
            if one["times_faster"] < one["goal"]
        ),
        *(
            f"a held key, {count} nodes: {one['behind']} frames behind > {MOST_BEHIND}"
            for count, one in found.get("steps", {}).items()
            if one["behind"] > MOST_BEHIND
        ),
    ]


def _ms(times: dict[str, float]) -> str:
    return f"{times['median']:.0f} ms | {times['p95']:.0f} ms"


_SECTION = """## The player

A step of the player against what a notebook does without one: a button whose kernel draws the graph anew with
Graphviz into an `ipywidgets.Output`. Both stand in one JupyterLab page and are pressed in turn; the time runs from the
click until the frame that shows the outcome is drawn (a frame takes 16.7 ms), and the ratio is the median over the
rounds. Nothing is folded.

| nodes | player: median | p95 | redrawn: median | p95 | × faster | goal | bytes to and from the kernel, a step |
|---|---|---|---|---|---|---|---|
{races}

| what, on a page without a kernel | median | p95 | goal for p95 |
|---|---|---|---|
{rows}"""
_HELD = """What is painted is on the screen for sure: the time runs until the frame after that one begins. Half a frame
of waiting, in the mean, and a whole one are in it, whatever is timed.

A key that is held steps {rate} times a second. "Behind" is how many frames went by, at most, between a press and the
frame that shows its step. The dot that carries a number runs at single steps, and not where there are more than 200
boxes.

| nodes | frames behind, at most | goal | steps with a dot, of those that had it on |
|---|---|---|---|
{keys}"""
