"""The three base views: a list, a row, and one thing done to a row; each starts from what a person may see."""

from collections.abc import Callable
from typing import Any, Self, final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.generic import DetailView, ListView
from django.views.generic.detail import SingleObjectMixin

from access.changes import changed_by
from access.conflicts import Who
from access.scoping import ScopedModel
from access.typed_views import TypedView
from access.verdict import Verdict
from drafts.keeping import is_typed
from govuk.forms import GovukForm

A_TOKEN = 64  # what forms send unseen is no longer than this


class ScopedForm(GovukForm):
    """A form that knows who is asking: each choice of rows is narrowed to what they may see."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, ScopedModel):
                field.queryset = queryset.visible_to(user)


class AskingForm(ScopedForm):
    """A form that does not refuse what is unusual, but asks about it once.

    `questions()` gives the sentences, from `cleaned_data`; while there are any, a box has to be
    ticked that says that it is right so. The box is not there otherwise.
    """

    sure = forms.BooleanField(label="Yes, this is right", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sure = self.fields.pop("sure")

    def questions(self) -> list[str]:
        return []

    def clean(self) -> dict[str, Any]:
        super().clean()
        questions = self.questions()
        if questions:
            self.fields["sure"] = self._sure
            if not self.data.get(self.add_prefix("sure")):
                self.add_error("sure", " ".join(questions))
        return self.cleaned_data


class ScopedMixin:
    """Rows come from `visible_to`; a view may narrow them further but never widen them."""

    request: Any  # its user is signed in: the middleware has seen to that
    model: Any

    @final
    def get_queryset(self) -> Any:
        return self.narrow(self.model.visible_to(self.request.user))

    def narrow(self, queryset: Any) -> Any:
        return queryset


class ScopedListView(ScopedMixin, ListView):
    """Rows that the person may see."""


class ScopedDetailView(ScopedMixin, DetailView):
    """One row that the person may see."""


class ActionView(ScopedMixin, SingleObjectMixin, TypedView):
    """GET asks; POST does one thing to one row that the person can see, or says why not.

    A subclass names `model`, `form_class`, `policy(user, row)`, `perform(form)` and, if it is not
    the row's own page, `get_success_url()`.
    """

    form_class: Any = ScopedForm
    template_name = "form.html"
    heading = ""
    submit_label = "Save"
    intro = ""

    policy: Callable[[Any, Any], Verdict]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        verdict = self.policy(request.user, self.object)
        if not verdict:
            return self.refuse(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def refuse(self, reason: str) -> HttpResponse:
        return refused(self.request, reason, self.object)

    def opened_anew(self) -> Self:
        view = super().opened_anew()
        view.object = view.get_object()
        return view

    def saved_by(self) -> dict[str, Who]:
        return changed_by(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "heading": self.heading,
            "submit_label": self.submit_label,
            "intro": self.intro,
            "back_url": self.object.get_absolute_url(),
            "cancel_url": self.object.get_absolute_url(),
        }
        return super().get_context_data(**words | kwargs)


def refused(request: HttpRequest, reason: str, row: Any) -> HttpResponse:
    """One sentence and one way on, instead of the page; with whatever was typed, for copying."""
    own_page = row.get_absolute_url()
    back_url = "/" if own_page == request.path else own_page
    context = {"reason": reason, "back_url": back_url, "typed": typed_in(request), "object": row}
    return render(request, "refused.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Neither says whether there is such a row; whoever lost it while they typed gets their words back.

    Only what was sent to a page of ours, which has then been found to come from our own form.
    """
    typed = typed_in(request) if request.resolver_match else []
    return render(request, "404.html", {"typed": typed}, status=404)


def typed_in(request: HttpRequest) -> list[str]:
    """The texts that a form sent and that somebody may want back: several words, or a long one.

    Not what it sends unseen, which is short and in one piece, and never a password.
    """
    sent = [text for name, texts in request.POST.lists() for text in texts if is_typed(name)]
    return [text for text in sent if len(text) > A_TOKEN or len(text.split()) > 1]
