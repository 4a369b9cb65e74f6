"""The gradient check: what is nudged, how slopes are measured, and how the result is shown."""

from autograd_lab.gradcheck.checking import check_gradient as check_gradient, numerical_gradient as numerical_gradient
from autograd_lab.gradcheck.report import GradientReport as GradientReport, ParameterCheck as ParameterCheck
