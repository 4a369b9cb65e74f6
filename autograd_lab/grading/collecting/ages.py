"""Which of two hand-ins of one student is the newer: by the platform's own numbers, else by the times of the files.

To unpack or to copy files may make them new. So a later time is believed in an archive, and not in a folder, where what
has come is what newer work has replaced already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd_lab.grading.collecting.downloads import Member
from autograd_lab.grading.collecting.platforms import PLATFORMS, Owner


@dataclass(frozen=True)
class Age:
    """When work was handed in, as far as a download shows it; both sort in the order of time, "" where not known.

    attempt  the platform's own number or date of the attempt
    time     the time of the newest file, in ISO form, local and without a zone
    sure     whether that time stands in an archive, where no copying has changed it
    """

    attempt: str = ""
    time: str = ""
    sure: bool = False

    def is_surely_later_than(self, other: "Age") -> bool:
        """Whether a number or a time that can be believed says that this is the later one."""
        if self.attempt and other.attempt:
            return self.attempt > other.attempt
        return self.sure and bool(other.time) and self.time > other.time


def age_of(platform: str, files: Sequence[tuple[Member, Owner]]) -> Age:
    """The age of one student's files in a download."""
    attempts = [owner.attempt for _, owner in files if platform in PLATFORMS and owner.attempt.strip("0")]
    newest = max((member for member, _ in files), key=lambda member: member.time)
    return Age(max(attempts, default=""), newest.time, newest.is_packed)


def age_on_note(note: Mapping[str, object], platform: str) -> Age:
    """The age on the note beside what was collected; the attempt only of the same platform, whose numbers compare."""
    attempt = str(note.get("attempt", "")) if note.get("platform") == platform else ""
    return Age(attempt, str(note.get("time", "")), bool(note.get("sure")))


def later_age(one: Age, other: Age) -> Age:
    """The later of the ages of the same files; a time that can be believed goes before one that a copy may have."""
    newest = max(one, other, key=lambda age: (age.sure and bool(age.time), age.time))
    return Age(max(one.attempt, other.attempt), newest.time, newest.sure)


def why_older(come: Age, there: Age) -> str:
    """A clause with both ages where what has come is older than what is there; "" where it is not, or nobody knows.

    The time of an archive is not compared with that of a folder which is there: a copy of old work looks new.
    """
    if come.attempt and there.attempt and come.attempt != there.attempt:
        if come.attempt > there.attempt:
            return ""
        shown = [age.attempt.lstrip("0").replace("T", " ") for age in (come, there)]
        return _clause("attempt ", *shown)
    if (there.sure or not come.sure) and come.time and there.time and come.time < there.time:
        return _clause("", *(age.time.replace("T", " ") for age in (come, there)))
    return ""


def _clause(what: str, come: str, there: str) -> str:
    """The two ages, as a clause."""
    return f"{what}{there} here, {what}{come} in the download"
