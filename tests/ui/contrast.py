"""How far apart two colours are, by WCAG 2.2, and how far all that stands on a screen is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.color import Color
    from textual.app import App

LINES = "▌│─╭╮╰╯▁▂▃▄▅▆▇█▕▏"
"""Glyphs that are drawings and no text: WCAG asks 3 of them."""
FOR_LINES = 3.0


def _luminance(color: Color) -> float:
    triplet = color.get_truecolor()
    parts = [part / 255 for part in (triplet.red, triplet.green, triplet.blue)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def worst(app: App[int], inside: str = "Screen") -> dict[str, float]:
    """Every text in a widget and its contrast to what it stands on, which counts for more where it is a drawing."""
    found: dict[str, float] = {}
    region = app.screen.region if inside == "Screen" else app.screen.query_one(inside).region
    for strip in app.screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            text, style = segment.text.strip(), segment.style
            if not text or style is None:
                continue
            assert style.color is not None, text
            assert style.bgcolor is not None, text
            assert not style.dim, text
            apart = ratio(style.color, style.bgcolor)
            if not text.strip(LINES):
                apart *= 4.5 / FOR_LINES
            found[text] = min(found.get(text, 21.0), apart)
    return found
