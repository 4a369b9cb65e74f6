"""The record of a run in the metadata of each graded notebook: enough to repeat the run, and to report on it.

The report, the students' pages and the next run read it. It holds what students may know, and no expected values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from nbformat import NotebookNode

from autograd_lab.grading.intake.cells import grade_id, is_autograded

KEY = "autograd_lab"  # in the notebook's metadata
FORMAT = 2  # 1, which does not say so, has no grade_ids where nbgrader's own autograde wrote it


@dataclass(frozen=True)
class QuestionRecord:
    """What became of one question.

    exam      the problem set
    function  the name of the exam's question
    grade_id  the graded cell that asked it; "" where format 1 did not note it
    points    of the exam, before they are scaled to what the cell is worth
    mistakes  ids of the mistakes that were found
    stopped   a sentence for each cell that did not run to its end and left the question without its function
    lost      how the worker was lost, if it was
    incident  why the answer could not be judged, if it could not
    notice    what costs no points and should be known
    result    the exam's result as data (QuestionResult.as_dict); None after an incident
    """

    exam: str = ""
    function: str = ""
    grade_id: str = ""
    points: float = 0
    mistakes: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    lost: str = ""
    incident: str = ""
    notice: str = ""
    result: Mapping[str, Any] | None = None

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        """The findings of the exam, as data."""
        return list(self.result["findings"]) if self.result else []

    @property
    def failure(self) -> str:
        """How the question lost its worker, ran out of time or gave what cannot be judged; "" if it did not."""
        if self.lost:
            return f"{self.function} {self.lost}"
        return self.incident or (f"{self.function} did not return in time" if "timeout" in self.mistakes else "")


@dataclass(frozen=True)
class RunRecord:
    """How one submission was graded.

    version     of this library
    seed        of this submission's random inputs
    sandbox     where the student's code ran: "bubblewrap" or "none"
    workers     how many processes were started for it
    questions   in the order in which they were asked
    run_seed    of the whole run, from which `seed` follows; None where nbgrader's own autograde graded
    submission  the key of what was handed in and of what was released (Job.key); "" where nbgrader's autograde graded
    repairs     what was put right in the file, a sentence each; `unreadable` is among them
    unreadable  why no cell could be read from the file, a sentence; "" where any could

    >>> record = RunRecord(version="1.0", seed=7, questions=(QuestionRecord(exam="ps1", function="mse", points=3),))
    >>> RunRecord.from_json(record.to_json()) == record
    True
    """

    version: str = ""
    seed: int = 0
    sandbox: str = ""
    workers: int = 0
    questions: tuple[QuestionRecord, ...] = ()
    run_seed: int | None = None
    submission: str = ""
    repairs: tuple[str, ...] = ()
    unreadable: str = ""

    @property
    def put_right(self) -> list[str]:
        """The repairs proper: without the sentence that the file could not be read."""
        return [repair for repair in self.repairs if repair != self.unreadable]

    def to_json(self) -> dict[str, Any]:
        """The record as data that JSON can hold; what is not known is left out."""
        tree = {"format": FORMAT, **_as_data(self)}
        tree["questions"] = [_as_data(one) for one in self.questions]
        unknown: dict[str, Any] = {"run_seed": None, "submission": "", "repairs": [], "unreadable": ""}
        return {key: value for key, value in tree.items() if key not in unknown or value != unknown[key]}

    @classmethod
    def from_json(cls, tree: object) -> Self:
        """The record in this data, of any format; keys that are not known here are passed over.

        Raises ValueError for what is no record.
        """
        known = _known_fields(cls, tree)
        questions = [_known_fields(QuestionRecord, one) for one in _list(known.get("questions", []))]
        for one in questions:
            one |= {key: tuple(_list(one[key])) for key in ("mistakes", "stopped") if key in one}
        repairs = tuple(map(str, _list(known.get("repairs", []))))
        return cls(**{**known, "questions": tuple(QuestionRecord(**one) for one in questions), "repairs": repairs})

    @classmethod
    def of_notebook(cls, notebook: Mapping[str, Any]) -> Self:
        """The record in a notebook's metadata, an empty one if there is none; ValueError for what is no notebook."""
        metadata = notebook.get("metadata") if isinstance(notebook, Mapping) else None
        if not isinstance(metadata, Mapping):
            raise ValueError("this is no notebook: it has no metadata")
        return cls.from_json(metadata.get(KEY, {}))

    def write_to(self, notebook: NotebookNode) -> None:
        """Put the record into a notebook's metadata."""
        notebook.metadata[KEY] = self.to_json()

    def questions_by_cell(self, cells: Iterable[NotebookNode]) -> dict[str, QuestionRecord]:
        """The questions by the grade_id of the cell that asked each; in the order of the cells where none is noted."""
        asked = [grade_id(cell) for cell in cells if is_autograded(cell)]
        noted = {one.grade_id: one for one in self.questions if one.grade_id}
        return noted or dict(zip(asked, self.questions, strict=False))


def _as_data(record: "QuestionRecord | RunRecord") -> dict[str, Any]:
    """The fields by name, tuples as lists; `dataclasses.asdict` would copy the whole of each result, for nothing."""
    named = ((field.name, getattr(record, field.name)) for field in fields(record))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in named}


def _known_fields(kind: type[QuestionRecord | RunRecord], tree: object) -> dict[str, Any]:
    """The fields of a record in a JSON object."""
    if not isinstance(tree, Mapping):
        raise ValueError(f"a record of a run is a JSON object, not {type(tree).__name__}")
    return {name: tree[name] for name in kind.__dataclass_fields__ if name in tree}


def _list(value: object) -> list[Any]:
    """A list in a record; ValueError for anything else."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"a record of a run has a list here, not {type(value).__name__}")
    return list(value)
