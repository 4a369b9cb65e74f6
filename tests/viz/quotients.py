"""The graph of boxes that is left when groups of nodes are closed."""


def quotient_orders(groups, nodes, opened):
    """Whether the boxes that are seen, with these groups open, can be put in an order of computation."""
    inside = {m: i for i, g in enumerate(groups) for m in g.members}

    def box(node):
        found, around = ("node", node), inside.get(node, -1)
        while around >= 0:
            if around not in opened:
                found = ("group", around)
            around = groups[around].parent
        return found

    reads = {}
    for i, node in enumerate(nodes):
        reads.setdefault(box(i), set()).update(box(p) for p in node.parents if box(p) != box(i))
    waiting = {b: len(r) for b, r in reads.items()}
    ready = [b for b, n in waiting.items() if n == 0]
    read_by = {}
    for b, r in reads.items():
        for other in r:
            read_by.setdefault(other, []).append(b)
    done = 0
    while ready:
        b = ready.pop()
        done += 1
        for other in read_by.get(b, []):
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    return done == len(reads)
