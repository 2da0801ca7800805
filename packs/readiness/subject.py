"""What the checks look at: a round with its answers, plan, documents and sign-offs, each read once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from actionplans.models import Action
from documents.covering import Covered, covered
from documents.models import DocumentVersion, SignOff
from feedback.models import FeedbackItem, FeedbackLetter, Revision
from packs.models import FileLook, Override, PackKind
from reviews.models import Review, Round


class Subject:
    """A round of which a pack is to be made. Every reading is kept, so checks may ask as often as they like."""

    def __init__(self, qa_round: Round, kind: PackKind, *, today: dt.date | None = None) -> None:
        self.round, self.kind = qa_round, kind
        self.today = today or timezone.localdate()

    @property
    def review(self) -> Review:
        return self.round.review

    @cached_property
    def letter(self) -> FeedbackLetter | None:
        letters = FeedbackLetter.unscoped.confirmed().select_related("file")
        letter: FeedbackLetter | None = letters.filter(round=self.round).first()
        if letter:
            letter.round = self.round
        return letter

    @cached_property
    def items(self) -> list[FeedbackItem]:
        """The areas of the round, in the letter's order."""
        return list(FeedbackItem.unscoped.in_round(self.round).order_by("number"))

    @cached_property
    def answers(self) -> list[Revision]:
        """The answer that stands to each area that has one, in the order of the areas."""
        latest = Revision.unscoped.filter(item__in=self.items, superseded_by__isnull=True)
        return list(latest.select_related("item").order_by("item__number"))

    @cached_property
    def all_actions(self) -> list[Any]:
        """Every action of the plan, each with its state."""
        rows = Action.unscoped.of_review(self.review).with_state()
        return list(rows.select_related("recommendation"))

    @property
    def actions(self) -> list[Any]:
        """Those that have not ended."""
        return [action for action in self.all_actions if action.is_open]

    @cached_property
    def carried_out(self) -> frozenset[str]:
        """The numbers of the recommendations that have an action."""
        return frozenset(a.recommendation.number.casefold() for a in self.all_actions)

    @cached_property
    def versions(self) -> list[DocumentVersion]:
        """The documents that are handed over, each in its present version."""
        return DocumentVersion.unscoped.to_submit(self.review.pk)

    @cached_property
    def looks(self) -> dict[int, FileLook]:
        """{stored file: what was found in it}; a file that nobody has looked at yet is not there."""
        files = [version.file_id for version in self.versions]
        return {look.file_id: look for look in FileLook.unscoped.filter(file__in=files).done()}

    @cached_property
    def sign_offs(self) -> dict[str, SignOff]:
        return SignOff.unscoped.latest(self.round)

    @cached_property
    def covered(self) -> list[Covered]:
        return covered(self.round)

    @cached_property
    def overrides(self) -> dict[tuple[str, str], Override]:
        """{(code of the check, what it said): the decision}; the latest counts."""
        rows = Override.unscoped.filter(round=self.round, kind=self.kind).select_related("by")
        return {(row.check_code, row.finding): row for row in rows.order_by("pk")}
