"""The texts of a course of two small sources: one chapter, one problem set."""

LESSON = """\
# %% [markdown]
# # A graph of three nodes
#
# At $x = 3$ the slope is 0.25, and `0.75` is code.

# %% tags=["asserts"]
assert 1 / 4 == 0.25

# %% [markdown] tags=["equation"]
# ## What an edge does
#
# {{eq:chain-on-an-edge}}
#
# See {{ref:mse}}.

# %% tags=["asserts"]
# eq: chain-on-an-edge
assert 2 * 3 == 6

# %% tags=["predict"]
print(2 + 2)

# %% [markdown] tags=["answer"]
# Four, *of course*.

# %% [markdown] tags=["exercise"] slug="try-it"
# Write a function.

# %% [markdown] tags=["hint"]
# Look at `x`
#
# It is *there*.

# %% [markdown] tags=["solution"]
# ```python
# x = 1
# ```
"""

PROBLEM_SET = """\
# %% [markdown]
# # Problem set 1

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test", "locked": true, "points": 2, "schema_version": 3, "solution": false}
assert double(2) == 4
"""
