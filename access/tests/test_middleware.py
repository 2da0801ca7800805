"""Nothing that a person saw while signed in is kept by a browser or a proxy."""

import pytest

KEEP_NOTHING = {"max-age=0", "no-cache", "no-store", "must-revalidate", "private"}


@pytest.mark.parametrize("page", ["/", "/account/", "/reviews/0/"])
def test_page_of_somebody_signed_in_is_kept_by_nobody(cast, client, page):
    client.force_login(cast.alice)

    response = client.get(page)

    assert set(response["Cache-Control"].split(", ")) == KEEP_NOTHING
