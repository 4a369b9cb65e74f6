"""The methods of Tensor that give its entries another shape or order, or pick some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np

from autograd_lab.tensor import guard, shaping
from autograd_lab.tensor.elementwise import Ruled
from autograd_lab.tensor.node import ArrayNode, array_of


class ShapeMethods(ArrayNode):
    """Shapes and indices. Tensor is made of this, and says how a result joins the graph (`_made`)."""

    __slots__ = ()

    def _made(self, op: str, ruled: Ruled, rule: Callable[..., Ruled], settings: tuple[Any, ...] = ()) -> Self:
        """What a rule made of this tensor alone; called again, the rule takes its array and the settings."""
        raise NotImplementedError

    def reshape(self, *shape: Any) -> Self:
        """The same entries in another shape; one length may be −1. Raises ShapeError when they do not fill it.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0, 3.0, 4.0]).reshape(2, -1)
        Tensor([[1., 2.],
                [3., 4.]])
        """
        wanted = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        return self._shares_with(self._made("reshape", shaping.reshape(self._data, wanted), shaping.reshape, (wanted,)))

    def transpose(self, *axes: Any) -> Self:
        """Axes in another order: none given reverses them, two are swapped, one for each axis is the new order.

        >>> from autograd_lab import Tensor
        >>> Tensor([[[1.0, 2.0, 3.0]]]).transpose(0, 2).shape
        (3, 1, 1)
        """
        order = shaping.axis_order(self._data.shape, axes)
        return self._shares_with(
            self._made("transpose", shaping.transpose(self._data, order), shaping.transpose, (order,))
        )

    @property
    def T(self) -> Self:  # noqa: N802 - NumPy's and PyTorch's name
        """The axes reversed; for a matrix, its transpose.

        >>> from autograd_lab import Tensor
        >>> Tensor([[1.0, 2.0]]).T
        Tensor([[1.],
                [2.]])
        """
        return self.transpose()

    def permute(self, *axes: Any) -> Self:
        """All axes in the order given, as in PyTorch: the new axis i is the old axis axes[i].

        >>> from autograd_lab import Tensor
        >>> Tensor([[[1.0, 2.0, 3.0]]]).permute(2, 0, 1).shape
        (3, 1, 1)
        """
        order = shaping.whole_order(self._data.shape, axes)
        return self._shares_with(
            self._made("transpose", shaping.transpose(self._data, order), shaping.transpose, (order,))
        )

    def squeeze(self, axis: int | tuple[int, ...] | None = None) -> Self:
        """Without the axes of length 1: all of them, or those of `axis` that have this length.

        >>> from autograd_lab import Tensor
        >>> Tensor([[[1.0, 2.0]]]).squeeze().shape, Tensor([[[1.0, 2.0]]]).squeeze(0).shape
        ((2,), (1, 2))
        """
        shape = shaping.squeezed_shape(self._data.shape, axis)
        return self._shares_with(self._made("reshape", shaping.reshape(self._data, shape), shaping.reshape, (shape,)))

    def unsqueeze(self, axis: int) -> Self:
        """With a new axis of length 1 at place `axis`.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0]).unsqueeze(0).shape, Tensor([1.0, 2.0]).unsqueeze(-1).shape
        ((1, 2), (2, 1))
        """
        shape = shaping.unsqueezed_shape(self._data.shape, axis)
        return self._shares_with(self._made("reshape", shaping.reshape(self._data, shape), shaping.reshape, (shape,)))

    def flatten(self, start_axis: int = 0, end_axis: int = -1) -> Self:
        """The axes from start_axis to end_axis as one; `t.flatten(1)` leaves a batch its rows.

        >>> from autograd_lab import Tensor
        >>> Tensor([[[1.0, 2.0], [3.0, 4.0]]]).flatten(1)
        Tensor([[1., 2., 3., 4.]])
        """
        shape = shaping.flattened(self._data.shape, start_axis, end_axis)
        return self._shares_with(self._made("reshape", shaping.reshape(self._data, shape), shaping.reshape, (shape,)))

    def split(self, split_size: int | Sequence[int], axis: int = 0) -> tuple[Self, ...]:
        """Pieces of this length along `axis`, the last perhaps shorter; or pieces of the lengths in a list.

        Raises ShapeError for lengths that do not add up to the axis.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0, 3.0]).split(2)
        (Tensor([1., 2.]), Tensor([3.]))
        """
        lengths = shaping.lengths_of_pieces("split", self._data.shape, split_size, axis)
        return self._pieces(lengths, axis)

    def chunk(self, chunks: int, axis: int = 0) -> tuple[Self, ...]:
        """So many pieces along `axis`, of one length; the last may be shorter, and there may be fewer, as in PyTorch.

        >>> from autograd_lab import Tensor
        >>> Tensor([1.0, 2.0, 3.0]).chunk(2)
        (Tensor([1., 2.]), Tensor([3.]))
        """
        return self._pieces(shaping.lengths_of_chunks(self._data.shape, chunks, axis), axis)

    def _pieces(self, lengths: Sequence[int], axis: int) -> tuple[Self, ...]:
        keys = shaping.keys_of_pieces(self._data.ndim, lengths, axis)
        return tuple(
            self._shares_with(self._made("split", shaping.piece(self._data, key), shaping.piece, (key,)))
            for key in keys
        )

    def gather(self, axis: int, index: Any) -> Self:
        """The entry at place index[...] along `axis`, for each place of index; of index's shape.

        index   whole numbers, of as many axes as the tensor, nowhere longer but along `axis`
        An entry that is taken several times gets the sum of the gradients.

        >>> from autograd_lab import Tensor
        >>> scores = Tensor([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]])
        >>> scores.gather(1, [[1], [0]])  # one of each row
        Tensor([[0.7],
                [0.8]])
        """
        places = index if isinstance(index, ArrayNode) else np.asarray(index)
        ruled = shaping.gather(self._data, axis, array_of(places))
        return self._made("gather", ruled, shaping.gather, (axis, places))

    def __getitem__(self, key: Any) -> Self:
        places = tuple(map(array_of, key)) if isinstance(key, tuple) else array_of(key)
        try:
            ruled = shaping.pick(self._data, places)
        except IndexError as error:
            raise guard.index_error(self._data.shape, places, error) from None
        return self._shares_with(self._made("getitem", ruled, shaping.pick, (key,)))

    def __iter__(self) -> Iterator[Self]:
        return (self[i] for i in range(len(self)))
