"""Prints the table: `python -m tests.exams.second_bank [seeds] [exam …] [--list]`.

`--list` also prints each submission that was not named as it should be.
"""

import sys
from collections.abc import Sequence

from tests.exams.second_bank.measuring import Row, Trial, exams_with_a_bank, row_of, rows_of, trials

HEAD = "| exam | question | wrong answers | with a name in the catalogue | killed | named right | named wrongly |\n"


def _percent(share: float) -> str:
    return "100 %" if share == 1 else "0" if share == 0 else f"{100 * share:.1f} %"


def as_markdown(row: Row) -> str:
    """A row of the table."""
    shares = map(_percent, (row.killed, row.right, row.wrong))
    return f"| {row.title} | {row.submissions} | {row.nameable} | {' | '.join(shares)} |"


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


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    seeds = next((int(word) for word in argv if word.isdigit()), 20)
    chosen = [word for word in argv if word.startswith("ps")]
    tried = [trial for exam in exams_with_a_bank(chosen) for trial in trials(exam, seeds)]
    table = [as_markdown(row) for row in [*rows_of(tried), row_of("all | ", tried)]]
    sys.stdout.write(HEAD + "|" + "---|" * 7 + "\n" + "\n".join(table) + "\n")
    if "--list" in argv:
        sys.stdout.write("\n".join(missed(tried)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
