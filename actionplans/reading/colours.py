"""Which rating colour a fill is: from the hue as people name it, not from one palette."""

from __future__ import annotations

import colorsys

FAINT = 0.10
"""Below this saturation a fill is grey or white to the eye."""
STRONG = 0.35
"""From here on a fill is meant; paler ones are often only bands that help the eye along a row."""
_HUES = ((18, "red"), (65, "amber"), (165, "green"), (262, "blue"), (340, ""), (361, "red"))


def colour_of(fill: str) -> str:
    """ "red", "amber", "green", "blue", or "" for none of them."""
    hue, saturation, value = _hsv(fill)
    if saturation < FAINT or value < 0.2:
        return ""
    return next(colour for limit, colour in _HUES if hue < limit)


def is_strong(fill: str) -> bool:
    return _hsv(fill)[1] >= STRONG


def _hsv(fill: str) -> tuple[float, float, float]:
    if len(fill) != 6:
        return 0.0, 0.0, 1.0
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    return hue * 360, saturation, value


def tinted(fill: str, tint: float) -> str:
    """A theme colour made lighter (tint above 0) or darker, as the office programs do."""
    if not tint:
        return fill
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    channels = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{round(channel * 255):02x}" for channel in channels)
