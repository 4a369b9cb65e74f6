"""The labelled equations: `equations.toml` holds them, `registry.py` reads them."""

from autograd_lab.equations.registry import EQUATIONS as EQUATIONS, Equation as Equation
