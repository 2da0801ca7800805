"""Places in the report that a text points to: paragraphs, pages, sections, recommendations, appendices."""

from __future__ import annotations

import re
from collections.abc import Iterator


def find_references(text: str) -> tuple[str, ...]:
    """Each place once, in order, its kind in one wording ("para 5.14", "page 12–14", "1.8.3").

    Places in an Act, the guidance or any document but the submission are left out, and so are
    dates, times, money, ages and measures.
    """
    found = dict.fromkeys(reference for _, reference in sorted(_found(text), key=lambda f: f[0]))
    return tuple(found)


_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,5}(?:\(\w{1,4}\))?(?![\w%£])(?!\.\d)"
_DOTTED = r"\d{1,2}(?:\.\d{1,3}){1,5}(?:\([a-z]{1,4}\))?(?![\w%£])(?!\.\d)"
_TO = r"\s*(?:[-–—]|\bto\b|\bthrough\b)\s*"
_AND = r"\s*(?:,\s*(?:and|&|or)?|\band\b|&|\bor\b)\s*"
_KINDS = (
    ("executive summary", r"executive\s+summary(?:\s*,)?(?:\s+(?:at|in))?(?:\s+(?:paragraphs?|paras?\.?|sections?|points?))?\s*\(?"),
    ("para", r"(?:sub-?)?(?:paragraphs?|paras?\b\.?)(?:\s+(?:numbers?|nos?\.?))?\s*\(?|¶+\s*"),
    ("page", r"(?:pages?|pgs?\b\.?|pp?\.)(?:\s+(?:numbers?|nos?\.?))?\s*\(?|\bpp?\s?(?=\d)"),
    ("section", r"(?:sections?|chapters?|sub-?sections?|parts?(?=\s+\d)|secs?\b\.?)(?:\s+(?:numbers?|nos?\.?))?\s*|§+\s*"),
    ("recommendation", r"(?:recommendations?|recs?\b\.?)(?:\s+(?:numbers?|nos?\.?))?\s*\(?|\bR(?=\d{1,2}\b)"),
    ("footnote", r"(?:footnotes?|endnotes?)(?:\s+(?:numbers?|nos?\.?))?\s*"),
    ("appendix", r"(?:appendix|appendices|annex(?:es)?)\s*\(?"),
)  # fmt: skip
_APPENDIX = r"(?:[A-Z]\d{0,2}|[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})?)(?!\w)"
_LIST = {
    kind: re.compile(
        rf"(?<![\w.])(?P<kind>{words})(?P<list>{number}(?:{_TO}{number})?(?:{_AND}{number}(?:{_TO}{number})?)*)",
        re.IGNORECASE if kind != "appendix" else 0,
    )
    for kind, words in _KINDS
    for number in (
        (_APPENDIX if kind == "appendix" else _DOTTED if kind == "executive summary" else _NUMBER),
    )
}
_LIST["appendix"] = re.compile(
    _LIST["appendix"].pattern.replace(
        "appendix|appendices|annex", "[Aa]ppendix|[Aa]ppendices|[Aa]nnex"
    )
)
_BARE = re.compile(
    rf"(?<![\w.£$€@/:+-])(?P<list>{_DOTTED}(?:{_TO}{_DOTTED})?(?:{_AND}{_DOTTED}(?:{_TO}{_DOTTED})?)*)"
)
_ITEM = re.compile(rf"(?P<from>{_NUMBER})(?:{_TO}(?P<to>{_NUMBER}))?")
_APPENDIX_ITEM = re.compile(rf"(?P<from>{_APPENDIX})(?:{_TO}(?P<to>{_APPENDIX}))?")


def _found(text: str) -> Iterator[tuple[int, str]]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in _LIST.items():
        for match in pattern.finditer(text):
            if _overlaps(match, taken):
                continue
            end = match.start("list") + len(_trimmed(match, text))
            taken.append((match.start(), end))
            if not _elsewhere(text, match.start(), end, kind):
                yield from _numbers(_kind(kind, text, end), match, end)
    for match in _BARE.finditer(text):
        if not _overlaps(match, taken) and _is_place(text, match):
            if not _elsewhere(text, match.start(), match.end(), ""):
                yield from _numbers("", match, match.end())


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    start = match.start("list")
    return any(a <= start < b or a <= match.start() < b for a, b in taken)


def _numbers(kind: str, match: re.Match[str], end: int) -> Iterator[tuple[int, str]]:
    start = match.start("list")
    items = _APPENDIX_ITEM if kind == "appendix" else _ITEM
    for item in items.finditer(match.string, start, end):
        number = item["from"] + (f"–{item['to']}" if item["to"] else "")
        yield item.start(), f"{kind} {number}".strip()


def _trimmed(match: re.Match[str], text: str) -> str:
    """The list without a last whole number that counts something ("section 4 and 7 agencies")."""
    printed = match["list"]
    last = re.search(rf"{_AND}\d{{1,3}}$", printed)
    plural = match["kind"].rstrip(" (.").endswith("s") or match["kind"].startswith("pp")
    if not last or plural or _AFTER_LIST.match(text, match.end()):
        return printed
    return printed[: last.start()]


_AFTER_LIST = re.compile(
    r"\s*(?:[^\w\s]|$|(?:of|in|to|and|are|is|was|were|have|has|had|do|does|did|not|need|needs|should|would|could|can|"
    r"might|may|must|will|which|that|where|on|for|both|all|lack|lacks|say|says|said|refer|refers|repeat|repeats|"
    r"cover|covers|describe|describes|set|give|gives|state|states|contain|contains|appear|appears|also|as|because|"
    r"but|with|overlap|contradict|conflict|read|reads|differ|only|there|the|it|or|mention|mentions|seem|seems|make|"
    r"makes|use|uses|suggest|suggests|duplicate|look|be|at|from|by|so|would|when|respectively|still)\b)",
    re.IGNORECASE,
)


def _kind(kind: str, text: str, end: int) -> str:
    in_summary = kind in ("para", "section") and _OF_SUMMARY.match(text, end)
    return "executive summary" if in_summary else kind


_OF_SUMMARY = re.compile(r"\)?\s*(?:of|in)\s+the\s+executive\s+summary", re.IGNORECASE)


# --- places that are not in the report -------------------------------------------------------

_OTHER_DOCUMENT = (
    r"(?:guidance|act\b(?:\s+(?:19|20)\d\d)?|acts\b|regulations|code\b|code\s+of\s+practice|order\b|convention|statute|legislation|"
    r"directive|imrs?\b|individual\s+management\s+reviews?|management\s+review|toolkit|nice\b|policy\b|"
    r"(?:previous|earlier|last|first|our|this|your)\s+(?:feedback\s+)?letter|letter\b|procedures?\b|protocol|"
    r"template|strategy\b|(?:earlier|previous|other|another|separate)\s+(?:\w+\s+){0,3}(?:dhr|review|report)|"
    r"serious\s+case\s+review|safeguarding\s+adults?\s+review|sar\b|handbook|manual|framework|inspection\s+report)"
)
_WORDS_BETWEEN = r"(?:[\w’'&,()-]+\s+){0,8}?"
_OF_OTHER = re.compile(
    rf"\)?\s*,?\s*(?:of|in|to|from|under)\s+(?:the\s+|its\s+|their\s+|an?\s+|our\s+|that\s+|this\s+|your\s+)?{_WORDS_BETWEEN}{_OTHER_DOCUMENT}",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:report|overview|review|chronology|analysis|action plan|summary|draft|that|which|where|is|are|was|should)\b",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    rf"(?:\b{_OTHER_DOCUMENT})(?:\s*(?:,|\(|:|\bat\b|\bin\b|\bsee\b|\bunder\b))*\s*$", re.IGNORECASE
)
_GUIDANCE_BEFORE = re.compile(
    r"\b(?:guidance|act(?:\s+(?:19|20)\d\d)?|code\s+of\s+practice)(?:\s*(?:,|\(|:|\bat\b|\bin\b))*\s*$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\s*(?:\(\d\)\s*)?(?:enquir|inquir|investigation|assessment\s+under|notice|order\b|strategy|aftercare|detention|"
    r"duty|duties|safeguarding\s+enquir|accommodation|meeting\b|mental\s+health|offence|referral|request|agreement|power)",
    re.IGNORECASE,
)
_UNDER_LAW = re.compile(
    r"\b(?:detained|held|sectioned|charged|convicted|arrested|assessed|prosecuted|accommodated)\s+(?:\w+\s+){0,3}under\s*$",
    re.IGNORECASE,
)


def _elsewhere(text: str, start: int, end: int, kind: str) -> bool:
    """Whether a place belongs to another document than the submission."""
    after = _OF_OTHER.match(text, end)
    if after and not _REPORT.search(_WITHOUT_OTHER.sub("", after[0])):
        return True
    before = text[max(0, start - 60) : start]
    if kind != "recommendation" and (_OTHER_BEFORE if kind else _GUIDANCE_BEFORE).search(before):
        return True
    return kind == "section" and bool(_LAW.match(text, end) or _UNDER_LAW.search(before))


_WITHOUT_OTHER = re.compile(rf"{_OTHER_DOCUMENT}$", re.IGNORECASE)


# --- numbers with a dot that are no place ------------------------------------------------------

_UNIT = re.compile(
    r"\)?\s*(?:%|per\s?cent|percent|am\b|pm\b|a\.m|p\.m|hours?\b|hrs?\b|o[’']clock|minutes?|mins?\b|seconds?|days?\b|weeks?\b|"
    r"months?\b|years?\b|miles?\b|km\b|metres?\b|m\b|kg\b|mg\b|g\b|ml\b|litres?|units?\b|million|billion|bn\b|thousand|"
    r"times\b|mb\b|gb\b|pence|pounds|in\s+the\s+(?:morning|evening|afternoon)|at\s+night|"
    r"children\b|people\b|per\s+\w+|cm\b|inches|feet\b|stone\b)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:\b(?:version|v|about|around|over|than|nearly|almost|average|mean|median|ratio|score|scored|rate|total|rose|fell|"
    r"increased|decreased|grew|up|down|by|costs?|cost|approximately|roughly|some|every|temperature|draft|number|"
    r"telephone|tel|call|ext)(?:\s+(?:of|to|from|by|at))?|[£$€])\s*$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:^|[(\[;:.?!,/“‘]|\b(?:at|in|see|from|to|and|or|under|of|with|within|between|than|both|point|points|item|items|per|after|"
    r"before|as|for|on|that|text|cf|is|finding|findings|paragraph|detail|e\.g|i\.e|also))\s*$",
    re.IGNORECASE,
)


def _is_place(text: str, match: re.Match[str]) -> bool:
    before, printed = text[max(0, match.start() - 40) : match.start()], match["list"]
    if _UNIT.match(text, match.end()) or _MEASURE.search(before) or _DAY.fullmatch(printed):
        return False
    if re.match(r"\s*/\d|:\d", text[match.end() :]):
        return False
    return printed.count(".") > 1 or bool(_POINTER.search(before))


_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d\d(?:\d\d)?")
