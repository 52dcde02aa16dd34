"""The style sheet: what is written can be read."""

import re
from pathlib import Path

import pytest

import bot

STYLESHEET = Path(bot.__file__).with_name("templates") / "style.css"


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(("text", ground) for ground in ("ground", "fill", "mark")),
        *((ink, ground) for ink in ("muted", "accent") for ground in ("ground", "fill")),
        ("alarm", "ground"),
        ("alarm", "fill"),
    ],
)
def test_every_text_has_the_contrast_of_wcag_aa(scheme: int, ink: str, ground: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", STYLESHEET.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", blocks[0]))
    colours |= dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", blocks[scheme]))
    lighter, darker = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
