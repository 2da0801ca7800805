"""A whole small world with a row of every kind, for the tests that walk the house from top to bottom."""

from __future__ import annotations

import datetime as dt

from actionplans.tests.factories import action_under, recommendation_in, update_of
from feedback import actions as feedback
from feedback.tests.factories import areas_of, letter_in_hand, revision_of
from packs.actions import keep_pack
from packs.contents import assemble
from reviews.models import FileKind, StoredFile
from reviews.tests.factories import Cast, evidence, review_of

A_PDF = b"%PDF-1.7 as it was made"


class World(Cast):
    """Elm is being revised and has everything; Oak has a letter that is still being checked."""

    def __init__(self) -> None:
        super().__init__()
        by = self.alice
        self.item, self.second = areas_of(self.review, file=evidence("letter.txt"), by=by)
        self.letter = self.item.letter
        self.round = self.letter.round
        self.revision = revision_of(self.item, by=by, evidence=[evidence()])
        self.file = StoredFile.unscoped.get(kind=FileKind.EVIDENCE)
        feedback.assign_item(self.item, to=self.chloe, by=by)
        feedback.comment_on_item(self.item, text="Chloé will ask the surgery.", by=by)
        self.recommendation = recommendation_in(self.review, by=by)
        self.action = action_under(self.recommendation, items=[self.item], by=by)
        self.update = update_of(self.action, rating="amber", by=by)
        contents = assemble(self.round, at=dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC), by=by)
        self.pack = keep_pack(self.round, pdf=A_PDF, contents=contents, by=by)
        self.oak = review_of(self.northbrook, name="Oak", chair=self.chloe, by=by)
        self.in_hand = letter_in_hand(self.oak, "One. Two.", "Three.", by=by)
        self.yew = review_of(self.northbrook, name="Yew", chair=self.chloe, by=by)
