"""Stands in for the notebook's IPython: `%%writefile`, `%run` and `%time` do what they say, all else does nothing.

A student may keep functions in a file that the notebook writes, and import or run it; the worker's folder is a place
for such files.
"""

import re
import shlex
import sys
from pathlib import Path
from typing import Any

from .absent import NotThereError
from .stand_ins import NOTHING, Quiet

WRITING = ("writefile", "file")
APPENDING = ("-a", "--append")
IN_THE_NOTEBOOK, AS_A_MODULE = "-i", "-n"  # options of %run: with the notebook's names; not as `__main__`
EXPANDED = re.compile(r"\{(\w+)\}|\$(\w+)")


class Shell(Quiet):
    """The object that `get_ipython()` gives."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """Write a file for `%%writefile`; nothing for any other magic."""
        if name in WRITING:
            self._write(self._words(line), cell)
        return NOTHING

    def run_line_magic(self, name: str, line: str, *_: object) -> Any:
        """Run a file for `%run`, and a statement for `%time`, whose value is returned; nothing for any other magic."""
        if name == "run":
            self._run(self._words(line))
        return self._value(line) if name == "time" else NOTHING

    def _value(self, line: str) -> Any:
        """The value of an expression; of another statement, which is run, None."""
        try:
            code = compile(line, "<time>", "eval", dont_inherit=True)
        except SyntaxError:
            code = compile(line, "<time>", "exec", dont_inherit=True)
        return eval(code, self.user_ns)  # noqa: S307 - it is the student's own code, in the student's own worker

    def _words(self, line: str) -> list[str]:
        """The words behind a magic, with the notebook's values in the place of {name} and $name."""

        def value(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            return str(self.user_ns[name]) if name in self.user_ns else found[0]

        return shlex.split(EXPANDED.sub(value, line))

    def _write(self, words: list[str], text: str) -> None:
        """Write or append to the file that the words name. One outside of the folder is written into it."""
        names = [word for word in words if word not in APPENDING]
        path = Path(*names[-1:])
        path = Path(path.name) if path.is_absolute() or ".." in path.parts else path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if len(names) < len(words) else "w", encoding="utf-8") as file:
            file.write(text)

    def _run(self, words: list[str]) -> None:
        """Run a file as a script, and take over the names that it defines."""
        first = next((place for place, word in enumerate(words) if not word.startswith("-")), len(words))
        options, name = words[:first], " ".join(words[first : first + 1])
        path = next((path for path in (Path(name), Path(f"{name}.py")) if path.is_file()), None)
        if path is None or path.suffix == ".ipynb":
            file = name if name.endswith(".py") else f"{Path(name).stem}.py"
            raise NotThereError(
                f"%run {name}: that file is not there while grading. Put its code into a cell; one that begins with "
                f"`%%writefile {file}` writes it as a file"
            )
        own = {"__name__": path.stem if AS_A_MODULE in options else "__main__", "__file__": str(path)}
        names: dict[str, Any] = self.user_ns if IN_THE_NOTEBOOK in options else own
        code = compile(path.read_text(encoding="utf-8"), str(path.absolute()), "exec", dont_inherit=True)
        before, sys.argv = sys.argv, [str(path), *words[first + 1 :]]
        try:
            exec(code, names)  # noqa: S102 - it is the student's own code, in the student's own worker
        finally:
            sys.argv = before
            self.user_ns.update({key: value for key, value in names.items() if not key.startswith("__")})
