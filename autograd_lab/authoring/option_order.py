"""The order in which a page shows the options of its quizzes: by lot, the right ones equally often in each place."""

import random
from collections import defaultdict

from autograd_lab.authoring.cell_forms import quiz
from autograd_lab.authoring.source import Source


def option_orders(source: Source) -> dict[int, list[int]]:
    """For each quiz, by the number of its cell: which option stands first, second and so on.

    The lot is drawn with the page's name as its seed, so that it stays the same from one build to the next. Over the
    questions with equally many options the right one goes through all places before it comes back to one.
    """
    lot = random.Random(source.name)  # noqa: S311 — a fixed order, no secret
    places: dict[int, list[int]] = defaultdict(list)
    orders = {}
    for number, cell in enumerate(source.cells):
        if cell.kind != "markdown" or "quiz" not in cell.tags:
            continue
        _, options = quiz(cell.source)
        order = [at for at, (_, reply) in enumerate(options) if not reply.startswith("Right")]
        right = [at for at in range(len(options)) if at not in order]
        lot.shuffle(order)
        for at in right:
            if not places[len(options)]:
                places[len(options)] = lot.sample(range(len(options)), len(options))
            order.insert(places[len(options)].pop(), at)
        orders[number] = order
    return orders
