"""Names for files that leave the service: safe on every system, and no two the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_LENGTH = 120
"""Characters of a file's name; in UTF-8 they fit the 255 bytes that file systems allow a name."""
MAX_BYTES = 240
MAX_PATH = 400
ENDING = 12

_FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00]')
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)")
_UNSEEN = ("C", "Zl", "Zp")


def safe_name(name: str) -> str:
    """A name without folders, control and direction marks, or what Windows cannot keep; "file" when nothing is left."""
    last = re.split(r"[\\/]", name)[-1]
    shown = unicodedata.normalize("NFC", "".join(c for c in last if not _is_unseen(c)))
    plain = _trimmed(_FORBIDDEN.sub("_", " ".join(shown.split())))
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    return shortened(plain) or "file"


def safe_path(path: str) -> str:
    """The same for each folder on the way; a path can lead nowhere but down."""
    parts = [part for part in re.split(r"[\\/]", path) if _trimmed(part)]
    names = [safe_name(part) for part in parts] or ["file"]
    while len("/".join(names)) > MAX_PATH and len(names) > 1:
        del names[0]
    return "/".join(names)


def shortened(name: str, room: int = 0) -> str:
    """A name that leaves `room` free, with its ending kept."""
    stem, ending = _split(name)
    while stem and not _fits(stem + ending, room):
        stem = stem[:-1]
    return _trimmed(stem + ending)


class Names:
    """The names given so far; to a second one that looks the same a number is added."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(name) for name in taken}

    def give(self, path: str) -> str:
        """A safe path that nobody has yet, also where capital and small letters are the same."""
        wanted = given = safe_path(path)
        folder, _, name = wanted.rpartition("/")
        number = 1
        while _folded(given) in self._taken:
            number += 1
            given = "/".join(filter(None, (folder, _numbered(name, number))))
        self._taken.add(_folded(given))
        return given


def _numbered(name: str, number: int) -> str:
    addition = f" ({number})"
    stem, ending = _split(shortened(name, room=len(addition)))
    return stem + addition + ending


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > ENDING or " " in ending:
        return name, ""
    return stem, dot + ending


def _fits(name: str, room: int) -> bool:
    return len(name) + room <= MAX_LENGTH and len(name.encode()) + room <= MAX_BYTES


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character).startswith(_UNSEEN)


def _trimmed(name: str) -> str:
    """Windows drops spaces and dots at the end; a dot in front hides a file."""
    return name.strip(" .")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
