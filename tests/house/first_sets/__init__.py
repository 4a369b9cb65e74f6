"""The first edition of problem sets 6 and 7, as classes were handed it, and answers to it."""
