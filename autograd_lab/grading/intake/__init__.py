"""The intake: from the bytes that were handed in to the released notebook with the student's answers in it."""
