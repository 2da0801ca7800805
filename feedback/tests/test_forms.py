"""What is well-formed: the sentences for what is not, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from feedback import drafts
from feedback.actions import assign_item
from feedback.drafts import Area, LetterDraft
from feedback.forms import LONG_TEXT, AreaFilter, AssignForm, CommentForm, RevisionForm, ThemesForm
from feedback.letter_forms import LetterCheck, LetterForm, SplitForm, unusual
from feedback.models import FeedbackItem, RevisionKind, Theme
from feedback.tests.factories import areas_of, revision_of, sent_by
from reviews.tests.factories import typed_day

THEMES = [("research", "Research"), ("children", "Children")]
DRAFT = LetterDraft(
    areas=(
        Area(
            key=1,
            text="Say who leads.",
            as_read="Say who leads.",
            references=("1.6", "page 3"),
            themes=("research",),
            children=("For each action.", "For each year."),
            found_in=(4,),
            group="Plan",
        ),
        Area(key=2, text="Proofread.", as_read="Proofread."),
        Area(key=3, text="Explain.", as_read="Explain."),
    ),
    letter_date="2026-03-04",
    panel_date="2026-02-01",
    panel_mode="virtual",
    outcome="resubmit",
    addressee_name="The manager",
    return_address="panel@example.org",
    strengths=("A clear report.", "A calm tone."),
    requests=("weblink", "digital_copy"),
    csp="Northbrook",
)


def check_of(draft=DRAFT, data=None, version=1):
    return LetterCheck(draft, version, THEMES, data)


def typed(page=DRAFT, draft=None, **changes):
    """The check of `draft`, sent from a page that was opened when the draft was `page`."""
    return check_of(draft or page, sent_by(check_of(page)) | changes)


def test_check_sent_unchanged_is_the_same_draft():
    draft = replace(DRAFT, areas=(DRAFT.areas[0], replace(DRAFT.areas[1], left_out=True)))

    check = typed(draft)

    assert check.is_valid()
    assert (check.typed(), check.version, check.errors) == (draft, 1, [])


def test_check_takes_over_what_was_typed():
    check = typed(
        **typed_day("letter_date", dt.date(2026, 3, 5)),
        outcome="publish",
        panel_mode="",
        requests=["single_pdf"],
        strengths="One\nline.\n\n\n Two. \n\n",
        **{
            "area-1-text": " Say who leads, and when. ",
            "area-1-references": "1.7; ;appendix 2;",
            "area-1-children": "For each.\n\n For all. ",
            "area-1-group": "",
            "area-1-themes": ["children"],
        },
    )

    assert check.is_valid()
    assert check.typed() == replace(
        DRAFT,
        letter_date="2026-03-05",
        outcome="publish",
        panel_mode="",
        requests=("single_pdf",),
        strengths=("One line.", "Two."),
        areas=(
            replace(
                DRAFT.areas[0],
                text="Say who leads, and when.",
                references=("1.7", "appendix 2"),
                children=("For each.", "For all."),
                group="",
                themes=("children",),
            ),
            *DRAFT.areas[1:],
        ),
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"letter_date_0": "30", "letter_date_1": "2"},
            ("#id_letter_date", "Date of the letter must be a real date"),
        ),
        (
            {"letter_date_2": ""},
            ("#id_letter_date_2", "Date of the letter must include a year"),
        ),
        (
            {"panel_date_1": "13"},
            ("#id_panel_date", "Date of the QA Panel must be a real date"),
        ),
        (
            {"return_address": "not an address"},
            (
                "#id_return_address",
                "Enter an e-mail address in the correct format, like name@example.org",
            ),
        ),
        (
            {"area-2-text": "x" * (LONG_TEXT + 1)},
            (
                "#id_area-2-text",
                "Area 2: Words of the letter must be 20,000 characters or fewer",
            ),
        ),
        (
            {"outcome": "maybe"},
            ("#id_outcome", "Select the outcome that the letter states"),
        ),
    ],
)
def test_check_names_what_is_wrong(changes, error):
    check = typed(**changes)

    assert not check.is_valid()
    assert check.errors == [error]


@pytest.mark.parametrize(
    ("changes", "hidden"),
    [({"return_address": "no"}, True), ({"letter_date_0": "30", "letter_date_1": "2"}, False)],
)
def test_check_tells_when_the_folded_part_is_wrong(changes, hidden):
    assert typed(**changes).hides_errors is hidden


def test_check_keeps_words_typed_into_an_area_that_was_joined():
    saved = drafts.join(DRAFT, 1)

    check = typed(DRAFT, saved, **{"area-2-text": "Proofread it twice."})

    assert check.is_valid()
    assert [(area.key, area.text) for area in check.typed().areas] == [
        (1, "Say who leads."),
        (3, "Explain."),
        (2, "Proofread it twice."),
    ]


def test_check_keeps_words_typed_into_an_area_that_was_left_out():
    saved = drafts.leave_out(DRAFT, 2)

    check = typed(DRAFT, saved, **{"area-2-text": "Proofread it twice."})

    assert [form["text"].value() for form in check.areas] == [
        "Say who leads.",
        "Proofread it twice.",
        "Explain.",
    ]
    assert check.is_valid()
    assert [(area.text, area.left_out) for area in check.typed().areas] == [
        ("Say who leads.", False),
        ("Proofread it twice.", False),
        ("Explain.", False),
    ]


def test_check_keeps_words_of_an_area_that_the_page_did_not_have():
    saved = drafts.split(DRAFT, 1, 4)

    check = typed(DRAFT, saved, **{"area-1-text": "Say who pays."})

    assert [form["text"].value() for form in check.areas] == [
        "Say who pays.",
        "who leads.",
        "Proofread.",
        "Explain.",
    ]
    assert check.is_valid()
    assert check.typed().area(4) == saved.area(4)


def test_check_leaves_left_out_areas_where_they_stand():
    draft = drafts.leave_out(DRAFT, 2)

    check = typed(draft)

    assert check.is_valid()
    assert drafts.put_back(check.typed(), 2) == DRAFT


@pytest.mark.parametrize(
    "name", ["area-x-text", "area--1-text", "area-1-text-2", "area-" + "9" * 99]
)
def test_check_passes_over_what_it_does_not_know(name):
    check = typed(**{name: "Words."})

    assert check.is_valid()
    assert check.typed() == DRAFT


def letter_form(cast, text="", upload=None):
    return LetterForm({"text": text}, {"file": upload} if upload else None, user=cast.alice)


def test_letter_form_takes_a_file_or_text(cast):
    by_file = letter_form(cast, upload=SimpleUploadedFile("Letter.txt", b"Dear colleagues"))
    by_text = letter_form(cast, text="Dear colleagues")

    assert (by_file.is_valid(), by_text.is_valid()) == (True, True)
    assert by_file.cleaned_data["file"].data == b"Dear colleagues"
    assert by_text.cleaned_data["file"] is None
    for form in (by_file, by_text):
        assert [p["text"] for p in form.cleaned_data["reading"].paragraphs] == ["Dear colleagues"]


@pytest.mark.parametrize(
    ("text", "upload", "error"),
    [
        ("  \n", None, "Choose the letter’s file, or paste its text"),
        ("Dear", b"Dear", "Upload the file or paste the text, not both"),
        ("", b"", "The file that you chose is empty"),
        (
            "",
            b"\x89PNG\r\n\x1a\n",
            "The file must be one of these types: PDF (.pdf), Word (.docx) or text (.txt).",
        ),
    ],
)
def test_letter_form_says_what_is_wrong(cast, text, upload, error):
    file = SimpleUploadedFile("Letter.pdf", upload) if upload is not None else None

    form = letter_form(cast, text, file)

    assert form.errors == {"file": [error]}


@pytest.mark.parametrize(
    ("kind", "errors"),
    [
        ("", {"kind": ["Select your answer"]}),
        (
            RevisionKind.REVISED,
            {
                "summary": ["Enter what was done"],
                "where": ["Enter where the change is in the new version"],
            },
        ),
        (
            RevisionKind.PARTLY,
            {
                "summary": ["Enter what was done"],
                "where": ["Enter where the change is in the new version"],
                "reason": ["Enter why it was revised only in part"],
            },
        ),
        (RevisionKind.NOT_REVISED, {"reason": ["Enter why it was not revised"]}),
    ],
)
def test_revision_form_asks_for_what_its_kind_needs(cast, kind, errors):
    blanks = {"reason": "  ", "summary": "\n", "where": " "}

    form = RevisionForm({"kind": kind} | blanks, user=cast.alice)

    assert form.errors == errors


def test_revision_form_names_one_thing_at_a_time(cast):
    typed_in = {"kind": "revised", "where": "w" * 301, "summary": "s" * (LONG_TEXT + 1)}

    form = RevisionForm(typed_in, user=cast.alice)

    assert form.errors == {
        "where": ["Where it is in the new version must be 300 characters or fewer"],
        "summary": ["What was done must be 20,000 characters or fewer"],
    }


def test_revision_form_takes_ten_thousand_characters_and_files(cast):
    words = "Zażółć. " * 1_250
    files = {"evidence": [SimpleUploadedFile("a.txt", b"One."), SimpleUploadedFile("b.txt", b"2.")]}
    data = {"kind": "revised", "where": "4.2", "summary": words, "supersedes": "7"}

    form = RevisionForm(data, MultiValueDict(files), user=cast.alice)

    assert form.is_valid()
    assert form.cleaned_data["summary"] == words.strip()
    assert [file.name for file in form.cleaned_data["evidence"]] == ["a.txt", "b.txt"]
    assert form.cleaned_data["supersedes"] == 7


def test_split_form_asks_where(cast):
    form = SplitForm({"version": 1}, places=[(14, "… Say who leads.")], user=cast.alice)

    assert form.errors == {"at": ["Select where the second area begins"]}


def test_comment_form_asks_for_words(cast):
    assert CommentForm({"text": " "}, user=cast.alice).errors == {
        "text": ["Enter what you want to say"]
    }


def test_assign_form_offers_people_and_nobody(cast):
    form = AssignForm({"to": str(cast.chloe.pk)}, people=[cast.alice, cast.chloe], user=cast.alice)
    nobody = AssignForm({"to": ""}, people=[cast.alice], user=cast.alice)
    stranger = AssignForm({"to": str(cast.kim.pk)}, people=[cast.alice], user=cast.alice)

    assert [name for _, name in form.fields["to"].choices] == ["Alice", "Chloé", "Nobody yet"]
    assert (form.is_valid(), form.person) == (True, cast.chloe)
    assert (nobody.is_valid(), nobody.person) == (True, None)
    assert stranger.errors == {"to": ["Select who answers this area"]}


@pytest.fixture
def filtered(cast):
    """The numbers of the areas that a choice leaves: 1 is answered, 2 is chloe's, 3 has a theme."""
    first, second, third = areas_of(cast.review, "One.", "Two.", "Three.", by=cast.alice)
    revision_of(first, by=cast.alice)
    assign_item(second, to=cast.chloe, by=cast.alice)
    third.themes.set([Theme.objects.get_or_create(slug="research", name="Research")[0]])

    def numbers(user=cast.chloe, **chosen):
        form = AreaFilter(chosen, user=user)
        items = form.narrow(FeedbackItem.visible_to(user))
        return [item.number for item in items], form.is_set

    return numbers


@pytest.mark.parametrize(
    ("chosen", "numbers", "is_set"),
    [
        ({}, [1, 2, 3], False),
        ({"state": ""}, [1, 2, 3], False),
        ({"state": "unanswered"}, [2, 3], True),
        ({"state": "answered"}, [1], True),
        ({"mine": "on"}, [2], True),
        ({"theme": "research"}, [3], True),
        ({"theme": "research", "state": "answered"}, [], True),
        ({"state": "x", "theme": "y"}, [1, 2, 3], False),
    ],
)
def test_filter_narrows_the_areas(filtered, chosen, numbers, is_set):
    assert filtered(**chosen) == (numbers, is_set)


def test_themes_form_takes_none(cast):
    form = ThemesForm({}, user=cast.alice)

    assert form.is_valid()
    assert list(form.cleaned_data["themes"]) == []


@pytest.mark.parametrize(
    ("dated", "submitted", "asked"),
    [
        (None, dt.date(2026, 3, 4), []),
        (dt.date(2026, 3, 4), None, []),
        (dt.date(2026, 3, 4), dt.date(2026, 3, 4), []),
        (
            dt.date(2026, 3, 4),
            dt.date(2026, 3, 5),
            [
                "The letter is dated 4 March 2026, before the round was submitted on 5 March 2026.",
                "Tick the box if that is right.",
            ],
        ),
        (
            dt.date(2199, 3, 4),
            None,
            [
                "The letter is dated 4 March 2199, which has not come yet.",
                "Tick the box if that is right.",
            ],
        ),
    ],
)
def test_unusual_date_of_a_letter_is_asked_about(dated, submitted, asked):
    assert unusual(dated, submitted) == asked
