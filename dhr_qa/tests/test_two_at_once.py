"""Two people at one form: whoever saves second reads both texts, chooses, and undoes nothing unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import get_resolver, resolve, reverse
from lxml import html

from access.conflicts import fields_of, words_of
from accounts.models import Role
from accounts.tests.factories import person, proven
from dhr_qa.tests.test_tenancy import OFFICERS_ONLY, PLAIN, ROWS, place_of
from dhr_qa.tests.world import World
from drafts.keeping import UNSEEN
from feedback.models import Theme
from reviews.tests.factories import review_of, round_at
from reviews.workflow import Stage


@dataclass(frozen=True)
class Edit:
    """A page on which something saved is changed: by whom, and which field is typed into.

    `other` is a second field, which only the first person changes. `besides` is what the form asks
    for each time. `row` is what the page is of, where it is another one than in the table of addresses.
    """

    name: str
    typed: tuple[str, str, str]  # the field, what the first person types, what the second types
    other: tuple[str, str] | None = None
    first: str = "chloe"
    second: str = "alice"
    besides: dict[str, str] = field(default_factory=dict)
    nothing: str = ""  # what somebody reads who then has nothing left to save
    row: Callable[[Any], Any] | None = None

    def page(self, world: World) -> str:
        if self.row is None:
            return place_of(self.name, world)
        return reverse(self.name, args=[self.row(world).pk])


WHY = {"why": "It was misread."}
SAME_WORDS = "These are the words that are recorded. Change them, or cancel."
NOBODY_ALREADY = "This area is assigned to nobody already."
HAS_IT = "Quinn has it already."
NOTHING_DIFFERS = "Nothing differs from what is recorded. Change what is wrong, or cancel."
EDITS = [
    Edit("reviews:edit", ("name", "Elm One", "Elm Two"), ("author_name", "Ida"), first="alice"),
    Edit("reviews:edit_person", ("name", "Ida One", "Ida Two"), ("job_title", "Nurse")),
    Edit("feedback:revise", ("summary", "One way.", "Another way."), ("where", "9.9")),
    Edit(
        "feedback:correct_area",
        ("text", "One.", "Two."),
        first="quinn",
        besides=WHY,
        nothing=SAME_WORDS,
    ),
    Edit(
        "feedback:correct_letter",
        ("addressee", "Ann One", "Ann Two"),
        ("signatory", "Sam"),
        first="quinn",
        besides=WHY,
        nothing=NOTHING_DIFFERS,
    ),
    Edit("actionplans:edit_recommendation", ("text", "Share.", "Ask."), ("scope", "National")),
    Edit("actionplans:edit_action", ("text", "Train.", "Teach."), ("lead_agency", "Police")),
    Edit("actionplans:legend", ("red", "Stopped", "Late"), ("quiet_days", "99"), first="alice"),
    Edit("intake:row", ("text", "Train.", "Teach."), ("lead_agency", "Police")),
    Edit("packs:prepare", ("letter", "Dear One,", "Dear Two,"), ("embed", "Yes")),
    Edit(
        "publication:record",
        ("weblink", "https://www.example.org/one", "https://www.example.org/two"),
        first="alice",
        besides=WHY,
    ),
    Edit("accounts:settings", ("name", "North One", "North Two"), None, "ada", "ada"),
    Edit("intake:columns", ("column_9", "Comments", "Evidence")),
    Edit("qa_panel:mark", ("note", "One.", "Two."), ("verdict", "Not met"), "quinn", "quinn"),
    Edit("qa_panel:holder", ("to", "Quinn", "Una"), None, "quinn", "quinn", nothing=HAS_IT),
    Edit("retention:period", ("schedule", "Line 1", "Line 2"), ("years", "9"), "ada", "ada"),
    Edit("feedback:assign", ("to", "Nobody yet", "Alice"), nothing=NOBODY_ALREADY),
    Edit("feedback:themes", ("themes", "Children", "Context")),
    Edit(
        "feedback:check",
        ("area-1-text", "One.", "Two."),
        ("area-2-references", "9.9"),
        first="alice",
    ),
]
IDS = [edit.name for edit in EDITS]
# What one person ticked there the other can only have left as it was: there are no two texts.
BOX = Edit("packs:prepare_final", ("shrink", "Yes", "No"), row=lambda world: world.cleared)

# The other pages that know what was seen, and why no two texts can differ on them.
ADDS = "It adds a row: the form holds nothing that is saved."
CONFIRMS = "It only confirms what the page shows; whoever comes second is shown it anew."
SAYS_WHY = "Its text begins empty, and the reason of whoever was first is a record of its own."
CHECKS = "What would change is shown before it is done, and again when somebody was first."
WITHOUT_TWO_TEXTS = {
    "actionplans:add_action": ADDS,
    "actionplans:add_recommendation": ADDS,
    "documents:receive_review": ADDS,
    "feedback:add_area": ADDS,
    "reviews:add_contact": ADDS,
    "reviews:add_panel_member": ADDS,
    "reviews:open": ADDS,
    "agencies:withdraw": CONFIRMS,
    "feedback:confirm": CONFIRMS,
    "feedback:split": CONFIRMS,
    "intake:check": CONFIRMS,
    "intake:confirm": CONFIRMS,
    "intake:set_aside": CONFIRMS,
    "intake:skip": CONFIRMS,
    "intake:take": CONFIRMS,
    "reviews:remove_person": CONFIRMS,
    "actionplans:give_up": SAYS_WHY,
    "actionplans:take_up": SAYS_WHY,
    "feedback:leave_out": SAYS_WHY,
    "feedback:withdraw": SAYS_WHY,
    "publication:end_withholding": SAYS_WHY,
    "publication:set_aside": SAYS_WHY,
    "publication:take_back": SAYS_WHY,
    "publication:withhold": SAYS_WHY,
    "qa_panel:issue": SAYS_WHY,
    "actionplans:change_plan": CHECKS,
    "actionplans:change_plans": CHECKS,
    "actionplans:rename_agency": CHECKS,
    "agencies:send_again": "The day in it is proposed, and each link that was sent keeps its own.",
    "agencies:take_in": "Its words are the agency’s, which nobody here changes; one person takes them.",
    "documents:sign_off": "The name and the day in it are proposed, and each signature is a row.",
}
# Pages whose form opens with something that is saved and does not know which: why that does no harm.
OWN = "Nobody but this person changes it."
WITHOUT_A_VERSION = {
    "accounts:add_passkey": "The name is proposed.",
    "accounts:change_name": OWN,
    "notices:choices": OWN,
    "actionplans:add_update": "It adds a row, and the first rating is proposed.",
    "reviews:correct_step": "Each correction makes a row of its own: the address says which was seen.",
}


class Wider(World):
    """With a second officer, a theme, and a review that is cleared for publication."""

    def __init__(self) -> None:
        super().__init__()
        self.una = person("Una", Role.QA_OFFICER, self.home_office)
        ash = review_of(self.northbrook, name="Ash", chair=self.chloe, by=self.alice)
        self.cleared = round_at(Stage.CLEARED, ash, by=self.alice)
        self.item.themes.set(Theme.objects.all()[:1])


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all of these tests, each of which leaves it as it was."""
    storages = {name: dict(backend) for name, backend in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path_factory.mktemp("files")}
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        yield Wider(), storages
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, settings):
    world, settings.STORAGES = built
    return world


def browser_of(world: World, who: str) -> Client:
    """Somebody who has signed in just now, so that no page asks them for their password again."""
    client = Client()
    client.force_login(getattr(world, who))
    return proven(client)


class Person:
    """Somebody with a browser without script: they open a page, type into its form, and send it."""

    def __init__(self, world: World, who: str, page: str) -> None:
        self.client, self.page = browser_of(world, who), page

    def opens(self) -> Any:
        self.reads(self.client.get(self.page))
        return self.response

    def reads(self, response: Any) -> None:
        self.response = response
        self.form = next(
            form
            for form in html.fromstring(response.content.decode()).forms
            if "draft-heading" in form.fields
        )

    def sends(self, typed: dict[str, str]) -> Any:
        sent = self.values()
        for name, words in typed.items():
            sent[name] = self.sent_for(name, words)
        response = self.client.post(
            self.page, sent.urlencode(), content_type="application/x-www-form-urlencoded"
        )
        if response.status_code == 200:
            self.reads(response)
        self.response = response
        return response

    def values(self) -> QueryDict:
        """What the form holds, as a browser reads it: a line end at the start of a text is no part of it."""
        found = QueryDict(mutable=True)
        for one in self.form.iter("input", "textarea", "select"):
            is_box = one.get("type") in ("radio", "checkbox")
            if one.tag == "input" and one.get("type") != "file" and (not is_box or one.checked):
                found.appendlist(one.name, one.get("value", "on" if is_box else ""))
            elif one.tag == "textarea":
                found.appendlist(one.name, one.value.removeprefix("\n"))
            elif one.tag == "select":
                found.appendlist(one.name, one.value or "")
        return found

    def sent_for(self, name: str, words: str) -> str:
        """What a browser sends for these words: typed, or what is called so and chosen."""
        boxes = self.form.xpath(f".//input[@name='{name}'][@type='radio' or @type='checkbox']")
        if len(boxes) == 1 and boxes[0].get("value") is None:
            return "on" if words == "Yes" else ""
        offered = {box.label.text_content().strip(): box.get("value") for box in boxes}
        for option in self.form.xpath(f".//select[@name='{name}']/option"):
            offered[option.text_content().strip()] = option.get("value")
        return offered.get(words, words)

    def finds(self, name: str) -> str:
        """What stands in a field when the page is opened again, as a person reads it."""
        return words_of(field_of(self.opens(), name))


@pytest.fixture
def at_one_page(world):
    def both(edit: Edit) -> tuple[Person, Person]:
        page = edit.page(world)
        people = Person(world, edit.first, page), Person(world, edit.second, page)
        for one in people:
            one.opens()
        return people

    return both


def field_of(response: Any, name: str) -> Any:
    """A field of the page, also where a page is made of several forms."""
    form = response.context.get("check") or response.context["form"]
    return next(field for field in fields_of(form) if field.html_name == name)


def told(response: Any) -> list[tuple[str, str, str, bool, str]]:
    return [
        (one.name, one.saved, one.typed, one.untouched, one.chosen)
        for one in response.context["contested"]
    ]


@pytest.mark.parametrize("edit", EDITS, ids=IDS)
def test_second_person_reads_both_texts_and_has_to_choose(at_one_page, edit):
    first, second = at_one_page(edit)
    name, one, two = edit.typed

    saved = first.sends(edit.besides | {name: one})
    refused = second.sends(edit.besides | {name: two})
    unchosen = second.sends(edit.besides)

    assert (saved.status_code, refused.status_code, unchosen.status_code) == (302, 200, 200)
    assert told(refused) == told(unchosen) == [(name, one, two, False, "")]
    label = field_of(refused, name).label
    choose = f"Select what to keep for “{label}”"
    assert unchosen.context["form"].non_field_errors() == [choose]
    assert [one.error for one in unchosen.context["contested"]] == [choose]
    assert first.finds(name) == one


@pytest.mark.parametrize("choice", ["saved", "mine"])
@pytest.mark.parametrize("edit", EDITS, ids=IDS)
def test_what_was_chosen_is_what_is_saved(at_one_page, edit, choice):
    first, second = at_one_page(edit)
    name, one, two = edit.typed
    first.sends(edit.besides | {name: one})
    second.sends(edit.besides | {name: two})

    response = second.sends(edit.besides | {f"choice-{name}": choice})

    found = response.context["form"].non_field_errors() if response.context else []
    assert found == ([edit.nothing] if edit.nothing and choice == "saved" else [])
    assert first.finds(name) == {"saved": one, "mine": two}[choice]


@pytest.mark.parametrize(
    "edit", [edit for edit in EDITS if edit.other], ids=[e.name for e in EDITS if e.other]
)
def test_what_only_the_first_person_changed_is_not_undone_by_the_second(at_one_page, edit):
    first, second = at_one_page(edit)
    (name, _, two), (other, theirs) = edit.typed, edit.other
    first.sends(edit.besides | {other: theirs})

    refused = second.sends(edit.besides | {name: two})
    response = second.sends(edit.besides)

    assert [(one[0], one[3], one[4]) for one in told(refused)] == [(other, True, "saved")]
    assert response.status_code == 302
    assert (first.finds(other), first.finds(name)) == (theirs, two)


def test_choice_is_asked_for_beside_what_else_is_to_be_put_right(at_one_page):
    edit = next(edit for edit in EDITS if edit.name == "feedback:revise")
    first, second = at_one_page(edit)
    first.sends({"summary": "One way."})
    second.sends({"summary": "Another way."})

    response = second.sends({"where": ""})

    assert response.context["form"].errors == {
        "where": ["Enter where the change is in the new version"],
        "__all__": ["Select what to keep for “What was done?”"],
    }
    assert [one.error for one in response.context["contested"]] == [
        "Select what to keep for “What was done?”"
    ]


def test_box_that_the_first_person_ticked_is_not_emptied_by_the_second(at_one_page):
    first, second = at_one_page(BOX)
    first.sends({"shrink": "Yes"})

    refused = second.sends({})
    response = second.sends({})

    assert told(refused) == [("shrink", "Yes", "No", True, "saved")]
    assert (response.status_code, first.finds("shrink")) == (302, "Yes")


KNOWN = UNSEEN - {"opened", "choose"}  # what a form knows of the row that it was opened with
EDITORS = ("alice", "quinn", "ada")


@pytest.fixture(scope="module")
def every_form(built):
    """Read once, for all the tests that ask something of every form."""
    with transaction.atomic():
        found = list(forms_of(built[0]))
        transaction.set_rollback(True)
    return found


def forms_of(world: World) -> Iterator[tuple[str, str, Any]]:
    """Each form that changes something: where it stands, where it is sent, and the form itself."""
    for client in (browser_of(world, who) for who in EDITORS):
        for name in [*ROWS, *PLAIN, *OFFICERS_ONLY]:
            response = client.get(place := place_of(name, world))
            content = b"".join(response)
            if not content or not response.headers.get("Content-Type", "").startswith("text/html"):
                continue
            for form in html.fromstring(content.decode()).forms:
                if form.method == "POST":
                    sent_to = (form.action or place).partition("?")[0]
                    yield name, resolve(sent_to).view_name, form


def knowing_by_their_class() -> Iterator[str]:
    """Pages whose form has such a field, whether or not anybody of the world may open them."""
    for name, view in every_page():
        fields = getattr(getattr(view, "form_class", None), "base_fields", {})
        if any(fields[known].widget.is_hidden for known in KNOWN & set(fields)):
            yield name


def every_page(resolver: Any = None, room: str = "") -> Iterator[tuple[str, Any]]:
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            yield from every_page(one, f"{one.namespace}:" if one.namespace else room)
        else:
            yield f"{room}{one.name}", getattr(one.callback, "view_class", None)


def test_every_form_that_knows_what_was_seen_is_tried_here_or_cannot_hold_two_texts(every_form):
    by_page = {to for _, to, form in every_form if KNOWN & set(form.fields)}
    tried = {*IDS, BOX.name}

    assert by_page | set(knowing_by_their_class()) == tried | set(WITHOUT_TWO_TEXTS)
    assert tried & set(WITHOUT_TWO_TEXTS) == set()


def test_every_form_that_opens_with_what_is_saved_knows_what_was_seen(every_form):
    """A day is left out: one that stands in a form without more is today, and only proposed."""
    without = {name for name, _, form in every_form if holds_something(form)}

    assert without == set(WITHOUT_A_VERSION)


def test_every_long_text_can_be_kept_as_a_draft_without_script(every_form):
    """Marks that are given, and a letter that is checked, are drafts until they are issued or
    confirmed: there “Save draft” saves them."""
    without = {
        name
        for name, _, form in every_form
        if form.xpath(".//*[@data-draft]") and not form.xpath(".//button[@name='draft']")
    }

    assert without == {"qa_panel:mark", "feedback:check"}


def holds_something(form: Any) -> bool:
    """Whether a form holds words or a choice, and not what was seen."""
    if KNOWN & set(form.fields):
        return False
    controls = [one for one in form.inputs if one.name and not re.search(r"_[012]$", one.name)]
    typed = [one for one in controls if one.get("type") not in ("hidden", "submit")]
    return any(one.value and str(one.value).strip() for one in typed)
