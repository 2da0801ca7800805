"""Every address as every person: a stranger finds nothing, and nobody meets a page that is not theirs."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from dhr_qa.tests.world import World

# Where each address with a row in it leads, and what each person of the cast finds there on GET:
# alice manages, chloe chairs, vic reads, quinn is the secretariat; kim, the stranger, finds nothing.
ROWS = {
    "reviews:open": (lambda w: [w.northbrook.pk], "alice 200, chloe 404, vic 403, quinn 403"),
    "reviews:review": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "reviews:edit": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 403"),
    "reviews:timeline": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "reviews:move": (
        lambda w: [w.ivy.rounds.get().pk, "sent-before"],
        "alice 200, chloe 403, vic 403, quinn 404",
    ),
    "reviews:file": (lambda w: [w.file.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "feedback:bring": (
        lambda w: [w.yew.rounds.get().pk],
        "alice 200, chloe 403, vic 403, quinn 404",
    ),
    "feedback:areas": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "feedback:letter": (lambda w: [w.letter.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "feedback:check": (lambda w: [w.in_hand.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "feedback:split": (lambda w: [w.in_hand.pk, 1], "alice 200, chloe 403, vic 403, quinn 404"),
    "feedback:confirm": (lambda w: [w.in_hand.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "feedback:set_aside": (lambda w: [w.in_hand.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "feedback:letter_file": (
        lambda w: [w.letter.pk],
        "alice 200, chloe 200, vic 200, quinn 200",
    ),
    "feedback:item": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "feedback:revise": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "feedback:assign": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "feedback:comment": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "feedback:themes": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "actionplans:plan": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "actionplans:export": (
        lambda w: [w.review.pk, "csv"],
        "alice 200, chloe 200, vic 200, quinn 404",
    ),
    "actionplans:add_recommendation": (
        lambda w: [w.review.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:add_action": (
        lambda w: [w.review.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:edit_recommendation": (
        lambda w: [w.recommendation.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:action": (lambda w: [w.action.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "actionplans:edit_action": (
        lambda w: [w.action.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:plans": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "actionplans:change_plan": (
        lambda w: [w.review.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:change_plans": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 403, quinn 404",
    ),
    "actionplans:rename_agency": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 403, quinn 404",
    ),
    "actionplans:legend": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 403, quinn 404",
    ),
    "actionplans:give_up": (
        lambda w: [w.action.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:take_up": (
        lambda w: [w.given_up.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:look": (
        lambda w: [w.completed.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "actionplans:add_update": (
        lambda w: [w.action.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "intake:bring": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:check": (lambda w: [w.plan_import.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "intake:columns": (lambda w: [w.plan_import.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:confirm": (lambda w: [w.plan_import.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:set_aside": (lambda w: [w.plan_import.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:row": (lambda w: [w.imported_row.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:skip": (lambda w: [w.imported_row.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "intake:take": (lambda w: [w.imported_row.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "agencies:links": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "agencies:ask": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "agencies:link": (lambda w: [w.agency_link.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "agencies:send_again": (
        lambda w: [w.agency_link.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "agencies:withdraw": (
        lambda w: [w.agency_link.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "agencies:received": (
        lambda w: [w.agency_update.pk],
        "alice 200, chloe 200, vic 200, quinn 404",
    ),
    "agencies:take_in": (
        lambda w: [w.agency_update.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "agencies:return": (
        lambda w: [w.agency_update.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "packs:plan_pdf": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:board_report": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "packs:board_report_pdf": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "packs:pack": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:make": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "packs:override": (
        lambda w: [w.holly.rounds.get(number=1).pk, "resubmission"],
        "alice 302, chloe 302, vic 403, quinn 403",
    ),
    "packs:making": (lambda w: [w.making.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:stop": (lambda w: [w.making.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "packs:item_paper": (lambda w: [w.item.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "packs:letter_paper": (lambda w: [w.letter.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "packs:review_paper": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:prepare": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "packs:manifest": (lambda w: [w.pack.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:archive": (lambda w: [w.pack.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:final": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:make_final": (lambda w: [w.round.pk], "alice 403, chloe 403, vic 403, quinn 403"),
    "packs:prepare_final": (lambda w: [w.round.pk], "alice 403, chloe 403, vic 403, quinn 403"),
    "packs:preview": (lambda w: [w.round.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "packs:message": (lambda w: [w.pack.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "packs:sent": (lambda w: [w.pack.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "packs:download": (lambda w: [w.pack.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "history:review": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "history:review_file": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "history:organisation": (
        lambda w: [w.northbrook.pk],
        "alice 404, chloe 404, vic 404, quinn 404",
    ),
    "history:organisation_file": (
        lambda w: [w.northbrook.pk],
        "alice 404, chloe 404, vic 404, quinn 404",
    ),
    "reviews:correct_step": (lambda w: [w.step.pk], "alice 200, chloe 404, vic 403, quinn 200"),
    "reviews:take_back": (lambda w: [w.step.pk], "alice 200, chloe 404, vic 403, quinn 200"),
    "reviews:hold": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "reviews:take_off_hold": (lambda w: [w.yew.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "reviews:transfer": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "reviews:people": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "reviews:add_panel_member": (
        lambda w: [w.review.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "reviews:add_contact": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "reviews:edit_person": (lambda w: [w.person.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "reviews:remove_person": (lambda w: [w.person.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "publication:closing": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "publication:add": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 403"),
    "publication:withhold": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 403"),
    "publication:end_withholding": (
        lambda w: [w.review.pk],
        "alice 200, chloe 403, vic 403, quinn 403",
    ),
    "publication:record": (lambda w: [w.asked.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "publication:take_back": (lambda w: [w.done.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "publication:set_aside": (lambda w: [w.own.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "notices:open": (lambda w: [w.notice.pk], "alice 404, chloe 302, vic 404, quinn 404"),
    "qa_panel:take": (lambda w: [w.fir.pk], "alice 404, chloe 404, vic 404, quinn 200"),
    "qa_panel:holder": (lambda w: [w.fir.pk], "alice 404, chloe 404, vic 404, quinn 200"),
    "qa_panel:month": (lambda w: [2026, 3], "alice 404, chloe 404, vic 404, quinn 200"),
    "qa_panel:considered": (lambda w: [2026, 3, 12], "alice 404, chloe 404, vic 404, quinn 200"),
    "qa_panel:consider": (
        lambda w: [w.second_round.pk],
        "alice 200, chloe 403, vic 403, quinn 200",
    ),
    "qa_panel:mark": (
        lambda w: [w.second_round.pk, 1],
        "alice 200, chloe 403, vic 403, quinn 200",
    ),
    "qa_panel:issue": (
        lambda w: [w.second_round.pk],
        "alice 200, chloe 403, vic 403, quinn 200",
    ),
    "qa_panel:views": (
        lambda w: [w.second_round.pk],
        "alice 200, chloe 200, vic 200, quinn 200",
    ),
    "documents:receive_review": (
        lambda w: [w.northbrook.pk],
        "alice 403, chloe 404, vic 403, quinn 200",
    ),
    "documents:documents": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 404"),
    "documents:add": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 403, quinn 403"),
    "documents:add_version": (
        lambda w: [w.document.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "documents:leave_out": (
        lambda w: [w.document.pk],
        "alice 200, chloe 200, vic 403, quinn 404",
    ),
    "documents:follow_file": (lambda w: [w.file.pk], "alice 200, chloe 200, vic 403, quinn 404"),
    "documents:version_file": (
        lambda w: [w.version.pk],
        "alice 200, chloe 200, vic 200, quinn 200",
    ),
    "documents:sign_off": (
        lambda w: [w.round.pk, "chair"],
        "alice 200, chloe 200, vic 403, quinn 403",
    ),
    "documents:submit": (lambda w: [w.round.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "documents:submission": (
        lambda w: [w.submission.pk],
        "alice 200, chloe 200, vic 200, quinn 200",
    ),
    "feedback:correct_letter": (
        lambda w: [w.letter.pk],
        "alice 200, chloe 403, vic 403, quinn 200",
    ),
    "feedback:withdraw": (lambda w: [w.letter.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "feedback:add_area": (lambda w: [w.letter.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "feedback:correct_area": (lambda w: [w.item.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "feedback:leave_out": (lambda w: [w.item.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "feedback:evidence": (
        lambda w: [w.revision.pk, w.file.pk],
        "alice 200, chloe 200, vic 200, quinn 404",
    ),
    "accounts:confirm_email": (lambda w: ["x"], "alice 404, chloe 404, vic 404, quinn 404"),
    "accounts:organisation": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 200, quinn 200",
    ),
    "accounts:invite": (
        lambda w: [w.northbrook.pk],
        "alice 403, chloe 404, vic 403, quinn 403",
    ),
    "accounts:settings": (
        lambda w: [w.northbrook.pk],
        "alice 403, chloe 404, vic 403, quinn 403",
    ),
    "accounts:remove_second_step": (
        lambda w: [w.app.pk],  # somebody's who is none of these
        "alice 404, chloe 404, vic 404, quinn 404",
    ),
    "accounts:leave": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "accounts:give_role": (
        lambda w: [w.vic.memberships.get().pk],
        "alice 403, chloe 404, vic 403, quinn 404",
    ),
    "accounts:end_role": (
        lambda w: [w.vic.memberships.get().pk],
        "alice 403, chloe 404, vic 403, quinn 404",
    ),
    "accounts:send_invitation_again": (
        lambda w: [w.invitation.pk],
        "alice 404, chloe 404, vic 404, quinn 404",
    ),
    "accounts:withdraw_invitation": (
        lambda w: [w.invitation.pk],
        "alice 404, chloe 404, vic 404, quinn 404",
    ),
    "retention:records": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 404, quinn 404",
    ),
    "retention:period": (
        lambda w: [w.northbrook.pk],
        "alice 403, chloe 404, vic 404, quinn 404",
    ),
    "retention:certificates": (
        lambda w: [w.northbrook.pk],
        "alice 200, chloe 404, vic 404, quinn 404",
    ),
    "retention:certificate": (
        lambda w: [w.certificate.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "retention:certificate_pdf": (
        lambda w: [w.certificate.pk],
        "alice 200, chloe 404, vic 200, quinn 404",
    ),
    "retention:review": (lambda w: [w.review.pk], "alice 200, chloe 200, vic 200, quinn 200"),
    "retention:longer": (lambda w: [w.hazel.pk], "alice 200, chloe 404, vic 403, quinn 403"),
    "retention:hold_back": (lambda w: [w.review.pk], "alice 200, chloe 403, vic 403, quinn 200"),
    "retention:let_go": (lambda w: [w.hazel.pk], "alice 200, chloe 404, vic 403, quinn 403"),
    "retention:propose": (lambda w: [w.ivy.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "retention:proposal": (
        lambda w: [w.proposal.pk],
        "alice 200, chloe 200, vic 200, quinn 404",
    ),
    "retention:agree": (lambda w: [w.proposal.pk], "alice 403, chloe 403, vic 403, quinn 404"),
    "retention:decline": (lambda w: [w.proposal.pk], "alice 403, chloe 403, vic 403, quinn 404"),
    "retention:stop": (lambda w: [w.proposal.pk], "alice 200, chloe 403, vic 403, quinn 404"),
    "retention:remove": (lambda w: [w.agreed.pk], "alice 200, chloe 403, vic 403, quinn 404"),
}
# Addresses without a row; the signed-out are sent to sign in, except where there is nothing to see.
PLAIN = {"home": 200, "reviews:choose_partnership": 200, "accounts:account": 200}
PLAIN |= {"accounts:change_password": 200}
PLAIN |= {"accounts:signing_in": 200, "accounts:set_up_second_step": 200}
PLAIN |= {"accounts:add_app": 200, "accounts:add_passkey": 200, "account_reauthenticate": 200}
# Nobody here has recovery codes.
PLAIN |= {
    "accounts:recovery_codes": 404,
    "accounts:download_codes": 404,
    "accounts:make_codes": 404,
}
PLAIN |= {"accounts:organisations": 200, "accounts:change_name": 200, "accounts:change_email": 200}
PLAIN |= {"accounts:close_account": 403}  # each of them has a role, or a review to chair
PLAIN |= {"notices:notices": 200, "documents:choose_partnership": 200, "notices:choices": 200}
PLAIN |= {"accounts:sessions": 200, "accounts:stay": 405, "accounts:unlink": 405}
PLAIN |= {"retention:home": 200}
PLAIN |= {"drafts:drafts": 200, "drafts:save": 405, "drafts:forget": 405}
OFFICERS_ONLY = ("qa_panel:queue", "qa_panel:this_month")
OPEN = {
    "accounts:time_left",
    "accounts:sign_in_through",
    "accounts:sign_in_back",
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:reset_password",
    "accounts:confirm_reset",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "agencies:answer",
    "agencies:answer_action",
    "accounts:invitation",
}
# What an administrator, who reads no review, finds of Northbrook: its people, and nothing else.
PEOPLE_PAGES = {
    "accounts:organisation": 200,
    "accounts:invite": 200,
    "accounts:settings": 200,
    "accounts:leave": 403,  # ada is the only administrator
    "accounts:give_role": 200,
    "accounts:end_role": 200,
    "accounts:send_invitation_again": 200,
    "accounts:withdraw_invitation": 200,
    "reviews:open": 403,
    "documents:receive_review": 403,
    "history:organisation": 200,
    "history:organisation_file": 200,
    "retention:records": 200,
    "retention:period": 200,
    "retention:certificates": 200,
    "retention:certificate": 200,
    "retention:certificate_pdf": 200,
    "retention:proposal": 200,  # the reference, the dates and the reason, and no word of the review
    "retention:agree": 200,
    "retention:decline": 200,
    "retention:stop": 200,
    "retention:remove": 200,
}


@pytest.fixture
def world(db):
    return World()


def every_name():
    """Every name in the URLconf with whether its address holds a row."""
    for namespace, resolver in [("", get_resolver()), *_namespaces()]:
        for key in resolver.reverse_dict:
            if isinstance(key, str):
                name = f"{namespace}:{key}" if namespace else key
                yield name, bool(resolver.reverse_dict.getlist(key)[0][0][0][1])


def _namespaces():
    return [(name, resolver) for name, (_, resolver) in get_resolver().namespace_dict.items()]


def test_every_address_is_in_the_tables():
    rows = {name for name, holds_row in every_name() if holds_row}
    plain = {name for name, holds_row in every_name() if not holds_row}

    assert rows - OPEN == set(ROWS)
    assert plain - OPEN == set(PLAIN) | set(OFFICERS_ONLY)


def place_of(name, world):
    return reverse(name, args=ROWS[name][0](world) if name in ROWS else [])


def test_stranger_finds_nothing(world, client):
    client.force_login(world.kim)
    found = {}

    for name in ROWS:
        place = place_of(name, world)
        found[name] = (client.get(place).status_code, client.post(place).status_code)

    nothing = {(404, 404), (404, 405), (405, 404)}
    assert {name: statuses for name, statuses in found.items() if statuses not in nothing} == {}


@pytest.mark.parametrize("who", ["alice", "chloe", "vic", "quinn"])
def test_each_person_finds_what_is_theirs(world, client, who):
    client.force_login(getattr(world, who))
    found = {}

    for name in ROWS:
        response = client.get(place_of(name, world))
        b"".join(response)  # a file is read to its end, and so closed
        found[name] = f"{who} {response.status_code}"

    told = {name: row.split(", ") for name, (_, row) in ROWS.items()}
    assert {name: status for name, status in found.items() if status not in told[name]} == {}


def test_administrator_finds_people_and_no_review(world, client):
    client.force_login(world.ada)
    found = {}

    for name in ROWS:
        place = place_of(name, world)
        found[name] = (client.get(place).status_code, client.post(place).status_code)

    nothing = {(404, 404), (404, 405), (405, 404)}
    shown = {name: statuses for name, statuses in found.items() if statuses not in nothing}
    assert {name: status for name, (status, _) in shown.items()} == PEOPLE_PAGES


def test_signed_out_person_is_sent_to_sign_in(world, client):
    sign_in, found = reverse("accounts:sign_in"), {}

    for name in [*ROWS, *PLAIN, *OFFICERS_ONLY]:
        place = place_of(name, world)
        response = client.get(place)
        if (response.status_code, response.headers.get("Location")) != (
            302,
            f"{sign_in}?next={place}",
        ):
            found[name] = response.status_code

    assert found == {}


@pytest.mark.parametrize("name", OFFICERS_ONLY)
def test_pages_of_the_secretariat_are_there_for_nobody_else(world, client, name):
    found = {}

    for who in ("alice", "chloe", "vic", "ada", "kim", "quinn"):
        client.force_login(getattr(world, who))
        found[who] = client.get(reverse(name)).status_code

    assert found == {
        "alice": 404,
        "chloe": 404,
        "vic": 404,
        "ada": 404,
        "kim": 404,
        "quinn": 200,
    }


@pytest.mark.parametrize(("name", "status"), PLAIN.items())
def test_pages_without_a_row_open_to_everybody(world, client, name, status):
    for who in (world.alice, world.chloe, world.vic, world.quinn, world.ada, world.kim):
        client.force_login(who)
        response = client.get(reverse(name), follow=True)

        assert response.status_code == status


@pytest.mark.parametrize("who", ["alice", "chloe", "vic", "quinn", "ada", "kim"])
def test_home_names_only_reviews_that_are_theirs(world, client, who):
    client.force_login(getattr(world, who))

    page = client.get(reverse("home")).content.decode()

    named = [name for name in ("Elm", "Oak", "Yew") if f">{name}<" in page]
    assert named == {"quinn": ["Elm"], "ada": [], "kim": []}.get(who, ["Elm", "Oak", "Yew"])
