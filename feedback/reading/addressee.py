"""Who the letter is addressed to: name, role and organisation, in lines or all on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.reading.dates import find_dates
from feedback.reading.found import Lines
from feedback.reading.header import ROLE


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    indices: tuple[int, ...] = ()


_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Prof|Professor|Sir|Dame|Lady|Lord|Rev|Reverend|Chief\s+Inspector|Superintendent|DCI|DI|Supt)\b\.?"
_TITLED = re.compile(rf"^\s*(?:{_TITLE}\s+)+")
_GENERIC = re.compile(
    r"^(?:Sir|Madam|Sirs|Colleagues?|All|Chair|Both|Partners?|Team|Community\s+Safety.*|CSP.*|Friends?)\b",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"\bMarsham\s+Street\b|\bSW1P\b|\bHome\s+Office\b|\b(?:Public\s+Protection|Interpersonal\s+(?:Abuse|Violence)|Violent\s+Crime|Domestic\s+Abuse\s+Policy|Tackling\s+\w+)\s+(?:\w+\s+)?Unit\b|"
    r"\bwww\.|^\W*(?:T|Tel|Telephone|E|Email|F|Fax|Direct\s+line|Phone)\W|@|^\[.*\]$|^\W*(?:our|your)?\s*ref(?:erence)?\b\W|\bby\s+e-?mail\b|\bsent\s+by\b|^(?:re|subject)\s*:|\bfeedback\b|\bQuality\s+Assurance\b|^From\b|^To\b\s*:?$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:Council|Cyngor|Constabulary|Police|Authority|NHS|Trust|Partnership|CSP|Board|PCC|Borough\s+of|City\s+of|Association|Service|Office\s+of)\b"
)
_BODY = re.compile(
    r"\b(?:Council|Cyngor|Constabulary|Police|Authority|Trust|Borough\s+of|City\s+of\s+\w+$)\b"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b")
_BUILDING = re.compile(
    r"(?:The\s+)?(?:Council|Civic|County|City|Town|Municipal|Shire|Guild)\s+(?:Offices?|House|Hall|Centre|Buildings?)\b"
)
_STREET = re.compile(
    r"^\d|^(?:Unit|Floor|Room)\b|\b(?:Street|Road|Avenue|Lane|Row|Square|House|Hall|Building|Buildings|Centre|Offices?|Floor|Way|Close|Place|Drive|Hill|Court|Quay|Park|Green|Chambers|Guildhall|Campus|Terrace|Parade)\b\s*,?(?:\s|$)"
)


def read_addressee(head: Lines, salutation: str, places: str) -> Addressee:
    """`places` is text that names the area (the CSP), which tells where a council's name begins."""
    lines = [(index, part) for index, text in head for part in _separated(text)]
    greeted = _greeted(salutation)
    at = _name_line(lines, greeted)
    if at is None:
        return _without_name(lines, greeted)
    index, line = lines[at]
    name, rest = _split_name(line, greeted)
    if rest and len(rest) > 25 and not rest.startswith(","):
        role, organisation = _from_one_line(rest, places)
        return Addressee(name, role, organisation, (index,))
    below = _address_block(lines[at + 1 :])
    if rest.strip(" ,"):
        below = [(index, rest.strip(" ,")), *below]
    role, organisation = _from_lines(below)
    if organisation is None and at and _BODY.search(lines[at - 1][1]):
        organisation = lines[at - 1][1]
    return Addressee(
        name, role, organisation, tuple(dict.fromkeys((index, *(i for i, _ in below))))
    )


def _separated(text: str) -> list[str]:
    """The parts of a line that lists the whole address with commas or bars; else the line itself."""
    if "|" in text or " • " in text or " · " in text:
        return [part.strip() for part in re.split(r"[|•·]", text) if part.strip()]
    commas = text.count(",")
    text = re.sub(r"^To\s*:\s*", "", text)
    several = commas >= 3 or (commas == 2 and ROLE.search(text) and _BODY.search(text))
    if several and len(text) > 40 and not _SENDER.search(text):
        return [part.strip() for part in text.split(",") if part.strip()]
    return [text]


def _greeted(salutation: str) -> str:
    """The name after "Dear", without title; "" for "Dear colleague"."""
    name = re.split(r"\b(?:Dear|Annwyl)\s+", salutation)[-1].strip(" ,:")
    if _GENERIC.match(name):
        return ""
    name = _TITLED.sub("", name)
    return "" if _GENERIC.match(name) else name


def _name_line(lines: Sequence[tuple[int, str]], greeted: str) -> int | None:
    if not greeted:
        return None
    words = greeted.split()
    for wanted in (greeted, words[-1], words[0]):
        form = re.compile(
            rf"^\W*(?:(?:FAO|To|Attn|For\s+the\s+attention\s+of)\W+)?(?:{_TITLE}\s+)*(?:[\w’'.-]+\s+){{0,3}}?{re.escape(wanted)}\b",
            re.IGNORECASE,
        )
        for at, (_, line) in enumerate(lines):
            if form.search(line) and not re.match(r"(?:From|Re|Subject)\b", line):
                return at
    return None


def _split_name(line: str, greeted: str) -> tuple[str, str]:
    """(name without title, what follows it on the line)."""
    line = re.sub(r"^\W*(?:FAO|To|Attn|For the attention of)\W+", "", line)
    bare = _TITLED.sub("", line)
    last = greeted.rsplit(maxsplit=1)[-1]
    found = re.search(rf"\b{re.escape(last)}\b", bare, re.IGNORECASE)
    if not found:
        return bare.strip(" ,"), ""
    end = found.end()
    if len(greeted.split()) == 1 and bare.lower().startswith(greeted.lower()):
        surname = re.match(r"\s+[A-Z][\w’'-]+(?:-[A-Z]\w+)?", bare[end:])
        if surname and not ROLE.search(surname[0]):
            end += surname.end()
    if re.match(r"-\w", bare[end:]):
        end += re.match(r"[-\w]+", bare[end:]).end()  # type: ignore[union-attr]
    qualifications = re.match(r"\s*,?\s+(?:(?:OBE|MBE|CBE|QPM|BEM|JP|PhD)\b,?\s*)+", bare[end:])
    rest_at = end + (qualifications.end() if qualifications else 0)
    return bare[:end].strip(" ,"), bare[rest_at:].strip()


def _address_block(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines of the address below the name."""
    block: list[tuple[int, str]] = []
    for index, line in lines:
        if find_dates(line) or _SENDER.search(line):
            if block:
                break
            continue
        block.append((index, line))
        if _POSTCODE.search(line):
            break
    return block


def _from_lines(block: Sequence[tuple[int, str]]) -> tuple[str | None, str | None]:
    texts = [re.sub(r"^c/o\s+", "", text).strip(" ,") for _, text in block]
    texts = [part for text in texts if text for part in _role_and_body(text)]
    role = _role_in(texts)
    others = [text for text in texts if text != role and not _is_street(text)]
    bodies = [text for text in others if _BODY.search(text)] or [
        t for t in others if _ORGANISATION.search(t)
    ]
    if bodies:
        return role, _cut_street(bodies[0])
    if role and (
        named := re.search(
            r"(?:,\s*|\bof\s+)((?:the\s+)?[A-Z][^,]*\b(?:Partnership|Council|CSP|Board)\b.*)$", role
        )
    ):
        return role, named[1]
    plain = [text for text in others if not _POSTCODE.search(text)]
    return role, plain[0] if role and plain else None


def _role_and_body(text: str) -> list[str]:
    """A role and a council on one line, taken apart at the comma between them."""
    role, comma, body = text.partition(", ")
    apart = comma and ROLE.search(role) and not _BODY.search(role) and _ORGANISATION.search(body)
    return [role, body] if apart else [text]


def _role_in(texts: Sequence[str]) -> str | None:
    """The line that says what the person does: one with a role's word, else the first that is no address."""
    for text in texts[:3]:
        if ROLE.search(text) and not (
            _BODY.search(text) and not re.match(r"(?:Chair|Head|Director|Leader)", text)
        ):
            return text
    first = texts[0] if texts else ""
    plain = (
        first and not (_is_street(first) or _ORGANISATION.search(first)) and len(first.split()) > 1
    )
    return first if plain and len(texts) > 1 else None


def _is_street(text: str) -> bool:
    if _BUILDING.match(text):
        return True
    if _POSTCODE.search(text) or text[:1].isdigit():
        return not _BODY.search(text)
    return bool(_STREET.search(text)) and not _ORGANISATION.search(text)


def _cut_street(text: str) -> str:
    parts = [part.strip() for part in text.split(",")]
    kept = [
        part
        for at, part in enumerate(parts)
        if at == 0 or not (_is_street(part) or len(part.split()) == 1)
    ]
    return ", ".join(kept)


def _without_name(lines: Sequence[tuple[int, str]], greeted: str) -> Addressee:
    """No line carries the name that is greeted: the first lines that are not the sender's are the address."""
    kept = [
        (i, t) for i, t in lines if not _SENDER.search(t) and not find_dates(t) and t != "London"
    ]
    kept = [(i, t) for i, t in kept if not (_is_street(t) and (i, t) == kept[0])]
    if not kept:
        return Addressee(greeted or None)
    index, first = kept[0]
    person = re.fullmatch(r"(?:[A-Z][\w’'-]+\.?\s+){1,3}[A-Z][\w’'-]+", _TITLED.sub("", first))
    is_name = (
        person
        and not ROLE.search(first)
        and not _ORGANISATION.search(first)
        and not _is_street(first)
    )
    block = _address_block(kept[1:] if is_name else kept)
    role, organisation = _from_lines(block)
    name = _TITLED.sub("", first) if is_name else (greeted or None)
    return Addressee(
        name, role, organisation, tuple(dict.fromkeys((index, *(i for i, _ in block))))
    )


# --- everything on one line ---------------------------------------------------------------------

_SUBJECT = (
    r"(?:Domestic\s+(?:Abuse|Violence|Homicides?)|Violence\s+Against\s+Women(?:\s+and\s+Girls)?|VAWG|Community\s+Safety|Safer\s+\w+|Public\s+Protection|Sexual\s+(?:Violence|Abuse)|"
    r"Safeguarding(?:\s+Adults)?|Adult\s+Social\s+Care|Children[’']?s\s+Services|Public\s+Health|(?:Stronger\s+|Safe\s+)?Communities|Partnerships?|Crime\s+Reduction|"
    r"(?:Strategic\s+)?Commissioning|Homicide(?:\s+Reviews?)?|Neighbourhoods?|Housing|Prevention|Resilience|Regulatory\s+Services|Exploitation|Vulnerability)"
)
_EXTENDED = re.compile(rf"\s+(?:of|for)\s+(?:the\s+)?{_SUBJECT}(?:\s*(?:,|and|&)\s*{_SUBJECT})*")
_QUALIFIER = (
    r"(?:(?:Metropolitan|London|Royal|District|Borough|County|City|Town|Unitary|Combined)\s+)*"
)
_PLACE = re.compile(
    rf"(?P<place>{_QUALIFIER})(?P<noun>Council|Constabulary|Police|Authority|Partnership|CSP|Trust)\b"
)
_BOROUGH = re.compile(
    r"\b(?:(?:London|Royal|Metropolitan)\s+Borough|City|County)\s+of\s+[A-Z][\w’-]+(?:\s+(?:and|upon|&)\s+[A-Z][\w’-]+)*(?:\s+Council)?"
)
_DIRECTIONS = re.compile(
    r"^(?:North|South|East|West|Upper|Lower|Great|Little|New|Old|St\.?|Mid|Bro|Kings?|High|Long|Isle|Central|Royal)$"
)


def _from_one_line(text: str, places: str) -> tuple[str | None, str | None]:
    """(role, organisation) of an address that is printed without any separators."""
    role_end = _role_end(text)
    borough = _BOROUGH.search(text, role_end)
    if borough:
        return text[:role_end].strip(" ,") or None, borough[0]
    bodies = [m for m in _PLACE.finditer(text) if m.start() >= role_end]
    found = next((m for m in bodies if _BODY.search(m[0])), bodies[0] if bodies else None)
    if found is None:
        return text[:role_end].strip(" ,") or None, None
    start = _place_start(text, role_end, found.start(), places)
    return text[:role_end].strip(" ,") or None, text[start : found.end()].strip()


def _role_end(text: str) -> int:
    """Where the role ends: at its noun, or after "for Domestic Abuse" behind it."""
    end = 0
    bodies = list(_PLACE.finditer(text))
    stop = next((m for m in bodies if _BODY.search(m[0])), bodies[0] if bodies else None)
    for match in ROLE.finditer(text, 0, stop.start() if stop else len(text)):
        if match[0] in ("Team", "Unit", "Service", "Panel", "Programme"):
            continue
        if (
            end
            and text[end : match.start()].strip(" ")
            and not re.match(r"\s+(?:and|&|of|for)\b", text[end:])
        ):
            break
        end = match.end()
        extended = _EXTENDED.match(text, end)
        if extended:
            end = extended.end()
    return end


def _place_start(text: str, earliest: int, end: int, places: str) -> int:
    """Where the place's name before "Council" begins: as many words as the CSP's name has, else one."""
    known = set(re.findall(r"[\w’'-]+", places.lower())) - {
        "community",
        "safety",
        "partnership",
        "safer",
        "the",
        "csp",
    }
    words = list(re.finditer(r"\S+", text[earliest:end]))
    start = len(words)
    while start and (
        words[start - 1][0].strip(",").lower() in known
        or (start < len(words) and words[start - 1][0] in ("and", "&", "of", "upon", "on", "in"))
    ):
        start -= 1
    while start < len(words) and not words[start][0][:1].isupper():
        start += 1
    if start == len(words) and words:
        start -= 1
        if start and _DIRECTIONS.match(words[start - 1][0]):
            start -= 1
    return earliest + words[start].start() if words else end
