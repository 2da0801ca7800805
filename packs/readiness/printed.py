"""Whether the service's typeface has every letter that is printed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from packs.models import PackKind, Preparation
from packs.readiness.registry import Fault, Weight, check
from packs.readiness.subject import Subject
from printing.fonts import missing_glyphs

NAMED = 10  # letters of one place; a text in another script would fill the page


@check(
    "missing_glyphs",
    weight=Weight.ADVISORY,
    label="text has letters that may not be printed,texts have letters that may not be printed",
    advice="The typeface does not have these letters. Readers may see an empty box, and the PDF is not archival. Put words in their place.",
)
def missing_letters(subject: Subject) -> Iterator[Fault]:
    for words, href, text in _printed(subject):
        # Reading the typeface takes a while, and most texts need no look at it.
        if not text.isascii() and (missing := sorted(missing_glyphs(text))):
            yield Fault(f"{words}: {' '.join(missing[:NAMED])}", href)


def _printed(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """(what it is, where it is put right, its text)"""
    if subject.kind == PackKind.RESUBMISSION:
        yield from _answers(subject)
        letter = Preparation.of(subject.round, subject.kind).letter
        yield "Covering letter", reverse("packs:prepare", args=[subject.round.pk]), letter
    for action in subject.all_actions:
        above = action.recommendation.text
        words = (above, action.text, action.lead_agency, action.milestones, action.outcome)
        yield str(action), action.get_absolute_url(), "\n".join(words)


def _answers(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for answer in subject.answers:
        words = (answer.where, answer.summary, answer.before, answer.after, answer.reason)
        item = answer.item
        yield f"Answer to area {item.number}", item.get_absolute_url(), "\n".join(words)
