"""Where the closing of a review is."""

from typing import Any

app_name = "publication"
urlpatterns: list[Any] = []
