"""Packs that were made: kept whole, numbered in their round, never changed, and every reading noted."""

import hashlib
import json

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from access.verdict import Refused
from audit.models import AppendOnlyError, Event
from feedback.tests.factories import areas_of, revision_of
from packs.actions import keep_pack, note_download
from packs.assembling import assemble
from packs.models import Pack, PackKind
from packs.policies import NO_LETTER
from packs.tests.factories import a_pack, made_of, pack_of
from reviews.tests.factories import review_of

NOT_YOURS = "Only the CSP manager and the independent chair can do this."


def test_kept_pack_is_the_bytes_that_were_set(cast, items, qa_round):
    revision_of(items[0], by=cast.alice)
    contents = assemble(qa_round, at=timezone.now(), by=cast.alice)

    made = made_of(contents)

    pack = keep_pack(qa_round, kind=PackKind.RESUBMISSION, made=made, by=cast.alice)

    with pack.file.open() as kept:
        assert kept.read() == b"%PDF- a pack"
    assert (pack.size, pack.sha256) == (12, hashlib.sha256(b"%PDF- a pack").hexdigest())
    assert (pack.answered, pack.items, pack.by, pack.at) == (1, 2, cast.alice, contents.made_at)
    assert pack.manifest == json.loads(contents.manifest.to_json())
    assert pack.name == "resubmission-pack-round-1-1.pdf"


def test_keeping_a_pack_is_noted(cast, qa_round):
    pack = pack_of(qa_round, by=cast.chloe)

    event = Event.objects.get(verb="packs.pack_made")

    assert (event.actor, event.subject_id) == (cast.chloe, str(pack.pk))
    assert event.changes == {"sha256": pack.sha256, "number": 1, "kind": "resubmission"}


def test_packs_are_numbered_in_their_round(cast, qa_round):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")
    areas_of(other, "Theirs.", by=cast.alice)

    packs = [pack_of(qa_round, by=cast.alice) for _ in range(2)]
    theirs = pack_of(other.rounds.get(), by=cast.alice)

    assert [pack.number for pack in (*packs, theirs)] == [1, 2, 1]


@pytest.mark.parametrize("who", ["vic", "kim", "quinn"])
def test_refused_pack_leaves_nothing(cast, qa_round, who):
    with pytest.raises(Refused) as refusal:
        pack_of(qa_round, by=getattr(cast, who))

    assert str(refusal.value) == NOT_YOURS
    assert not default_storage.exists(".") or default_storage.listdir(".") == ([], [])
    assert Pack.unscoped.count() == Event.objects.filter(verb="packs.pack_made").count() == 0


def test_pack_needs_a_confirmed_letter(cast):
    with pytest.raises(Refused) as refusal:
        keep_pack(
            cast.review.rounds.get(),
            kind=PackKind.RESUBMISSION,
            made=made_of(a_pack()),
            by=cast.alice,
        )

    assert str(refusal.value) == NO_LETTER


def test_kept_pack_is_never_changed(cast, qa_round):
    pack = pack_of(qa_round, by=cast.alice)

    for change in (pack.save, pack.delete, Pack.unscoped.all().delete):
        with pytest.raises(AppendOnlyError):
            change()

    assert Pack.unscoped.get().sha256 == pack.sha256


def test_reading_a_pack_is_noted(cast, qa_round):
    pack = pack_of(qa_round, by=cast.alice)

    note_download(pack, by=cast.vic)

    event = Event.objects.get(verb="packs.pack_downloaded")
    assert (event.actor, event.subject_id) == (cast.vic, str(pack.pk))
    assert event.changes == {"sha256": pack.sha256}
