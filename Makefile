# make run: the whole loop on this machine.  make test: everything that must pass.  make help: the rest.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

run: prepare ## prepare everything and start (PLAN=FILE imports another document)
	@$(BIN)/lingnan start $(if $(PLAN),--plan "$(PLAN)")

dev: prepare-tests ## start with reload
	@$(BIN)/lingnan start --reload $(if $(PLAN),--plan "$(PLAN)")

demo-reset: prepare ## ask, then throw the demonstration away and make it afresh
	@$(BIN)/lingnan demo reset

check: prepare-tests ## format, lint, contracts, types, Django's own checks (under a minute)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m django check --fail-level WARNING
	$(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/lingnan api describe --check

test: check ## check, then the suite on SQLite and on PostgreSQL, and the browser
	$(BIN)/python -m tests.run

bundle: prepare ## one archive that installs with the network off
	$(BIN)/python bundle.py

prepare:
	@$(PYTHON) prepare.py

prepare-tests:
	@$(PYTHON) prepare.py --tests

lock: ## pin requirements with hashes, naming no address
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt

hooks: ## check before every commit (uses what is installed, fetches nothing)
	git config core.hooksPath .githooks

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

export DJANGO_SETTINGS_MODULE := lingnan.web.settings
.PHONY: run dev demo-reset check test bundle prepare prepare-tests lock hooks help
