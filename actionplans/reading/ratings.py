"""The colour that a rating cell names, and the legend that says what the colours mean in this plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from actionplans.reading.colours import colour_of
from actionplans.reading.grid import Line

COLOURS = ("red", "amber", "green", "blue")
TWO_COLOURS = "The rating names two colours: “{}”. Choose one."
UNKNOWN_COLOUR = "The rating “{}” is none of red, amber, green and blue."
WORDS_ONLY = "The rating says “{}” without a colour. What it means here is for you to decide."
DISAGREES = "The rating says {} and the cell is {}. The word was taken."


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one colour means in a plan, in the plan's own words."""

    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Rating:
    colour: str = ""
    doubt: str = ""


def read_rating(text: str, fill: str) -> Rating:
    """The colour that is printed, else the one that the cell shows. Words alone are not a colour."""
    named, shown = _named(text), colour_of(fill)
    short = " ".join(text.split())[:60]
    if len(named) > 1:
        return Rating("", TWO_COLOURS.format(short))
    if named:
        colour = named.pop()
        return Rating(colour, DISAGREES.format(colour, shown) if shown not in ("", colour) else "")
    if shown or not _says_something(text):
        return Rating(shown)
    form = UNKNOWN_COLOUR if _OTHER_COLOUR.search(text) else WORDS_ONLY
    return Rating("", form.format(short))


def colour_named(text: str) -> str:
    """The one colour that a text names, "" for none or several."""
    named = _named(text)
    return named.pop() if len(named) == 1 else ""


def is_only_a_colour(text: str) -> bool:
    return bool(_named(text)) and len(re.findall(r"\w+", text)) <= 1


def _named(text: str) -> set[str]:
    if given := _GIVEN.match(text):
        return {given[1].lower()}
    now = _CHANGED.split(text)[-1]
    letter = _LETTER.match(now)
    found = {
        colour
        for colour, form in _WORDS.items()
        if any(not _denied(now, match.start()) for match in form.finditer(now))
    }
    if not found and letter:
        return {_LETTERS[letter[1].upper()]}
    return found


def _denied(text: str, at: int) -> bool:
    return bool(_WAS.search(text[:at]))


def _says_something(text: str) -> bool:
    return bool(re.search(r"\w", text)) and not _NOTHING.fullmatch(text.strip())


_WORDS = {
    "red": re.compile(r"\bred\b|\bcoch\b|[🔴🟥❤]", re.I),
    "amber": re.compile(r"\bamber\b|\byellow\b|\borange\b|\bambr\b|\bmelyn\b|\boren\b|[🟠🟡🟧🟨]", re.I),
    "green": re.compile(r"\bgreen\b|\bgwyrdd\b|[🟢🟩💚]", re.I),
    "blue": re.compile(r"\bblue\b|\bglas\b|[🔵🟦💙]", re.I),
}  # fmt: skip
_LETTERS = {"R": "red", "A": "amber", "G": "green", "B": "blue", "Y": "amber"}
_LETTER = re.compile(r"\s*\(?([RAGBYragby])\)?\s*(?:$|[-–—:(.]\s*\D)")
_OTHER_COLOUR = re.compile(r"\b(?:purple|grey|gray|black|white|pink|brown)\b", re.I)
_CHANGED = re.compile(r"→|->|=>|➔|\bnow\b|\bto\b(?=\s+(?:red|amber|green|blue)\b)", re.I)
_WAS = re.compile(r"\b(?:was|previously|formerly|from|not)\s+\W*$", re.I)
_GIVEN = re.compile(r"(red|amber|green|blue):\s", re.I)  # as our own files say it: “Red: off track”
_NOTHING = re.compile(r"n\.?\s?/?a\.?|none|not rated|no rating|tbc|tba|-|–|nil|■|●|•", re.I)


# --- the legend -----------------------------------------------------------------------------


def legend_in(texts: Iterable[str]) -> Iterator[Meaning]:
    """The meanings in a sentence such as “Red = late; Amber = under way; Green = done”."""
    for text in texts:
        found = list(_SAID.finditer(text))
        colours = [_LETTERS[match["colour"][0].upper()] for match in found]
        if len(set(colours)) < 2:
            continue
        ends = [match.start() for match in found[1:]] + [len(text)]
        for match, colour, end in zip(found, colours, ends, strict=True):
            words = text[match.end() : end].split("\n\n")[0].strip(_EDGES)
            if words:
                yield Meaning(colour, " ".join(words.split())[:200])


def legend_rows(lines: Sequence[Line]) -> dict[int, Meaning]:
    """The rows of a table that explain colours, by place: at least two below each other, of different colours."""
    found = {at: meaning for at, line in enumerate(lines) if (meaning := _legend_row(line))}
    return {
        at: meaning
        for at, meaning in found.items()
        if any(near in found and found[near].colour != meaning.colour for near in (at - 1, at + 1))
    }


def _legend_row(line: Line) -> Meaning | None:
    """A colour and its meaning on a row of their own: named, lettered or only shown."""
    cells = [cell for cell in line.cells if cell.text or cell.fill]
    if not 1 <= len(cells) <= 2 or any(cell.beside for cell in cells):
        return None
    first, words = cells[0], " ".join(cells[-1].text.split())
    shown = colour_of(first.fill)
    if len(cells) == 1:
        return Meaning(shown, words) if shown and 0 < len(words.split()) <= 6 else None
    colour = _whole_colour(first.text) if first.text else shown
    return Meaning(colour, words) if colour and 0 < len(words) <= 200 else None


def _whole_colour(text: str) -> str:
    return colour_named(text) if len(text.split()) <= 1 else ""


_SAID = re.compile(
    r"(?:^|(?<=[\s,;(|/]))(?P<colour>red|amber|green|blue|[RAGB])\)?\s*(?:[=:–—]|-(?=\s)|means\b|is for\b|indicates\b)\s*",
    re.IGNORECASE,
)
_EDGES = " \n\t.,;|()/"
