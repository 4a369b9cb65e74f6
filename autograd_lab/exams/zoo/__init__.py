"""The bug zoo: every mistake of the catalogue, caught in the act. `zoo.exhibit(5, 2)` in a notebook."""

from autograd_lab.exams.zoo.exhibits import exhibit as exhibit
from autograd_lab.exams.zoo.exhibits import index as index
