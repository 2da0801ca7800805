"""Bringing a plan in: the file, the check of its rows, putting them right, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from access.generic import ActionView, ScopedDetailView, refused
from access.verdict import Verdict
from access.viewing import ShowsDocument
from accounts.models import User
from actionplans.apart import read_tables
from actionplans.models import Legend
from actionplans.plans import Tables, UnreadablePlan
from intake import actions, cards, forms, policies, presenters
from intake.columns import labels_to_map
from intake.comparing import Compared, Comparison, compare
from intake.models import ImportedRow, PlanImport
from reviews.downloads import MISSING
from reviews.models import Review

LATEST = 10


class BringPlan(ActionView):
    """Upload a plan; it is read at once. Where one is in hand already, the page leads to it."""

    model = Review
    form_class = forms.PlanFileForm
    template_name = "intake/bring.html"
    policy = staticmethod(policies.may_bring_in)
    heading = "Bring in a plan"
    submit_label = "Read the plan"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation")

    def refuse(self, reason: str) -> HttpResponse:
        in_hand = presenters.in_hand_of(self.object, self.request.user)
        if in_hand and self.request.method == "GET":
            return redirect(in_hand)
        return refused(self.request, reason, in_hand or self.object)

    def perform(self, form: forms.PlanFileForm) -> None:
        data = form.cleaned_data
        self.plan_import = actions.keep_plan(
            self.object, file=data["file"], plan=data["plan"], by=self.request.user
        )

    def get_success_url(self) -> str:
        """A file in which nothing was recognised goes on to the naming of its columns."""
        name = "check" if self.plan_import.rows.exists() else "columns"
        return reverse(f"intake:{name}", args=[self.plan_import.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier = PlanImport.visible_to(self.request.user).brought_in().filter(review=self.object)
        plan = reverse("actionplans:plan", args=[self.object.pk])
        words = {"caption": self.object.name, "back_url": plan, "cancel_url": plan}
        return super().get_context_data(**words | kwargs) | {
            "earlier": earlier.select_related("file", "confirmed_by").order_by("-pk")[:LATEST]
        }


class CheckPlan(ShowsDocument, ScopedDetailView):
    """What was read, row by row, beside the plan; once that is done, the record of it."""

    shown = "intake.plan_viewed"
    model = PlanImport
    template_name = "intake/check.html"

    def narrow(self, queryset: Any) -> Any:
        people = ("by", "confirmed_by", "set_aside_by")
        return queryset.select_related("review__organisation", "file", *people)

    def get_template_names(self) -> list[str]:
        return [self.template_name if self.object.is_in_hand else "intake/record.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan_import, user, query = self.object, self.request.user, self.request.GET
        page = {"plan_import": plan_import, "review": plan_import.review}
        if plan_import.is_in_hand:
            page |= presenters.check_page(plan_import, compare(plan_import), query, user)
        else:
            legend = Legend.of(plan_import.review.organisation_id).words
            page |= presenters.record_page(plan_import, legend, query)
        return super().get_context_data(**kwargs) | page


class ImportView(ActionView):
    """Something done to an import in hand: named after its review, and back to its check."""

    model: Any = PlanImport
    form_class: Any = forms.PressedForm
    policy: Callable[[Any, Any], Verdict] = staticmethod(policies.may_check)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "file")

    @property
    def plan_import(self) -> PlanImport:
        return self.object

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.plan_import.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": self.plan_import.review.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs) | {
            "plan_import": self.plan_import,
            "review": self.plan_import.review,
        }


class NameColumns(ImportView):
    """Say by hand what the columns mean; the rows are then read again."""

    form_class = forms.ColumnsForm
    template_name = "intake/columns.html"
    heading = "What do the columns mean?"
    submit_label = "Read the rows again"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except FileNotFoundError:
            return self.refuse(MISSING)
        except UnreadablePlan as unreadable:
            return self.refuse(str(unreadable))

    @cached_property
    def tables(self) -> Tables:
        """Read from the file as it was kept; it has been read before."""
        stored = self.object.file
        with stored.file.open("rb") as file:
            return read_tables(file.read())

    def get_form_kwargs(self) -> dict[str, Any]:
        labels = labels_to_map(self.object, self.tables)
        return super().get_form_kwargs() | {
            "plan_import": self.object,
            "tables": self.tables,
            "labels": labels,
        }

    def perform(self, form: forms.ColumnsForm) -> None:
        actions.map_columns(
            self.object,
            version=form.cleaned_data["version"],
            mapping=form.mapping,
            plan=form.cleaned_data["plan"],
            by=self.request.user,
        )


class ConfirmPlan(ImportView):
    """The last look before the rows are written into the plan, all of them or none."""

    form_class = forms.ConfirmForm
    template_name = "intake/confirm.html"
    policy = staticmethod(policies.may_confirm)
    heading = "Confirm what goes into the plan"
    submit_label = "Confirm"

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := presenters.why_not(self.comparison):
            return self.refuse(reason)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """`seen` comes from the page of rows: what has changed since is not confirmed unseen."""
        seen = self.request.GET.get("seen") or self.comparison.seen
        return super().get_initial() | {"seen": seen}

    def get_form_kwargs(self) -> dict[str, Any]:
        asks_date = presenters.asks_date(self.comparison)
        return super().get_form_kwargs() | {"asks_date": asks_date}

    def perform(self, form: forms.ConfirmForm) -> None:
        actions.confirm_plan(self.object, by=self.request.user, **form.details)
        messages.success(self.request, "The rows are in the action plan.")

    def renewed(self) -> dict[str, Any]:
        return {"seen": self.comparison.seen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": presenters.confirm_rows(self.comparison),
            "to_check": len(self.comparison.to_check),
        }


class SetPlanAside(ImportView):
    heading = "Set this plan aside?"
    intro = (
        "Do this if it is the wrong file. Nothing of it goes into the action plan, and you can bring "
        "in another one. The file stays in the record."
    )
    submit_label = "Set it aside"

    def perform(self, form: forms.PressedForm) -> None:
        version = form.cleaned_data["version"]
        actions.set_aside(self.object, version=version, by=self.request.user)
        messages.success(
            self.request, "The plan is set aside. Nothing of it is in the action plan."
        )

    def get_success_url(self) -> str:
        return reverse("actionplans:plan", args=[self.object.review_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.object.get_absolute_url()
        return super().get_context_data(back_url=back, cancel_url=back, **kwargs)


def may_check_row(user: User, row: ImportedRow) -> Verdict:
    return policies.may_check(user, row.plan_import)


class RowView(ImportView):
    """Something done to one row: back to its place among the rows that were shown."""

    model = ImportedRow
    policy = staticmethod(may_check_row)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("plan_import__review__organisation", "plan_import__file")

    @property
    def plan_import(self) -> PlanImport:
        return self.object.plan_import

    def refuse(self, reason: str) -> HttpResponse:
        return refused(self.request, reason, self.plan_import)

    def get_success_url(self) -> str:
        asked = presenters.Asked.of(self.request.GET)
        return self.plan_import.get_absolute_url() + asked.back_to(self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.object, **kwargs)


class FixRow(RowView):
    form_class = forms.RowForm
    template_name = "intake/row.html"
    submit_label = "Save row"

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.plan_import)

    @cached_property
    def compared(self) -> Compared:
        return next(one for one in self.comparison.rows if one.row.pk == self.object.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "compared": self.compared,
            "standing": self.comparison.standing,
        }

    def perform(self, form: forms.RowForm) -> None:
        version = form.cleaned_data["version"]
        actions.fix_row(self.object, version=version, by=self.request.user, **form.details)
        messages.success(self.request, f"{cards.place_of(self.object)} is saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        legend = self.comparison.standing.legend
        if context["form"].non_field_errors():
            saved = cards.words_of(self.get_object(), legend)
            context["saved"] = [(one.label, one.whole or one.text) for one in saved]
        return context | {
            "heading": f"Fix {self.object.place}",
            "compared": self.compared,
            "said": cards.as_said(self.object),
        }


class SkipRow(RowView):
    intro = (
        "Nothing of it goes into the action plan. It stays in the list, and you can take it back."
    )
    submit_label = "Skip this row"

    def perform(self, form: forms.PressedForm) -> None:
        version = form.cleaned_data["version"]
        actions.skip_row(self.object, version=version, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=f"Skip {self.object.place}?", **kwargs)


class TakeRow(RowView):
    intro = "It then goes into the action plan when you confirm."
    submit_label = "Take this row back"

    def perform(self, form: forms.PressedForm) -> None:
        version = form.cleaned_data["version"]
        actions.take_row(self.object, version=version, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=f"Take {self.object.place} back?", **kwargs)
