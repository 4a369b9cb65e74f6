"""The parts of `autograd_lab.gradcheck`: what is nudged, how slopes are measured, and how the result is shown."""
