"""What is typed about a review and its steps: what is asked for, and the sentences for what is not right."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reviews.files import LETTER_TYPES, TEXT
from reviews.forms import EvidenceField, ReviewForm, examined
from reviews.models import Marking, Review, ReviewKind
from reviews.tests.factories import tomorrow, typed_day

TYPED = {"name": "Oak", "reference": "DHR 12", "kind": "dhr", "marking": "official"}
NO_CHAIR = "Nobody has an account with this address. Leave it empty; you can add it later"


def review_form(cast, row=None, **typed):
    return ReviewForm(TYPED | typed, organisation=cast.northbrook, row=row, user=cast.alice)


def test_review_form_gives_the_fields_of_the_row(cast):
    form = review_form(
        cast, chair_email="CHLOE@example.org", **typed_day("died_on", dt.date(2024, 2, 29))
    )

    assert form.errors == {}
    assert form.details == {
        "kind": ReviewKind.DHR,
        "name": "Oak",
        "reference": "DHR 12",
        "chair": cast.chloe,
        "chair_name": "",
        "author_name": "",
        "marking": Marking.OFFICIAL,
        "died_on": dt.date(2024, 2, 29),
        "commissioned_on": None,
        "completed_on": None,
    }


def test_review_form_asks_for_what_is_missing(cast):
    form = ReviewForm({}, organisation=cast.northbrook, user=cast.alice)

    assert form.errors == {
        "name": ["Enter the name used for the review"],
        "reference": ["Enter your reference for the review"],
        "kind": ["Select the kind of review"],
        "marking": ["Select the protective marking"],
    }


def test_review_form_starts_as_a_new_review_is(cast):
    form = ReviewForm(organisation=cast.northbrook, user=cast.alice)

    assert form.initial == {
        "kind": ReviewKind.DARDR,
        "marking": Marking.OFFICIAL_SENSITIVE,
    }


def test_review_form_starts_as_the_row_is(cast):
    form = ReviewForm(organisation=cast.northbrook, row=cast.review, user=cast.alice)

    assert (form["name"].value(), form["version"].value()) == ("Elm", 1)
    assert form["chair_email"].value() == cast.chloe.email


@pytest.mark.parametrize("reference", ["Elm 1", "ELM 1", "  elm 1 "])
def test_review_form_refuses_a_reference_in_use(cast, reference):
    form = review_form(cast, reference=reference)

    assert form.errors == {
        "reference": [f"Northbrook CSP already has a review “{reference.strip()}”"]
    }


def test_review_form_takes_its_own_reference_and_that_of_another_partnership(cast):
    own = review_form(cast, row=cast.review, reference="elm 1")
    elsewhere = ReviewForm(
        TYPED | {"reference": "Elm 1"}, organisation=cast.eastmere, user=cast.alice
    )

    assert (own.errors, elsewhere.errors) == ({}, {})


def test_review_form_refuses_a_chair_without_an_account(cast):
    assert review_form(cast, chair_email="nobody@example.org").errors == {"chair_email": [NO_CHAIR]}


@pytest.mark.parametrize("name", ["died_on", "commissioned_on", "completed_on"])
def test_review_form_refuses_days_to_come(cast, name):
    today = review_form(cast, **typed_day(name, timezone.localdate()))
    later = review_form(cast, **typed_day(name, tomorrow()))

    assert (today.errors, list(later.errors)) == ({}, [name])


def test_review_form_refuses_days_that_do_not_exist(cast):
    typed = {"died_on_0": "31", "died_on_1": "2", "died_on_2": "2024"}

    form = review_form(cast, **typed)

    assert form.errors == {"died_on": ["Date of death must be a real date"]}
    assert form["died_on"].value() == ["31", "2", "2024"]


@pytest.mark.parametrize("name", ["name", "reference", "chair_name", "author_name"])
def test_review_form_takes_what_the_row_can_hold(cast, name):
    longest = Review._meta.get_field(name).max_length

    fits = review_form(cast, **{name: "é" * longest})
    too_long = review_form(cast, **{name: "é" * (longest + 1)})

    assert (fits.errors, list(too_long.errors)) == ({}, [name])


def test_upload_is_examined(db):
    file = examined(SimpleUploadedFile("letter.exe", b"Thank you."), LETTER_TYPES)

    assert (file.name, file.type, file.data) == ("letter.txt", TEXT, b"Thank you.")


def test_upload_that_may_not_be_kept_is_refused_with_the_sentence(db):
    with pytest.raises(ValidationError) as error:
        examined(SimpleUploadedFile("letter.pdf", b"MZ\x90\x00"), LETTER_TYPES)

    assert error.value.messages == [
        "The file must be one of these types: PDF (.pdf), Word (.docx) or text (.txt)."
    ]


def test_upload_beyond_the_setting_is_not_even_read(settings):
    settings.MAX_UPLOAD_MB = 2
    upload = SimpleUploadedFile("letter.txt", b"a" * (2 * 1024 * 1024 + 1))

    with pytest.raises(ValidationError) as error:
        examined(upload, LETTER_TYPES)

    assert error.value.messages == ["The file must be smaller than 2 MB."]
    assert upload.tell() == 0


def test_evidence_is_several_files_or_none(db):
    field = EvidenceField(required=False)
    uploads = [SimpleUploadedFile(f"{name}.txt", name.encode()) for name in ("one", "two")]

    assert [file.name for file in field.clean(uploads)] == ["one.txt", "two.txt"]
    assert field.clean([]) == ()


def test_evidence_is_refused_when_one_of_the_files_is(db):
    uploads = [SimpleUploadedFile("a.txt", b"Fine."), SimpleUploadedFile("b.txt", b"\x00")]

    with pytest.raises(ValidationError):
        EvidenceField().clean(uploads)
