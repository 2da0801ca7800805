"""A world with a row of every kind, for whoever reads what happened in it."""

import pytest

from dhr_qa.tests.world import World


@pytest.fixture
def world(db):
    return World()
