"""Says what an error costs that came on some draws alone, where nothing came back."""

from collections.abc import Collection, Sequence

from autograd_lab.exams.judging import Case


def word_of_stopped(cases: Sequence[Case], part: int) -> str:
    """What is true of a part that was not seen wrong, and is lost to an error; empty for any other."""
    answered = [case for case in cases if not case.raised]
    if len(answered) == len(cases) or not all(case.seen[part].holds for case in answered):
        return ""
    return f"right on {len(answered)} of {len(cases)} draws; on the others nothing came" if answered else "nothing came"


def sentence_of_stopped(cases: Sequence[Case], told: Collection[str]) -> str:
    """On how many draws nothing came back, the error, and what that costs; empty where none or all stopped.

    `told` are lines that the reader sees anyway: an error that stands there is not told twice.
    """
    errors = [case.problem.sentence for case in cases if case.raised and case.problem]
    if not 0 < len(errors) < len(cases):
        return ""
    error = "the error is told below." if errors[0] in told else errors[0]
    return (
        f"On {len(errors)} of {len(cases)} draws nothing came back: {error} "
        "A value earns its points when it is right on every draw, so that no value earns any."
    )
