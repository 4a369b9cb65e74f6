"""A check of a problem set's swaps: what a wrong variant gives is what one edit of the formula gives."""

from autograd_lab.exams.judging import parts_of
from autograd_lab.exams.question import attempt, fresh_copies
from autograd_lab.mistakes import SWAPS, Raised, agree as same, edits
from autograd_lab.mistakes.structure import STRUCTURAL

#: mistakes that the right answer and its sizes tell, or the arguments after the call
_SEEN_OTHERWISE = {mistake for mistake, _ in STRUCTURAL} | {"inputs-changed"}


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


def every_mistake_is_told(asked, inputs):
    """Assert of each wrong variant of a question that an edit makes its mistake, or that it is seen otherwise."""
    told = {mistake for mistake, _ in edits(asked.anatomy(inputs), SWAPS)} | _SEEN_OTHERWISE
    assert not {variant.name for variant in asked.wrong if variant.mistake not in told}


def what_is_not_edited_gives_the_right_answer(asked, inputs, handed=()):
    """Assert it of an anatomy whose callable ingredients are made anew, all but those in `handed`."""
    (one,) = asked.anatomy(inputs)
    right = parts_of(asked.reference(*fresh_copies(inputs)), len(asked.parts))
    assert all(map(same, one.build(one.ingredients), right))
    for role, value in one.ingredients.items():
        if callable(value) and role not in handed:
            again = {**one.ingredients, role: lambda *args, value=value: value(*args)}
            assert all(map(same, one.build(again), right)), role
