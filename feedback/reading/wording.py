"""Wordings written so that they can be read: tables of phrases become one pattern each."""

from __future__ import annotations

import re

GAP = 80
"""How many characters of the same sentence "…" may stand for."""


def wording(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words, in any case.

    A phrase is a regular expression in which a space is any white space, "…" any words of the same
    sentence, " ?" a space or none. "(the)? " may be missing with the space behind it.
    """
    return re.compile("|".join(_pattern(phrase) for phrase in phrases), re.IGNORECASE)


def _pattern(phrase: str) -> str:
    phrase = re.sub(r"\((?!\?)", "(?:", phrase)
    phrase = re.sub(r"(?<![^\s(|:])(\((?:[^()]|\([^()]*\))*\))\? ", r"(?:\1 )?", phrase)
    phrase = (
        phrase.replace(" ?", r"\s?").replace(" … ", rf"\b[^.;]{{0,{GAP}}}?\b").replace(" ", r"\s+")
    )
    return rf"(?<!\w)(?:{phrase})(?!\w)"
