"""The labelled equations: `equations.toml` holds them, `registry.py` reads them."""

from autograd_lab.equations.registry import EQUATIONS as EQUATIONS
from autograd_lab.equations.registry import Equation as Equation
