"""Where the documents and submissions of a review are."""

from typing import Any

app_name = "documents"
urlpatterns: list[Any] = []
