# make run: the whole loop on this machine. make test: everything that must pass.
PYTHON ?= python3
BIN := .venv/bin

lock: ## pin requirements with hashes, naming no address
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt
.PHONY: lock
