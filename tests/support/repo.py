"""Where the repository is that is tested."""

from pathlib import Path

REPO = Path(__file__).parents[2]
