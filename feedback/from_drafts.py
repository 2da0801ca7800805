"""Checked drafts become areas for development, and areas that were not met go on in the next round."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from feedback.carrying import not_met_before
from feedback.drafts import LetterDraft
from feedback.models import FeedbackItem, FeedbackLetter, Theme, areas_before
from reviews.models import Round


def not_later(on: dt.date | None) -> dt.date | None:
    """A letter may be dated ahead; the step that it makes is not taken before today has come."""
    return min(on, timezone.localdate()) if on else None


def next_number(letter: FeedbackLetter) -> int:
    return (letter.items.aggregate(last=Max("number"))["last"] or 0) + 1


def carry_forward(letter: FeedbackLetter) -> None:
    """Let areas that were not met, and that the letter does not put into new words, go on in theirs."""
    taken_up = {item.first_id for item in letter.items.all()}
    before = areas_before(letter.round).filter(pk__in=not_met_before(letter.round))
    left = [
        item for item in before.order_by("number") if (item.first_id or item.pk) not in taken_up
    ]
    begin = next_number(letter)
    carried = FeedbackItem.unscoped.bulk_create(
        FeedbackItem(
            letter=letter,
            number=number,
            text=item.text,
            children=item.children,
            group=item.group,
            references=item.references,
            first_id=item.first_id or item.pk,
            carried=True,
        )
        for number, item in enumerate(left, start=begin)
    )
    for new, item in zip(carried, left, strict=True):
        new.themes.set(item.themes.all())


def first_by_number(qa_round: Round) -> dict[int, int]:
    """For each area of the round before, by its number there, the item with which it began."""
    return {item.number: item.first_id or item.pk for item in areas_before(qa_round)}


def keep_items(letter: FeedbackLetter, draft: LetterDraft) -> None:
    earlier = first_by_number(letter.round)
    items = FeedbackItem.unscoped.bulk_create(
        FeedbackItem(
            letter=letter,
            number=number,
            first_id=earlier.get(area.continues),
            text=area.text.strip(),
            children=list(area.children),
            as_read=area.as_read,
            group=area.group,
            references=list(area.references),
        )
        for number, area in enumerate(draft.kept, start=1)
    )
    themes = Theme.objects.in_bulk(field_name="slug")
    through = FeedbackItem.themes.through
    through.objects.bulk_create(
        through(feedbackitem=item, theme=themes[slug])
        for item, area in zip(items, draft.kept, strict=True)
        for slug in area.themes
        if slug in themes
    )
