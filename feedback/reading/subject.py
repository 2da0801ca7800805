"""Which review a letter is about, and whose it is."""

from __future__ import annotations

import re

from feedback.reading.found import Found, Lines

# --- the partnership --------------------------------------------------------------------------

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ſ][\w’'-]*(?:\.(?=[A-Z])[A-Z]\w*)*"
_JOIN = (
    r"(?:\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|&|of|upon|on|in|the|by|le|with|under|y|a|yr)\s+(?:the\s+)?"
    r"|\s*&\s*|\s*/\s*|\s+)"
)
_BODY = (
    r"(?:(?:Joint\s+|Strategic\s+)?Community\s+Safety(?:\s+(?:and|&)\s+[\w\s]{3,30}?)?\s+(?:Strategic\s+)?(?:Partnership|Board)"
    r"|CSPs?\b|(?:Safety|Communities|Places)\s+(?:Partnership|Board)|(?:[A-Z]\w+\s+)?Partnership(?:\s+Board)?"
    r"|Public\s+Services\s+Board)"
)
_NAMES = rf"{_WORD}(?:{_JOIN}{_WORD}){{0,14}}?"
_CSP_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b(?:for|of|by|from|to)\s+(?:the\s+)?(?P<csp>{_NAMES}\s+{_BODY})",
        rf"\b(?:[Tt]he\s+)?(?P<csp>{_NAMES}\s+{_BODY})",
        rf"\b(?P<csp>(?:Safer?|Stronger|One)\s+{_WORD}(?:(?:\s*,\s*|\s+(?:and|&)\s+|\s+){_WORD}){{0,5}})",
        rf"\b(?P<csp>Community\s+Safety\s+Partnership\s+(?:for|of|in)\s+{_WORD}(?:{_JOIN}{_WORD}){{0,8}})",
        rf"\b(?:for|on\s+behalf\s+of|from|by)\s+(?:the\s+)?(?P<csp>{_NAMES})\s*(?:\((?:CSP|the\s+\w+)\))?\s*,?\s+to\s+the\s+(?:Home\s+Office|QA|Quality)",
    )
)
_NOT_A_CSP = re.compile(
    r"(?=.*\b(?:Chair|Cllr|Councillor|Manager|Officer|Co-?ordinator|Lead|Head|Director)\b)"
    r"|(?:Home Office|Quality Assurance|QA|Community Safety|Local|Domestic|DHR|DARDR|The|A|Your|Our|This|Thank|CSP)\b"
)
_CSP_OF = re.compile(r"Community\s+Safety\s+Partnership\s+(?:for|of|in)\b")


def csp(opening: Lines, elsewhere: Lines) -> Found:
    """The partnership whose review it is, as the letter names it."""
    for lines in (opening, elsewhere):
        for form in _CSP_FORMS:
            for index, text in lines:
                for match in form.finditer(text):
                    name = re.sub(r"^(?:the|The)\s+", "", match["csp"]).strip(" ,")
                    if _CSP_OF.match(name) or not _NOT_A_CSP.match(name):
                        return Found(name, index)
    return Found(doubt="The partnership (CSP) was not found in the letter.")


# --- the review -------------------------------------------------------------------------------

_QUOTED = r"[‘“'\"](?P<name>[^‘“”\"()]{1,50}?)[’”'\"](?!\w)(?:\s+(?:and|&)\s+(?:\w+\s+){0,3}[‘“'\"](?P<second>[^‘“”\"()]{1,50}?)[’”'\"](?!\w))?"
_NAME = rf"(?P<name>(?:{_WORD}|\d+)(?:(?:\s+(?:and|&|a|with)\s+|\s*&\s*|\s*,\s*(?:and\s+)?|\s+|/)(?:{_WORD}|\d[\w/-]*)){{0,5}}\.?)"
_CODE = (
    r"(?P<name>(?:DHR|DARDR|DHOR)\s?[-/]?\s?(?:No\.?\s*)?(?:[A-Z]{1,5}\s?[-/]?\s?)?\d(?:[\w/.-]*\w)?"
    r"|(?<=ref\.\s)[A-Z]{2,6}[/-]?\d+\w*|(?<=reference\s)[A-Z]{2,6}[/-]?\d+\w*|[A-Z]{2,6}/\d+)"
)
_REPORT = r"(?:[Rr]eports?|[Rr]eviews?|DHRs?\)?|DARDRs?\)?|\(DHR\)|\(DARDR\)|[Ss]ummary|[Cc]ase)"
_CALLED = (
    r"(?:referred\s+to(?:\s+here(?:in)?)?\s+as|known\s+as|titled|entitled|called|with\s+the\s+pseudonym|pseudonym|"
    r"under\s+the\s+name(?:\s+of)?|named|referenced?(?:\s+as|\s+number)?|reference:?|ref:?)"
)
_DEATH = r"(?:deaths?|homicides?|murders?|killings?|loss|suicide)\s+of"
_ABOUT = r"(?:(?:for|on|of|about|into|concerning|regarding|relating\s+to|in\s+respect\s+of|in\s+the\s+case\s+of|re)\s+)"
_BRACKETED = (
    r"\(\s*(?:(?:known|referred\s+to)\s+as\s+|re:?\s+)?[‘“'\"]?(?P<name>[^()]{1,50}?)[’”'\"]?\s*\)"
)
_REVIEW_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_REPORT}\s*,?\s*{_BRACKETED}",
        rf"{_CALLED}\s+(?:the\s+)?{_QUOTED}",
        rf"{_CALLED}\s+{_CODE}",
        rf"{_CALLED}\s+{_NAME}",
        rf"{_DEATH}\s+{_QUOTED}",
        rf"{_DEATH}\s+{_NAME}",
        rf"{_REPORT}\s*(?:,|–|-|:)?\s*{_ABOUT}?{_QUOTED}",
        _CODE,
        rf"{_REPORT}\s*(?:,|–|-|:)?\s*{_ABOUT}{_NAME}(?=\s*(?:,|\.|to\s+(?:the|us)\b|on\s+behalf|for\s|from\s|by\s|$))",
        rf"{_QUOTED}\s+(?:{_REPORT}|Domestic)",
        _BRACKETED,
        _QUOTED,
    )
)
_NOT_A_NAME = re.compile(
    r"(?:DHRs?|DARDRs?|DHRs?/[^\W\d]\w*|QA|QAP|CSP|VAWG|MARAC|[A-Z]?CSP|HO|IMRs?|Home Office|Panel|The .*|Community Safety.*|.*Partnership.*"
    r"|.*Council.*|Domestic.*|Reports?|Reviews?|Overview.*|Executive.*|Quality.*|Covid.*|Board|Safer .*|Version.*"
    r"|.*\b(?:January|February|March|April|May \d|June|July|August|September|October|November|December)\b.*)$",
    re.IGNORECASE,
)


def review_name(opening: Lines, subject: Lines, head: Lines) -> Found:
    """The pseudonym, initials or code under which the review is known."""
    return (
        _named_in(opening, _REVIEW_FORMS)
        or _subject_line(subject)
        or _named_in(subject, _REVIEW_FORMS)
        or _subject_line(head)
        or _named_in(head, _REVIEW_FORMS[:-4])
        or Found(doubt="The name of the review was not found in the letter.")
    )


def _named_in(lines: Lines, forms: tuple[re.Pattern[str], ...]) -> Found | None:
    for form in forms:
        for index, text in lines:
            for match in form.finditer(text):
                if name := _named(match):
                    return Found(name, index)
    return None


def _named(match: re.Match[str]) -> str:
    parts = [part for part in (match["name"], match.groupdict().get("second")) if part]
    bare = [part.strip(" ‘“'\"’”,;:–-") for part in parts]
    name = re.sub(r"[‘“\"”]|(?<!\w)'|[’'](?!\w)", "", " and ".join(bare)).strip()
    if not re.match(r"\w\.\w", name):
        name = name.rstrip(".")
    proper = name[:1].isupper() or name[:1].isdigit()
    return name if proper and not _NOT_A_NAME.match(name) else ""


def _in_small_letters(name: str) -> str:
    """A name from a line in capitals ("ADULT F"); initials and codes stay as they are."""
    spelt_out = name.isupper() and len(name) > 4 and not re.search(r"[\d/.]", name)
    return name.title() if spelt_out else name


_IS_SUBJECT = re.compile(
    r"\b(?:Domestic\s+(?:Homicide|Abuse)|DHR|DARDR|Review)\b|^(?:Re|Case|Subject)\b\W|\brequest\b"
    r"|\s[–—-]\s+(?:\w+\s+){0,2}(?:feedback|submission|resubmission)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:re|case|subject|(?:the\s+)?domestic\s+(?:homicide|abuse).*|dhr|dardr|(?:\w+\s+)?(?:report|review|submission|round|feedback|letter).*"
    r"|home\s+office.*|quality.*|qa.*|feedback.*|outcome.*|.*\b(?:council|partnership|csp)\b.*|request.*|ref(?:erence)?|(?:second|third|first|final|revised)\b.*|)$",
    re.IGNORECASE,
)


_NOT_SUBJECT = re.compile(r"\b(?:our|your)\s+ref|^(?:to|from|fao|attn)\b\W", re.IGNORECASE)


def _subject_line(lines: Lines) -> Found | None:
    """The name in a line such as "Domestic Homicide Review – Ann – revised report"."""
    for index, text in lines:
        if not _IS_SUBJECT.search(text) or len(text) > 120 or _NOT_SUBJECT.search(text):
            continue
        for part in re.split(r"\s+[–—-]\s+|:\s*|\.\s+|\(.*?\)", text):
            name = part.strip(" ‘“'\"’”,.;–-") if part else ""
            if (
                not _GENERIC.match(name)
                and name[:1].isupper()
                and len(name.split()) <= 5
                and not _NOT_A_NAME.match(name)
            ):
                return Found(_in_small_letters(name), index)
    return None
