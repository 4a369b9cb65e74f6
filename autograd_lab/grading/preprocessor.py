"""The path under which `nbgrader_config.py` names the preprocessor that judges submissions."""

from autograd_lab.grading.run.exam_preprocessor import ExamPreprocessor

__all__ = ["ExamPreprocessor"]
