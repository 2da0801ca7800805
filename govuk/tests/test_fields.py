import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from govuk.fields import month_number
from govuk.forms import DateField, GovukForm, MultipleFileField, error_links


class LetterForm(GovukForm):
    letter_date = DateField(label="Date of the letter", required=False)
    missing = {"letter_date": "Enter the date of the letter"}


def typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"letter_date_0": day, "letter_date_1": month, "letter_date_2": year}


@pytest.mark.parametrize("day", ["9", "09", " 9 "])
@pytest.mark.parametrize("month", ["9", "09", "September", "sep", "SEPT", "Sept.", " sep "])
def test_date_field_reads_days_and_months_as_people_write_them(day: str, month: str) -> None:
    form = LetterForm(typed(day, month, "2020"))

    assert form.is_valid()
    assert form.cleaned_data["letter_date"] == dt.date(2020, 9, 9)


REAL = "Date of the letter must be a real date"


@pytest.mark.parametrize(
    ("parts", "sentence", "href"),
    [
        (("", "9", "2020"), "Date of the letter must include a day", "#id_letter_date"),
        (("9", "", "2020"), "Date of the letter must include a month", "#id_letter_date_1"),
        (("9", "9", ""), "Date of the letter must include a year", "#id_letter_date_2"),
        (("9", "", ""), "Date of the letter must include a month and year", "#id_letter_date_1"),
        (("", "", "2020"), "Date of the letter must include a day and month", "#id_letter_date"),
        (("9", "9", "20"), "Year must include 4 numbers", "#id_letter_date_2"),
        (("9", "9", "twenty"), "Year must include 4 numbers", "#id_letter_date_2"),
        (("9", "9", "20200"), "Year must include 4 numbers", "#id_letter_date_2"),
        (("31", "2", "2020"), REAL, "#id_letter_date"),
        (("29", "2", "2021"), REAL, "#id_letter_date"),
        (("0", "2", "2020"), REAL, "#id_letter_date"),
        (("1", "13", "2020"), REAL, "#id_letter_date"),
        (("1", "0", "2020"), REAL, "#id_letter_date"),
        (("1", "ma", "2020"), REAL, "#id_letter_date"),
        (("1", "Thermidor", "2020"), REAL, "#id_letter_date"),
        (("-1", "2", "2020"), REAL, "#id_letter_date"),
        (("²", "2", "2020"), REAL, "#id_letter_date"),
        (("1" * 5000, "2", "2020"), REAL, "#id_letter_date"),
        (("1", "2", "0001"), REAL, "#id_letter_date"),
    ],
)
def test_date_field_says_what_is_wrong_and_where(
    parts: tuple[str, str, str], sentence: str, href: str
) -> None:
    form = LetterForm(typed(*parts))

    assert error_links(form) == [(href, sentence)]


def test_date_field_left_empty_is_no_date() -> None:
    form = LetterForm(typed("", " ", ""))

    assert form.is_valid()
    assert form.cleaned_data["letter_date"] is None


def test_date_field_that_is_needed_asks_for_the_date() -> None:
    form = LetterForm(typed("", "", ""))
    form.fields["letter_date"].required = True

    assert error_links(form) == [("#id_letter_date", "Enter the date of the letter")]


def test_date_field_keeps_what_was_typed() -> None:
    form = LetterForm(typed("31", "Feb", "20"))

    assert [part.value for part in form["letter_date"].parts] == ["31", "Feb", "20"]


@pytest.mark.parametrize(
    ("initial", "shown"),
    [
        (dt.date(2020, 9, 29), ["29", "9", "2020"]),
        (dt.datetime(2020, 9, 29, 8, 0, tzinfo=dt.UTC), ["29", "9", "2020"]),
        ("2020-09-29", ["29", "9", "2020"]),
        ("last Tuesday", ["", "", ""]),
        ("", ["", "", ""]),
        (None, ["", "", ""]),
    ],
)
def test_date_field_shows_its_first_value(initial: object, shown: list[str]) -> None:
    form = LetterForm(initial={"letter_date": initial})

    assert [part.value for part in form["letter_date"].parts] == shown


@pytest.mark.parametrize(
    ("parts", "changed"),
    [
        (("29", "sep", "2020"), []),
        (("30", "9", "2020"), ["letter_date"]),
        (("x", "9", "2020"), ["letter_date"]),
    ],
)
def test_date_field_knows_whether_it_was_changed(
    parts: tuple[str, str, str], changed: list[str]
) -> None:
    form = LetterForm(typed(*parts), initial={"letter_date": "2020-09-29"})

    assert form.changed_data == changed


@pytest.mark.parametrize(
    ("label", "called", "sentence"),
    [
        ("Date of death, if you know it", "", "Date of death must be a real date"),
        ("On which day?", "", "The date must be a real date"),
        ("On which day?", "The day of the panel", "The day of the panel must be a real date"),
    ],
)
def test_date_field_is_named_in_its_errors(label: str, called: str, sentence: str) -> None:
    class Asked(GovukForm):
        on = DateField(label=label, called=called)

    form = Asked({"on_0": "31", "on_1": "2", "on_2": "2020"})

    assert form.errors["on"] == [sentence]


@pytest.mark.parametrize(
    ("number", "name"), [(1, "january"), (5, "may"), (6, "jun"), (7, "jul"), (12, "Decem")]
)
def test_month_number_reads_names_and_their_beginnings(number: int, name: str) -> None:
    assert month_number(name) == number


class EvidenceForm(GovukForm):
    evidence = MultipleFileField(required=False)


def upload(name: str, content: bytes = b"x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_multiple_file_field_keeps_every_file() -> None:
    files = MultiValueDict({"evidence": [upload("a.pdf"), upload("b.pdf")]})

    form = EvidenceForm({}, files)

    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["evidence"]] == ["a.pdf", "b.pdf"]


def test_multiple_file_field_without_files_is_an_empty_list() -> None:
    form = EvidenceForm({}, MultiValueDict())

    assert form.is_valid()
    assert form.cleaned_data["evidence"] == []


def test_multiple_file_field_that_is_needed_asks_for_a_file() -> None:
    form = EvidenceForm({}, MultiValueDict())
    form.fields["evidence"].required = True

    assert form.errors["evidence"] == ["Choose a file"]


def test_multiple_file_field_refuses_an_empty_file_among_others() -> None:
    files = MultiValueDict({"evidence": [upload("a.pdf"), upload("b.pdf", b"")]})

    form = EvidenceForm({}, files)

    assert form.errors["evidence"] == ["The file that you chose is empty"]


def test_multiple_file_field_makes_its_form_multipart() -> None:
    assert EvidenceForm().is_multipart()
    assert not forms.Form().is_multipart()
