"""The course's data sets, a world to learn in, and the loader that feeds them to a network in batches."""

from autograd_lab.data.cart_pole import CartPole as CartPole
from autograd_lab.data.checking import DataError as DataError
from autograd_lab.data.framework_results import (
    FRAMEWORKS as FRAMEWORKS,
    framework_result as framework_result,
    gradient_pair as gradient_pair,
)
from autograd_lab.data.pictures import placed as placed, placed_digits as placed_digits, shapes as shapes
from autograd_lab.data.records import experiment_record as experiment_record
from autograd_lab.data.sequences import (
    NUMBER_TOKENS as NUMBER_TOKENS,
    first_symbol as first_symbol,
    number_in_words as number_in_words,
    number_words as number_words,
)
from autograd_lab.data.sets import (
    DataLoader as DataLoader,
    digits as digits,
    line as line,
    moons as moons,
    one_hot as one_hot,
    spirals as spirals,
    train_test_split as train_test_split,
    xor as xor,
)
from autograd_lab.data.speech import spoken_digits as spoken_digits
from autograd_lab.data.traces import trace_file as trace_file

__all__ = [
    "CartPole",
    "DataLoader",
    "digits",
    "experiment_record",
    "first_symbol",
    "framework_result",
    "gradient_pair",
    "line",
    "moons",
    "number_in_words",
    "number_words",
    "one_hot",
    "placed",
    "placed_digits",
    "shapes",
    "spirals",
    "spoken_digits",
    "trace_file",
    "train_test_split",
    "xor",
]
