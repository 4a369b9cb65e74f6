"""Kinds of questions that more than one problem set may ask: lists, steps, classes, claims, a whole training."""
