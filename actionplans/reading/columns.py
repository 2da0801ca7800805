"""What a column of a plan is about, told by the words in its heading."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Column(StrEnum):
    """The meanings that a column can have; the values are the words that people read."""

    NUMBER = "Number of the recommendation"
    RECOMMENDATION = "Recommendation"
    SCOPE = "Scope of recommendation"
    ACTION_NUMBER = "Number of the action"
    ACTION = "Action to take"
    LEAD = "Lead agency"
    SUPPORT = "Supporting agencies"
    MILESTONES = "Key milestones"
    TARGET = "Target date"
    COMPLETED = "Date of completion and outcome"
    OUTCOME = "Outcome"
    RAG = "RAG rating"
    STATUS = "Status in words"
    UPDATE = "Progress update"
    NOTES = "Comments"
    EVIDENCE = "Evidence"
    OTHER = "Something else"


LONGEST_LABEL = 14
"""Headings have few words; a cell with more is text of the plan."""


@lru_cache(maxsize=4096)
def meaning_of(label: str) -> Column | None:
    """The meaning of a heading, None when its words say nothing that is known."""
    if label.strip() in ("#", "№"):
        return Column.NUMBER
    if "%" in label:
        return Column.STATUS
    if _RATED.search(plain(label)):
        return Column.RAG
    for words in _readings(label):
        if not 0 < len(words.split()) <= LONGEST_LABEL:
            continue
        found = next((column for column, form in _MEANINGS if form.search(words)), None)
        if found:
            return found
    return None


def preference(column: Column, label: str) -> int:
    """Of two columns with one meaning the lower number counts: a revised date before the first one."""
    words, later, sooner = plain(label), _LATER.get(column), _SOONER.get(column)
    if sooner and sooner.search(words):
        return 0
    return 2 if later and later.search(words) else 1


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """A label without case and punctuation."""
    return " ".join(re.sub(r"[^\w/]+|_", " ", label.casefold()).replace("/", " ").split())


def _readings(label: str) -> tuple[str, ...]:
    """A label without its brackets, then with them, then its first line alone."""
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", label)
    return plain(bare), plain(label), plain(label.split("\n", maxsplit=1)[0])


_PLANNED = r"(?:target|expected|planned|anticipated|intended|proposed|estimated|projected|revised|original|agreed|due|review|forecast|start)"
_MEANINGS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile("|".join(forms)))
    for column, forms in (
        (
            Column.OTHER,
            (
                r"\brisk (?:rating|level|score)",
                r"\bpriority\b",
                r"\bstart(?:ed)? date\b",
                r"date (?:started|added|raised|agreed)",
                r"\blast (?:updated|reviewed)\b",
                r"date of (?:last )?(?:update|review)",
                r"^updated$",
                r"^review date$",
                r"\bcosts?\b",
                r"\bbudget\b",
                r"\bresources?\b",
            ),
        ),
        (
            Column.OTHER,
            (
                r"^(?:intended|expected|desired|anticipated|target|planned|proposed|aim)\w* (?:outcome|impact|result|benefit)",
                r"success",
                r"how will (?:we|you|it|this) (?:know|be measured)",
                r"\bkpis?\b",
                r"what (?:will|does) (?:good|success) look",
            ),
        ),
        (
            Column.RAG,
            (
                r"\bb?rag[abg]?\b",
                r"^r a g\b",
                r"\btraffic light",
                r"\bcolou?r\b",
                r"^(?:progress |current |overall )?rating\b",
            ),
        ),
        (Column.EVIDENCE, (r"^(?:supporting )?evidence\b(?!.*\b(?:impact|outcome|progress)\b)",)),
        (Column.ACTION_NUMBER, (r"\baction (?:no|nos|number|num|ref|reference|id)\b",)),
        (
            Column.ACTION,
            (
                r"^(?:the |proposed |agency |key |specific |required |agreed |planned |smart |main |local )*actions? ?(?:s|plan|point|points|to take|to be taken|taken to implement|to be (?:completed|undertaken)|required|needed|proposed|agreed|detail\w*|description|step|steps)?$",
                r"^actions? to (?:be taken|take)\b",
                r"^(?:what|which) actions? (?:are|is|will|needs?|must|should|do)\b",
                r"^what (?:will|are|needs?|must|should|do) ",
            ),
        ),
        (Column.MILESTONES, (r"\bmilestones?\b",)),
        (Column.COMPLETED, (r"^date\b.*\b(?<!to be )(?:completed|closed|finished)\b",)),
        (Column.STATUS, (r"^complete incomplete$", r"^open closed$", r"^closed open$")),
        (
            Column.UPDATE,
            (
                r"\b(?:actions?|work|steps?|activit\w+|tasks?|progress|what has been) (?:already )?(?:taken|completed|undertaken|achieved|done|made|to date|so far)\b",
                r"\bstatus updates?$",
                r"how far",
                r"\bwhere are we\b",
                r"\b(?:current|present) situation\b",
                r"\bto date$",
                r"\bso far$",
            ),
        ),
        (
            Column.SCOPE,
            (
                r"\bscope\b",
                r"\blocal\b",
                r"\bregional\b",
                r"\bnational\b",
                r"^(?:recommendation )?level\b",
                r"\blevel of recommendation",
                r"\bsingle\b.*\bmulti",
                r"^geograph",
            ),
        ),
        (
            Column.STATUS,
            (
                r"\bstatus\b",
                r"\bstage\b",
                r"complete\w* (?:y n|yes no)\b",
                r"^state$",
            ),
        ),
        (
            Column.TARGET,
            (
                rf"\b{_PLANNED}\b.*\b(?:date|complet\w+|finish|end|deadline|timescales?|implementation|quarter)\b",
                r"\bdate due\b",
                r"\bdue\b",
                r"\bdeadlines?\b",
                r"\btime ?(?:scales?|frames?|lines?|limits?)\b",
                r"\bby when\b",
                r"^when\b(?!.*\b(?:was|were|did|has|have)\b)",
                r"\bto be (?:completed|done|achieved|finished|implemented)\b",
                r"complet\w+ (?:by|target|due)\b",
                r"(?:date|timescale) for (?:completion|action|implementation)",
                r"^(?:the )?target(?: date| by)?$",
                r"\btarget date",
                r"^(?:implementation|delivery) date",
                r"^end date",
            ),
        ),
        (
            Column.SUPPORT,
            (
                r"\bsupport(?:ing|ed)?\b",
                r"\bcontribut\w+",
                r"\bother (?:agenc|organi|partner)\w+",
                r"\bpartners?\b.*\binvolved",
                r"^partners$",
                r"^partner (?:agenc|organi)\w+",
                r"\bsecondary\b",
            ),
        ),
        (
            Column.LEAD,
            (
                r"\blead(?:s|er|ing)?\b",
                r"\bowners?\b",
                r"\bresponsib\w+",
                r"\baccountab\w+",
                r"\bby who[m]?\b",
                r"^who\b",
                r"\borgani[sz]ations?\b",
                r"\bagenc(?:y|ies)\b",
                r"\bdepartments?\b",
                r"\bnamed (?:person|officer)",
                r"\bofficers?\b",
                r"\bassigned\b",
                r"\ballocated to\b",
                r"^service$",
                r"^delegated",
            ),
        ),
        (
            Column.UPDATE,
            (
                r"\bprogress\b.*\bcomplet",
                r"\bcomplet\w+\b.*\bprogress\b",
            ),
        ),
        (
            Column.COMPLETED,
            (
                r"\b(?:complet\w+|clos(?:ed|ure)|finish\w*|signed off|sign off)\b",
                r"\bdate (?:achieved|done|implemented|delivered|met|ended)\b",
                r"\bactual (?:date|end)",
                r"\b(?:achieved|implemented|delivered|done) (?:on|date)\b",
                r"^done$",
                r"^when\b",
            ),
        ),
        (
            Column.OUTCOME,
            (
                r"\boutcomes?\b",
                r"\bimpacts?\b",
                r"\bresults?\b",
                r"\bdifference\b",
                r"\bwhat (?:has )?changed\b",
                r"\bbenefits?\b",
            ),
        ),
        (
            Column.UPDATE,
            (
                r"\bprogress\b",
                r"\bupdates?\b",
                r"\bposition\b",
                r"\bnarrative\b",
                r"\bcommentary\b",
                r"\bmonitoring\b",
            ),
        ),
        (
            Column.NUMBER,
            (
                r"^(?:rec\w*|r|dhr|item|serial|s)? ?(?:no|nos|nr|number|num|ref|reference|id|identifier|item)(?: no| number)?$",
                r"^rec (?:no|number|ref|id)\b",
            ),
        ),
        (
            Column.RECOMMENDATION,
            (
                r"\brecommend(?:ation|ations|s|ed)?\b",
                r"^recs?(?: text)?$",
            ),
        ),
        (
            Column.EVIDENCE,
            (
                r"\bevidence\b",
                r"\bassurance\b",
                r"\bproof\b",
            ),
        ),
        (
            Column.ACTION,
            (
                r"\bactions?\b",
                r"\btasks?\b",
                r"\bactivit(?:y|ies)\b",
                r"^what (?:we|will|needs|must|are|is|do)\b",
                r"^how (?:we|will|it|do)\b",
                r"\bsteps?\b",
                r"\bdeliverables?\b",
                r"\bintervention",
                r"\bwork required\b",
                r"\bwhat\b.*\b(?:do|happen|done)$",
            ),
        ),
        (
            Column.NOTES,
            (
                r"\bcomments?\b",
                r"\bnotes?\b",
                r"\bremarks?\b",
                r"\bfurther information\b",
            ),
        ),
    )
)
_RATED = re.compile(r"\bb?rag[abg]?\b(?!.{60})")
"""Says what a column holds, even in brackets: “Status (RAG)”."""
GUESSES = (
    (Column.RECOMMENDATION, re.compile(r"\blearning\b|\blessons?\b|\bfindings?\b|\barea for\b")),
    (Column.RECOMMENDATION, re.compile(r"\bthemes?\b|\bissues?\b|\bobjectives?\b|\btopics?\b")),
    (Column.TARGET, re.compile(r"^dates?$|^review date$")),
    (Column.ACTION, re.compile(r"\bresponse\b|\bmeasures?\b|\bdescription\b")),
    (Column.LEAD, re.compile(r"^(?:name|partner|team)$")),
)
"""What a heading may mean when nothing plainer in its table does, the likelier first."""
_SOONER = {
    Column.TARGET: re.compile(r"\brevis|\bnew\b|\bextended\b|\bcurrent\b|\bamended\b|\bupdated\b"),
    Column.LEAD: re.compile(r"\bagenc|\borgani[sz]ation"),
    Column.RAG: re.compile(r"\bcurrent\b|\blatest\b|\bnow\b"),
    Column.NUMBER: re.compile(r"\brec|^no$|^number$"),
    Column.COMPLETED: re.compile(r"\bdate\b"),
}
_LATER = {
    Column.TARGET: re.compile(r"\bfirst\b|\boriginal\b|\bprevious\b|\bold\b"),
    Column.LEAD: re.compile(r"\bofficers?\b|\bperson\b|\bname\b|\bindividual\b|\bcontact\b"),
    Column.RAG: re.compile(r"\bprevious\b|\blast\b|\boriginal\b|\bold\b|\bfirst\b|\binitial\b"),
}
