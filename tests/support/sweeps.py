"""The backward sweep of a network as a student writes it, with pieces that a test exchanges."""


def backward(
    down=lambda delta, W, dW: delta @ W.T,
    for_weights=lambda entered, delta: entered.T @ delta,
    for_bias=lambda delta: delta.sum(axis=0),
):
    """A backward sweep with these pieces."""

    def network_function(Y, Ws, zs, activations):
        dWs, dbs = [], []
        upstream = 2 / len(Y) * (activations[-1] - Y)
        for layer in reversed(range(len(Ws))):
            a = activations[layer + 1]
            delta = upstream * a * (1 - a)
            dWs.append(for_weights(activations[layer], delta))
            dbs.append(for_bias(delta))
            upstream = down(delta, Ws[layer], dWs[-1])
        return dWs[::-1], dbs[::-1]

    return network_function
