"""The gallery: every component in every state, to look at while developing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from govuk.examples import EveryField, filled_in
from govuk.templatetags.govuk import COLOURS

WORDS = "Longborough-upon-the-Marsh and Llanfairpwllgwyngyll Community Safety Partnership"


class Gallery(TemplateView):
    template_name = "govuk/gallery.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wrong = {"version": "1", "letter_date_0": "31", "letter_date_1": "Feb"}
        return super().get_context_data(**kwargs) | {
            "colours": COLOURS,
            "ratings": [
                ("red", "Red: off track"),
                ("amber", "Amber: at risk"),
                ("green", "Green: on track"),
                ("blue", "Blue: complete"),
            ],
            "rows": [
                ("Outcome", "May be published after changes", "#rows", "Change"),
                ("Date of the letter", "29 September 2020"),
                ("Partnership", WORDS),
            ],
            "long_words": WORDS,
            "moment": dt.datetime(2020, 9, 29, 13, 5, tzinfo=dt.UTC),
            "page": Paginator(range(1_000), 25).get_page(self.request.GET.get("page", 7)),
            "sort": self.request.GET.get("sort", "name"),
            "empty": EveryField(prefix="empty"),
            "filled": EveryField(prefix="filled", initial=filled_in()),
            "wrong": EveryField(wrong),
        }
