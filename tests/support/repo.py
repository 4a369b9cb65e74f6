"""Where the repository is that is tested."""

from pathlib import Path

REPO = Path(__file__).parents[2]
NO_CODE = ("claims", "glossary", "inventory_a", "inventory_b", "references", "ways")
"""The pages beside the chapters that hold nothing to run."""
