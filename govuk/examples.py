"""A form with a field of every kind, for the gallery and for the tests."""

from typing import Any

from django import forms

from govuk.forms import DateField, GovukForm, MultipleFileField

ANSWERS = [
    ("revised", "Revised"),
    ("partly", "Partly revised"),
    ("not_revised", "Not revised"),
]
THEMES = [
    (str(number), theme)
    for number, theme in enumerate(
        (
            "Equality and diversity",
            "Depth of analysis",
            "Recommendations",
            "Domestic abuse dynamics",
            "Structure and template",
            "Terms of reference",
            "Anonymity",
            "Family involvement",
            "Victim’s voice",
            "Language and tone",
        ),
        start=1,
    )
]


class EveryField(GovukForm):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As on the report.", max_length=100)
    reference = forms.CharField(label="Reference", max_length=20)
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    areas = forms.IntegerField(label="Number of areas", min_value=1, max_value=200)
    summary = forms.CharField(
        label="What was done?",
        help_text="In two or three sentences.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1_000,
    )
    partnership = forms.ChoiceField(
        label="Partnership",
        choices=[("", "Select a partnership"), ("north", "Northbrook"), ("east", "Eastmere")],
    )
    answer = forms.ChoiceField(
        label="What is your answer?",
        help_text="You can record another one later.",
        choices=ANSWERS,
        widget=forms.RadioSelect,
    )
    outcomes = forms.MultipleChoiceField(
        label="Outcomes", choices=ANSWERS, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(
        label="Themes", choices=THEMES, widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(
        label="The chair has agreed", help_text="Leave it empty if you have not asked yet."
    )
    letter_date = DateField(
        label="Date of the letter", help_text="For example, 29 9 2020. It stands at the top."
    )
    letter = forms.FileField(label="The letter", help_text="PDF, Word (.docx) or text.")
    evidence = MultipleFileField(label="Evidence", help_text="You can choose several files.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    missing = {
        "summary": "Enter what was done",
        "answer": "Select your answer",
        "agreed": "Confirm that the chair has agreed",
        "evidence": "Choose the files of the evidence",
    }


def filled_in() -> dict[str, Any]:
    """First values, with letters from beyond this alphabet."""
    return {
        "name": "Małgorzata Llŷr-Ŵyn",
        "reference": "DHR 12",
        "email": "quinn@example.org",
        "areas": 9,
        "summary": "Paragraphs 4.2 to 4.5 were rewritten.",
        "partnership": "north",
        "answer": "partly",
        "outcomes": ["revised"],
        "themes": ["2", "8"],
        "agreed": True,
        "letter_date": "2020-09-29",
    }
