"""Networks of arrays as a reader would show them: a small convolutional net, and a Transformer of two layers."""

import numpy as np

from autograd_lab import Tensor, functional


def conv_net() -> Tensor:
    """One image of 8 × 8, two filters, a pooling, three filters, three classes."""
    rng = np.random.default_rng(3)
    image = Tensor(rng.normal(size=(1, 1, 8, 8)), name="image")
    first, second = Tensor(rng.normal(size=(2, 1, 3, 3)), True), Tensor(rng.normal(size=(3, 2, 2, 2)), True)
    bias, out = Tensor(np.zeros(2), True), Tensor(rng.normal(size=(3, 3)), True)
    for tensor, name in ((first, "conv1.weight"), (bias, "conv1.bias"), (second, "conv2.weight"), (out, "out.weight")):
        tensor.name = name
    h = functional.max_pool2d(functional.relu(functional.conv2d(image, first, bias, padding=1)), 2)
    h = functional.conv2d(h, second, stride=2).reshape(1, 3, 4).mean(axis=2)
    loss = functional.cross_entropy(h @ out, np.array([1]))
    loss.name = "loss"
    return loss


def transformer(layers: int = 2, words: int = 8, width: int = 8, heads: int = 2) -> Tensor:
    """Each word looks back at the words before it, and guesses the next one."""
    rng = np.random.default_rng(5)

    def weight(name: str, *shape: int) -> Tensor:
        return Tensor(rng.normal(size=shape) / np.sqrt(shape[0]), True, name)

    def split(x: Tensor) -> Tensor:
        return x.reshape(words, heads, width // heads).transpose(1, 0, 2)

    seen = np.tril(np.ones((words, words), bool))
    text = rng.integers(0, 10, words)
    x = functional.embedding(text, weight("words.weight", 10, width))
    for k in range(layers):
        at = f"blocks.{k}"
        q, key, v = (split(x @ weight(f"{at}.attention.{name}", width, width)) for name in ("query", "key", "value"))
        scores = functional.where(seen, q @ key.transpose(0, 2, 1) / np.sqrt(width // heads), -1e9)
        looked = (functional.softmax(scores) @ v).transpose(1, 0, 2).reshape(words, width)
        x = x + looked @ weight(f"{at}.attention.out", width, width)
        inner = functional.relu(x @ weight(f"{at}.inner.weight", width, 2 * width))
        x = x + inner @ weight(f"{at}.outer.weight", 2 * width, width)
    loss = functional.cross_entropy(x @ weight("head.weight", width, 10), np.roll(text, -1))
    loss.name = "loss"
    return loss
