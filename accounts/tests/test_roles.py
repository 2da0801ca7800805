"""The tables of roles are total."""

from accounts.models import READING, OrganisationKind, Role, SecondFactor
from accounts.roles import DOES, ROLES, SECOND_STEP, choices


def test_every_role_has_a_sentence_and_a_place():
    assert set(DOES) == set(Role)
    assert set(ROLES) == set(OrganisationKind)
    assert {role for roles in ROLES.values() for role in roles} == set(Role)


def test_every_answer_about_the_second_step_has_a_sentence():
    assert set(SECOND_STEP) == set(SecondFactor)


def test_only_who_reads_is_said_to_see_reviews():
    seen = {role for role, sentence in DOES.items() if "Sees no review" not in sentence}

    assert seen == READING


def test_choice_of_a_role_says_what_it_means():
    assert choices((Role.ADMINISTRATOR,)) == [
        (
            "administrator",
            "Administrator. Looks after people, their roles and how they sign in. Sees no review.",
        )
    ]
