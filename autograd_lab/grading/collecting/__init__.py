"""Collecting: submissions from a download or nbgrader's exchange, and graded pages back under the platform's names."""
