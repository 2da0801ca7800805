"""What a letter says is to happen next, and whether it says so clearly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from feedback.reading.text import sentences
from feedback.reading.wording import wording


class Outcome(TextChoices):
    PUBLISH = "publish", "May be published"
    PUBLISH_AFTER_CHANGES = "publish_after_changes", "May be published after changes"
    RESUBMIT = "resubmit", "To be resubmitted"
    OTHER = "other", "Other or unclear"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the paragraphs that state it, and why a person should look ("" if clear)."""

    outcome: Outcome
    found_in: tuple[int, ...] = ()
    doubt: str = ""


NOT_STATED = "The letter does not state an outcome clearly. Select what it says."
CONTRADICTORY = (
    "The letter says both that the report may be published and that it should be sent again. "
    "Select what it means."
)
NOT_PUBLISHING = (
    "The letter gives a view on not publishing the report. Select the outcome after reading it."
)


def decide(paragraphs: Iterable[tuple[int, str]], *, has_items: bool) -> Decision:
    """The outcome of a letter from the paragraphs that are neither areas nor praise."""
    places: dict[str, set[int]] = {}
    for index, text in paragraphs:
        for _, sentence in sentences(text):
            for signal in _signals(sentence):
                places.setdefault(signal, set()).add(index)
    outcome, doubt = next(
        (outcome, doubt) for holds, outcome, doubt in _RULES if holds(set(places), has_items)
    )
    return Decision(outcome, tuple(sorted(set().union(*places.values()))), doubt)


def says_outcome(text: str) -> bool:
    """Whether a paragraph states what is to happen to the report."""
    return any(_signals(sentence) for _, sentence in sentences(text))


def withholds(text: str) -> bool:
    """Whether a paragraph speaks of not publishing the report at all."""
    return any("withhold" in _signals(sentence) for _, sentence in sentences(text))


# --- what one sentence says -------------------------------------------------------------------

_LOOK = r"(see|review|consider|assess|look at|receive|(have )?sight of|revisit|examine)"
_LOOKED = r"(read|seen|considered|reviewed|looked at|assessed|discussed|received)"
_NEW = r"(revised|further|amended|new|updated|another|redrafted|reworked|second|third|fourth|rewritten|fresh|next|improved)"
_PAPER = r"(report|review|version|draft|copy|dhr|dardr|submission|document|overview report)"
_NEGATION = (
    r"(not (need|require|wish|ask|expect|intend|want|believe|feel|consider|propose|seek|plan|call|insist|have)|need(n[’']t| not)|"
    r"no (further |longer )?(need|needs|requirement)|without|does ?n[’']t|do ?n[’']t|neither|nor|"
    r"wo ?n[’']t (need|require|ask|expect)|rather than|instead of|unnecessary|not (be )?(necessary|required|needed))"
)
_FIT = (
    r"(ready|suitable|fit|adequate|content|agree|agrees|recommend|support|approve|clear|sign|satisfied|"
    r"appropriate|able|willing|happy|in a position|of a (sufficient )?standard|good enough)"
)
_PUBLISHED = r"(publish|published|publishing|publication|made public|public domain|release|released|going public)"
_SECOND_LOOK = wording(
    r"re-?submi(t|ts|tted|tting|ssion)",
    r"(submit|submitted|send|sent|return|returned|brought|bring|put|put it|come) … (again|once more|back(?! of| page| cover))",
    rf"{_LOOK} (a|an|the|your)? (\w+ ){{0,2}}?{_NEW} (\w+ ){{0,3}}?{_PAPER}",
    rf"{_LOOK} (it|the report|the review|this report|this review|the dhr|the revised \w+) (again|once more|a second time|anew|afresh)",
    r"(see|read|look at|consider|reconsider|seen|considered) (it |them |this |the (\w+ ){1,2})?(again|afresh|once more|(for )?a second time)",
    r"(another|further|second|fresh) (look|reading|round|sight|attempt)|re-present(ed)?|re-?presented to the (qa )?panel",
    r"(panel|board|we|home office) (\w+ ){1,3}?(to )?(reconsider|reassess) (it|the (report|review))(?![’'])|(be|and) re-?assessed",
    r"(considered|reviewed|seen|assessed|looked at) by the (\w+ ){0,2}?panel (again|afresh|once more|(for )?a second time)",
    r"(further|second|another|fresh) (opportunity|chance) to (see|consider|review|look|assess)",
    r"panel[’']s (further|fresh|renewed|second) (consideration|assessment|scrutiny|review)",
    r"(future|later|subsequent|forthcoming|next) (\w+ )?(meeting|panel)",
    r"(return|returned|come|back|brought|bring|put) (it )?(back )?(to|before) (the )?(\w+ ){0,3}?panel",
    r"(further|fresh|second|third|fourth) (submission|quality assurance|assessment|consideration by the panel)",
    r"back (to|before) us",
    rf"{_NEW} {_PAPER} (is|be|to be|should be|must be) (submitted|returned|sent|brought)",
    r"(another|a further|a new) version",
)
_NO_SECOND_LOOK = wording(
    rf"{_NEGATION} … (re-?submi\w+|another|again|once more|version|sight|a second time|back|(further|second|third|fourth|new) (submission|review|draft|report|copy)|reconsider\w*)",
    r"(another|further|new|revised|second|amended) (\w+ )?(version|draft|report|copy) … (need not|need ?n[’']t|not (be )?(need|needed|required|necessary))",
    rf"{_NEGATION} … (return|returned|come|go|refer|referred|brought|bring) … (panel|home office)",
    r"no (further|other|second|third|fourth|new|revised) (version|submission|draft|copy|sight|look|round|involvement)",
)
_NOT_YET = wording(
    rf"(not|cannot|can not|unable|can[’']t|is ?n[’']t) … {_FIT} … {_PUBLISHED}",
    r"(judged|assessed|considered|graded|rated|deemed|found|is|was)( (it|as|to be|the (report|review)))* [‘“'\"]?inadequate",
    r"[‘“'\"]inadequate[’”'\"]?",
    rf"(needs?|requires?|needed|required) … (further|more|additional|significant|substantial|considerable|much) … before … {_PUBLISHED}",
    r"(cannot|can not|may not|must not|could not|should not|ought not to|not to) (yet |currently )?be published (until|in its|yet|as it|at this|before|without)",
    r"(not|unable|cannot) … (clear|sign off|approve) (it|the|this)",
    rf"(further|substantial|significant|more|additional) … (needed|required|necessary) before … {_PUBLISHED}",
    r"(not|n[’']t) … (meet|met|meets|reach|reached|reaches|attain|attained|of|at|to) … standard",
    r"(not|n[’']t) … publishable|unpublishable",
    r"(falls?|fell|fallen|some way|well|far|stops?) short|premature|too (early|soon) (for|to) publi\w+",
    rf"{_PUBLISHED} (cannot|can not|should not|may not|must not|is not|will not) (yet |currently |at present )?(be|go|proceed|take|follow|supported|agreed|recommended|possible|appropriate)",
    r"not (yet )?(ready|suitable|fit|adequate)( (for|to)\b.*)?",
    rf"not … {_PUBLISHED} … until",
    rf"{_PUBLISHED} … (must|should|will have to|needs to) wait",
)
_MAY_PUBLISH = wording(
    r"(may|can|could|to|should|might|will) (now |then |therefore |both |all )?be (published|cleared( for publication)?)",
    r"(may|can|could) (now |then |therefore )?(proceed|go (ahead|forward|on)|move|publish|go (in)?to the public domain)",
    rf"(content|happy|satisfied|agree|agrees|agreed|support|supports|supportive|supported|in favour|recommend|recommends|clear|clears|cleared|approve|approves|approved|suitable|ready|fit|adequate|consents?|no (objections?|difficulty|reason not|obstacle|bar)|pleased|comfortable|willing|endorses?|authori[sz]es?|permits?|nothing (to |that )?(prevents?|stops?|delays?|stands? in the way)) … {_PUBLISHED}",
    r"(free|able|welcome|invited|at liberty|entitled) to (go ahead|proceed|publish)( and publish)?|go ahead and publish",
    r"(clearance|approval|agreement|consent|permission|authority|go-ahead|green light) (for|to) (its |the |your )?(publication|publish\w*)",
    r"signed off|(give|gives|given|has|have) (it |its |our |the )*(go-ahead|green light|clearance|approval)",
    r"publication (is|was|has been|can be|may be) (now |hereby )?(agreed|approved|cleared|supported|authori[sz]ed|recommended)",
    r"publication (may|can|could|should|might|will) (now |then |therefore )?(follow|proceed|go (ahead|forward)|take place|happen)",
    r"(proceed|go ahead|move|forward|on) (to|with|towards) (the )?publication",
)
_ADEQUATE = wording(
    r"(judged|assessed|considered|graded|rated|deemed|found|is|was)( (it|as|to be|the (report|review)|overall))* (an )?[‘“'\"]?adequate",
    r"[‘“'\"]adequate[’”'\"]?",
)
_CHANGES_FIRST = wording(
    r"(address|make|deal with|attend to|resolve|complete|correct|amend|act on) … (before|ahead of|prior to|and then) (\w+ ){0,2}?publi\w+",
    r"(addressed|made|dealt with|attended to|resolved|completed|corrected|amended|acted (up)?on) … (before|ahead of|prior to) (\w+ ){0,4}?publi\w+",
)
_CONDITION = wording(
    r"once|after|following|subject to|provided|providing|upon|when|unless|then|until|if|conditional",
    r"on (the )?completion|as (soon|long) as|so long as|before (it|the (report|review|dhr))|prior to|pending|first",
    r"thereafter|afterwards|(dependent|contingent|conditional) (up)?on|on (the )?(condition|understanding|basis|strength)|having",
    r"with (these|the|those|some|a few|certain|minor|modest|small|the following) (\w+ ){0,2}?(changes?|amendments?|revisions?|corrections?|alterations?|additions?)",
)
_PANEL_FIRST = wording(
    r"(once|after|when|if|until|unless|provided|subject to) … (panel|home office|we) … (seen|satisfied|considered|agreed|reconsidered|reviewed|cleared)",
    r"subject to (the )?(panel|home office) (\w+ )?(approval|agreement|clearance)",
)
_AS_IT_STANDS = wording(
    r"as it (stands|is)|in its (current|present) form|as submitted|as drafted",
    r"without (any )?(further |more )?(change|changes|amendment|amendments|revision|revisions|work|alterations?)",
    r"no (further |more )?(changes?|amendments?|revisions?|areas|work|alterations?|corrections?)|nothing … (alter|change|add|amend|revise)",
)
_WITHHOLD = wording(
    r"(request|application|proposal|wish|decision|asked|asking|intention|propose[sd]?|case|view|wishes) … (not (to )?(be )?publish(ed)?|non-?publication|withh(old|olding|eld)|against publi\w+|without publi\w+|exempt\w*)",
    r"(should|must|need|will|may|is|are) not (to )?be published(?! (until|in its|yet|as it|before|unless|at this|without))",
    r"(view|advice|asked|request|whether|question) … (whether|alone|only|in full|in part) … publish\w*",
    r"(summary|learning|briefing) (alone|only) … publish\w*|publish\w* … (summary|part|briefing) (alone|only)",
    r"not to publish|non-?publication|remain unpublished|should not publish",
    r"withh(old|olding|eld) (it|the (report|review|dhr)|publication|from publication)",
)
_UNDECIDED = wording(
    r"(was|were|is|are|remains?) (divided|undecided)|some (members|of the panel) … (others|another)",
    r"(could not|unable to|not able to|cannot) (agree (on|whether)|reach|decide)|no (consensus|decision|agreed view)",
    r"(put off|deferred|postponed|adjourned|suspended|reserved) (its|the|a|any|our) (\w+ )?(decision|view|conclusion|judg\w+|verdict)|form(ed)? no view",
    r"(decision|conclusion|judg\w+) … (deferred|postponed|put off|reserved|adjourned)",
)
_SPEAKER = wording(
    r"home office|panel|board|we|i|you|publication|dhr|dardr|report|review|it|secretariat|ministers?|secretary"
)
_FINAL_COPY = wording(
    r"(digital|electronic|final|finalised|published) (\w+ ){0,3}?(copy|version)",
    r"weblink|web link|url|commissioner|alongside|website|web (page|address)|letter … publish\w*|link … publish\w*",
)
_HISTORY = re.compile(
    r"(?:thank\s+you\s+for\s+(?:re-?)?submitting|following\s+(?:our|the\s+panel)|in\s+(?:our|its|the)\s+(?:earlier|previous|first|last)"
    r"|(?:our|the|its)\s+(?:earlier|previous|first|last)\s+letter|when\s+the\s+(?:qa\s+)?panel\s+(?:first|last)"
    r"|the\s+(?:revised|resubmitted)\s+report\s+was\s+(?:considered|assessed|reviewed))",
    re.IGNORECASE,
)
_LOOKED_ALREADY = wording(rf"having {_LOOKED}|(has|have) now {_LOOKED}")
_STILL_DECIDES = wording(r"content|may (now )?be published|ready for publication")


def _signals(sentence: str) -> set[str]:
    """What one sentence says, in the words of `_RULES`."""
    past = _HISTORY.match(sentence) or _LOOKED_ALREADY.search(sentence)
    if past and not _STILL_DECIDES.search(sentence):
        return set()
    if _WITHHOLD.search(sentence):
        return {"withhold"}
    if _UNDECIDED.search(sentence):
        return {"undecided"}
    found = {signal for signal, said in _READINGS if said(sentence)}
    return found - {"publish"} if "not yet" in found else found


def _way_to_publish(sentence: str) -> str:
    """ "as it stands", "after" changes or plainly "publish"; "" when it is not about that."""
    allows = _MAY_PUBLISH.search(sentence) and _SPEAKER.search(sentence)
    if not allows or _FINAL_COPY.search(sentence) or _NOT_YET.search(sentence):
        return ""
    if _AS_IT_STANDS.search(sentence):
        return "as it stands"
    if _SECOND_LOOK.search(sentence) and not _NO_SECOND_LOOK.search(sentence):
        return ""
    if _PANEL_FIRST.search(sentence):
        return ""
    return "after" if _CONDITION.search(sentence) else "publish"


_READINGS = (
    ("no second look", lambda said: bool(_NO_SECOND_LOOK.search(said))),
    ("again", lambda said: bool(_SECOND_LOOK.search(said)) and not _NO_SECOND_LOOK.search(said)),
    ("not yet", lambda said: bool(_NOT_YET.search(said))),
    ("as it stands", lambda said: _way_to_publish(said) == "as it stands"),
    ("after", lambda said: _way_to_publish(said) == "after"),
    ("publish", lambda said: _way_to_publish(said) == "publish"),
    ("adequate", lambda said: bool(_ADEQUATE.search(said))),
    ("changes first", lambda said: bool(_CHANGES_FIRST.search(said))),
)

# --- what all of them say together --------------------------------------------------------------

_RULES = (
    (lambda said, _: "withhold" in said, Outcome.OTHER, NOT_PUBLISHING),
    (lambda said, _: "undecided" in said, Outcome.OTHER, NOT_STATED),
    (
        lambda said, _: said & {"again", "not yet"} and said & {"publish", "as it stands"},
        Outcome.OTHER,
        CONTRADICTORY,
    ),
    (
        lambda said, _: "again" in said and said & {"after", "no second look"},
        Outcome.OTHER,
        CONTRADICTORY,
    ),
    (lambda said, _: "again" in said, Outcome.RESUBMIT, ""),
    (lambda said, _: "not yet" in said and "after" not in said, Outcome.RESUBMIT, ""),
    (lambda said, _: "as it stands" in said, Outcome.PUBLISH, ""),
    (lambda said, _: "after" in said, Outcome.PUBLISH_AFTER_CHANGES, ""),
    (
        lambda said, areas: (
            areas and said & {"publish", "no second look", "adequate", "changes first"}
        ),
        Outcome.PUBLISH_AFTER_CHANGES,
        "",
    ),
    (lambda said, _: "publish" in said, Outcome.PUBLISH, ""),
    (lambda *_: True, Outcome.OTHER, NOT_STATED),
)
"""(what must have been said, outcome, doubt); the first that holds decides."""
