"""Where the notices of a person are."""

from typing import Any

app_name = "notices"
urlpatterns: list[Any] = []
