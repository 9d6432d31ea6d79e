"""Rewriting by an endpoint: taken if it says the same, refused otherwise; slow and failing endpoints."""

import logging

import pytest

from benchsight.analysis.rewrite import Endpoint, analyse, load_endpoint
from benchsight.analysis.sentences import count, name, write
from benchsight.cli.main import run
from benchsight.errors import ConfigurationError
from tests.benchsight.builds.league import LeagueSite

from .conftest import EndpointOfTest

KEY = "key-of-the-test"
SENTENCES = [
    write("{p} had {g} for {t}.", p=name("Alma Berg", "t"), g=count(2, "goal", "t"), t=name("Bears", "t")),
]
GOOD = "With 2 goals, the evening belonged to her."


@pytest.fixture(params=["openai", "gemini"])
def configured(request: pytest.FixtureRequest, endpoint: EndpointOfTest) -> Endpoint:
    """Return the settings of the endpoint, for each API."""
    return Endpoint(request.param, endpoint.url, "model/1", KEY)


def test_a_good_text_is_taken(endpoint: EndpointOfTest, configured: Endpoint) -> None:
    endpoint.text = GOOD
    analysis = analyse(SENTENCES, configured)
    assert (analysis.text, analysis.is_rewritten, analysis.refused) == (GOOD, True, None)
    ((path, headers, body),) = endpoint.requests
    assert KEY not in path
    assert KEY in " ".join(headers.values())
    assert SENTENCES[0].text in str(body)


@pytest.mark.parametrize("text", ["Alma Berg had 3 goals for Bears.", "Olga Dahl had 2 goals for Bears."])
def test_an_invented_figure_or_name_is_refused(endpoint: EndpointOfTest, configured: Endpoint, text: str) -> None:
    endpoint.text = text
    analysis = analyse(SENTENCES, configured)
    assert analysis.text == SENTENCES[0].text and not analysis.is_rewritten
    assert analysis.refused


def test_a_slow_endpoint_is_not_waited_for(endpoint: EndpointOfTest, configured: Endpoint) -> None:
    endpoint.held.clear()  # it answers when the test ends
    analysis = analyse(SENTENCES, configured, seconds=0.2)
    assert analysis.text == SENTENCES[0].text and "cannot be reached: " in str(analysis.refused)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_failing_endpoint_leaves_our_text(endpoint: EndpointOfTest, configured: Endpoint, status: int) -> None:
    endpoint.status, endpoint.text = status, GOOD
    analysis = analyse(SENTENCES, configured)
    assert (analysis.text, analysis.refused) == (SENTENCES[0].text, f"the endpoint answered {status}")
    assert len(endpoint.requests) == 1  # a redirect does not get the key


@pytest.mark.parametrize("raw", [b"", b"no json", b"[]", b'{"choices": []}', b'{"candidates": []}', b"\xff"])
def test_an_answer_of_another_form_is_refused(endpoint: EndpointOfTest, configured: Endpoint, raw: bytes) -> None:
    endpoint.raw = raw
    assert analyse(SENTENCES, configured).refused == "the endpoint answered in another form than its API has"


def test_an_endpoint_that_is_not_there(configured: Endpoint) -> None:
    nowhere = Endpoint("openai", "http://127.0.0.1:9", "m", KEY)
    assert "cannot be reached" in str(analyse(SENTENCES, nowhere).refused)


def test_nothing_is_sent_without_a_key(
    built: LeagueSite, endpoint: EndpointOfTest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_ANALYSIS_URL", endpoint.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)  # of other programs
    monkeypatch.delenv("BENCHSIGHT_ANALYSIS_KEY", raising=False)
    assert run(["analysis", "--season"]) == 0
    monkeypatch.setenv("BENCHSIGHT_ANALYSIS_KEY", KEY)
    monkeypatch.setenv("BENCHSIGHT_ANALYSIS_MODEL", "m")
    assert run(["analysis", "--season", "--plain"]) == 0
    assert endpoint.requests == []


def test_the_key_is_in_no_output(
    built: LeagueSite,
    endpoint: EndpointOfTest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = {"URL": endpoint.url, "KEY": KEY, "MODEL": "m"}
    for variable, value in settings.items():
        monkeypatch.setenv(f"BENCHSIGHT_ANALYSIS_{variable}", value)
    endpoint.text = f"Your key {KEY} had 99 goals."
    assert run(["analysis", "--season"]) == 0
    printed = capsys.readouterr()
    assert "lead the standings" in printed.out and "refused" in printed.err
    assert KEY not in printed.out + printed.err + caplog.text + repr(load_endpoint())
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"API": "other", "MODEL": "m"}, "expected openai or gemini"),
        ({"URL": "http://example.org", "MODEL": "m"}, "must begin with https"),
        ({"URL": "ftp://example.org", "MODEL": "m"}, "must begin with https"),
        ({}, "BENCHSIGHT_ANALYSIS_MODEL is not set"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, str], message: str) -> None:
    environ = {f"BENCHSIGHT_ANALYSIS_{name}": value for name, value in settings.items()}
    with pytest.raises(ConfigurationError, match=message):
        load_endpoint(environ | {"BENCHSIGHT_ANALYSIS_KEY": KEY})
