import datetime as dt
import pytest
from audit.models import Event
from dhr_qa.tests.world import World
from dhr_qa.tests.test_architecture import everything
from documents import actions as documents
from documents.covering import covered, fingerprint
from documents.models import Capacity, DocumentKind
from documents.tests.factories import ready_to_submit
from reviews import actions as reviews
from reviews.tests.factories import evidence
from reviews.workflow import Move
TODAY = dt.date(2026, 3, 10)

@pytest.fixture
def world(db):
    return World()

def _ready(world):
    qa_round = ready_to_submit(world.oak, by=world.alice)
    return {"qa_round": qa_round, "seen": fingerprint(covered(qa_round))}


def _returned(world):
    reviews.make_move(world.gorse, Move.RETURN, note="Page 3 is missing.", by=world.quinn)
    return world.gorse

ACTIONS = {
    documents.add_document: (
        lambda w: {
            "review": w.review,
            "examined": evidence(),
            "kind": DocumentKind.EVIDENCE,
            "title": "Minutes",
            "dated": TODAY,
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.document_added"],
    ),
    documents.add_version: (
        lambda w: {
            "document": w.document,
            "examined": evidence(),
            "dated": TODAY,
            "what_changed": "All.",
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.version_added"],
    ),
    documents.follow_file: (
        lambda w: {
            "stored": w.file,
            "examined": evidence(),
            "dated": TODAY,
            "what_changed": "All.",
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.file_followed"],
    ),
    documents.leave_document_out: (
        lambda w: {"document": w.document, "reason": "A mistake.", "by": w.chloe},
        ["documents.document_left_out"],
    ),
    documents.sign_off: (
        lambda w: {
            "qa_round": w.round,
            "capacity": Capacity.CHAIR,
            "name": "Chloé",
            "signed_on": TODAY,
            "seen": fingerprint(covered(w.round)),
            "by": w.chloe,
        },
        ["documents.signed_off"],
    ),
    documents.submit_round: (
        lambda w: {**_ready(w), "anonymised": True, "on": TODAY, "by": w.alice},
        ["reviews.round_moved", "notices.people_told", "documents.round_submitted"],
    ),
    documents.receive_submission: (
        lambda w: {
            "qa_round": _returned(w),
            "received": [(DocumentKind.OTHER, evidence())],
            "on": TODAY,
            "by": w.quinn,
        },
        [
            "reviews.round_moved",
            "notices.people_told",
            "reviews.file_kept",
            "documents.submission_received",
        ],
    ),
    documents.receive_review: (
        lambda w: {
            "organisation": w.westhaven,
            "received": [(DocumentKind.OTHER, evidence())],
            "on": TODAY,
            "name": "Ash",
            "reference": "Ash 9",
            "by": w.quinn,
        },
        [
            "reviews.review_opened",
            "reviews.round_moved",
            "notices.people_told",
            "reviews.file_kept",
            "documents.submission_received",
            "documents.review_received",
        ],
    ),
}
@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f.__name__)
def test_every_action_leaves_its_events(world, action):
    arguments, verbs = ACTIONS[action]
    given = arguments(world)
    before = Event.objects.count()
    action(**given)
    new = Event.objects.order_by("pk")[before:]
    assert [(event.verb, event.actor) for event in new] == [(verb, given["by"]) for verb in verbs]

@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f.__name__)
def test_nothing_is_written_when_the_event_cannot_be(world, action, monkeypatch):
    given = ACTIONS[action][0](world)
    own_verb = ACTIONS[action][1][-1]
    before = everything()
    save = Event.save

    def broken(event, *args, **kwargs):
        if event.verb == own_verb:
            raise RuntimeError(own_verb)
        save(event, *args, **kwargs)

    monkeypatch.setattr(Event, "save", broken)
    with pytest.raises(RuntimeError, match=own_verb):
        action(**given)
    assert everything() == before
