# Everything starts here: `make demo` shows it, `make lint test` checks it. Needs Python 3.11 or later, and git.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# PG_BIN=/usr/lib/postgresql/15/bin: run the tests on these programs instead of the wheel's
PG_BIN ?=
# ARGS: further arguments of pytest, such as ARGS='-k clock'
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint audit generated docs screenshots clean bigquery-emulator

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## simulate a small league, load, build and verify it, and show it
	@$(BIN)/benchsight demo

test: $(STAMP) ## run the tests
	@BENCHSIGHT_PG_BIN='$(PG_BIN)' $(BIN)/python -m pytest -n auto --maxprocesses 8 --ignore tests/lint $(ARGS)

lint: $(STAMP) ## check style, types, imports, security, SQL, the documentation of every column, and every link of the site
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive benchsight ingest 2>$(VENV)/bandit.log || { cat $(VENV)/bandit.log >&2; exit 1; }
# its processes leave semaphores to Python's end
	@PYTHONWARNINGS=ignore:resource_tracker:UserWarning $(BIN)/sqlfluff lint --disable-progress-bar --processes 0 models macros tests/dbt
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 2 tests/lint

# Not in `test`: it asks the package registry about each installed package. Without an answer it fails and says which
# package could not be audited, so that no answer is not taken for a clean one.
audit: $(STAMP) ## look up known vulnerabilities of every installed package (needs the network)
	@$(BIN)/python -m pip freeze --quiet --disable-pip-version-check --exclude-editable >$(VENV)/audited.txt
	@$(BIN)/pip-audit --strict --no-deps --disable-pip --progress-spinner off --requirement $(VENV)/audited.txt

generated: $(STAMP) ## write the yml and pages that come from the catalogue, models, migrations and commands
	@$(BIN)/python -m benchsight.catalog.statistics
	@$(BIN)/benchsight dictionary
	@$(BIN)/python -m benchsight.catalog.table_list
	@$(BIN)/python -m benchsight.catalog.sql_functions
	@$(BIN)/python -m benchsight.cli.commands_page

screenshots: $(STAMP) ## take pictures of every page of the demo league (after make demo), in .benchsight/screenshots
	@$(BIN)/python -m bench.screenshots

# In an environment of its own: it needs other versions than ours. DuckDB's extension is one that it would download.
bigquery-emulator: ## install the emulator of BigQuery, which tests of BigQuery need (else they are skipped)
	@python3 -m venv --clear .venv-bigquery
	@.venv-bigquery/bin/pip install --quiet --disable-pip-version-check bqemulator==1.4.0 duckdb==1.5.5 duckdb-extension-spatial==1.5.5 numpy

docs: $(STAMP) ## make the site of docs/ with dbt's catalogue, and serve it
	@$(BIN)/benchsight docs

clean: ## stop the server and remove what make made; the database in .benchsight stays
	@if [ -x $(BIN)/benchsight ]; then $(BIN)/benchsight down || true; fi
	rm -rf $(VENV) target logs build dist *.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.benchsight/*' -prune -exec rm -rf {} +

# PYTHONDONTWRITEBYTECODE is unset and site-packages compiled: without bytecode every start of dbt takes 1.5 s more.
$(STAMP): pyproject.toml
	@set -e; unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "installing into $(VENV) with $$($$python --version) (about a minute)"; \
	    $$python -m venv --clear $(VENV); \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --editable '.[dev]'; \
	    $(BIN)/python -m compileall -q -q -j 0 $(VENV)/lib || true; \
	    touch $@; \
	    exit 0; \
	  fi; \
	done; \
	echo "error: no Python 3.11 or later with venv found (Debian and Ubuntu: apt install python3 python3-venv)" >&2; \
	exit 1
