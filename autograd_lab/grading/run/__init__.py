"""The run: who is graded, where the work is done, what a submission is worth, and how that gets into the gradebook."""
