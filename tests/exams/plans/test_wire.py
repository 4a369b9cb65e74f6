"""Messages cross the pipe unchanged, and bytes that are no message are refused."""

import io
import json
import struct

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

from autograd_lab.exams.plans import WireError, decode, encode, receive, send
from autograd_lab.exams.plans.wire import MAX_HEADER

arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.bool_]), hnp.array_shapes(min_dims=0, min_side=0, max_dims=3)
)
trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | arrays,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def same(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@pytest.mark.slow
@given(trees)
def test_what_goes_in_comes_out(tree):
    assert same(decode(encode(tree)), tree)


def test_tuples_come_back_as_lists_and_views_as_whole_arrays():
    tree = decode(encode({"a": (1, np.arange(6).reshape(2, 3).T[::2])}))
    np.testing.assert_array_equal(tree["a"][1], [[0, 3], [2, 5]])
    tree["a"][1][0, 0] = 9  # writable, not a view of the message


def test_texts_come_out_as_a_file_can_hold_them():
    assert decode(encode({"\udc80": ["é😀 \ud83d"]})) == {"?": ["é😀 ?"]}


@pytest.mark.parametrize("array", [np.array([1j]), np.array(["x"]), np.array([None])])
def test_only_real_numbers_are_sent(array):
    with pytest.raises(WireError, match="real numbers"):
        encode([array])


def message(head, body=b""):
    data = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack(">Q", len(data)) + data + body


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"short",
        struct.pack(">Q", 10**12),
        message(b"no json"),
        message([]),
        message({"tree": 1}),
        message({"tree": {"$array": 0}, "arrays": []}),
        message({"tree": 1, "arrays": [["|O", [1]]]}, b"12345678"),
        message({"tree": 1, "arrays": [["<f8", [-1]]]}),
        message({"tree": 1, "arrays": [["<f8", [2**40, 2**40]]]}),
        message({"tree": 1, "arrays": [["<f8", [2]]]}, bytes(8)),
        message({"tree": 1, "arrays": []}, b"left over"),
        message(b'{"arrays": [], "tree": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ],
)
def test_bytes_that_are_no_message_are_refused(bad):
    with pytest.raises(WireError):
        decode(bad)


def test_a_stream_carries_messages_one_after_the_other_and_ends_cleanly():
    pipe = io.BytesIO()
    send(pipe, {"x": np.ones(3)})
    send(pipe, "second")
    pipe.seek(0)
    np.testing.assert_array_equal(receive(pipe)["x"], 1)
    assert receive(pipe) == "second"
    with pytest.raises(EOFError):
        receive(pipe)


def test_a_length_beyond_the_cap_is_refused_before_anything_is_read():
    with pytest.raises(WireError, match="limit"):
        receive(io.BytesIO(struct.pack(">Q", 2**40)))


@pytest.mark.slow
def test_numbers_may_be_longer_than_their_header_may():
    tree = {"x": np.zeros(MAX_HEADER, dtype=np.uint8)}
    assert same(decode(encode(tree)), tree)


@pytest.mark.slow
def test_a_header_that_would_take_the_readers_memory_is_refused_before_it_is_read():
    head = b'{"arrays": [], "tree": [' + b"[]," * (3 * 2**20) + b"0]}"
    with pytest.raises(WireError, match=r"a header of \d+ bytes is over the limit"):
        decode(struct.pack(">Q", len(head)) + head)
