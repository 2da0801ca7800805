from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from govuk.examples import EveryField, filled_in
from govuk.forms import GovukForm, error_links
from govuk.tests.markup import Element, read

SINGLE = [
    "name",
    "reference",
    "email",
    "password",
    "areas",
    "summary",
    "partnership",
    "letter",
    "evidence",
]
GROUPS = ["answer", "outcomes", "themes", "letter_date"]


def group(form: Any, name: str) -> Element:
    return read(form[name].as_field_group())


def control(form: Any, name: str) -> Element:
    return read(str(form[name])).all(name=name)[0]


def wrong_form() -> EveryField:
    return EveryField({"version": "1"}, MultiValueDict())


@pytest.mark.parametrize("name", SINGLE)
def test_single_field_has_a_label_for_its_input(name: str) -> None:
    form = EveryField()

    tree = group(form, name)

    assert tree.one("label").attrs["for"] == f"id_{name}"
    assert tree.one("label").text == form.fields[name].label
    assert len(tree.all(id=f"id_{name}")) == 1


@pytest.mark.parametrize("name", GROUPS)
def test_field_of_several_inputs_has_a_legend_and_the_first_has_its_id(name: str) -> None:
    form = EveryField()

    tree = group(form, name)

    inputs = tree.all("input")
    assert tree.one("fieldset").one("legend").text == form.fields[name].label
    assert inputs[0].attrs["id"] == f"id_{name}"
    assert [label.attrs["for"] for label in tree.all("label")] == [i.attrs["id"] for i in inputs]


@pytest.mark.parametrize(
    ("name", "tag", "css_class", "kind"),
    [
        ("name", "input", "govuk-input", "text"),
        ("reference", "input", "govuk-input govuk-input--width-20", "text"),
        ("email", "input", "govuk-input", "email"),
        (
            "password",
            "input",
            "govuk-input govuk-password-input__input govuk-js-password-input-input",
            "password",
        ),
        ("areas", "input", "govuk-input govuk-input--width-5", "text"),
        ("summary", "textarea", "govuk-textarea", None),
        ("partnership", "select", "govuk-select", None),
        ("agreed", "input", "govuk-checkboxes__input", "checkbox"),
        ("letter", "input", "govuk-file-upload", "file"),
        ("evidence", "input", "govuk-file-upload", "file"),
    ],
)
def test_input_has_the_design_systems_class(
    name: str, tag: str, css_class: str, kind: str | None
) -> None:
    found = control(EveryField(), name)

    assert (found.tag, found.attrs["class"], found.attrs.get("type")) == (tag, css_class, kind)


@pytest.mark.parametrize(
    ("name", "css_class", "types"),
    [
        ("answer", "govuk-radios", {"radio"}),
        ("outcomes", "govuk-checkboxes", {"checkbox"}),
        ("letter_date", "govuk-date-input", {"text"}),
    ],
)
def test_inputs_of_a_group_stand_in_the_design_systems_list(
    name: str, css_class: str, types: set[str]
) -> None:
    inputs = group(EveryField(), name).one(class_=css_class).all("input")

    assert len(inputs) == 3
    assert {found.attrs["type"] for found in inputs} == types


def test_many_checkboxes_are_small() -> None:
    few = group(EveryField(), "outcomes").one(class_="govuk-checkboxes")
    many = group(EveryField(), "themes").one(class_="govuk-checkboxes")

    assert few.attrs["class"] == "govuk-checkboxes"
    assert many.attrs["class"] == "govuk-checkboxes govuk-checkboxes--small"


@pytest.mark.parametrize("name", ["name", "summary", "letter", "evidence"])
def test_hint_is_read_out_with_its_input(name: str) -> None:
    tree = group(EveryField(), name)

    hint = tree.one(class_="govuk-hint")
    assert tree.one(id=f"id_{name}").attrs["aria-describedby"] == hint.attrs["id"]


@pytest.mark.parametrize("name", ["answer", "letter_date"])
def test_hint_is_read_out_with_its_fieldset(name: str) -> None:
    tree = group(EveryField(), name)

    hint = tree.one(class_="govuk-hint")
    assert tree.one("fieldset").attrs["aria-describedby"] == hint.attrs["id"]


@pytest.mark.parametrize("name", [*SINGLE, "agreed"])
def test_error_is_marked_and_read_out_with_its_input(name: str) -> None:
    tree = group(wrong_form(), name)

    error = tree.one(class_="govuk-error-message")
    described_by = str(tree.one(id=f"id_{name}").attrs["aria-describedby"]).split()
    assert error.text.startswith("Error: ")
    assert described_by[-1] == error.attrs["id"]
    assert tree.one(id=f"id_{name}").attrs["aria-invalid"] == "true"
    assert len(tree.all(class_="govuk-form-group--error")) == 1


@pytest.mark.parametrize("name", GROUPS)
def test_error_of_a_group_is_read_out_with_its_fieldset(name: str) -> None:
    tree = group(wrong_form(), name)

    error = tree.one(class_="govuk-error-message")
    described_by = str(tree.one("fieldset").attrs["aria-describedby"]).split()
    assert described_by[-1] == error.attrs["id"]


def test_form_draws_every_field_once_and_every_id_once() -> None:
    form = wrong_form()

    tree = read(str(form))

    ids = [element.attrs["id"] for element in tree.all() if "id" in element.attrs]
    assert len(ids) == len(set(ids))
    assert tree.one("input", name="version").attrs["type"] == "hidden"
    drawn = {
        str(found.attrs["name"])
        for tag in ("input", "textarea", "select")
        for found in tree.all(tag)
    }
    expected = {*form.fields, "letter_date_0", "letter_date_1", "letter_date_2"} - {"letter_date"}
    assert drawn == expected


def test_form_with_a_prefix_has_ids_of_its_own() -> None:
    form = EveryField(prefix="area-3")

    tree = group(form, "letter_date")

    assert [found.attrs["id"] for found in tree.all("input")] == [
        "id_area-3-letter_date",
        "id_area-3-letter_date_1",
        "id_area-3-letter_date_2",
    ]
    assert [found.attrs["name"] for found in tree.all("input")] == [
        "area-3-letter_date_0",
        "area-3-letter_date_1",
        "area-3-letter_date_2",
    ]


def test_form_shows_its_first_values() -> None:
    form = EveryField(initial=filled_in())

    inputs = read(str(form)).all("input")
    checked = [found.attrs["id"] for found in inputs if "checked" in found.attrs]

    assert checked == [
        "id_answer_1",
        "id_outcomes",
        "id_themes_1",
        "id_themes_7",
        "id_agreed",
    ]
    assert control(form, "name").attrs["value"] == "Małgorzata Llŷr-Ŵyn"
    assert (
        read(str(form["summary"])).one("textarea").text == "Paragraphs 4.2 to 4.5 were rewritten."
    )


def test_choice_that_was_made_is_kept_when_the_form_comes_back() -> None:
    form = EveryField({"answer": "partly", "themes": ["2", "8"]})

    assert [option.value for option in form["answer"].options if option.checked] == ["partly"]
    assert [option.value for option in form["themes"].options if option.checked] == ["2", "8"]


def test_autocomplete_is_passed_on() -> None:
    form = EveryField()

    assert control(form, "email").attrs["autocomplete"] == "email"
    assert control(form, "password").attrs["autocomplete"] == "current-password"


def test_password_is_never_sent_back() -> None:
    form = EveryField({"password": "three random words"})

    assert "three random words" not in form["password"].as_field_group()


def test_browser_is_not_told_to_cut_or_to_check() -> None:
    tree = read(str(EveryField()))

    told = [
        name
        for found in [*tree.all("input"), *tree.all("textarea"), *tree.all("select")]
        for name in ("maxlength", "minlength", "min", "max", "step", "required")
        if name in found.attrs
    ]
    assert told == []


def test_error_summary_leads_to_each_field_in_the_order_of_the_page() -> None:
    assert error_links(wrong_form()) == [
        ("#id_name", "Enter name"),
        ("#id_reference", "Enter reference"),
        ("#id_email", "Enter e-mail address"),
        ("#id_password", "Enter password"),
        ("#id_areas", "Enter number of areas"),
        ("#id_summary", "Enter what was done"),
        ("#id_partnership", "Select partnership"),
        ("#id_answer", "Select your answer"),
        ("#id_outcomes", "Select outcomes"),
        ("#id_themes", "Select themes"),
        ("#id_agreed", "Confirm that the chair has agreed"),
        ("#id_letter_date", "Enter date of the letter"),
        ("#id_letter", "Choose a file"),
        ("#id_evidence", "Choose the files of the evidence"),
    ]


def test_error_summary_leads_to_elements_that_are_there(draw: Any) -> None:
    form = wrong_form()

    tree = read(draw("{% error_summary form=form %}{{ form }}", form=form))

    targets = [
        str(link.attrs["href"])[1:] for link in tree.one(class_="govuk-error-summary").all("a")
    ]
    assert [len(tree.all(id=target)) for target in targets] == [1] * 14


def test_error_of_the_whole_form_leads_to_the_main_part_of_the_page() -> None:
    form = EveryField({"version": "x"})
    form.add_error(None, "Somebody else saved first")

    links = error_links(form)

    assert links[0] == ("#main-content", "Somebody else saved first")
    assert links[-1] == ("#main-content", "Version must be a whole number")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", "x" * 101, "Name must be 100 characters or fewer"),
        ("summary", "x" * 1_001, "Your answer must be 1,000 characters or fewer"),
        ("email", "quinn", "Enter an e-mail address in the correct format, like name@example.org"),
        ("areas", "many", "Number of areas must be a whole number"),
        ("areas", "9" * 5_000, "Number of areas must be a whole number"),
        ("areas", "0", "Number of areas must be 1 or more"),
        ("areas", "201", "Number of areas must be 200 or fewer"),
        ("partnership", "nowhere", "Select partnership from the list"),
        ("answer", "perhaps", "Select an answer from the list"),
        ("outcomes", "perhaps", "Select outcomes from the list"),
    ],
)
def test_field_with_something_wrong_says_so_in_a_sentence(
    name: str, value: str, sentence: str
) -> None:
    form = EveryField(MultiValueDict({name: [value]}))

    assert form.errors[name] == [sentence]


def test_sentence_that_a_field_brings_is_left_alone() -> None:
    class Own(GovukForm):
        note = forms.CharField(error_messages={"required": "Enter a reason"})
        plain = forms.CharField()

    form = Own({})

    assert form.errors == {"note": ["Enter a reason"], "plain": ["Enter plain"]}


def test_sentence_follows_a_label_that_was_changed_later() -> None:
    class Changing(GovukForm):
        note = forms.CharField(label="Note")

    form = Changing({})
    form.fields["note"].label = "Reason"

    assert form.errors == {"note": ["Enter reason"]}


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Lead agency", "Enter lead agency"),
        ("QA Panel", "Enter QA Panel"),
        ("E-mail address", "Enter e-mail address"),
        ("Author, if there is one", "Enter author"),
        ("What was done?", "Enter an answer"),
    ],
)
def test_sentence_for_what_is_missing_is_made_from_the_label(label: str, sentence: str) -> None:
    class Asked(GovukForm):
        field = forms.CharField(label=label)

    assert Asked({}).errors["field"] == [sentence]


def test_label_and_hint_are_escaped() -> None:
    class Attack(GovukForm):
        name = forms.CharField(label="<script>", help_text="<script>")
        pick = forms.ChoiceField(
            label="<script>", choices=[("<b>", "<b>")], widget=forms.RadioSelect
        )
        on = forms.BooleanField(label="<script>", help_text="<script>")

    tree = read(str(Attack({"name": '"><script>'})))

    assert tree.all("script") + tree.all("b") == []
    assert tree.one("input", id="id_name").attrs["value"] == '"><script>'


def test_widget_may_bring_a_class_of_its_own() -> None:
    class Wide(GovukForm):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}))

    assert control(Wide(), "code").attrs["class"] == "govuk-input govuk-input--width-10"


@pytest.mark.parametrize("typed", ["a\x00b", "a\x0bb", "a\x01b", "a\ufffeb", "a\ud800b", "a\x7fb"])
def test_characters_that_cannot_be_printed_are_taken_out(typed: str) -> None:
    class Named(GovukForm):
        name = forms.CharField()

    form = Named({"name": typed})

    assert (form.is_valid(), form.cleaned_data, form["name"].value()) == (
        True,
        {"name": "ab"},
        "ab",
    )


def test_lines_and_tabs_are_kept() -> None:
    class Told(GovukForm):
        text = forms.CharField(widget=forms.Textarea)

    form = Told({"text": "One.\r\n\tTwo. \u202eŷ 😀"})

    assert (form.is_valid(), form.cleaned_data["text"]) == (True, "One.\r\n\tTwo. \u202eŷ 😀")


class Named(GovukForm):
    name = forms.CharField(label="Name", required=False)
    missing = {"name": "Enter your name"}


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("\u202e", ["Enter your name"]),
        ("\u200b\u00ad \u2060", ["Enter your name"]),
        ("Zoë\u200d", []),
        ("…", []),
        ("", []),
    ],
)
def test_words_that_nobody_can_see_count_as_none(text: str, errors: list[str]) -> None:
    form = Named({"name": text})

    assert form.errors.get("name", []) == errors
