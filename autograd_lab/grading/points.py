"""Points that were changed after a problem set had been handed out.

Students keep the notebooks that they have, in which the old points stand. The released notebook notes what they were,
so that nobody is told of changed metadata for that; any other points are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

KEY = "autograd_lab_earlier_points"  # in the released notebook's metadata
FROM_POINTS = {"points", "checksum"}  # nbgrader's metadata that change with the points of a cell


def earlier_points(notebook: Mapping[str, Any]) -> Mapping[str, Sequence[float]]:
    """The points that cells of a released notebook had before, by grade_id."""
    noted = notebook.get("metadata", {}).get(KEY, {})
    return noted if isinstance(noted, Mapping) else {}


def changed_points(fresh: Mapping[str, Any], released: Mapping[str, Any]) -> dict[str, tuple[float, float]] | None:
    """The old and the new points of each cell whose points differ; None where the notebooks differ in more."""
    if _rest(fresh) != _rest(released) or len(fresh["cells"]) != len(released["cells"]):
        return None
    found = {}
    for new, old in zip(fresh["cells"], released["cells"], strict=True):
        if _without_points(new) != _without_points(old):
            return None
        points = [cell.get("metadata", {}).get("nbgrader", {}).get("points") for cell in (old, new)]
        if points[0] != points[1]:
            found[str(new["metadata"]["nbgrader"]["grade_id"])] = (float(points[0]), float(points[1]))
    return found


def with_new_points(fresh: Mapping[str, Any], released: Mapping[str, Any]) -> dict[str, Any]:
    """The released notebook with the points of `fresh`, and a note of what they were."""
    noted = {name: list(points) for name, points in earlier_points(released).items()}
    for name, (old, new) in (changed_points(fresh, released) or {}).items():
        noted[name] = [points for points in dict.fromkeys([*noted.get(name, []), old]) if points != new]
    cells = [{**old, "metadata": new["metadata"]} for new, old in zip(fresh["cells"], released["cells"], strict=True)]
    return {**released, "cells": cells, "metadata": {**released["metadata"], KEY: noted}}


def is_earlier(about: object, released: Mapping[str, Any], earlier: Mapping[str, Sequence[float]]) -> bool:
    """Whether nbgrader's metadata of a cell, without checksums, are those released but for points that it had once."""
    if not isinstance(about, Mapping) or about.get("points") not in earlier.get(str(released.get("grade_id")), ()):
        return False
    return {**about, "points": released.get("points")} == dict(released)


def _rest(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook without its cells and the note of earlier points."""
    about = {key: value for key, value in notebook.get("metadata", {}).items() if key != KEY}
    return {key: value for key, value in notebook.items() if key != "cells"} | {"metadata": about}


def _without_points(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell without what follows from its points."""
    metadata = dict(cell.get("metadata", {}))
    if isinstance(about := metadata.get("nbgrader"), Mapping):
        metadata["nbgrader"] = {key: value for key, value in about.items() if key not in FROM_POINTS}
    return {**cell, "metadata": metadata}
