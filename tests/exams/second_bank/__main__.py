"""Prints the table and writes it into the exams' README: `python -m tests.exams.second_bank [seeds] [exam …] [--list]`.

With names of exams only these are measured, and nothing is written. `--list` also prints each submission that was not
named as it should be.
"""

import sys
from collections.abc import Sequence

from autograd_lab.exams.table import README, percent
from tests.exams.second_bank.measuring import Row, Trial, exams_with_a_bank, row_of, rows_of, trials

HEAD = "| exam | question | seeds | wrong | with a name | killed | named right | named wrongly |\n"
BEGIN, END = "<!-- second bank -->\n", "<!-- end of second bank -->\n"


def as_markdown(row: Row) -> str:
    """A row of the table."""
    shares = map(percent, (row.killed, row.right, row.wrong))
    return f"| {row.title} | {row.seeds} | {row.submissions} | {row.nameable} | {' | '.join(shares)} |"


def missed(tried: Sequence[Trial]) -> list[str]:
    """What was not named as it should be, each with what was said the first time."""
    lines: dict[str, list[Trial]] = {}
    for trial in tried:
        if not trial.killed or trial.wrong or (trial.nameable and not trial.right):
            lines.setdefault(f"{trial.exam} {trial.submission.key}", []).append(trial)
    return [
        f"{key} ×{len(found)}: should be {sorted(found[0].accepted)}, named {sorted(found[0].named)}: {found[0].lines}"
        for key, found in lines.items()
    ]


def of(tried: Sequence[Trial], exam: str) -> list[Trial]:
    """The trials of one exam."""
    return [trial for trial in tried if trial.exam == exam]


def main(argv: Sequence[str]) -> int:
    """Measure, print and write."""
    seeds = next((int(word) for word in argv if word.isdigit()), 20)
    chosen = [word for word in argv if word.startswith("ps")]
    tried = [trial for exam in exams_with_a_bank(chosen) for trial in trials(exam, seeds)]
    rows = [
        *rows_of(tried),
        *(row_of(f"{exam.name} | all", of(tried, exam.name)) for exam in exams_with_a_bank(chosen)),
    ]
    table = "".join(f"{as_markdown(row)}\n" for row in [*rows, row_of("all | all", tried)])
    table = f"{HEAD}|{'---|' * 8}\n{table}"
    sys.stdout.write(table)
    if not chosen:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        README.write_text(f"{before}{BEGIN}{table}{END}{rest.partition(END)[2]}", encoding="utf-8")
    if "--list" in argv:
        sys.stdout.write("\n".join(missed(tried)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
