"""The data sets: their shapes, their seeds, what they promise about their points; and the batches."""

import hashlib

import numpy as np
import pytest

from autograd_lab import Tensor, data
from autograd_lab.data import DataError, DataLoader, sets
from autograd_lab.errors import ShapeError

SETS = {
    "line": data.line,
    "xor": lambda **o: data.xor(n=40, noise=0.1, **o),
    "moons": data.moons,
    "spirals": data.spirals,
    "digits": data.digits,
    "two digits": lambda **o: data.digits([3, 8], **o),
}


@pytest.mark.parametrize("name", SETS)
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(name):
    X, y = SETS[name](seed=7)
    again, y_again = SETS[name](seed=7)
    other, _ = SETS[name](seed=8)
    assert X.dtype == np.float64
    assert len(X) == len(y)
    assert y.shape == (len(X),)
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(y, y_again)
    assert not np.array_equal(X, other)


@pytest.mark.parametrize("name", SETS)
def test_a_generator_is_drawn_from(name):
    X, _ = SETS[name](seed=np.random.default_rng(7))
    np.testing.assert_array_equal(X, SETS[name](seed=7)[0])
    rng = np.random.default_rng(7)
    assert not np.array_equal(SETS[name](seed=rng)[0], SETS[name](seed=rng)[0])


def test_line_has_the_slope_the_intercept_and_the_noise_it_was_given():
    X, y = data.line(n=20_000, slope=-1.5, intercept=4.0, noise=0.5, seed=1)
    slope, intercept = np.polyfit(X[:, 0], y, 1)
    assert slope == pytest.approx(-1.5, abs=0.03)
    assert intercept == pytest.approx(4.0, abs=0.03)
    assert np.std(y - slope * X[:, 0] - intercept) == pytest.approx(0.5, abs=0.02)


def test_xor_without_noise_is_the_truth_table():
    X, y = data.xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [0, 1, 1, 0]


def test_moons_lie_on_their_half_circles():
    X, y = data.moons(n=101, noise=0)
    upper, lower = X[y == 0], X[y == 1]
    assert (len(upper), len(lower)) == (51, 50)
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5), 1)
    assert (upper[:, 1] >= -1e-12).all()
    assert (lower[:, 1] <= 0.5 + 1e-12).all()


def test_spirals_wind_from_the_origin_to_radius_one():
    X, y = data.spirals(n=300, classes=3, turns=1.0, noise=0)
    radius = np.hypot(*X.T)
    assert np.bincount(y).tolist() == [100, 100, 100]
    assert radius.max() == pytest.approx(1)
    assert radius.min() == pytest.approx(0.01)
    turned = (np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - radius - y / 3) % 1  # 0 on every arm
    assert np.minimum(turned, 1 - turned).max() < 1e-9


def test_digits_are_the_published_numbers():
    X, y = data.digits(seed=None)
    assert X.shape == (1797, 64)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as UCI states them
    assert (X.min(), X.max()) == (0, 1)
    assert len(np.unique(X * 16)) == 17
    images, _ = sets._digits_file()
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]  # the first row of the source
    digest = hashlib.sha256(np.ascontiguousarray(images).tobytes()).hexdigest()
    assert digest == "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"


def test_two_digits_become_the_classes_0_and_1():
    X, y = data.digits([8, 3])
    everything, labels = data.digits()
    eights = {row.tobytes() for row in everything[labels == 8]}
    assert set(y) == {0, 1}
    assert len(X) == 174 + 183
    assert all((row.tobytes() in eights) == (label == 0) for row, label in zip(X, y, strict=True))


def test_images_keep_their_shape_when_asked():
    flat, _ = data.digits(n=50, seed=3)
    images, _ = data.digits(n=50, flat=False, seed=3)
    assert images.shape == (50, 1, 8, 8)
    np.testing.assert_array_equal(images.reshape(50, 64), flat)


def test_one_hot():
    assert data.one_hot(np.array([2, 0])).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert data.one_hot(np.array([0]), 2).tolist() == [[1, 0]]


def test_a_split_keeps_every_row_once_and_pairs_together():
    X = np.arange(40.0).reshape(20, 2)
    y = X[:, 0] * 10
    parts = data.train_test_split(X, y, test_size=0.3, seed=5)
    X_train, X_test, y_train, y_test = parts
    assert (len(X_train), len(X_test)) == (14, 6)
    assert sorted([*X_train[:, 0], *X_test[:, 0]]) == X[:, 0].tolist()
    np.testing.assert_array_equal(y_train, X_train[:, 0] * 10)
    np.testing.assert_array_equal(y_test, X_test[:, 0] * 10)
    for part, again in zip(parts, data.train_test_split(X, y, test_size=0.3, seed=5), strict=True):
        np.testing.assert_array_equal(part, again)


@pytest.mark.parametrize(("drop_last", "sizes"), [(False, [4, 4, 2]), (True, [4, 4])])
def test_batches_go_through_every_row_once(drop_last, sizes):
    X = np.arange(10.0)[:, None]
    loader = DataLoader((X, X[:, 0]), batch_size=4, shuffle=True, drop_last=drop_last)
    batches = list(loader)
    assert len(loader) == len(batches)
    assert [len(x) for x, _ in batches] == sizes
    seen = [row for _, y in batches for row in y]
    assert len(set(seen)) == len(seen) == sum(sizes)
    assert all((x[:, 0] == y).all() for x, y in batches)


def test_two_loaders_with_one_seed_agree_pass_by_pass_and_passes_differ():
    X = np.arange(100)
    one, two = (DataLoader(X, batch_size=100, shuffle=True, seed=4) for _ in range(2))
    first, second = next(iter(one)), next(iter(one))
    np.testing.assert_array_equal(first, next(iter(two)))
    np.testing.assert_array_equal(second, next(iter(two)))
    assert not np.array_equal(first, second)


def test_passes_may_be_nested():
    loader = DataLoader(np.arange(6), batch_size=2, shuffle=True)
    for _ in loader:
        assert sorted(np.concatenate(list(loader))) == list(range(6))


def test_a_tensor_is_one_array_and_not_as_many_as_it_has_rows():
    batches = list(DataLoader(Tensor(np.arange(6.0).reshape(3, 2)), batch_size=2))
    assert [batch.tolist() for batch in batches] == [[[0, 1], [2, 3]], [[4, 5]]]


def test_without_shuffle_the_order_is_that_of_the_data():
    np.testing.assert_array_equal(np.concatenate(list(DataLoader(np.arange(7), batch_size=3))), np.arange(7))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: data.moons(n=1), DataError, "moons: needs at least 2 rows, 1 were asked for"),
        (lambda: data.xor(n=3), DataError, "xor: needs at least 4 rows"),
        (lambda: data.line(noise=-1), DataError, "noise is a standard deviation, it cannot be negative; got -1"),
        (lambda: data.spirals(classes=1), DataError, "nothing to tell apart with 1 classes"),
        (lambda: data.digits([3, 12]), DataError, r"different digits from 0 to 9, got \[3, 12\]"),
        (lambda: data.digits([3, 3]), DataError, "different digits"),
        (lambda: data.digits([1], n=500), DataError, r"there are 182 images of \[1\], 500 were asked for"),
        (lambda: data.digits(n=0), DataError, "digits: needs at least 1 rows"),
        (lambda: data.one_hot(np.array([0, 3]), 3), DataError, "3 classes are 0 to 2, got labels from 0 to 3"),
        (lambda: data.one_hot(np.array([[0.5]])), ShapeError, r"whole numbers of shape \(n,\); got float64"),
        (lambda: data.train_test_split(np.ones(4), np.ones(3)), ShapeError, r"same number of rows, got \(4,\), \(3,\)"),
        (lambda: data.train_test_split(np.ones(4), np.ones(4), 0.01), DataError, "puts 0 rows in the test set"),
        (lambda: data.train_test_split(np.ones(4), np.ones(4), 30), DataError, "a part between 0 and 1"),
        (lambda: DataLoader((np.ones(4), np.ones(3))), ShapeError, "same number of rows"),
        (lambda: DataLoader(()), ShapeError, "got nothing"),
        (lambda: DataLoader(np.ones((0, 2))), ShapeError, "arrays without rows"),
        (lambda: DataLoader(np.ones(4), batch_size=0), DataError, "Give a batch size from 1 to 4"),
        (lambda: DataLoader(np.ones(4), 5, drop_last=True), DataError, "with drop_last=True"),
        (lambda: data.digits(900), DataError, r"classes is a list of digits, got 900.*are digits\(n=900\)"),
        (lambda: data.digits(None), DataError, "classes is a list of digits, got None"),
        (lambda: data.digits("38"), DataError, r"got \['3', '8'\]. Write digits\(\[3, 8\]\)"),
        (lambda: data.digits([3.0, 8.0]), DataError, r"got \[3.0, 8.0\]"),
        (lambda: data.digits([True, False]), DataError, r"got \[True, False\]"),
        (lambda: data.digits([[3], [8]]), DataError, r"got \[\[3\], \[8\]\]"),
        (lambda: data.digits(n=2.5), DataError, "digits: n is a whole number, got 2.5"),
        (lambda: data.digits(n=True), DataError, "digits: n is a whole number, got True"),
        (lambda: data.digits(seed="one"), DataError, "digits: seed is a whole number from 0, or a NumPy Generator"),
        (lambda: data.line("ten"), DataError, "line: n is a whole number, got 'ten'"),
        (lambda: data.line(slope=[1, 2]), DataError, r"line: slope is one finite number, got \[1, 2\]"),
        (lambda: data.line(intercept="1"), DataError, "line: intercept is one finite number, got '1'"),
        (lambda: data.line(noise=np.inf), DataError, "line: noise is one finite number, got inf"),
        (lambda: data.xor(5.0), DataError, "xor: n is a whole number, got 5.0"),
        (lambda: data.moons(noise=[0.1, 0.2]), DataError, r"moons: noise is one finite number, got \[0.1, 0.2\]"),
        (lambda: data.moons(noise=np.nan), DataError, "moons: noise is one finite number, got nan"),
        (lambda: data.moons(seed=-1), DataError, "moons: seed is a whole number from 0.*got -1"),
        (lambda: data.spirals(classes=2.5), DataError, "spirals: classes is a whole number, got 2.5"),
        (lambda: data.spirals(turns=None), DataError, "spirals: turns is one finite number, got None"),
        (lambda: data.one_hot([0, 1], 2.5), DataError, "one_hot: n_classes is a whole number, got 2.5"),
        (lambda: data.one_hot([0, 10**12]), DataError, "1000000000001 classes would be as many columns"),
        (lambda: data.one_hot([0, 1], 0), DataError, "there may be 1 to 100,000"),
        (lambda: data.one_hot([0, [1]]), ShapeError, r"one_hot: the rows are of unequal length.*\[0, \[1\]\]"),
        (lambda: data.train_test_split(np.ones(4), np.ones(4), "a"), DataError, "test_size is one finite number"),
        (lambda: data.train_test_split([[1, 2], [3]], [0, 1]), ShapeError, "train_test_split: the rows are of unequal"),
        (lambda: data.train_test_split(np.ones(4), np.ones(4), seed="a"), DataError, "train_test_split: seed is"),
        (lambda: DataLoader(np.ones(4), 2.5), DataError, "DataLoader: batch_size is a whole number, got 2.5"),
        (lambda: DataLoader(np.ones(4), np.ones(4)), DataError, r"go in as one tuple, DataLoader\(\(X, y\)"),
        (lambda: DataLoader(None), DataError, "an array, or a tuple of arrays .* got None"),
        (lambda: DataLoader({"X": np.ones(4)}), DataError, "an array, or a tuple of arrays"),
        (lambda: DataLoader(np.ones(4), seed=0.5), DataError, "DataLoader: seed is a whole number from 0"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(call, error, text):
    with pytest.raises(error, match=text):
        call()
