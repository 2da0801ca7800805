"""The pages of a letter and its areas: who reaches them, and that nothing typed is lost."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from feedback import actions, drafts, letter_actions
from feedback.letter_forms import LetterCheck
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
    Theme,
    theme_choices,
)
from feedback.tests.factories import areas_of, letter_in_hand, revision_of, sent_by
from govuk.words import day
from reviews.models import Round, StoredFile
from reviews.tests.factories import evidence, round_at, tomorrow, typed_day
from reviews.workflow import Stage

LETTER = """Public Protection Unit
2 Broad Street
Anytown

Alex Manager
Community Safety Manager
Northbrook Council

4 March 2026

Dear Alex Manager,

Thank you for submitting the Domestic Homicide Review (DHR) report (Elm) for Northbrook CSP to the
Home Office. The report was considered at the QA Panel meeting on 4 February 2026.

The QA Panel felt that this is a clear and kind report.

The QA Panel felt that there are some aspects of the report which may benefit from further revision,
but the Home Office is content that, on completion of these changes, the DHR may be published.

Areas for final development include:

- The action plan needs a rating for each action (4.2).
- The executive summary should say who led the review.

Once completed, please provide the Home Office with a digital copy of the revised final version of
the report with all finalised attachments and appendices and the weblink to the site where it will
be published.

Yours sincerely,

Sam Secretary
Secretariat to the QA Panel
"""


PICTURES = (
    "The file holds pictures of pages and no text, so it cannot be read. Ask the sender for the "
    "Word file, or copy the letter’s words and paste them."
)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(name, letter, item=None):
    """The address of a page: a round's, a letter's or an area's."""
    keys = {
        "bring": [letter.round_id],
        "areas": [letter.round_id],
        "split": [letter.pk, 1],
        **{page: [item and item.pk] for page in ("item", "revise", "assign", "comment", "themes")},
    }
    return reverse(f"feedback:{name}", args=keys.get(name, [letter.pk]))


# Who reaches what, before and after the letter is confirmed


@pytest.mark.parametrize("name", ["letter", "check", "split", "confirm", "set_aside"])
@pytest.mark.parametrize(
    ("who", "reads", "checks"),
    [("alice", 302, 200), ("chloe", 200, 403), ("vic", 200, 403), ("kim", 404, 404), ("quinn", 404, 404)],
)  # fmt: skip
def test_letter_in_hand_opens_to_its_own_side(cast, client, name, who, reads, checks):
    letter = letter_in_hand(cast.review, "Say who leads. Say when.", by=cast.alice)
    Round.unscoped.filter(pk=letter.round_id).update(stage=Stage.CONSIDERED)
    client.force_login(getattr(cast, who))

    response = client.get(url_of(name, letter))

    assert response.status_code == (reads if name == "letter" else checks)


@pytest.mark.parametrize(
    "name", ["areas", "letter", "item", "revise", "assign", "comment", "themes"]
)
@pytest.mark.parametrize(
    ("who", "reads", "answers"),
    [("alice", 200, 200), ("chloe", 200, 200), ("vic", 200, 403), ("kim", 404, 404), ("quinn", 200, 403)],
)  # fmt: skip
def test_confirmed_letter_and_areas_open_to_both_sides(
    cast, client, item, name, who, reads, answers
):
    client.force_login(getattr(cast, who))

    response = client.get(url_of(name, item.letter, item))

    assert response.status_code == (reads if name in ("areas", "letter", "item") else answers)


@pytest.mark.parametrize("name", ["bring", "check", "split", "confirm", "set_aside"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_finds_no_letter(cast, client, letter, name, method):
    client.force_login(cast.kim)

    response = getattr(client, method)(url_of(name, letter), {"version": 1, "do": "save"})

    letter.refresh_from_db()
    assert response.status_code == 404
    assert (letter.draft_version, letter.set_aside_at, letter.confirmed_at) == (1, None, None)


def test_letter_file_opens_to_who_may_see_the_letter(cast, client):
    client.force_login(cast.alice)
    client.post(bring_url(cast), {"file": SimpleUploadedFile("Letter.txt", LETTER.encode())})
    letter = FeedbackLetter.visible_to(cast.alice).get()
    found = [_file_status(cast, client, letter)]

    letter_actions.confirm_letter(letter, version=1, by=cast.alice)

    found.append(_file_status(cast, client, letter))
    assert found == [
        {"Alice": 200, "Chloé": 200, "Vic": 200, "Quinn": 404, "Kim": 404},
        {"Alice": 200, "Chloé": 200, "Vic": 200, "Quinn": 200, "Kim": 404},
    ]


def _file_status(cast, client, letter):
    statuses = {}
    for user in (cast.alice, cast.chloe, cast.vic, cast.quinn, cast.kim):
        client.force_login(user)
        response = client.get(url_of("letter_file", letter))
        b"".join(response)  # to its end, which closes the file
        statuses[user.name] = response.status_code
    return statuses


def test_pasted_letter_has_no_file(alice, letter):
    assert alice.get(url_of("letter_file", letter)).status_code == 404


@pytest.mark.parametrize("name", ["revise", "assign", "comment", "themes"])
@pytest.mark.parametrize(("who", "status"), [("vic", 403), ("quinn", 403), ("kim", 404)])
def test_nobody_else_answers_through_the_pages(cast, client, item, name, who, status):
    client.force_login(getattr(cast, who))
    events = Event.objects.count()
    typed = {"kind": "not_revised", "reason": "No.", "text": "No.", "to": cast.alice.pk}

    response = client.post(url_of(name, item.letter, item), typed)

    assert response.status_code == status
    assert [row.unscoped.count() for row in (Revision, Assignment, Comment)] == [0, 0, 0]
    assert Event.objects.count() == events


def test_viewer_reads_why_not(cast, client, item):
    client.force_login(cast.vic)

    response = client.get(url_of("revise", item.letter, item))

    assert response.context["reason"] == (
        "Only the CSP manager and the independent chair can do this."
    )


def test_secretariat_sees_the_areas_and_nothing_of_the_answers(cast, client, item):
    revision_of(item, by=cast.alice, summary="Our working words.")
    actions.comment_on_item(item, text="Between ourselves.", by=cast.chloe)
    actions.assign_item(item, to=cast.chloe, by=cast.alice)
    found = {}
    for user in (cast.alice, cast.quinn):
        client.force_login(user)
        pages = [
            client.get(url_of(name, item.letter, item)) for name in ("areas", "item", "letter")
        ]
        text = "".join(page.content.decode() for page in pages)
        words = (item.text, "Our working words.", "Between ourselves.", "Chloé", "answered")
        found[user.name] = [part in text.replace("Not answered", "") for part in words]

    assert found == {"Alice": [True] * 5, "Quinn": [True] + [False] * 4}


@pytest.mark.parametrize("query", ["?state=answered", "?state=unanswered", "?mine=on"])
def test_secretariat_cannot_ask_which_areas_are_answered(cast, client, item, query):
    revision_of(item, by=cast.alice)
    client.force_login(cast.quinn)

    everything = client.get(url_of("areas", item.letter)).context["rows"]
    narrowed = client.get(url_of("areas", item.letter) + query).context["rows"]

    assert len(narrowed) == len(everything) == 2


@pytest.mark.parametrize("name", ["bring", "check", "confirm", "set_aside"])
def test_pages_refuse_a_post_without_the_token(cast, name):
    letter = letter_in_hand(cast.review, by=cast.alice)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)

    response = client.post(url_of(name, letter), {"version": 1, "do": "save", "text": LETTER})

    assert response.status_code == 403
    letter.refresh_from_db()
    assert (letter.draft_version, letter.set_aside_at, letter.confirmed_at) == (1, None, None)


# Bringing in a letter


def bring_url(cast):
    return reverse("feedback:bring", args=[cast.review.rounds.last().pk])


def word(*paragraphs):
    made, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def pdf(**saved):
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, **saved)
    return out.getvalue()


def with_part(data, name, content):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_pasted_letter_is_read_and_waits_to_be_checked(cast, alice):
    response = alice.post(bring_url(cast), {"text": LETTER})

    letter = FeedbackLetter.visible_to(cast.alice).get()
    draft = drafts.from_json(letter.draft)
    assert (response.status_code, response.url) == (302, url_of("check", letter))
    assert [area.text for area in draft.kept] == [
        "The action plan needs a rating for each action (4.2).",
        "The executive summary should say who led the review.",
    ]
    assert (draft.letter_date, draft.outcome) == ("2026-03-04", "publish_after_changes")
    assert (letter.file, FeedbackItem.unscoped.count()) == (None, 0)
    assert cast.review.rounds.get().stage == Stage.PREPARING


@pytest.mark.parametrize(
    ("name", "data"),
    [("Letter.txt", LETTER.encode()), ("Letter.docx", word(*LETTER.split("\n\n")))],
    ids=["text", "word"],
)
def test_uploaded_letter_is_kept_and_can_be_downloaded(cast, alice, name, data):
    alice.post(bring_url(cast), {"file": SimpleUploadedFile(name, data)})

    letter = FeedbackLetter.visible_to(cast.alice).get()
    download = alice.get(url_of("letter_file", letter))
    assert len(drafts.from_json(letter.draft).kept) == 2
    assert b"".join(download.streaming_content) == data
    assert download["Content-Disposition"] == f'attachment; filename="{name}"'
    assert Event.objects.last().verb == "reviews.file_downloaded"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("Letter.pdf", b"", "The file that you chose is empty"),
        (
            "Letter.pdf",
            b"\x89PNG\r\n\x1a\n0000",
            "The file must be one of these types: PDF (.pdf), Word (.docx) or text (.txt).",
        ),
        (
            "Letter.pdf",
            pdf(),
            PICTURES,
        ),
        (
            "Letter.pdf",
            pdf(encryption=pikepdf.Encryption(owner="secret", user="secret")),
            "The file is protected by a password. Save a copy without a password and upload that.",
        ),
        (
            "Letter.pdf",
            b"%PDF-1.7 and nothing that follows",
            "The file is damaged and cannot be opened. Save it again and upload the new copy.",
        ),
        (
            "Letter.docx",
            word("Dear all")[:-200],
            "The file is damaged and cannot be opened. Save it again and upload the new copy.",
        ),
        (
            "Letter.docx",
            with_part(word("Dear all"), "word/vbaProject.bin", b"x"),
            "The file holds macros or programs. Save it as .docx or .xlsx without macros.",
        ),
        (
            "Letter.docx",
            with_part(word("Dear all"), "word/more.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
            "The file holds XML that office files do not use. Save it again in Word or Excel.",
        ),
        (
            "Letter.docx",
            with_part(word("Dear all"), "word/media.xml", b" " * 40_000_000),
            "The file unpacks to far more than its size. Save it again in Word or Excel.",
        ),
        (
            "Letter.docx",
            word(),
            "There are no words in this letter. Choose another file, or paste the letter’s words.",
        ),
        (
            "Letter.txt",
            b"  \n\n ",
            "There are no words in this letter. Choose another file, or paste the letter’s words.",
        ),
    ],
    ids=[
        "empty",
        "picture",
        "scan",
        "password",
        "damaged-pdf",
        "damaged-word",
        "macros",
        "entities",
        "bomb",
        "word-without-words",
        "text-without-words",
    ],
)  # fmt: skip
def test_letter_that_cannot_be_read_is_kept_out(cast, alice, name, data, sentence):
    before = Event.objects.count()

    response = alice.post(bring_url(cast), {"file": SimpleUploadedFile(name, data)})

    errors = response.context["form"].errors
    assert response.status_code == 200
    assert [said for sentences in errors.values() for said in sentences] == [sentence]
    assert (FeedbackLetter.unscoped.count(), StoredFile.unscoped.count()) == (0, 0)
    assert default_storage.listdir("") == ([], [])
    assert Event.objects.count() == before


def test_letter_over_the_size_limit_is_kept_out(cast, alice, settings):
    settings.MAX_UPLOAD_MB = 1
    large = SimpleUploadedFile("Letter.txt", b"Dear all. " * 110_000)

    response = alice.post(bring_url(cast), {"file": large})

    assert response.context["form"].errors == {"file": ["The file must be smaller than 1 MB."]}
    assert default_storage.listdir("") == ([], [])


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "Brief \u202etxt.exe", "x" * 200 + ".txt", "..\\..\\a.txt"],
    ids=["folders", "direction", "long", "backslashes"],
)
def test_letter_is_kept_under_a_safe_name(cast, alice, name):
    alice.post(bring_url(cast), {"file": SimpleUploadedFile(name, LETTER.encode())})

    stored = StoredFile.unscoped.get()
    assert stored.name.endswith(".txt")
    assert not {"/", "\\", "\u202e"} & set(stored.name)
    assert len(stored.name) <= 120
    assert default_storage.listdir("") == ([], [stored.file.name])


def test_letter_without_areas_is_checked_all_the_same(cast, alice):
    response = alice.post(bring_url(cast), {"text": "Dear all,\n\nThank you.\n\nYours,\nSam"})

    check = alice.get(response.url)
    assert check.status_code == 200
    assert check.context["check"].areas == []


def test_same_letter_twice_is_told_with_its_words_kept(cast, alice):
    alice.post(bring_url(cast), {"text": LETTER})
    letter = FeedbackLetter.visible_to(cast.alice).get()
    _confirm_and_resubmit(cast, letter)

    response = alice.post(bring_url(cast), {"text": LETTER})

    form = response.context["form"]
    assert response.status_code == 200
    assert [error.split(", on ")[0] for error in form.non_field_errors()] == [
        "This letter has already been brought in, for round 1"
    ]
    assert form["text"].value() == LETTER
    assert FeedbackLetter.unscoped.count() == 1


def _confirm_and_resubmit(cast, letter):
    letter_actions.confirm_letter(letter, version=1, by=cast.alice)
    Round.unscoped.filter(pk=letter.round_id).update(stage=Stage.RESUBMITTED)
    Round.unscoped.create(review=cast.review, number=2, stage=Stage.SUBMITTED)


def test_second_letter_of_a_round_is_refused_with_a_reason(cast, alice, letter):
    response = alice.get(bring_url(cast))

    assert (response.status_code, response.context["reason"]) == (
        403,
        "A letter is already being checked. Go on with it, or set it aside first.",
    )


def test_letter_set_aside_can_be_brought_in_again(cast, alice):
    alice.post(bring_url(cast), {"text": LETTER})
    first = FeedbackLetter.visible_to(cast.alice).get()

    aside = alice.post(url_of("set_aside", first))
    again = alice.post(bring_url(cast), {"text": LETTER})

    second = FeedbackLetter.visible_to(cast.alice).last()
    assert (aside.status_code, aside.url) == (302, cast.review.get_absolute_url())
    assert (again.url, second.sha256) == (url_of("check", second), first.sha256)


# Checking it


def page_of(letter, **typed):
    """What the page of the check sends, as the letter's draft stands now."""
    letter.refresh_from_db()
    draft = drafts.from_json(letter.draft)
    return sent_by(LetterCheck(draft, letter.draft_version, theme_choices())) | typed


def press(client, letter, do, page=None, **typed):
    data = (page or page_of(letter)) | typed | {"do": do}
    return client.post(url_of("check", letter), data)


def texts(letter):
    letter.refresh_from_db()
    return [area.text for area in drafts.from_json(letter.draft).kept]


ONE, TWO, THREE = "Say who leads. Say when.", "Proofread.", "Explain."


@pytest.fixture
def three(cast):
    return letter_in_hand(cast.review, ONE, TWO, THREE, by=cast.alice)


@pytest.mark.parametrize(
    ("do", "expected", "place"),
    [
        ("save", [ONE, TWO, THREE], ""),
        ("up:2", [TWO, ONE, THREE], "#area-2"),
        ("down:2", [ONE, THREE, TWO], "#area-2"),
        ("join:2", [ONE, f"{TWO} {THREE}"], "#area-2"),
        ("out:2", [ONE, THREE], "#area-3"),
        ("out:3", [ONE, TWO], "#left-out"),
        ("add:1", [ONE, "", TWO, THREE], "#area-4"),
        ("add", [ONE, TWO, THREE, ""], "#area-4"),
        ("join:3", [ONE, TWO, THREE], "#area-3"),
        ("join:99", [ONE, TWO, THREE], "#area-99"),
        ("nonsense:x", [ONE, TWO, THREE], ""),
        ("up:" + "9" * 99, [ONE, TWO, THREE], ""),
    ],
)
def test_check_buttons_keep_what_was_typed_and_act(alice, three, do, expected, place):
    response = press(alice, three, do, strengths="A kind report.")

    assert (response.status_code, response.url) == (302, url_of("check", three) + place)
    assert texts(three) == expected
    assert drafts.from_json(three.draft).strengths == ("A kind report.",)
    assert three.draft_version == 2


def test_check_puts_back_where_it_stood(alice, three):
    press(alice, three, "out:2")
    without = texts(three)

    press(alice, three, "back:2")

    assert (without, texts(three)) == ([ONE, THREE], [ONE, TWO, THREE])


def test_check_splits_at_a_sentence(alice, three):
    to_split = press(alice, three, "split:1", **{"area-1-text": "Say who pays. Say when."})
    page = alice.get(to_split.url)
    places = page.context["form"].fields["at"].choices

    response = alice.post(to_split.url, {"at": places[0][0], "version": 2})

    assert to_split.url == url_of("split", three)
    assert [words for _, words in places] == ["… Say when."]
    assert response.url == url_of("check", three) + "#area-1"
    assert texts(three) == ["Say who pays.", "Say when.", TWO, THREE]


def test_split_of_one_sentence_says_what_to_do(alice, three):
    response = alice.get(reverse("feedback:split", args=[three.pk, 2]))

    assert (response.status_code, response.context["reason"]) == (
        403,
        "This area is one sentence. To split it, add a new area and move the words there.",
    )


@pytest.mark.parametrize("key", [0, 99])
def test_split_of_an_area_that_is_gone_is_not_found(alice, three, key):
    assert alice.get(reverse("feedback:split", args=[three.pk, key])).status_code == 404


def test_check_comes_back_as_it_was_left(cast, alice, three):
    typed = {
        **typed_day("panel_date", tomorrow().replace(year=2020, day=3)),
        "area-2-text": "Proofread it twice.",
        "area-2-references": "4.2; appendix 1",
        "addressee_name": "Zoë Ó Briain",
        "requests": ["weblink"],
    }
    press(alice, three, "save", **typed)
    someone = Client()
    someone.force_login(cast.alice)

    check = someone.get(url_of("check", three)).context["check"]

    sent = sent_by(check)
    assert {name: sent[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (
            {"letter_date_0": "31", "letter_date_1": "2", "letter_date_2": "2026"},
            "Date of the letter must be a real date",
        ),
        ({"area-1-text": "x" * 20_001}, "Area 1: Words of the letter must be 20,000 characters or fewer"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("do", ["save", "confirm", "join:1", "out:1"])
def test_check_with_a_mistake_changes_nothing_and_keeps_what_was_typed(
    alice, three, typed, error, do
):
    response = press(alice, three, do, **typed, strengths="Kept.")

    check = response.context["check"]
    assert response.status_code == 200
    assert [sentence for _, sentence in check.errors] == [error]
    assert {name: sent_by(check)[name] for name in typed} == typed
    assert check.header["strengths"].value() == "Kept."
    assert (texts(three), three.draft_version) == ([ONE, TWO, THREE], 1)


def test_check_from_an_old_page_is_told_and_keeps_what_was_typed(cast, alice, three):
    page = page_of(three)
    other = Client()
    other.force_login(cast.alice)
    press(other, three, "join:1")
    press(other, three, "out:3")

    typed = {"area-2-text": "Proofread it twice.", "area-3-text": "Explain it all."}
    refused = press(alice, three, "save", page=page, **typed)
    saved = press(alice, three, "save", page=sent_by(refused.context["check"]))

    assert refused.status_code == 200
    assert [sentence for _, sentence in refused.context["check"].errors] == [
        letter_actions.DRAFT_SAVED_SINCE
    ]
    assert saved.status_code == 302
    assert texts(three) == [ONE, "Explain it all.", "Proofread it twice."]


def test_check_button_for_an_area_that_is_gone_keeps_what_was_typed(cast, alice, three):
    press(alice, three, "out:3")
    page = page_of(three)
    press(alice, three, "back:3")
    press(alice, three, "join:2")

    refused = press(alice, three, "back:3", page=page, **{"area-1-text": "Mine."})

    assert refused.status_code == 200
    assert sent_by(refused.context["check"])["area-1-text"] == "Mine."
    assert texts(three) == [ONE, f"{TWO} {THREE}"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"outcome": ""}, ("#id_outcome", "Select the outcome that the letter states.")),
        (
            {"area-2-text": " "},
            ("#main-content", "Area 2 has no words. Enter them, or leave it out."),
        ),
    ],
)
def test_check_that_is_not_ready_says_so_and_is_saved(alice, three, typed, error):
    response = press(alice, three, "confirm", **typed)

    again = press(alice, three, "save", page=sent_by(response.context["check"]))
    assert (response.status_code, response.context["check"].errors) == (200, [error])
    assert (again.status_code, three.draft_version) == (302, 1)
    three.refresh_from_db()
    assert three.draft_version == 3


def test_letter_is_confirmed_in_two_steps(cast, alice, three):
    theme = Theme.objects.first()
    to_confirm = press(alice, three, "confirm", **{"area-1-themes": [theme.slug]})
    before = FeedbackItem.unscoped.count()

    response = alice.post(to_confirm.url, {"version": 2})

    items = FeedbackItem.visible_to(cast.alice)
    assert (to_confirm.url, before) == (url_of("confirm", three), 0)
    assert (response.status_code, response.url) == (302, three.get_absolute_url())
    assert [(item.number, item.text) for item in items] == [(1, ONE), (2, TWO), (3, THREE)]
    assert list(items.first().themes.all()) == [theme]
    assert cast.review.rounds.get().stage == Stage.REVISING


def test_confirm_from_an_old_page_shows_the_draft_as_it_is_now(cast, alice, three):
    press(alice, three, "out:1")

    refused = alice.post(url_of("confirm", three), {"version": 1})
    form = refused.context["form"]
    again = alice.post(url_of("confirm", three), {"version": form["version"].value()})

    assert form.non_field_errors() == [letter_actions.LOOK_AGAIN]
    assert [area.text for area in refused.context["draft"].kept] == [TWO, THREE]
    assert (again.status_code, FeedbackItem.unscoped.count()) == (302, 2)


def test_confirmed_letter_is_read_with_its_areas(cast, alice, item):
    response = alice.get(item.letter.get_absolute_url())

    assert list(response.context["items"]) == list(item.letter.items.all())
    assert [line.begins[0].words for line in response.context["lines"]] == ["Area 1", "Area 2"]


def test_two_hundred_areas_are_checked_in_one_page(cast, alice):
    letter = letter_in_hand(cast.review, *[f"Area {n}. {ONE}" for n in range(200)], by=cast.alice)
    slugs = [slug for slug, _ in theme_choices()]
    themes = {f"area-{key}-themes": slugs for key in range(1, 201)}

    begun = time.perf_counter()
    page = alice.get(url_of("check", letter))
    saved = press(alice, letter, "join:200", **themes)
    taken = time.perf_counter() - begun

    assert (page.status_code, saved.status_code) == (200, 302)
    assert len(texts(letter)) == 200
    assert drafts.from_json(letter.draft).area(200).themes == tuple(slugs)
    assert taken < 15


def test_check_page_query_count_does_not_grow(cast, alice, django_assert_num_queries):
    for number in (1, 30):
        letter = letter_in_hand(cast.review, *["Say who leads."] * number, by=cast.alice)
        with django_assert_num_queries(12):  # three for the event that it was read, one for a draft
            alice.get(url_of("check", letter))
        letter_actions.set_letter_aside(letter, by=cast.alice)


# Answering its areas


def test_areas_page_lists_them_in_the_letters_order(cast, alice):
    first, _ = areas_of(cast.review, by=cast.alice)
    revision_of(first, by=cast.alice, kind=RevisionKind.NOT_REVISED)

    context = alice.get(url_of("areas", first.letter)).context

    assert [(row["item"].number, row["words"]) for row in context["rows"]] == [
        (1, "Not revised"),
        (2, "Not answered yet"),
    ]
    assert (context["answered"], context["total"], context["next"].number) == (1, 2, 2)


def test_areas_page_filters_by_its_address(alice, item):
    revision_of(item, by=item.letter.by)
    url = url_of("areas", item.letter)

    shown = {
        query: [row["item"].number for row in alice.get(url + query).context["rows"]]
        for query in ("?state=unanswered", "?state=answered", "?mine=on", "?state=x&theme=y")
    }

    assert shown == {
        "?state=unanswered": [2],
        "?state=answered": [1],
        "?mine=on": [],
        "?state=x&theme=y": [1, 2],
    }


def test_areas_page_query_count_does_not_grow(cast, alice, django_assert_num_queries):
    items = areas_of(cast.review, *["Say who leads."] * 31, by=cast.alice)
    url = url_of("areas", items[0].letter)
    for item in items:
        revision_of(item, by=cast.alice)
        actions.assign_item(item, to=cast.chloe, by=cast.alice)
        actions.set_themes(item, Theme.objects.all()[:2], by=cast.alice)
        if item.number in (1, 30):
            with django_assert_num_queries(13):
                alice.get(url)


def test_item_page_shows_the_latest_answer_first(cast, alice, item):
    first = revision_of(item, by=cast.alice, kind=RevisionKind.PARTLY, evidence=[evidence()])
    second = revision_of(item, by=cast.chloe, before="Old words.", after="New words.")

    context = alice.get(item.get_absolute_url()).context

    assert [answer.revision for answer in context["answers"]] == [second, first]
    assert context["words"] == "Revised"
    assert [change.kind for change in context["answers"][0].changes] == [
        "removed",
        "added",
        "same",
    ]


def test_item_page_query_count_does_not_grow(cast, alice, item, django_assert_num_queries):
    for number in range(1, 31):
        revision_of(item, by=cast.alice, evidence=[evidence()])
        actions.comment_on_item(item, text=f"Agreed, {number}.", by=cast.chloe)
        actions.assign_item(item, to=cast.chloe if number % 2 else None, by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(19):
                alice.get(item.get_absolute_url())


def revision_typed(**typed):
    usual = {"kind": "revised", "where": "4.2", "summary": "Rewritten.", "supersedes": ""}
    return usual | typed


def test_revision_is_recorded_through_its_form(cast, alice, item):
    files = [SimpleUploadedFile("a.txt", b"One."), SimpleUploadedFile("b.txt", b"Two.")]

    response = alice.post(
        url_of("revise", item.letter, item), revision_typed(evidence=files, before="Old.")
    )

    revision = Revision.visible_to(cast.alice).get()
    assert (response.status_code, response.url) == (302, item.get_absolute_url())
    assert (revision.kind, revision.before, revision.by) == ("revised", "Old.", cast.alice)
    assert [file.name for file in revision.evidence.all()] == ["a.txt", "b.txt"]


def test_revision_form_keeps_what_was_typed(alice, item):
    words = "Zażółć gęślą. " * 720
    typed = revision_typed(kind="partly_revised", where="", summary=words)

    response = alice.post(url_of("revise", item.letter, item), typed)

    form = response.context["form"]
    assert (response.status_code, form["summary"].value()) == (200, words)
    assert form.errors == {
        "where": ["Enter where the change is in the new version"],
        "reason": ["Enter why it was revised only in part"],
    }
    assert Revision.unscoped.count() == 0


def test_revision_of_ten_thousand_characters_is_shown(alice, item):
    words = "Zażółć gęślą. " * 720
    typed = revision_typed(summary=words, before=words, after=words + "jaźń")

    alice.post(url_of("revise", item.letter, item), typed)

    revision = Revision.unscoped.get()
    assert (revision.summary, revision.after) == (words.strip(), words + "jaźń")
    assert alice.get(item.get_absolute_url()).content.decode().count(words.strip()) >= 3


def test_second_person_recording_is_told_and_keeps_the_text(cast, alice, item):
    url = url_of("revise", item.letter, item)
    opened = alice.get(url).context["form"]["supersedes"].value()
    theirs = revision_of(item, by=cast.chloe, summary="Chloé’s words.")
    mine = revision_typed(summary="Alice’s words.", supersedes=opened or "")

    refused = alice.post(url, mine)
    form = refused.context["form"]
    again = alice.post(url, mine | {"supersedes": form["supersedes"].value()})

    assert form.non_field_errors() == [actions.ANSWERED_SINCE]
    assert form["summary"].value() == "Alice’s words."
    assert refused.context["latest"] == theirs
    assert again.status_code == 302
    assert [(row.summary, row.supersedes) for row in item.revisions.all()] == [
        ("Alice’s words.", theirs),
        ("Chloé’s words.", None),
    ]


def test_evidence_that_may_not_be_kept_is_told_with_the_text_kept(alice, item):
    bad = SimpleUploadedFile("a.pdf", b"%PDF-1.7 and nothing that follows")

    response = alice.post(url_of("revise", item.letter, item), revision_typed(evidence=[bad]))

    form = response.context["form"]
    assert form.errors == {
        "evidence": [
            "The file is damaged and cannot be opened. Save it again and upload the new copy."
        ]
    }
    assert form["summary"].value() == "Rewritten."
    assert (Revision.unscoped.count(), default_storage.listdir("")) == (0, ([], []))


def test_area_is_assigned_through_its_form(cast, alice, item):
    url = url_of("assign", item.letter, item)
    people = [name for _, name in alice.get(url).context["form"].fields["to"].choices]

    alice.post(url, {"to": cast.chloe.pk})
    given = Assignment.visible_to(cast.alice).last()
    alice.post(url, {"to": "", "seen": given.pk})

    assert people == ["Alice", "Chloé", "Nobody yet"]
    assert (given.to, Assignment.visible_to(cast.alice).last().to) == (cast.chloe, None)


def test_area_is_not_assigned_to_a_stranger(cast, alice, item):
    response = alice.post(url_of("assign", item.letter, item), {"to": cast.kim.pk})

    assert response.context["form"].errors == {"to": ["Select who answers this area"]}
    assert Assignment.unscoped.count() == 0


def test_area_is_discussed_through_its_form(cast, alice, item):
    response = alice.post(url_of("comment", item.letter, item), {"text": "Shall I write it?"})

    comment = Comment.visible_to(cast.alice).get()
    assert response.url == item.get_absolute_url() + "#discussion"
    assert (comment.text, comment.by) == ("Shall I write it?", cast.alice)


def test_area_is_rethemed_through_its_form(alice, item):
    first, second = Theme.objects.all()[:2]

    alice.post(url_of("themes", item.letter, item), {"themes": [first.pk, second.pk]})

    assert list(item.themes.all()) == [first, second]


def test_area_words_and_files_are_escaped(cast, alice):
    (item,) = areas_of(cast.review, "<script>alert(1)</script>", by=cast.alice)
    revision_of(item, by=cast.alice, before="<b>Old", after="<b>New", summary="<i>Done")

    pages = [alice.get(url_of(name, item.letter, item)) for name in ("areas", "item", "letter")]

    text = "".join(page.content.decode() for page in pages)
    found = [text.count(part) for part in ("<script>alert", "<b>", "<i>")]
    assert found == [0, 0, 0]
    assert text.count("&lt;script&gt;alert(1)") >= 3


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.LISTED, Stage.CONSIDERED])
def test_round_without_a_letter_has_an_areas_page(cast, alice, stage):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    response = alice.get(reverse("feedback:areas", args=[qa_round.pk]))

    assert (response.status_code, response.context["rows"]) == (200, [])


def test_new_revision_begins_with_the_last_one_and_its_evidence(cast, alice, item):
    stored = revision_of(item, by=cast.alice, evidence=[evidence()]).evidence.get()
    url = url_of("revise", item.letter, item)

    form = alice.get(url).context["form"]
    typed = {name: form[name].value() for name in ("kind", "where", "summary", "supersedes")}
    alice.post(url, typed | {"keep": [stored.pk], "summary": "Rewritten again."})

    latest = item.revisions.first()
    assert (latest.summary, latest.where, list(latest.evidence.all())) == (
        "Rewritten again.",
        "4.2",
        [stored],
    )


def test_answer_that_comes_too_late_is_shown_for_copying(cast, alice, item):
    words = "A long answer that somebody wrote while the round was cleared by a colleague."
    Round.unscoped.filter(pk=item.letter.round_id).update(stage=Stage.CLEARED)

    response = alice.post(url_of("revise", item.letter, item), revision_typed(summary=words))

    assert response.status_code == 403
    assert words in response.content.decode()


def test_answer_of_somebody_signed_out_is_shown_for_copying(client, item):
    words = "A long answer that somebody wrote all through a very long afternoon in March."

    response = client.post(url_of("revise", item.letter, item), revision_typed(summary=words))

    assert response.status_code == 403
    assert words in response.content.decode()


@pytest.mark.parametrize("themes", ["99999999999999999999", "-1", "x"])
def test_theme_that_does_not_exist_is_refused_in_words(alice, item, themes):
    response = alice.post(url_of("themes", item.letter, item), {"themes": themes})

    assert response.context["form"].errors == {"themes": ["Select themes from the list"]}


def test_letter_that_is_dated_ahead_is_asked_about_and_can_be_confirmed(cast, alice):
    ahead = tomorrow()
    letter = letter_in_hand(
        cast.review, "Say who leads.", letter_date=ahead.isoformat(), by=cast.alice
    )
    sent = {"version": letter.draft_version}

    asked = alice.post(url_of("confirm", letter), sent)
    confirmed = alice.post(url_of("confirm", letter), sent | {"sure": "on"})

    assert asked.context["form"].errors["sure"] == [
        f"The letter is dated {day(ahead)}, which has not come yet. Tick the box if that is right."
    ]
    assert confirmed.status_code == 302
    assert letter.round.stage_changes.get().happened_on == timezone.localdate()
