"""When a letter was written and by whom, when the QA Panel looked at the report, and where to answer."""

from __future__ import annotations

import datetime as dt
import re

from feedback.reading.asks import EMAIL
from feedback.reading.dates import FoundDate, find_dates
from feedback.reading.found import Found, Lines
from feedback.reading.text import sentences
from reviews.workflow import PanelMode

# --- dates ------------------------------------------------------------------------------------

_NOT_ITS_DATE = re.compile(
    r"\b(?:our|your)\s+ref|\b(?:letter|dated|meeting|panel|died|death)\b|\b(?:sent|received)\s*:",
    re.IGNORECASE,
)


def letter_date(head: Lines, after: Lines) -> Found:
    """The date of the letter: on a line of its own in the head, or after the close."""
    lines = _with_year_below([*head, *after])
    dated = [(index, found, text) for index, text in lines for found in find_dates(text)]
    usable = [
        (i, d, t)
        for i, d, t in dated
        if not _NOT_ITS_DATE.search(t) or re.match(r"\W*(?:letter\s+)?date", t, re.I)
    ]
    alone = sorted(usable, key=lambda entry: len(entry[2]) - len(entry[1].printed))
    for index, found, _ in alone:
        if found.impossible:
            return Found(None, index, f"There is no {found.printed}. Enter the date of the letter.")
        if found.day:
            return Found(found.day, index)
    return Found(doubt="No date of the letter was found. Enter it if you know it.")


def _with_year_below(lines: Lines) -> Lines:
    """The lines, with a year that was wrapped onto a line of its own put back."""
    below = [text for _, text in lines[1:]] + [""]
    return [
        (index, f"{text} {after}" if re.fullmatch(r"(?:19|20)\d\d", after) else text)
        for (index, text), after in zip(lines, below, strict=False)
    ]


_HELD = re.compile(
    r"\b(?:panel|meeting|meet|met|seen|looked\s+at|considered|assessed|discussed|reviewed|convened|held|took\s+place|process|sat|examined|scheduled|planned)\b",
    re.IGNORECASE,
)
_OTHER_EVENT = re.compile(
    r"\b(?:letter|correspondence|e-?mail|dated|submi\w+|received|sent|died|death|murder\w*|killed|homicide\s+(?:on|of)|completed|published|born|sentenced|resubmi\w+|your\s+report|wrote\s+to\s+you|written|week)\s+(?:(?!meeting\b|panel\b)\w+\s+){0,3}?(?:of|on|in|dated)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_ABOUT_PANEL = re.compile(
    r"\b(?:panel|board|members|meeting|considered|discussed)\b", re.IGNORECASE
)
_PUT_OFF = re.compile(
    r"\b(?:postponed|cancelled|canceled|originally|was\s+due|were\s+due|could\s+not|unable|deferred|rescheduled|instead\s+of|after\s+the\s+(?:\w+\s+)?meeting|previously|first\s+considered|first\s+round)\b",
    re.IGNORECASE,
)


def panel_date(body: Lines, written: dt.date | None) -> Found:
    """The day on which the QA Panel considered the report, or was to have met."""
    best: tuple[int, FoundDate, int] | None = None
    for index, text in body:
        for _, sentence in sentences(text):
            for found in find_dates(sentence):
                weight = _panel_weight(sentence, found)
                if weight and (best is None or weight > best[0]):
                    best = (weight, found, index)
    if best is None:
        return Found(doubt="No date of the QA Panel was found. Enter it if you know it.")
    return _panel_day(best[1], best[2], written)


def _panel_weight(sentence: str, found: FoundDate) -> int:
    before = sentence[: found.start]
    if _OTHER_EVENT.search(before) or not _ABOUT_PANEL.search(sentence):
        return 0
    if not _HELD.search(sentence):
        return 0
    near = re.split(r"\b(?:and|but|therefore|so)\b|;", before)[-1]
    if _PUT_OFF.search(near):
        return 1
    return 3 if _HELD.search(near) else 2


def _panel_day(found: FoundDate, index: int, written: dt.date | None) -> Found:
    if found.impossible:
        return Found(None, index, f"There is no {found.printed}. Enter the date of the QA Panel.")
    if found.day and written and found.day > written:
        return Found(
            found.day,
            index,
            "The QA Panel's date is later than the date of the letter. Check both.",
        )
    if found.day:
        return Found(found.day, index)
    day = found.before(written) if written else None
    if day is None:
        return Found(None, index, "The panel date prints no year. Enter the date of the QA Panel.")
    doubt = f"The panel date prints no year; {day.year} was taken from the date of the letter."
    return Found(day, index, doubt)


_VIRTUAL = re.compile(
    r"\bvirtual(?:ly)?\b|\bby\s+(?:e-?mail|correspondence)\b|\bremote(?:ly)?\b|\bout\s+of\s+committee\b|\bpaper\s+(?:exercise|panel|process)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:panel|QA)\s+meeting\b|\bmeeting\s+of\b|\b(?:panel|board|members|they)\b.{0,60}\b(?:met|sat|convened|meeting)\b|\bmeeting\b",
    re.IGNORECASE,
)
_CONSIDERED = re.compile(
    r"\b(?:considered|assessed|discussed|reviewed|examined|looked\s+at)\b.{0,40}\b(?:panel|board)\b|\b(?:panel|board|members)\b.{0,40}\b(?:considered|assessed|discussed|reviewed|examined)\b"
    r"|\b(?:panel|board|members)\b.{0,20}\bhad\b.{0,40}\bbefore\s+(?:them|it)\b",
    re.IGNORECASE,
)


def panel_mode(opening: Lines, *, dated: bool) -> Found:
    """Whether the QA Panel met or worked by e-mail; None if the letter does not say."""
    told = [(index, sentence) for index, text in opening for _, sentence in sentences(text)]
    about = [(i, s) for i, s in told if _ABOUT_PANEL.search(s) and not _LOCAL_PANEL.search(s)]
    for mode, form, said in (
        (PanelMode.VIRTUAL, _VIRTUAL, told),
        (PanelMode.MEETING, _MEETING, about),
    ):
        for index, sentence in said:
            if form.search(sentence):
                return Found(mode.value, index)
    considered = next((index for index, s in about if dated and _CONSIDERED.search(s)), None)
    return Found(PanelMode.MEETING.value if considered is not None else None, considered)


_LOCAL_PANEL = re.compile(r"\b(?:review|local)\s+panel\b", re.IGNORECASE)


# --- who signed, and where to answer ------------------------------------------------------------

ROLE = re.compile(
    r"\b(?:Chair(?:man|woman|person)?|Vice-?Chair|Head|Secretariat|Director|Manager|Officer|Lead|Leader|Co-?ordinator|Commissioner|Ad(?:viser|visor)|Administrator|"
    r"Superintendent|Inspector|Sergeant|Constable|Executive|Minister|Secretary|Unit|Panel|Team|Home\s+Office|Deputy|Assistant|Specialist|Analyst|Practitioner|Consultant|Partner|Councillor|Cadeirydd|Rheolwr|Pennaeth|Swyddog|Cydlynydd|Programme|Professional|Strategist|Clerk|Mayor|Principal|Service)\b"
)
_NO_NAME = re.compile(
    r"^(?:pp|p\.p\.?|\[.*\]|\(?(?:signed|signature|electronically).{0,30}|_+|\W+)$|@|\bwww\.|^(?:T|Tel|Telephone|E|Email|M|Mobile)\b\W",
    re.IGNORECASE,
)
_FOR_OTHERS = re.compile(r"(?:for|for\s+and\s+on\s+behalf|on\s+behalf)\b.{0,60}$", re.IGNORECASE)
_END_OF_CLOSE = re.compile(
    r"^(?:cc|enc|copied\s+to|this\s+e-?mail|this\s+message|\*{3,}|if\s+you\s+have\s+received|disclaimer|sent\s+from)\b|\bintended\s+(?:solely|only)\b",
    re.IGNORECASE,
)


_SIGNING_NOTE = re.compile(
    r"\s*\((?:signed|signing|electronically|in\s+the\s+absence|on\s+behalf|for)\b[^()]*\)$",
    re.IGNORECASE,
)


def signatory(close: Lines) -> tuple[Found, Found]:
    """(name, role) of the person who signed; a secretariat may sign without a name."""
    lines = _signed(close)
    if not lines:
        return Found(doubt="The person who signed the letter was not found."), Found()
    index, first = lines[0]
    name, comma, role = first.partition(",")
    if comma and ROLE.search(role) and not ROLE.search(name):
        return Found(name.strip(), index), Found(_role([(index, role.strip()), *lines[1:]]), index)
    if ROLE.search(first):
        return Found(), Found(_role(lines), index)
    below = lines[1:]
    return Found(first, index), Found(_role(below), below[0][0]) if below else Found()


def _signed(close: Lines) -> list[tuple[int, str]]:
    """The lines of the signature, without what stands around it."""
    lines: list[tuple[int, str]] = []
    for index, printed in close:
        text = re.sub(r"^(?:pp|p\.p\.)\s+", "", printed)
        if _END_OF_CLOSE.search(text):
            break
        if not _NO_NAME.search(text) and not find_dates(text):
            lines.append((index, text))
    signed_for = len(lines) > 1 and _FOR_OTHERS.match(lines[0][1])
    return lines[1:] if signed_for else lines


def _role(lines: Lines) -> str:
    """The role, over two lines if the first one breaks off."""
    role = _SIGNING_NOTE.sub("", lines[0][1]).rstrip(" ,")
    below = lines[1][1] if len(lines) > 1 else ""
    if "Panel" in role or not re.search(r"\bPanel\b|\bSecretariat\b", below):
        return role
    breaks_off = re.search(r"\b(?:of|the|Office|DHR|Homicide)$", role)
    return f"{role} {below}" if breaks_off else f"{role}, {below}"


def return_address(body: Lines, head: Lines) -> Found:
    """The address to which the answer goes: never the one that is for the Commissioner's copy."""
    for index, text in body:
        addresses = [
            m[0].rstrip(".") for m in EMAIL.finditer(text) if "commissioner" not in m[0].lower()
        ]
        ours = [a for a in addresses if "homeoffice" in a.lower() or "dhr" in a.lower()]
        if addresses:
            return Found((ours or addresses)[0], index)
    if any(
        re.search(
            r"\baddress\s+(?:above|at\s+the\s+(?:top|head))|\b(?:above|this)\s+address\b", text
        )
        for _, text in body
    ):
        for index, text in head:
            if found := EMAIL.search(text):
                return Found(found[0], index)
    return Found()
