"""The controlled list of themes, and which of them a text seems to be about."""

from __future__ import annotations

import re

MOST = 3
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("equality-and-diversity", "Equality and diversity", r"equalit|diversit|protected characteristic|ethnic|\brac(?:e|ial|ism)|cultur|religio|faith|disab|sexual orientation|lgbt|transgender|immigration|visa\b|intersectional|older (?:people|wom)|\bage\b|interpreter|discriminat|black (?:communit|people|wom)|deaf"),
    ("depth-of-analysis", "Depth of analysis", r"analys|prob(?:e|ing)|explor|challeng|depth|further (?:consideration|detail|explanation)|expand|curios|descriptive|critical|weigh"),
    ("recommendations", "Recommendations", r"recommendation"),
    ("domestic-abuse-dynamics", "Domestic abuse dynamics", r"coercive|controlling|economic abuse|financial abuse|suicid|stalk|power and control|dynamics|tactics|strangulation|\bdash\b|risk assessment|escalat"),
    ("structure-and-template", "Structure and template", r"structure|template|layout|format|order of|reorder|heading|contents page|repetit|length|cover page|front page|easier to follow|numbering"),
    ("review-panel", "Review panel membership and expertise", r"(?:panel|review) member|membership|represented on|(?:on|of) the (?:review|local|dhr) panel|expertise|specialist .{0,40}(?:panel|advice|service)|critical friend"),
    ("action-plan", "Action plan", r"action plan|\brag\b|milestone|target date|lead agenc|smart\b|measurable"),
    ("terms-of-reference", "Terms of reference", r"terms of reference|scope of the review|time ?frame|key lines of enquiry|period under review"),
    ("anonymity", "Anonymity", r"anonym|pseudonym|real name|identif(?:y|ied|iable)|date of birth|redact|confidential|privacy"),
    ("definitions", "Definitions", r"defin(?:e|ed|ing|ition)|glossary|acronym|abbreviation"),
    ("family-involvement", "Family involvement", r"\bfamil(?:y|ies)\b|friends|relatives|\bsisters?\b|\bbrothers?\b|\bmother\b|\bparents?\b|employer|advocate|aafda|tribute|informal network"),
    ("victims-voice", "Victim’s voice", r"voice|pen portrait|lived experience|through (?:her|his|their) eyes|sense of (?:who|the person)|humanis|victim.{0,20}perspective"),
    ("executive-summary", "Executive summary", r"executive summary"),
    ("language-and-tone", "Language and tone", r"language|\btone\b|wording|victim.blaming|terminology|phrase|\bterm\b|plain english|jargon|descriptions?\b"),
    ("proofreading", "Proofreading", r"proof ?read|typo|typing error|spelling|grammar|spelled|spelt|punctuation|error|missing word"),
    ("chronology", "Chronology", r"chronolog|timeline|sequence of events|\bdates? (?:at|in|of|is|are)\b"),
    ("agency-gaps", "Agency gaps", r"\bimr\b|individual management review|(?:not|nor|never) (?:asked|contacted|invited|approached|involved)|missed opportunit|information.sharing|multi-agency|marac|\bgp\b|response (?:of|by)|agenc(?:y|ies)"),
    ("research", "Research", r"research|literature|evidence base|statistic|studies|data\b"),
    ("children", "Children", r"child(?:ren)?\b|school|young people|\bson\b|daughter|safeguarding practice"),
    ("perpetrator", "Perpetrator", r"perpetrator|offender|probation|offending"),
    ("parallel-reviews", "Parallel reviews", r"parallel|inquest|coroner|criminal trial|serious case review|safeguarding adults? review|child safeguarding practice|mental health homicide|iopc"),
    ("dissemination", "Dissemination", r"disseminat|shar(?:e|ed|ing) (?:the )?(?:learning|lessons)|distribution|publication|learning event|recipients"),
    ("independence-of-the-chair", "Independence of the chair", r"independen(?:t|ce)|chair(?:’s|'s)? (?:experience|career|background|previous)|conflict of interest|line management"),
    ("context", "Context", r"covid|lockdown|pandemic|austerity|local context|backlog"),
    ("good-practice", "Good practice", r"good practice|best practice|effective practice"),
)  # fmt: skip
THEMES: dict[str, str] = {slug: name for slug, name, _ in _TABLE}
"""Slug to the name that is shown, in the order in which they are offered."""
_CUES = tuple((slug, re.compile(rf"(?<!\w)(?:{cues})", re.IGNORECASE)) for slug, _, cues in _TABLE)


def suggest(text: str) -> tuple[str, ...]:
    """The themes that the words point to most often, at most three, in the order of the list."""
    weights = {slug: len(cue.findall(text)) for slug, cue in _CUES}
    found = sorted((slug for slug in weights if weights[slug]), key=lambda slug: -weights[slug])
    return tuple(slug for slug in THEMES if slug in found[:MOST])
