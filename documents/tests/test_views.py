"""The pages of documents: who reaches them, what they show, and that the other side sees no draft."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from documents.actions import CHANGED_MEANWHILE
from documents.covering import covered, fingerprint
from documents.forms import NO_FILES
from documents.models import (
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    SignOff,
    Submission,
)
from documents.tests.factories import document_in, ready_to_submit, signed, submitted, version_of
from govuk.words import day
from reviews.actions import keep_file, make_move
from reviews.downloads import MISSING
from reviews.models import FileKind, Review
from reviews.tests.factories import evidence, round_at, typed_day, yesterday
from reviews.workflow import Move, Side, Stage

REPORT = DocumentKind.OVERVIEW_REPORT
CONTRIBUTORS = "Only the CSP manager and the independent chair can do this."


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def upload(data=b"New words", name="new.txt"):
    return SimpleUploadedFile(name, data)


def typed(**more):
    return typed_day("dated", yesterday()) | {"file": upload()} | more


def page(name, *args):
    return reverse(f"documents:{name}", args=args)


def answer(client, url):
    """The status of a page, which is read to its end: a download is shut again."""
    response = client.get(url)
    response.getvalue()
    return response.status_code


def addresses(cast):
    """Every address with a row of a review that was submitted and has been returned; the draft stands last."""
    appendix = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    submission = submitted(cast.review, by=cast.alice)
    make_move(submission.round, Move.RETURN, note="Page 3 is missing.", by=cast.quinn)
    document = Document.unscoped.get(kind=REPORT)
    draft = version_of(document, by=cast.alice)
    stored = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    return [
        page("documents", cast.review.pk),
        page("add", cast.review.pk),
        page("add_version", document.pk),
        page("leave_out", appendix.pk),
        page("follow_file", stored.pk),
        page("sign_off", submission.round_id, Capacity.CHAIR),
        page("sign_off", submission.round_id, Capacity.CSP),
        page("submit", submission.round_id),
        page("submission", submission.pk),
        page("version_file", document.versions.get(number=1).pk),
        page("version_file", draft.pk),
    ]


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("alice", [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
        ("vic", [200, 403, 403, 403, 403, 403, 403, 403, 200, 200, 200]),
        ("chloe", [200, 200, 200, 200, 200, 200, 403, 403, 200, 200, 200]),
        ("kim", [404] * 11),
        ("quinn", [404, 403, 403, 403, 404, 403, 403, 200, 200, 200, 404]),
    ],
)
def test_pages_open_to_whom_they_concern(cast, client, who, answers):
    urls = addresses(cast)
    client.force_login(getattr(cast, who))

    assert [answer(client, url) for url in urls] == answers


def test_nothing_of_an_unsubmitted_review_is_found_by_the_secretariat(cast, client):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    document = Document.unscoped.get(kind=REPORT)
    client.force_login(cast.quinn)
    urls = [
        page("documents", cast.review.pk),
        page("add", cast.review.pk),
        page("add_version", document.pk),
        page("sign_off", qa_round.pk, Capacity.CSP),
        page("submit", qa_round.pk),
        page("version_file", document.versions.get().pk),
    ]

    assert [client.get(url).status_code for url in urls] == [404] * 6
    assert list(Document.visible_to(cast.quinn)) == []
    assert list(SignOff.visible_to(cast.quinn)) == []


def test_documents_page_shows_each_document_with_its_versions(cast, alice):
    document = document_in(cast.review, REPORT, by=cast.alice)
    version_of(document, by=cast.chloe)
    keep_file(cast.review, evidence("Minutes – Zoë.txt"), kind=FileKind.EVIDENCE, by=cast.alice)

    response = alice.get(page("documents", cast.review.pk))

    groups = response.context["groups"]
    report = groups[0].cards[0]
    assert [group.heading for group in groups] == [
        "Overview report",
        "Executive summary",
        "Action plan",
        "Evidence",
    ]
    assert (report.current.number, [row.number for row in report.older]) == (2, [1])
    assert (groups[3].cards[0].title, groups[3].add) == ("Minutes – Zoë.txt", None)
    assert groups[1].add[0] == "Add the executive summary"


def test_documents_page_without_documents_says_what_is_needed(cast, client):
    client.force_login(cast.vic)

    response = client.get(page("documents", cast.review.pk))

    assert response.content.decode().count("Not here yet.") == len(REQUIRED)
    assert [group.add for group in response.context["groups"]] == [None] * len(REQUIRED)


def test_documents_page_names_what_is_missing_from_storage(cast, alice):
    document_in(cast.review, REPORT, by=cast.alice)
    stored = keep_file(cast.review, evidence("Minutes.txt"), kind=FileKind.EVIDENCE, by=cast.alice)
    default_storage.delete(stored.file.name)

    response = alice.get(page("documents", cast.review.pk))

    assert [row.name for row in response.context["missing"]] == ["Minutes.txt"]
    assert "Missing from storage" in response.content.decode()


def test_documents_page_says_in_which_round_a_version_was_submitted(cast, alice):
    submission = submitted(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)

    report = alice.get(page("documents", cast.review.pk)).context["groups"][0].cards[0]

    assert report.current.submitted == ()
    assert report.older[0].submitted == (("Round 1, submission 1", submission.get_absolute_url()),)


def test_documents_page_says_why_a_sign_off_lapsed(cast, alice):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    version = version_of(Document.unscoped.get(kind=REPORT), by=cast.chloe)

    places = alice.get(page("documents", cast.review.pk)).context["places"]

    assert [place.latest.lapse.since for place in places] == [version.at] * 2
    assert places[0].latest.lapse.changes == (
        "Overview report, version 2 (signed off: Overview report, version 1)",
    )
    assert [place.sign for place in places] == [
        (
            "Record the independent chair’s sign-off",
            page("sign_off", qa_round.pk, Capacity.CHAIR),
        ),
        ("Sign off for the CSP", page("sign_off", qa_round.pk, Capacity.CSP)),
    ]


def test_sign_offs_of_before_stay_readable(cast, alice):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=REPORT), by=cast.chloe)
    signed(qa_round, Capacity.CHAIR, name="Chloé Ashe", by=cast.chloe)

    chair, csp = alice.get(page("documents", cast.review.pk)).context["places"]

    assert (chair.latest.row.name, chair.latest.lapse, chair.sign) == ("Chloé Ashe", None, None)
    assert [old.row.name for old in chair.older] == ["Alice"]
    assert "Overview report, version 1" in chair.older[0].covers
    assert csp.older == ()


def test_documents_page_query_count_does_not_grow(cast, alice):
    counts = []
    for grown in (1, 30):
        for number in range(Document.unscoped.count(), grown):
            document = document_in(
                cast.review, DocumentKind.APPENDIX, title=f"Appendix {number}", by=cast.alice
            )
            version_of(document, by=cast.alice)
            keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
            signed(cast.review.rounds.get(), Capacity.CSP, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(page("documents", cast.review.pk)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] > 0


def test_submission_page_query_count_does_not_grow(cast, alice):
    counts = []
    for grown in (1, 30):
        for number in range(Document.unscoped.filter(kind=DocumentKind.APPENDIX).count(), grown):
            document_in(cast.review, DocumentKind.APPENDIX, title=f"{number}", by=cast.alice)
        submission = submitted(cast.review, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(submission.get_absolute_url()).status_code == 200
        counts.append(len(queries))
        make_move(submission.round, Move.RETURN, note="Again.", by=cast.alice)

    assert counts[0] == counts[1] > 0


def test_document_is_added_through_its_form(cast, alice):
    url = page("add", cast.review.pk) + "?kind=overview_report"

    shown = alice.get(url)
    response = alice.post(url, typed(kind="overview_report"))

    document = Document.unscoped.get()
    assert shown.context["form"]["kind"].value() == "overview_report"
    assert response.url == document.get_absolute_url()
    assert (document.kind, document.versions.get().dated) == (REPORT, yesterday())


def test_document_form_says_what_is_missing(cast, alice):
    response = alice.post(page("add", cast.review.pk), {"kind": "appendix"})

    assert response.context["form"].errors == {
        "title": ["Enter a title"],
        "dated": ["Enter the date of the document"],
        "file": ["Choose the file"],
    }


def test_document_form_does_not_offer_a_second_report(cast, alice):
    document_in(cast.review, REPORT, by=cast.alice)

    response = alice.get(page("add", cast.review.pk))

    offered = [value for value, _ in response.context["form"].fields["kind"].choices]
    assert offered == ["executive_summary", "action_plan", "appendix", "evidence", "other"]


def test_version_form_asks_about_the_same_bytes(cast, alice):
    document = document_in(cast.review, REPORT, data=b"The same words", by=cast.alice)
    url = page("add_version", document.pk)
    sent = typed(what_changed="A comma.", file=upload(b"The same words"))

    asked = alice.post(url, sent)
    sure = alice.post(url, sent | {"file": upload(b"The same words"), "sure": "on"})

    kept = document.versions.get(number=1)
    assert asked.context["form"].errors["sure"] == [
        f"These are the same bytes as version 1 of the overview report, kept on {day(kept.at)}."
    ]
    assert sure.url == document.get_absolute_url()
    assert document.versions.count() == 2


def test_version_form_keeps_nothing_that_is_no_file_of_ours(cast, alice):
    document = document_in(cast.review, REPORT, by=cast.alice)

    response = alice.post(
        page("add_version", document.pk),
        typed(what_changed="All.", file=upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old.doc")),
    )

    assert response.context["form"]["what_changed"].value() == "All."
    assert "Save it as .docx" in response.context["form"].errors["file"][0]
    assert document.versions.count() == 1


def test_document_is_left_out_through_its_form(cast, alice):
    document = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    url = page("leave_out", document.pk)
    card = _only_card(alice, cast)

    unsaid = alice.post(url, {})
    response = alice.post(url, {"reason": "Names the family."})

    after = _only_card(alice, cast)
    assert unsaid.context["form"].errors == {"reason": ["Enter a reason"]}
    assert response.url == document.get_absolute_url()
    assert (card.left_out, card.leave_out_href) == ("", url)
    assert after.left_out.endswith(": Names the family.")
    assert after.leave_out_href == ""


def _only_card(client, cast):
    groups = client.get(page("documents", cast.review.pk)).context["groups"]
    (card,) = [card for group in groups for card in group.cards]
    return card


def test_newer_version_of_a_kept_file_makes_it_a_document(cast, alice):
    stored = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.chloe)

    response = alice.post(page("follow_file", stored.pk), typed(what_changed="Signed."))

    document = Document.unscoped.get()
    assert response.url == document.get_absolute_url()
    assert document.versions.get(number=1).file == stored


def test_chair_signs_off_through_the_form(cast, client):
    document_in(cast.review, REPORT, by=cast.alice)
    qa_round = cast.review.rounds.get()
    client.force_login(cast.chloe)
    url = page("sign_off", qa_round.pk, Capacity.CHAIR)

    shown = client.get(url)
    seen = shown.context["form"]["seen"].value()
    response = client.post(
        url, typed_day("signed_on", yesterday()) | {"name": "Chloé", "seen": seen}
    )

    row = SignOff.unscoped.get()
    assert shown.context["heading"] == "Sign off as the independent chair"
    assert shown.context["covers"] == ["Overview report, version 1"]
    assert response.url == page("documents", cast.review.pk) + "#sign-off"
    assert (row.name, row.signed_on, row.by) == ("Chloé", yesterday(), cast.chloe)


def test_sign_off_tells_whoever_saw_an_older_version(cast, alice):
    document = document_in(cast.review, REPORT, by=cast.alice)
    qa_round = cast.review.rounds.get()
    seen = fingerprint(covered(qa_round))
    version_of(document, by=cast.chloe)

    response = alice.post(
        page("sign_off", qa_round.pk, Capacity.CSP),
        typed_day("signed_on", yesterday()) | {"name": "Alice", "seen": seen},
    )

    form = response.context["form"]
    assert form.non_field_errors() == [CHANGED_MEANWHILE]
    assert form["seen"].value() == fingerprint(covered(qa_round))
    assert form["name"].value() == "Alice"


def test_sign_off_in_another_capacity_is_not_found(cast, alice):
    qa_round = cast.review.rounds.get()

    assert alice.get(page("sign_off", qa_round.pk, "author")).status_code == 404


def test_submit_page_says_what_is_left_and_where(cast, alice):
    qa_round = cast.review.rounds.get()
    document_in(cast.review, REPORT, by=cast.alice)

    response = alice.get(page("submit", qa_round.pk))

    left = [(todo.label, todo.href) for todo in response.context["todo"] if todo.reason]
    add = page("add", cast.review.pk)
    assert left == [
        ("The executive summary is kept here", f"{add}?kind=executive_summary"),
        ("The action plan is kept here", f"{add}?kind=action_plan"),
        ("The independent chair has signed off", page("sign_off", qa_round.pk, "chair")),
        ("The CSP has signed off", page("sign_off", qa_round.pk, "csp")),
    ]
    assert not response.context["may_submit"]
    assert response.context["sent_before"] == reverse(
        "reviews:move", args=[qa_round.pk, "sent-before"]
    )


def test_submit_page_shows_exactly_what_is_submitted(cast, alice):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    document_in(cast.review, DocumentKind.EVIDENCE, title="Minutes", by=cast.alice)

    response = alice.get(page("submit", qa_round.pk))

    assert response.context["may_submit"]
    assert [row.name for row in response.context["versions"]] == [
        "Overview report",
        "Executive summary",
        "Action plan",
    ]
    assert [entry.lapse for entry in response.context["sign_offs"]] == [None, None]


def test_round_is_submitted_through_its_page(cast, alice):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    url = page("submit", qa_round.pk)
    seen = alice.get(url).context["form"]["seen"].value()
    sent = typed_day("on", yesterday()) | {"note": "By e-mail too.", "seen": seen}

    unconfirmed = alice.post(url, sent)
    response = alice.post(url, sent | {"anonymised": "on"})

    submission = Submission.unscoped.get()
    assert unconfirmed.context["form"].errors == {
        "anonymised": ["Confirm that the documents are anonymised"]
    }
    assert response.url == submission.get_absolute_url()
    assert (submission.sent_on, submission.note) == (yesterday(), "By e-mail too.")


def test_submitting_before_the_last_step_is_asked_about(cast, alice):
    submission = submitted(cast.review, by=cast.alice)
    make_move(submission.round, Move.RETURN, note="Again.", by=cast.quinn)
    seen = fingerprint(covered(submission.round))
    sent = typed_day("on", yesterday()) | {"anonymised": "on", "seen": seen}
    url = page("submit", submission.round_id)

    asked = alice.post(url, sent)
    sure = alice.post(url, sent | {"sure": "on"})

    last = submission.round.stage_changes.get(move=Move.RETURN)
    assert asked.context["form"].errors["sure"] == [
        f"This is before the last step of the round, on {day(last.happened_on)}."
    ]
    assert sure.url == Submission.unscoped.get(number=2).get_absolute_url()


def test_submit_page_is_refused_where_nothing_is_submitted(cast, alice):
    submission = submitted(cast.review, by=cast.alice)

    response = alice.get(page("submit", submission.round_id))

    assert (response.status_code, response.context["reason"]) == (
        403,
        "Nothing is to be submitted at the stage “Submitted”.",
    )


def test_secretariat_records_what_came_by_email(cast, client):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    client.force_login(cast.quinn)
    sent = typed_day("on", qa_round.stage_changes.last().happened_on)
    files = {"overview_report": upload(), "others": [upload(b"1", "a.txt"), upload(b"2", "b.txt")]}

    response = client.post(page("submit", qa_round.pk), sent | files | {"note": "By e-mail."})

    submission = Submission.unscoped.get()
    assert response.url == submission.get_absolute_url()
    assert [str(v) for v in submission.versions.order_by("document")] == [
        "Overview report, version 1",
        "a.txt, version 1",
        "b.txt, version 1",
    ]
    assert submission.change.on_behalf_of == Side.PARTNERSHIP


def test_secretariat_is_asked_when_nothing_came(cast, client):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    client.force_login(cast.quinn)
    sent = typed_day("on", qa_round.stage_changes.last().happened_on)
    url = page("submit", qa_round.pk)

    asked = client.post(url, sent)
    sure = client.post(url, sent | {"sure": "on"})

    assert asked.context["form"].errors["sure"] == [NO_FILES]
    assert sure.url == Submission.unscoped.get().get_absolute_url()


def test_secretariat_is_not_told_of_bytes_that_are_a_draft(cast, client):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    document_in(cast.review, REPORT, data=b"As in the draft", by=cast.alice)
    client.force_login(cast.quinn)
    sent = typed_day("on", qa_round.stage_changes.last().happened_on)
    file = upload(b"As in the draft")

    response = client.post(page("submit", qa_round.pk), sent | {"overview_report": file})

    assert response.url == Submission.unscoped.get().get_absolute_url()


def test_secretariat_receives_a_whole_review(cast, client):
    client.force_login(cast.quinn)
    details = {"name": "Ash", "reference": "1", "kind": "dhr", "marking": "official"}
    sent = typed_day("on", yesterday()) | details | {"overview_report": upload()}

    chosen = client.get(page("choose_partnership"))
    response = client.post(page("receive_review", cast.westhaven.pk), sent)

    submission = Submission.unscoped.get()
    assert list(chosen.context["object_list"]) == [cast.eastmere, cast.northbrook, cast.westhaven]
    assert response.url == submission.get_absolute_url()
    assert (submission.round.review.name, submission.sent_on) == ("Ash", yesterday())


def test_receiving_a_review_says_what_is_missing(cast, client):
    client.force_login(cast.quinn)

    response = client.post(page("receive_review", cast.westhaven.pk), {})

    assert {name: errors[0] for name, errors in response.context["form"].errors.items()} == {
        "name": "Enter the name used for the review",
        "reference": "Enter the CSP’s reference",
        "kind": "Select the kind of review",
        "marking": "Select the protective marking",
        "on": "Enter the day on which it was sent",
    }
    assert not Review.unscoped.filter(organisation=cast.westhaven).exists()


def test_manager_does_not_receive_reviews(cast, alice):
    chosen = alice.get(page("choose_partnership"))

    assert list(chosen.context["object_list"]) == []
    assert alice.get(page("receive_review", cast.northbrook.pk)).status_code == 403


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_submission_page_is_the_same_for_both_sides(cast, client, who):
    submission = submitted(cast.review, note="With thanks.", by=cast.alice)
    version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)
    client.force_login(getattr(cast, who))

    response = client.get(submission.get_absolute_url())

    assert [(row.name, row.number) for row in response.context["versions"]] == [
        ("Overview report", 1),
        ("Executive summary", 1),
        ("Action plan", 1),
    ]
    assert dict(response.context["rows"])["Note"] == "With thanks."
    assert [row.capacity for row in response.context["sign_offs"]] == ["chair", "csp"]
    assert response.context["submissions"] == [submission]


def test_version_is_downloaded_with_a_trace(cast, client):
    document_in(cast.review, REPORT, data=b"As submitted", by=cast.alice)
    version = submitted(cast.review, by=cast.alice).versions.get(document__kind=REPORT)
    client.force_login(cast.quinn)

    response = client.get(version.get_absolute_url())

    event = Event.objects.last()
    assert b"".join(response.streaming_content) == b"As submitted"
    assert (event.verb, event.actor) == ("reviews.file_downloaded", cast.quinn)


def test_version_whose_bytes_are_gone_says_so(cast, client):
    submission = submitted(cast.review, by=cast.alice)
    version = submission.versions.get(document__kind=REPORT)
    default_storage.delete(version.file.file.name)
    client.force_login(cast.quinn)

    refusal = client.get(version.get_absolute_url())
    shown = client.get(submission.get_absolute_url())

    assert (refusal.status_code, refusal.context["reason"]) == (403, MISSING)
    assert [row.name for row in shown.context["missing"]] == ["Overview report"]


def test_version_of_a_draft_is_not_found_by_the_secretariat(cast, client):
    submitted(cast.review, by=cast.alice)
    draft = version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)
    client.force_login(cast.quinn)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert DocumentVersion.visible_to(cast.quinn).count() == len(REQUIRED)
