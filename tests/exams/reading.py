"""Reads every number that code in a worker can reach, as a student's code might try to.

Stands alone (standard library and NumPy): it runs in the tests, and is handed to a worker as a cell. What it finds is
`(place, array)` pairs; nothing here knows what is looked for.
"""

import contextlib
import gc
import os
import re
import sys
import types
from pathlib import Path

import numpy as np

MOST = 25_000  # numbers of one find
RAW = (bytes, bytearray, memoryview)
LONG_NUMBER = re.compile(r"[-+]?\d*\.\d{5,}(?:[eE][-+]?\d+)?|[-+]?\d+\.\d+(?:[eE][-+]?\d+)?")
HINT = re.compile(r"\d\.\d{5}|\.\d{6}")
OTHER_SIDE = "is_the_other_side_of_the_pipe"  # a mark of what stands for another process, where there is none


def all_finds(until="", files=(".",), marks=None):
    """The finds in frames, environment and files, and in all that Python itself can reach.

    With `until`, the name of a function, only its frame and those that it called are read, with what hangs on them:
    for a test in whose own process the answers are. `marks` is a set in which finds leave a mark; none comes twice.
    """
    walk = _Walk(set() if marks is None else marks)
    frame, frames = sys._getframe(1), []
    while frame is not None:
        frames.append(frame)
        frame = None if frame.f_code.co_name == until else frame.f_back
    if not until:  # other threads; this function's own frame would keep the walk for the next one to walk over
        frames += [f for f in sys._current_frames().values() if f not in frames and f is not sys._getframe()]
    walk.free = not until
    for one in frames:
        walk.put("frame", [dict(one.f_locals), one.f_globals])
    walk.put("environment", dict(os.environ))
    if until:  # modules are not read there, but for those that travel
        for module in [m for name, m in sys.modules.items() if ".plans" in name]:
            walk.put("module", dict(vars(module)))
    else:
        walk.put("gc", [*sys.modules.values(), sys.argv, sys.orig_argv])
        walk.put("gc", gc.get_objects())
    walk.end()
    for folder in files:
        for path in [p for p in sorted(Path(folder).rglob("*")) if p.is_file()]:
            with contextlib.suppress(OSError):
                walk.read("file", path.read_bytes())
    for name in () if until else ("environ", "cmdline"):
        with contextlib.suppress(OSError):
            walk.read("environment", Path(f"/proc/self/{name}").read_bytes())
    return walk.finds


class _Walk:
    """A walk over objects, from those that were put to all that hangs on them."""

    def __init__(self, marks):
        self.finds, self.free = [], False
        self._stack, self._seen, self._marks = [], {id(self.finds)}, marks
        modules = [module for module in list(sys.modules.values()) if isinstance(module, types.ModuleType)]
        self._modules = {id(vars(module)) for module in modules}
        self._own = {id(self), id(self.__dict__), id(self._stack), id(self._seen), id(self._marks)}
        self._kept = []  # what was made here, so that no two objects have one id

    def put(self, place, value):
        """Walk over an object, as one found at that place, and over all that hangs on it and was not seen before."""
        self._kept.append(value)
        self._stack.append((place, value))
        while self._stack:
            place, value = self._stack.pop()
            if id(value) in self._seen or id(value) in self._own or hasattr(type(value), OTHER_SIDE):
                continue
            self._seen.add(id(value))
            for item in self._inside(value, place):
                self._stack.append(("closure" if isinstance(value, types.CellType) else place, item))

    def end(self):
        """Forget what was walked over: it is all that there is, and the next walk would walk over it."""
        self._kept.clear()
        self._seen.clear()

    def _inside(self, value, place):
        """What hangs on an object; its own numbers are kept."""
        kind = type(value)
        if kind in (int, float, bool, complex, type(None)) or isinstance(value, types.BuiltinFunctionType):
            return []
        if isinstance(value, np.ndarray):
            self._array(place, value)
            return [value.base, *(value.ravel().tolist() if value.dtype == object else [])]
        if kind is str:
            self._text(place, value)
            return []
        if kind in RAW:
            self.read(place, bytes(value))
            return []
        if isinstance(value, types.CodeType):
            return [value.co_consts]
        if isinstance(value, types.FrameType):
            return [dict(value.f_locals)] if self.free else []
        if not self.free and (isinstance(value, (types.ModuleType, type)) or id(value) in self._modules):
            return []
        if isinstance(value, dict):
            self._numbers(place, list(value.values()))
            return [*value.keys(), *value.values()]
        if isinstance(value, (list, tuple, set, frozenset)):
            self._numbers(place, list(value))
            return list(value)
        if isinstance(value, types.GeneratorType) and value.gi_frame is not None:
            self.put(place, dict(value.gi_frame.f_locals))
        if not self.free and isinstance(value, types.FunctionType):
            return [value.__closure__, value.__defaults__, value.__kwdefaults__, value.__dict__, value.__globals__]
        return gc.get_referents(value)

    def _numbers(self, place, items):
        """The plain numbers among the items, in their order."""
        numbers = [float(item) for item in items if isinstance(item, (float, np.floating))]
        if numbers:
            self._array(place, np.array(numbers))

    def _text(self, place, text):
        """The long numbers of a text."""
        if HINT.search(text):
            self._array(place, np.array([float(number) for number in LONG_NUMBER.findall(text)][:MOST]))

    def read(self, place, data):
        """The numbers of raw bytes: as text, and as eight-byte numbers from each offset."""
        if len(data) < 8:
            return
        self._text(place, data.decode("latin-1"))
        for offset in range(8):
            count = (len(data) - offset) // 8
            if count:
                self._array(place, np.frombuffer(data, "<f8", min(count, MOST), offset))

    def _array(self, place, array):
        """Keep an array of real numbers, with those of whole numbers read as raw bytes."""
        if array.dtype.kind in "iu" and array.dtype.itemsize in (1, 8) and 16 <= array.nbytes <= 8 * MOST:
            self.read(place, array.tobytes())
        if array.dtype.kind != "f" or not array.size:
            return
        plain = np.array(array, dtype=float, ndmin=1, subok=False)
        plain = plain if plain.size <= MOST else plain.ravel()[:MOST]
        with np.errstate(all="ignore"):
            usable = np.isfinite(plain) & (np.abs(plain) > 1e-30) & (np.abs(plain) < 1e30)
            if not (usable & (plain != np.round(plain))).any():
                return
        mark = hash((place, plain.shape, plain.tobytes()))
        if mark not in self._marks:
            self._marks.add(mark)
            self.finds.append((place, plain))
