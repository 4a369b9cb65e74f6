"""Prints the built book: `printing` makes a PDF of each page with Chromium, `join` makes one book of them."""
