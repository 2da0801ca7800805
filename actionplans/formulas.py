"""Words that a spreadsheet could take for a formula, and the apostrophe that keeps it from doing so."""

from __future__ import annotations

import unicodedata

GUARD = "'"
STARTERS = "=+-@"


def may_run(text: str) -> bool:
    """Whether a spreadsheet could run a text, now or once it is saved again.

    What stands before the sign does not matter: spaces, or guards that were there already. The
    full-width and small forms of a sign count as the sign.
    """
    bare = text.lstrip(GUARD)
    first = unicodedata.normalize("NFKC", bare.lstrip()[:1])
    return bare[:1] in ("\t", "\r") or (first != "" and first in STARTERS)


def guarded(text: str) -> str:
    """For files without cell types: an apostrophe in front makes words of what could run."""
    return GUARD + text if may_run(text) else text


def unguarded(text: str) -> str:
    """The other way round, for a file that comes back: `unguarded(guarded(text)) == text`."""
    return text[1:] if text.startswith(GUARD) and may_run(text) else text
