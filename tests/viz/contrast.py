"""How well two colours can be told apart, as WCAG computes it."""

import re


def contrast(ink: str, paper: str) -> float:
    """The contrast of two colours as CSS computes them, `rgb(1, 2, 3)`: 1 for equal ones, 21 for black on white."""
    light, dark = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
