"""Where the secretariat works."""

from typing import Any

app_name = "qa_panel"
urlpatterns: list[Any] = []
