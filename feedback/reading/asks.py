"""What a letter asks for once the work is done: copies, links, the letter beside the report."""

from __future__ import annotations

import re

from django.db.models import TextChoices

from feedback.reading.text import sentences
from feedback.reading.wording import wording


class Request(TextChoices):
    """The values are those of `reviews.models.DutyKind`."""

    DIGITAL_COPY = "digital_copy", "Digital copy"
    WEBLINK = "weblink", "Weblink"
    PUBLISH_LETTER = "publish_letter", "Publish the letter"
    ANNEX_LETTER = "annex_letter", "Annex the letter"
    ANNEX_ACTION_PLAN = "annex_action_plan", "Annex the action plan"
    SINGLE_PDF = "single_pdf", "One PDF"
    COPY_TO_COMMISSIONER = "copy_to_commissioner", "Copy to the Domestic Abuse Commissioner"


EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")


def requests_in(text: str, *, announced: bool = False) -> tuple[Request, ...]:
    """What a paragraph asks for. `announced` says that a line before it has already said "please"."""
    found: set[Request] = set()
    asked = announced
    for _, sentence in sentences(text):
        asked = asked or bool(_POLITE.search(sentence) or _ORDERS.match(sentence))
        if asked:
            found.update(_in_sentence(sentence))
    return tuple(request for request in Request if request in found)


def is_ask(text: str) -> bool:
    """Whether a paragraph asks for copies, links or publication, and not for work on the report."""
    return bool(requests_in(text)) or bool(EMAIL.search(text))


_SEND = r"(send|sent|provide|provided|supply|furnish|forward|mail|receive|e-?mail|emailed|submit|share|shared|have)"
_LETTER = r"((this|our|the|my|panel[’']s) (\w+ ){0,6}?letters?|the letter you are reading|a copy of (this|our) (\w+ ){0,3}?letter)"
_ANNEX = r"(annex|annexe|annexed|annexes|append|appended|appendix|appendices)"
_FINAL = r"(final|finalised|revised|completed|amended|published|finished)"
_PAPER = r"(report|review|version|document|documents|dhr|dardr|overview report|copy)"
_CUES = {
    Request.DIGITAL_COPY: wording(
        r"(digital|electronic|pdf) (\w+ ){0,2}?(copy|copies|versions?|documents?|files?|form|format)",
        r"(digitally|electronically|in pdf)|(soft|e) ?-?copy|copy of (the|your) (\w+ ){0,2}?(report|review) (as|when|once) published",
        rf"{_SEND} … (copy|copies|version) of (the|your) (\w+ ){{0,3}}?{_PAPER}",
        rf"{_SEND} … {_FINAL} (\w+ ){{0,3}}?{_PAPER}",
        rf"copy of the {_FINAL}",
        rf"{_FINAL} (\w+ ){{0,3}}?{_PAPER} … (send|e-?mail|provide|forward) it",
        rf"(receive|receiving|send us) (the|your) {_FINAL} (\w+ ){{0,2}}?{_PAPER}",
    ),
    Request.WEBLINK: wording(
        r"web ?-?(link|links|address|page address)|urls?|hyperlink|(page|site|website|online|on-line) address|page (on|at) which",
        r"(note|details|location|address|particulars) (of|for) (the|your) web ?-?(page|site)",
        r"details of where|(link|address) … (found|read|viewed|seen|published|live|carries|hosts?)",
        r"(the|a) links?( to| at| on|)",
        r"links? to (the|where|your|it)",
        r"where (on|it|the (report|review|dhr)|this) … (website|internet|online|web|published)",
        r"(internet|online) (link|address)|address of the (web ?)?page",
    ),
    Request.PUBLISH_LETTER: wording(
        rf"{_LETTER} … (publish|published(?! (report|version|copy|review))|put online|made public|placed|appear|appears|available|uploaded|posted|hosted|websites?|web ?-?page|on ?-?line|same (web ?)?(page|place|site)|for publication)",
        rf"publish(ing)? (\w+ ){{0,4}}?{_LETTER}",
        rf"publish … (with|alongside|together with|and) {_LETTER}",
        rf"publish … include {_LETTER}|{_LETTER} (\w+ ){{0,3}}?(alongside|beside|next to)",
    ),
    Request.ANNEX_LETTER: wording(
        rf"{_LETTER} … {_ANNEX}",
        rf"{_ANNEX} … {_LETTER}",
        rf"{_LETTER} … (bound|bind|attached) (in|to) … (back|end)",
        rf"{_LETTER} … (end|back) of (the|your) (\w+ )?(report|document|pdf|review)",
    ),
    Request.ANNEX_ACTION_PLAN: wording(
        rf"action plan … {_ANNEX}",
        rf"{_ANNEX} … action plan",
    ),
    Request.SINGLE_PDF: wording(
        r"(one|single|combined|1|same|merged) (\w+ ){0,2}?(pdf|document|file)",
        r"(combined|merged|brought together|joined) (in|into|as) (one|a single)",
        r"\d+ ?(mb|megabytes)",
    ),
    Request.COPY_TO_COMMISSIONER: re.compile(
        r"\b(?:send|sent|cop(?:y|ied|ies)|shared?|provided?|forward(?:ed)?|submit(?:ted)?|e-?mail(?:ed)?)\b[^;]{0,200}\bcommissioner\b"
        r"|\bcommissioner\b[^;]{0,160}\b(?:sen[dt]|cop(?:y|ied|ies)|receive|shared?|provided?)\b",
        re.IGNORECASE,
    ),
}
_REFUSED = re.compile(
    r"\b(?:no\s+need|not\s+(?:need|require|necessary)|need\s+not|needn[’']t|do\s+not|don[’']t|does\s+not|should\s+not)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_POLITE = wording(
    r"please|kindly|grateful|obliged|glad|welcome|thankful|appreciate|appreciated|should|must|would (like|welcome|also like)|asks?",
    r"we (ask|request|require|need)|(is|are) (asked|required|requested|expected)|needs? to|plus|required?",
    r"(can|could|will|would) you|let us have|let us know|tell us|send us|do please|look forward to|helpful if|help us if|to be (sent|published|annexed|placed|added|made)|includ\w+",
    r"(is|are) (for|to be)|condition of|will you|if you (would|could)|invited? to|remember to|make sure|see that|ensure|let us",
)
_ORDERS = wording(
    r"(send|provide|supply|forward|submit|e-?mail|mail|share|let|tell|give|include|place|put|post|upload|publish|add|attach)",
    r"(append|annex|bind|join|combine|merge|save|copy|reply|return|complete|notify|inform|advise)",
)
_TO_US = wording(r"us|home office|our|dhrenquiries\S*")
_OTHERS_COPY = {Request.DIGITAL_COPY, Request.WEBLINK}


def _in_sentence(sentence: str) -> set[Request]:
    found = set()
    for request, cue in _CUES.items():
        match = cue.search(sentence)
        if match and not _REFUSED.search(sentence[: match.start()]):
            found.add(request)
    if Request.COPY_TO_COMMISSIONER in found and not _TO_US.search(sentence):
        found -= _OTHERS_COPY
    return found
