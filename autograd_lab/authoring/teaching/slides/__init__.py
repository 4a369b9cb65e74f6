"""A deck of each chapter for class: its predictions and figures as full-screen pages, in one file without a network.

The deck is our own page, and not reveal.js, which nbconvert writes: that scales a page by a CSS transform, so a full
page has small letters, and it takes the arrow keys that a player steps with.
"""
