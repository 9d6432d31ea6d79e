"""Settings of the pages."""

import pytest

from benchsight.errors import ConfigurationError
from benchsight.web.settings import NameStyle, WebSettings, load_web_settings


def test_pages_show_names_to_people_with_access_by_default() -> None:
    """Without variables names are whole, and the pages neither public nor indexed."""
    assert load_web_settings({}) == WebSettings("BenchSight", NameStyle.FULL, public=False, indexed=False)


def test_variables_set_what_pages_show() -> None:
    """Each has its variable."""
    environ = {
        "BENCHSIGHT_SITE_TITLE": "Fjord League", "BENCHSIGHT_SITE_NAMES": "initials", "BENCHSIGHT_SITE_PUBLIC": "yes",
        "BENCHSIGHT_SITE_ROBOTS": "index",
    }  # fmt: skip
    assert load_web_settings(environ) == WebSettings("Fjord League", NameStyle.INITIALS, public=True, indexed=True)


def test_a_wrong_value_names_those_that_are_allowed() -> None:
    """The error says which variable and what is expected."""
    with pytest.raises(ConfigurationError, match="BENCHSIGHT_SITE_NAMES is 'short', expected full or initials or num"):
        load_web_settings({"BENCHSIGHT_SITE_NAMES": "short"})


def test_the_address_and_the_time_zone_are_checked() -> None:
    """A slash at the end goes; what is no address and no zone is refused."""
    read = load_web_settings({"BENCHSIGHT_SITE_URL": "https://a.example/b/", "BENCHSIGHT_SITE_TIMEZONE": "Europe/Oslo"})
    assert (read.url, str(read.zone)) == ("https://a.example/b", "Europe/Oslo")
    with pytest.raises(ConfigurationError, match="BENCHSIGHT_SITE_URL is 'example', expected an address"):
        load_web_settings({"BENCHSIGHT_SITE_URL": "example"})
    with pytest.raises(ConfigurationError, match="BENCHSIGHT_SITE_TIMEZONE is 'Mars', expected a time zone"):
        load_web_settings({"BENCHSIGHT_SITE_TIMEZONE": "Mars"})
