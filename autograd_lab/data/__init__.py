"""The course's data sets, and the loader that feeds them to a network in batches."""

from autograd_lab.data.checking import DataError as DataError
from autograd_lab.data.records import experiment_record as experiment_record
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
from autograd_lab.data.traces import trace_file as trace_file

__all__ = [
    "DataLoader",
    "digits",
    "experiment_record",
    "line",
    "moons",
    "one_hot",
    "spirals",
    "trace_file",
    "train_test_split",
    "xor",
]
