"""Models have one form: imports, steps, `final`; up to 100 lines, or a comment that says why not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = sorted((REPOSITORY / "models").rglob("*.sql"))
MOST_LINES = 100
LONG = re.compile(r"^-- Over 100 lines: (.+)", re.MULTILINE)
CALL = re.compile(r"\{\{ *(?:ref|source)\(")
COMMENT = re.compile(r"\{#.*?#\}|\{\{ *config\(.*?\) *\}\}|--[^\n]*", re.DOTALL)
CTE = re.compile(
    r"^(?P<name>[\w{} ]+?) as(?: not materialized| materialized)? \(\n(?P<body>.*?)^\),?$", re.DOTALL | re.MULTILINE
)
JOIN = re.compile(r"\b(?:inner|left|right|full outer|cross) join\b")
ENDS = re.compile(r"\s*(?:select \* from final|\{\{ with_build_stamp\((?:of_last_build=true)?\) \}\})\s*")
WHOLE = re.compile(r"\{\{ (\w+)\((.*?)\) \}\}")


@dataclass(frozen=True)
class Model:
    """The parts of a model's file; ``steps`` are its CTEs by name, in order."""

    path: Path
    text: str
    steps: tuple[tuple[str, str], ...]
    end: str


def read_model(path: Path) -> Model:
    """A model; one that is a call of a macro alone has the text of that macro."""
    text = path.read_text(encoding="utf-8")
    code = COMMENT.sub("", text).strip()
    if (call := WHOLE.fullmatch(code)) is not None:
        code = COMMENT.sub("", _macro(call[1]))
    _, _, rest = code.partition("with\n")
    found = list(CTE.finditer(rest))
    steps = tuple((step["name"], step["body"]) for step in found)
    return Model(path, text, steps, rest[found[-1].end() :] if found else code)


def _macro(name: str) -> str:
    """What a macro of the project holds."""
    for path in (REPOSITORY / "macros").rglob("*.sql"):
        text = path.read_text(encoding="utf-8")
        if found := re.search(rf"\{{% macro {name}\(.*?%\}}(.*?)\{{%-? endmacro", text, re.DOTALL):
            return found[1]
    raise AssertionError(f"no macro is named {name}")


def is_import(body: str) -> bool:
    """Whether a step reads one relation alone, or is a union of steps that do."""
    return bool(CALL.search(body)) and all(
        len(CALL.findall(part)) <= 1 and not JOIN.search(part) for part in re.split(r"\bunion\b", body)
    )


@pytest.fixture(scope="module")
def models() -> list[Model]:
    """Every model of the project."""
    return [read_model(path) for path in MODELS]


def test_a_long_model_says_why_and_no_other_does(models: list[Model]) -> None:
    assert len(models) > 200
    long = {model.path.stem for model in models if model.text.count("\n") > MOST_LINES}
    explained = {model.path.stem for model in models if LONG.search(model.text)}
    assert sorted(long - explained) == [], "split it, or say why not: -- Over 100 lines: REASON"
    assert sorted(explained - long) == [], "not long any more: remove the comment"


def test_a_model_ends_with_final(models: list[Model]) -> None:
    assert [model.path.stem for model in models if not model.steps or model.steps[-1][0] != "final"] == []
    assert [model.path.stem for model in models if not ENDS.fullmatch(model.end)] == []


def test_models_read_others_in_imports_which_come_first(models: list[Model]) -> None:
    faults = [fault for model in models for fault in _faults(model)]
    assert faults == [], "read each relation in a step of its own, at the top of the model"


def _faults(model: Model) -> Iterator[str]:
    is_past_imports = False
    for name, body in model.steps:
        if not CALL.search(body):
            is_past_imports = True
        elif not is_import(body):
            yield f"{model.path.stem}.{name} reads a relation in a join"
        elif is_past_imports:
            yield f"{model.path.stem}.{name} is an import after another step"
