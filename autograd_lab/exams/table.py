"""Measures the exams and writes the table of README.md: `python -m autograd_lab.exams.table [seeds] [exam …]`.

Exams that are named are measured alone, and the rows of the others stay. The figures of a private exam are printed and
not written.

An exam claims to catch mistakes, to accept right answers however they are written, and to name what it sees; these
figures are the evidence for it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Exam, Question, Variant
from autograd_lab.exams.registry import exam_of, own_exams, own_names
from autograd_lab.exams.verdict import QuestionResult
from autograd_lab.mistakes.entries.found import FOUND

EXAMS: tuple[Exam, ...] = own_exams()
README = Path(__file__).with_name("README.md")
HEADS = (
    "exam",
    "question",
    "seeds",
    "wrong",
    "killed",
    "right",
    "accepted",
    "named",
    "named wrongly",
    "unseen: named",
    "unseen: named wrongly",
)
#: what only a search says, in words of its own
SEARCHED = {mistake.id for mistake in FOUND} | {"other-function", "other-slope"}
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True)
class Row:
    """The figures of one question; shares are of (variant, seed) pairs."""

    exam: str
    question: str
    wrong: int
    killed: float
    right: int
    accepted: float
    named: float
    named_wrongly: float
    named_unseen: float
    named_wrongly_unseen: float
    seeds: int
    failures: tuple[str, ...] = ()
    """Which variant on which seed was not killed, not accepted, or given another name; the table leaves it out."""
    searched: tuple[str, ...] = ()
    """What the search said of variants that had been taken out of the bank, to be read; the table leaves it out."""


def ask(question: Question, variant: Variant, seed: int) -> QuestionResult:
    """The verdict of `question` on one variant; its time is the processor's, as while grading."""
    names = question.space(variant.function)
    return question.examine(lambda plan: run_plan({**plan, "clock": "processor"}, names), seed)


def naming(result: QuestionResult, mistake: str) -> tuple[bool, bool]:
    """Whether a verdict names `mistake`, and whether it names any other of the catalogue.

    What the search has found is neither: it says which edit gives the numbers, and no more.
    """
    named = {finding.mistake for finding in result.findings if finding.chapter}
    return mistake in named, bool(named - {mistake} - SEARCHED)


def measure(exam: Exam, question: Question, seeds: int) -> Row:
    """The figures of every variant on seeds 0 … seeds − 1; wrong ones are also asked with themselves out of the bank.

    An endless variant has to be waited for, so it is tried on fewer seeds; so is a `thinned` question. A question that
    does not use its bank is asked once.
    """
    seeds = -(-seeds // question.thinned)
    tried = [(v, seed) for v in question.wrong for seed in range(seeds // 20 + 1 if v.endless else seeds)]
    full = [_Asked(v, seed, ask(question, v, seed)) for v, seed in tried]
    bankless = question.without(question.wrong[0]) is question
    unseen = full if bankless else [_Asked(v, seed, ask(question.without(v), v, seed)) for v, seed in tried]
    right = [_Asked(v, seed, ask(question, v, seed)) for v in question.right for seed in range(seeds)]
    failures = [f"{asked} is not killed" for asked in full if asked.result.passed]
    failures += [f"{asked} is not accepted" for asked in right if not asked.result.passed]
    failures += [f"{asked} is named otherwise" for asked in full if asked.named[1]]
    failures += [f"{asked}, unseen, is named otherwise" for asked in unseen if asked.named[1]]
    return Row(
        exam.name,
        question.name,
        len(question.wrong),
        _share([not asked.result.passed for asked in full]),
        len(question.right),
        _share([asked.result.passed for asked in right]),
        _share([asked.named[0] for asked in full]),
        _share([asked.named[1] for asked in full]),
        _share([asked.named[0] for asked in unseen]),
        _share([asked.named[1] for asked in unseen]),
        seeds,
        tuple(failures),
        tuple(f"{asked}: {asked.result.message}" for asked in unseen if asked.is_searched),
    )


@dataclass(frozen=True)
class _Asked:
    """The verdict on one variant."""

    variant: Variant
    seed: int
    result: QuestionResult

    @property
    def named(self) -> tuple[bool, bool]:
        return naming(self.result, self.variant.mistake)

    @property
    def is_searched(self) -> bool:
        """Whether the search has found something."""
        return any(finding.mistake in SEARCHED for finding in self.result.findings)

    def __str__(self) -> str:
        mistake = f"{self.variant.mistake}: " if self.variant.mistake else ""
        return f"{mistake}{self.variant.name} (seed {self.seed})"


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def render(rows: Sequence[str]) -> str:
    """The table in Markdown: heads, then the rows."""
    return f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}\n" + "".join(f"{row}\n" for row in rows)


def as_markdown(row: Row) -> str:
    """The figures of one question as a row of the table."""
    shares = (row.named, row.named_wrongly, row.named_unseen, row.named_wrongly_unseen)
    cells = [row.exam, f"`{row.question}`", row.seeds, row.wrong, percent(row.killed), row.right]
    return "| " + " | ".join(map(str, [*cells, percent(row.accepted), *map(percent, shares)])) + " |"


def percent(share: float) -> str:
    """A share as the tables write it.

    >>> percent(1.0), percent(0.0), percent(0.994)
    ('100 %', '0', '99.4 %')
    """
    return "100 %" if share == 1 else "0" if share == 0 else f"{100 * share:.1f} %"


def main(argv: Sequence[str]) -> int:
    """Measure all exams, or those named, and write the table into README.md. Returns the exit code."""
    seeds = next((int(word) for word in argv if word.isdigit()), 100)
    chosen = [word for word in argv if not word.isdigit()]
    private = [name for name in chosen if name not in own_names()]
    for name in private:
        for question in exam_of(name).questions:
            sys.stdout.write(f"{as_markdown(measure(exam_of(name), question, seeds))}\n")
    if private and len(private) == len(chosen):
        return 0
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = []
    for exam in EXAMS:
        for question in exam.questions:
            if chosen and exam.name not in chosen:
                rows += [line for line in table.splitlines() if line.startswith(f"| {exam.name} | `{question.name}` |")]
            else:
                rows.append(as_markdown(measure(exam, question, seeds)))
                sys.stdout.write(f"{rows[-1]}\n")
                sys.stdout.flush()
    README.write_text(f"{before}{BEGIN}{render(rows)}{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
