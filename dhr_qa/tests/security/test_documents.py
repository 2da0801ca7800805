"""What the documents about security promise can be looked up: each test that they name is there."""

from __future__ import annotations

import re

import pytest

from dhr_qa.tests.test_architecture import ROOT

NAMED = re.compile(r"`((?:\w+/)+(?:test_\w+\.py)?)(?:::(\w+))?`")
DOCUMENTS = ("security.md", "asvs.md")


def named_in(document):
    return NAMED.findall((ROOT / "docs" / document).read_text("utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document):
    missing = [
        (path, name)
        for path, name in named_in(document)
        if not (ROOT / path).exists()
        or (name and f"def {name}(" not in (ROOT / path).read_text("utf-8"))
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tests_are_named(document):
    assert len(named_in(document)) > 30
