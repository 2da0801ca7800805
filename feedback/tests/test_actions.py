"""What happens to letters and areas: each action writes its rows and one event, or neither."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from access.verdict import Refused
from audit.models import Event
from feedback import actions, drafts, letter_actions
from feedback.drafts import Area, LetterDraft, Outcome, Reading
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
    Theme,
)
from feedback.policies import IN_HAND
from feedback.tests.factories import TWO_AREAS, areas_of, letter_in_hand, revision_of
from reviews.actions import MOVED_ON, make_move
from reviews.models import ClosingDuty, DutyKind, Round, StageChange, StoredFile
from reviews.tests.factories import evidence, ready_or_not, review_of, tomorrow, yesterday
from reviews.workflow import Move, Side, Stage

NOT_A_SIDE = "Only a CSP manager of this partnership or a QA officer can record this."
NOT_YOURS = "Only the CSP manager and the independent chair can do this."


@pytest.fixture
def events(cast):
    """The verbs of the events written since the cast came on; ask again after each act."""
    before = Event.objects.count()
    return lambda: list(Event.objects.order_by("pk").values_list("verb", flat=True))[before:]


@pytest.fixture
def refused(events):
    """Runs an act that must be refused without a trace, and returns the sentence."""

    def run(act, *args, **kwargs):
        rows, told = _rows(), events()
        with pytest.raises(Refused) as refusal:
            act(*args, **kwargs)
        assert (_rows(), events()) == (rows, told)
        return str(refusal.value)

    return run


def _rows():
    models = (
        FeedbackLetter,
        FeedbackItem,
        Revision,
        Comment,
        Assignment,
        StoredFile,
        ClosingDuty,
        StageChange,
        Round,
    )
    return [list(model.unscoped.order_by("pk").values()) for model in models]


def bring(cast, *, words="Dear colleagues", by=None, file=None, review=None):
    return letter_actions.keep_letter(
        (review or cast.review).rounds.last(),
        reading=Reading(LetterDraft(), ({"text": words},)),
        file=file,
        by=by or cast.alice,
    )


def just_before(statement, act):
    """Runs `act` once, just before the first SQL that begins with `statement`: somebody was faster."""
    waiting = [act]

    def run(execute, sql, params, many, context):
        if sql.startswith(statement) and waiting:
            waiting.pop()()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


def test_letter_is_kept_with_its_file(cast, events):
    letter = bring(cast, file=evidence("Letter – final.txt", b"Dear colleagues"))

    assert (letter.file.name, letter.file.kind, letter.by) == (
        "Letter – final.txt",
        "letter",
        cast.alice,
    )
    with letter.file.file.open() as kept:
        assert kept.read() == b"Dear colleagues"
    assert events() == ["reviews.file_kept", "feedback.letter_brought_in"]


def test_letter_in_hand_makes_no_areas_and_moves_nothing(cast):
    letter = letter_in_hand(cast.review, requests=(DutyKind.WEBLINK,), by=cast.alice)

    letter_actions.save_draft(letter, drafts.from_json(letter.draft), version=1, by=cast.alice)

    assert (letter.items.count(), letter.round.duties.count()) == (0, 0)
    assert cast.review.rounds.get().stage == Stage.PREPARING


def test_letter_is_not_brought_in_twice(cast, refused):
    first = letter_in_hand(cast.review, "Say who led.", outcome=Outcome.RESUBMIT, by=cast.alice)
    letter_actions.confirm_letter(first, version=1, by=cast.alice)
    for item in first.items.all():
        revision_of(item, by=cast.alice)
    with ready_or_not():
        make_move(first.round, Move.RESUBMIT, by=cast.alice)

    reason = refused(bring, cast, words="Say  who\nled.", file=evidence())

    day = timezone.localdate()
    assert reason == (
        f"This letter has already been brought in, for round 1, on {day.day} {day:%B %Y}."
    )
    assert bring(cast, words="Another letter").round.number == 2


def test_letter_of_another_review_may_have_the_same_words(cast):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")
    first = bring(cast)

    second = bring(cast, review=other)

    assert (first.sha256, first.round.review, second.round.review) == (
        second.sha256,
        cast.review,
        other,
    )


def test_second_letter_of_a_round_is_refused(cast, letter, refused):
    while_checked = refused(bring, cast)
    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    after = refused(bring, cast)

    assert while_checked == IN_HAND
    assert after == "No letter is awaited at the stage “Revising”."


def test_second_letter_at_the_same_moment_is_refused(cast):
    faster = just_before('INSERT INTO "feedback_feedbackletter"', lambda: bring(cast))

    with faster, pytest.raises(Refused) as refusal:
        bring(cast, words="Another letter")

    assert str(refusal.value) == IN_HAND


def test_letter_set_aside_may_be_brought_in_again(cast, events):
    letter = bring(cast)
    told = len(events())

    letter_actions.set_letter_aside(letter, by=cast.alice)

    again = bring(cast)
    letter.refresh_from_db()
    assert events()[told:] == ["feedback.letter_set_aside", "feedback.letter_brought_in"]
    assert letter.set_aside_by == cast.alice
    assert list(FeedbackLetter.visible_to(cast.alice).kept()) == [again]


def test_letter_confirmed_meanwhile_is_not_set_aside(cast, letter, refused):
    stale = FeedbackLetter.visible_to(cast.alice).get()
    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    assert refused(letter_actions.set_letter_aside, stale, by=cast.alice) == MOVED_ON


def test_draft_saved_keeps_before_and_after(cast, letter):
    draft = drafts.leave_out(drafts.from_json(letter.draft), 2)

    saved = letter_actions.save_draft(letter, draft, version=1, by=cast.alice)

    stored = FeedbackLetter.visible_to(cast.alice).get()
    event = Event.objects.last()
    assert (saved.draft_version, stored.draft_version) == (2, 2)
    assert drafts.from_json(stored.draft) == draft
    before, after = event.changes["draft"]
    assert (event.verb, after) == ("feedback.draft_saved", stored.draft)
    assert [area["left_out"] for area in before["areas"]] == [False, False]


def test_draft_from_an_old_page_is_refused(cast, letter, refused):
    draft = drafts.from_json(letter.draft)
    letter_actions.save_draft(letter, drafts.leave_out(draft, 1), version=1, by=cast.alice)

    reason = refused(letter_actions.save_draft, letter, draft, version=1, by=cast.alice)

    assert reason == letter_actions.DRAFT_SAVED_SINCE


def test_letter_confirmed_becomes_areas_duties_and_a_move(cast, events):
    theme, _ = Theme.objects.get_or_create(slug="research", defaults={"name": "Research"})
    letter = letter_in_hand(
        cast.review,
        "  Say who leads. ",
        "Proofread.",
        letter_date=yesterday().isoformat(),
        panel_mode="virtual",
        addressee_name="The manager",
        addressee_organisation="Northbrook CSP",
        signatory_role="Secretariat",
        strengths=("A clear report.",),
        requests=(DutyKind.WEBLINK, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK),
        by=cast.alice,
    )
    first, second = drafts.from_json(letter.draft).areas
    first = replace(
        first,
        themes=(theme.slug, "no-such-theme"),
        references=("1.6",),
        children=("For each.",),
        group="Plan",
    )
    out = Area(key=3, text="Not an area.", left_out=True)
    draft = replace(drafts.from_json(letter.draft), areas=(out, second, first))
    letter_actions.save_draft(letter, draft, version=1, by=cast.alice)
    told = len(events())

    confirmed = letter_actions.confirm_letter(letter, version=2, by=cast.alice)

    items = list(confirmed.items.all())
    assert [(item.number, item.text, item.as_read) for item in items] == [
        (1, "Proofread.", "Proofread."),
        (2, "Say who leads.", "  Say who leads. "),
    ]
    assert (items[1].group, items[1].references, items[1].children) == (
        "Plan",
        ["1.6"],
        ["For each."],
    )
    assert [list(item.themes.all()) for item in items] == [[], [theme]]
    assert [duty.kind for duty in confirmed.round.duties.all()] == ["weblink", "digital_copy"]
    assert (confirmed.letter_date, confirmed.panel_date) == (yesterday(), None)
    assert confirmed.addressee == "The manager\nNorthbrook CSP"
    assert (confirmed.signatory, confirmed.strengths) == ("Secretariat", ["A clear report."])
    assert (confirmed.outcome, confirmed.confirmed_by) == ("publish_after_changes", cast.alice)
    assert events()[told:] == [
        "reviews.round_moved",
        "reviews.duties_set",
        "feedback.letter_confirmed",
        "notices.people_told",
    ]


@pytest.mark.parametrize(
    ("outcome", "move", "stage"),
    [
        (Outcome.PUBLISH, Move.LETTER_PUBLISH, Stage.CLEARED),
        (Outcome.PUBLISH_AFTER_CHANGES, Move.LETTER_CHANGES, Stage.REVISING),
        (Outcome.RESUBMIT, Move.LETTER_RESUBMIT, Stage.REVISING),
        (Outcome.OTHER, Move.LETTER_OTHER, Stage.DECIDED_OTHERWISE),
    ],
)
def test_letter_confirmed_moves_the_round_by_its_outcome(cast, outcome, move, stage):
    letter = letter_in_hand(
        cast.review, outcome=outcome, letter_date=yesterday().isoformat(), by=cast.alice
    )

    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    change = StageChange.visible_to(cast.alice).last()
    assert (change.move, change.target, change.happened_on) == (move, stage, yesterday())
    assert (change.by, change.on_behalf_of) == (cast.alice, Side.HOME_OFFICE)
    assert cast.review.rounds.get().stage == stage


def test_every_outcome_has_its_move():
    assert set(letter_actions.MOVE_FOR) == set(Outcome)


@pytest.mark.parametrize(
    ("texts", "draft", "reason"),
    [
        (TWO_AREAS, {"outcome": ""}, "Select the outcome that the letter states."),
        (
            TWO_AREAS,
            {"areas": ()},
            "Add the areas for development, or select another outcome.",
        ),
        (
            TWO_AREAS,
            {"areas": (), "outcome": Outcome.RESUBMIT},
            "Add the areas for development, or select another outcome.",
        ),
        (
            ("Proofread.", " \n"),
            {},
            "Area 2 has no words. Enter them, or leave it out.",
        ),
    ],
)
def test_letter_that_is_not_ready_is_not_confirmed(cast, refused, texts, draft, reason):
    letter = letter_in_hand(cast.review, *texts, by=cast.alice)
    unready = replace(drafts.from_json(letter.draft), **draft)
    letter_actions.save_draft(letter, unready, version=1, by=cast.alice)

    assert refused(letter_actions.confirm_letter, letter, version=2, by=cast.alice) == reason


def test_letter_dated_ahead_makes_its_step_today(cast):
    letter = letter_in_hand(cast.review, letter_date=tomorrow().isoformat(), by=cast.alice)

    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    (step,) = letter.round.stage_changes.all()
    assert (letter.letter_date, step.happened_on) == (tomorrow(), timezone.localdate())


def test_letter_without_areas_may_clear_the_review(cast):
    letter = letter_in_hand(cast.review, outcome=Outcome.PUBLISH, by=cast.alice)
    draft = replace(drafts.from_json(letter.draft), areas=())
    letter_actions.save_draft(letter, draft, version=1, by=cast.alice)

    letter_actions.confirm_letter(letter, version=2, by=cast.alice)

    assert (letter.items.count(), cast.review.rounds.get().stage) == (0, Stage.CLEARED)


def test_letter_is_not_confirmed_from_an_old_page(cast, letter, refused):
    draft = drafts.from_json(letter.draft)
    letter_actions.save_draft(letter, drafts.leave_out(draft, 1), version=1, by=cast.alice)

    assert (
        refused(letter_actions.confirm_letter, letter, version=1, by=cast.alice)
        == letter_actions.LOOK_AGAIN
    )


def test_letter_is_confirmed_once(cast, letter, refused):
    stale = FeedbackLetter.visible_to(cast.alice).get()
    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    reason = refused(letter_actions.confirm_letter, stale, version=1, by=cast.alice)

    assert reason == (
        "This is not possible at the stage “Revising”. "
        "Somebody may have moved the review on since you opened the page."
    )


def test_letter_confirmed_without_an_event_is_not_confirmed(cast, letter, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("The log cannot be written.")

    before = _rows()
    monkeypatch.setattr(letter_actions, "record", broken)

    with pytest.raises(OSError, match="cannot be written"):
        letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    assert _rows() == before


def test_two_hundred_areas_are_confirmed_in_few_queries(cast, django_assert_max_num_queries):
    letter = letter_in_hand(cast.review, *[f"Area {n}." for n in range(200)], by=cast.alice)

    with django_assert_max_num_queries(36):
        letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    assert letter.items.count() == 200


def test_revision_is_recorded_with_its_evidence(cast, item, events):
    told = len(events())

    revision = revision_of(
        item,
        by=cast.chloe,
        before="Old words.",
        after="New words.",
        evidence=[evidence("a.txt", b"One."), evidence("b.txt", b"Two.")],
    )

    assert (revision.item, revision.by, revision.supersedes) == (item, cast.chloe, None)
    assert (revision.before, revision.after) == ("Old words.", "New words.")
    assert [file.name for file in revision.evidence.all()] == ["a.txt", "b.txt"]
    assert events()[told:] == ["reviews.file_kept"] * 2 + ["feedback.revision_recorded"]


@pytest.mark.parametrize("kind", RevisionKind)
def test_revision_of_any_kind_answers(cast, item, kind):
    revision_of(item, by=cast.alice, kind=kind)

    assert list(FeedbackItem.unscoped.answered()) == [item]


def test_revision_supersedes_and_both_can_be_read(cast, item):
    first = revision_of(item, by=cast.alice, summary="First.")

    second = revision_of(item, by=cast.chloe, summary="Second.")

    assert list(item.revisions.all()) == [second, first]
    assert (second.supersedes, first.superseded_by) == (first, second)


def test_revision_keeps_ten_thousand_characters(cast, item):
    words = "Zażółć gęślą jaźń. " * 550

    revision = revision_of(item, by=cast.alice, summary=words, before=words, after=words)

    revision.refresh_from_db()
    assert (revision.summary, revision.before, revision.after) == (words, words, words)


def test_revision_from_an_old_page_is_refused(cast, item, refused):
    first = revision_of(item, by=cast.alice)
    typed = {"kind": RevisionKind.REVISED, "summary": "Mine.", "evidence": [evidence()]}

    reason = refused(actions.record_revision, item, supersedes=None, by=cast.chloe, **typed)
    mine = actions.record_revision(item, supersedes=first.pk, by=cast.chloe, **typed)

    assert reason == actions.ANSWERED_SINCE
    assert item.revisions.first() == mine


def test_answer_is_not_given_to_somebody_who_does_not_work_on_it(cast, item, refused):
    reason = refused(actions.assign_item, item, to=cast.kim, by=cast.alice)

    assert reason == "Kim does not work on the answers of this review."


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"kind": RevisionKind.NOT_REVISED, "reason": ""}, "Enter why it was not revised."),
        ({"kind": RevisionKind.REVISED, "summary": ""}, "Enter what was done."),
    ],
)
def test_revision_that_is_not_whole_is_refused(cast, item, refused, details, sentence):
    assert refused(revision_of, item, by=cast.alice, **details) == sentence


@pytest.mark.parametrize("stage", [Stage.DECIDED_OTHERWISE, Stage.CLEARED, Stage.RESUBMITTED])
def test_revision_waits_for_its_stage(cast, item, refused, stage):
    """The stage as it stands now counts, not the one that the page had."""
    Round.unscoped.filter(pk=item.letter.round_id).update(stage=stage)

    reason = refused(revision_of, item, by=cast.alice, evidence=[evidence()])

    assert (
        reason
        == {
            Stage.DECIDED_OTHERWISE: "Choose the next step before you answer the letter.",
            Stage.CLEARED: "This review is cleared for publication. Its answers can no longer change.",
            Stage.RESUBMITTED: "This round has been resubmitted. Its answers can no longer change.",
        }[stage]
    )


def test_area_is_assigned_and_taken_back(cast, item, events):
    told = len(events())

    given = actions.assign_item(item, to=cast.chloe, by=cast.alice)
    back = actions.assign_item(item, to=None, by=cast.chloe)

    assert [(row.to, row.by) for row in (given, back)] == [
        (cast.chloe, cast.alice),
        (None, cast.chloe),
    ]
    assert events()[told:] == [
        "feedback.item_assigned",
        "notices.people_told",
        "feedback.item_assigned",
    ]


def test_area_that_somebody_else_assigned_first_is_not_assigned_unseen(cast, item, refused):
    given = actions.assign_item(item, to=cast.chloe, seen=0, by=cast.alice)

    reason = refused(actions.assign_item, item, to=cast.alice, seen=0, by=cast.alice)

    assert reason == actions.ASSIGNED_SINCE
    assert list(item.assignments.all()) == [given]


def test_themes_that_somebody_else_changed_first_are_not_changed_unseen(cast, item, refused):
    children, research = Theme.objects.filter(slug__in=["children", "research"]).order_by("slug")
    seen = item.themes_seen
    actions.set_themes(item, [research], seen=seen, by=cast.alice)

    reason = refused(actions.set_themes, item, [children], seen=seen, by=cast.chloe)

    assert (reason, item.themes_seen) == (actions.THEMED_SINCE, "research")


def test_area_is_discussed(cast, item, events):
    told = len(events())

    comment = actions.comment_on_item(item, text="Shall I write it?", by=cast.chloe)

    assert (comment.text, comment.by, list(item.comments.all())) == (
        "Shall I write it?",
        cast.chloe,
        [comment],
    )
    assert events()[told:] == ["feedback.item_discussed"]


def test_area_is_rethemed_and_its_words_stay(cast, item):
    children, research = (
        Theme.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]
        for slug in ("children", "research")
    )
    actions.set_themes(item, [research], by=cast.alice)

    actions.set_themes(item, [children], by=cast.chloe)

    event = Event.objects.last()
    assert list(item.themes.all()) == [children]
    assert (event.verb, event.changes) == (
        "feedback.item_rethemed",
        {"themes": [["research"], ["children"]]},
    )


@pytest.mark.parametrize("name", ["vic", "kim", "chloe"])
def test_letter_is_not_brought_or_checked_by_others(cast, refused, name):
    user = getattr(cast, name)
    not_brought = refused(bring, cast, by=user, file=evidence())
    letter = letter_in_hand(cast.review, by=cast.alice)
    draft = drafts.from_json(letter.draft)

    reasons = {
        not_brought,
        refused(letter_actions.save_draft, letter, draft, version=1, by=user),
        refused(letter_actions.set_letter_aside, letter, by=user),
        refused(letter_actions.confirm_letter, letter, version=1, by=user),
    }

    assert reasons == {NOT_A_SIDE}
    assert default_storage.listdir("") == ([], [])


def test_letter_in_hand_is_not_touched_by_the_other_side(cast, refused, letter):
    draft = drafts.from_json(letter.draft)

    reasons = {
        refused(letter_actions.save_draft, letter, draft, version=1, by=cast.quinn),
        refused(letter_actions.set_letter_aside, letter, by=cast.quinn),
        refused(letter_actions.confirm_letter, letter, version=1, by=cast.quinn),
    }

    assert reasons == {"The other side brought this letter in. Only they can check it."}


@pytest.mark.parametrize("name", ["vic", "kim", "quinn"])
def test_area_is_not_answered_by_others(cast, item, refused, name):
    user = getattr(cast, name)

    reasons = {
        refused(revision_of, item, by=user, evidence=[evidence()]),
        refused(actions.assign_item, item, to=cast.alice, by=user),
        refused(actions.comment_on_item, item, text="No.", by=user),
        refused(actions.set_themes, item, [], by=user),
    }

    assert reasons == {NOT_YOURS}


def test_areas_keep_the_order_of_the_draft(cast):
    texts = [f"Area {number}." for number in range(12)]

    items = areas_of(cast.review, *texts, by=cast.alice)

    assert [(item.number, item.text) for item in items] == list(enumerate(texts, start=1))


def test_same_contribution_is_not_kept_twice(cast, item, refused):
    actions.comment_on_item(item, text="Agreed.", by=cast.alice)

    reason = refused(actions.comment_on_item, item, text="Agreed.", by=cast.alice)

    assert reason == "You have said this already: it is the last contribution."
    assert actions.comment_on_item(item, text="Agreed.", by=cast.chloe).by == cast.chloe


def test_area_is_not_assigned_twice_to_the_same_person(cast, item, refused):
    actions.assign_item(item, to=cast.chloe, by=cast.alice)

    reason = refused(actions.assign_item, item, to=cast.chloe, by=cast.alice)

    assert reason == "This area is assigned to Chloé already."


def test_evidence_that_still_counts_goes_on_to_the_new_answer(cast, item):
    first = revision_of(item, by=cast.alice, evidence=[evidence("a.txt"), evidence("b.txt", b"B")])
    kept, _ = first.evidence.order_by("name")

    second = revision_of(item, by=cast.alice, keep=[kept], evidence=[evidence("c.txt", b"C")])

    assert list(second.evidence.order_by("name").values_list("name", flat=True)) == [
        "a.txt",
        "c.txt",
    ]
    assert first.evidence.count() == 2


def test_evidence_of_another_area_is_not_taken_along(cast, item):
    other = item.letter.items.exclude(pk=item.pk).get()
    strange = revision_of(other, by=cast.alice, evidence=[evidence()]).evidence.get()

    assert revision_of(item, by=cast.alice, keep=[strange]).evidence.count() == 0
