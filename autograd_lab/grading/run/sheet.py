"""What the gradebook holds of one student's problem set."""

from dataclasses import dataclass, field

NO_ANSWER = "No response."  # nbgrader's words


@dataclass
class Sheet:
    """What the gradebook holds of one student's problem set, by grade_id.

    `scores` are what counts, with what a person gave in place of the machine's and extra credit; `extra` is that
    credit alone; `by_hand` are the cells whose score a person gave, `waiting` those that a person still has to grade.
    `overruled` are the machine's scores, None where it gives none, of those that wait although a person gave points:
    for another answer, or out of other points.
    """

    scores: dict[str, float] = field(default_factory=dict)
    maxima: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)
    extra: dict[str, float] = field(default_factory=dict)
    penalty: float = 0.0
    overruled: dict[str, float | None] = field(default_factory=dict)

    @property
    def unread(self) -> set[str]:
        """The cells that nobody has given any points yet, machine or person."""
        return self.waiting - self.by_hand

    @property
    def total(self) -> float:
        """Points that count, after the penalty for being late."""
        return max(0.0, sum(self.scores.values()) - self.penalty)  # as nbgrader exports it

    @property
    def maximum(self) -> float:
        """Points there are."""
        return sum(self.maxima.values())
