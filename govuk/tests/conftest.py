"""Drawing a piece of template, and reading what was drawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template


@pytest.fixture
def draw() -> Any:
    """Draws template source with a context and gives the HTML."""

    def drawn(source: str, **context: Any) -> str:
        return Template(source).render(Context(context)).strip()

    return drawn
