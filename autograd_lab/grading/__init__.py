"""Grading: the student's code runs in a worker process, and the exam judges its arrays in nbgrader's process.

Nothing is imported here, so that a student's `import autograd_lab` never pays for it.
"""
