"""Asks an endpoint, if one is configured, to rewrite an analysis; only a text that says nothing else is taken."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from benchsight.analysis.check import problem_of
from benchsight.analysis.sentences import Sentence
from benchsight.errors import ConfigurationError

SECONDS = 30.0
LARGEST_ANSWER = 1 << 20
URLS = {"openai": "https://api.openai.com/v1", "gemini": "https://generativelanguage.googleapis.com/v1beta"}
REQUEST = (
    "Rewrite this hockey report as flowing plain English. Keep one sentence for each of its sentences. Keep every "
    "figure in digits, every unit and every name as written and in the same order. Add no figure, name or judgement. "
    "Answer with the text alone.\n\n"
)


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of a language model. The key is not part of the representation."""

    api: str
    url: str
    model: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Analysis:
    """A text; ``is_rewritten``: by the endpoint. ``refused`` says why the text of the endpoint was not taken."""

    text: str
    is_rewritten: bool = False
    refused: str | None = None


def load_endpoint(environ: Mapping[str, str] | None = None) -> Endpoint | None:
    """Return the endpoint of BENCHSIGHT_ANALYSIS_KEY, None without a key. Raises ConfigurationError."""
    environ = os.environ if environ is None else environ
    key = environ.get("BENCHSIGHT_ANALYSIS_KEY")
    if not key:
        return None
    api = environ.get("BENCHSIGHT_ANALYSIS_API") or "openai"
    if api not in URLS:
        raise ConfigurationError(f"BENCHSIGHT_ANALYSIS_API is {api!r}, expected openai or gemini")
    url = (environ.get("BENCHSIGHT_ANALYSIS_URL") or URLS[api]).rstrip("/")
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1|\[::1\])(:|/|$)", url):
        raise ConfigurationError("BENCHSIGHT_ANALYSIS_URL must begin with https:// (http:// only to this machine)")
    model = environ.get("BENCHSIGHT_ANALYSIS_MODEL")
    if not model:
        raise ConfigurationError("BENCHSIGHT_ANALYSIS_MODEL is not set: name the model of the endpoint")
    if not key.isascii() or not key.isprintable():
        raise ConfigurationError("BENCHSIGHT_ANALYSIS_KEY holds a character that no key has")
    return Endpoint(api, url, model, key)


def analyse(sentences: Sequence[Sentence], endpoint: Endpoint | None, seconds: float = SECONDS) -> Analysis:
    """Return the text of sentences, rewritten by the endpoint if its text passes the check."""
    plain = " ".join(sentence.text for sentence in sentences)
    if endpoint is None or not plain:
        return Analysis(plain)
    try:
        text = _ask(endpoint, REQUEST + plain, seconds)
    except HTTPError as error:
        return Analysis(plain, refused=f"the endpoint answered {error.code}")
    except (OSError, HTTPException) as error:
        return Analysis(plain, refused=f"the endpoint cannot be reached: {type(error).__name__}")
    except (ValueError, KeyError, IndexError, TypeError):
        return Analysis(plain, refused="the endpoint answered in another form than its API has")
    problem = problem_of(text, sentences)
    if problem is not None:
        return Analysis(plain, refused=problem.replace(endpoint.key, "***"))
    return Analysis(text, is_rewritten=True)


class _NoRedirects(HTTPRedirectHandler):
    """Follow no redirect: the key is for the configured address."""

    def redirect_request(self, *arguments: object) -> None:
        return None


def _ask(endpoint: Endpoint, prompt: str, seconds: float) -> str:
    if endpoint.api == "gemini":
        url = f"{endpoint.url}/models/{quote(endpoint.model, safe='')}:generateContent"
        headers = {"x-goog-api-key": endpoint.key}
        body: dict[str, object] = {"contents": [{"parts": [{"text": prompt}]}]}
    else:
        url = f"{endpoint.url}/chat/completions"
        headers = {"Authorization": f"Bearer {endpoint.key}"}
        body = {"model": endpoint.model, "messages": [{"role": "user", "content": prompt}]}
    headers["Content-Type"] = "application/json"
    request = Request(url, json.dumps(body).encode(), headers)
    with build_opener(_NoRedirects).open(request, timeout=seconds) as response:
        answer = json.loads(response.read(LARGEST_ANSWER))
    if endpoint.api == "gemini":
        return "".join(str(part["text"]) for part in answer["candidates"][0]["content"]["parts"]).strip()
    return str(answer["choices"][0]["message"]["content"]).strip()
