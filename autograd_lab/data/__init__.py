"""The course's data sets, and the loader that feeds them to a network in batches."""

from autograd_lab.data.sets import DataError as DataError
from autograd_lab.data.sets import DataLoader as DataLoader
from autograd_lab.data.sets import digits as digits
from autograd_lab.data.sets import line as line
from autograd_lab.data.sets import moons as moons
from autograd_lab.data.sets import one_hot as one_hot
from autograd_lab.data.sets import spirals as spirals
from autograd_lab.data.sets import train_test_split as train_test_split
from autograd_lab.data.sets import xor as xor

__all__ = ["DataLoader", "digits", "line", "moons", "one_hot", "spirals", "train_test_split", "xor"]
