"""Packs on the timeline: made and sent, for the CSP's own eyes."""

from __future__ import annotations

from django.utils import timezone

from packs.actions import record_handover
from packs.tests.factories import pack_of
from reviews.timeline import told


def titles(review, user):
    return [entry.title for entry in told(review, user) if entry.kind == "Packs"]


def test_packs_are_on_the_timeline_of_their_own_side(cast, qa_round):
    pack = pack_of(qa_round, by=cast.alice)
    record_handover(
        pack, sent_on=timezone.localdate(), to="reviews@homeoffice.example", by=cast.alice
    )

    assert titles(cast.review, cast.vic) == [
        "Resubmission pack 1 of round 1: sent",
        "Resubmission pack 1 of round 1: made",
    ]
    assert titles(cast.review, cast.quinn) == []
