"""The course's data sets, and the loader that feeds them to a network in batches."""

from autograd_lab.data.records import experiment_record as experiment_record
from autograd_lab.data.sets import (
    DataError as DataError,
    DataLoader as DataLoader,
    digits as digits,
    line as line,
    moons as moons,
    one_hot as one_hot,
    spirals as spirals,
    train_test_split as train_test_split,
    xor as xor,
)

__all__ = [
    "DataLoader",
    "digits",
    "experiment_record",
    "line",
    "moons",
    "one_hot",
    "spirals",
    "train_test_split",
    "xor",
]
