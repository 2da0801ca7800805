"""How a person narrows down the reviews on the home page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from access.generic import ScopedForm
from reviews.models import Round

FEW = 8


class HomeFilter(ScopedForm):
    """By partnership, for those who serve several, and by words once there are many reviews.

    What it does not know, it passes over.
    """

    q = forms.CharField(label="Name or reference", max_length=100, required=False)
    csp = forms.ChoiceField(label="Community Safety Partnership", required=False)

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = rounds.order_by("review__organisation__name").values_list(
            "review__organisation", "review__organisation__name"
        )
        partnerships = dict(named)
        self.fields["csp"].choices = [("", "All"), *partnerships.items()]
        if len(partnerships) < 2:
            del self.fields["csp"]
        if rounds.count() <= FEW:
            del self.fields["q"]

    def narrow(self, rounds: Any) -> list[Round]:
        self.full_clean()
        if words := self.cleaned_data.get("q"):
            rounds = rounds.filter(
                Q(review__name__icontains=words) | Q(review__reference__icontains=words)
            )
        if csp := self.cleaned_data.get("csp"):
            rounds = rounds.filter(review__organisation=csp)
        return list(rounds)

    @property
    def is_set(self) -> bool:
        return any(self.cleaned_data.values())
