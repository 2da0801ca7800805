"""What a person ticks to be told by e-mail."""

from django import forms

from govuk.forms import GovukForm
from notices.models import NoticeKind


class ChoicesForm(GovukForm):
    kinds = forms.MultipleChoiceField(
        label="What to send you by e-mail",
        choices=NoticeKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
