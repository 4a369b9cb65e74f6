"""Pictures of a graph: the trace (data), the layout, and the player that shows them."""
