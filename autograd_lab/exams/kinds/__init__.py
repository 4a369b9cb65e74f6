"""Kinds of questions that more than one problem set may ask, and what their banks and draws have in common.

`lists` of arrays, `steps` with a state, `programs` for a class, `claims` to judge, two `conventions` for δ; `variants`
and `draws` are tools for psN/, `networks` and `layers` the reference network and swaps in its layers.
"""
