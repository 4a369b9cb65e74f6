"""A check of a problem set's swaps: what a wrong variant gives is what one edit of the formula gives."""

from autograd_lab.exams.judging import parts_of
from autograd_lab.exams.question import attempt, fresh_copies
from autograd_lab.mistakes import SWAPS, Raised, agree as same, edits


def an_edit_gives_what_a_variant_gives(asked, inputs):
    """Assert it of each wrong variant of a question whose mistake has a swap, on these inputs."""
    count = len(asked.parts)
    right = parts_of(asked.reference(*fresh_copies(inputs)), count)
    would = edits(asked.anatomy(inputs), SWAPS)
    told = {mistake for mistake, _ in would}
    for variant in asked.wrong:
        came = attempt(variant.function, inputs, count)
        if variant.mistake not in told or isinstance(came, Raised):
            continue
        for i in range(count):
            made = [
                parts[i] for mistake, parts in would if mistake == variant.mistake and not isinstance(parts, Raised)
            ]
            assert same(came[i], right[i]) or any(same(came[i], one) for one in made), (variant.name, i)
