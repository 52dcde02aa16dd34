# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than the two cores that one may count on: many tests wait for a server or a browser.
WORKERS ?= 3
SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help demo test test-all lint format bench lock picture mail language clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## five real page dumps in, digests out, offline: on screen and in demo-digest/
	@$(BIN)/paperround replay seeds --profiles seeds/profiles.toml --top 3 --out demo-digest

test: $(VENV)/.dev ## the tests (under 3 minutes on 2 cores)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

test-all: $(VENV)/.dev ## the tests with the full counts of the fault and fuzz runs
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(VENV)/.dev ## style, types, and which package may import which
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into its standard form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## how fast, beside what one would use instead (half an hour; PostgreSQL where it is found)
	$(BIN)/python benchmarks/parse_pages.py
	$(BIN)/python benchmarks/record_listing.py
	$(BIN)/python benchmarks/match_text.py
	$(BIN)/python benchmarks/reverse_search.py
	$(BIN)/python benchmarks/digests.py
	$(BIN)/python benchmarks/outbox_claims.py
	$(BIN)/python benchmarks/send_mail.py
	$(BIN)/python benchmarks/watch_sources.py
	$(BIN)/python benchmarks/send_chats.py

lock: $(VENV)/.dev ## choose the newest allowed versions anew and write them down
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--extra postgres pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--extra dev pyproject.toml --constraint requirements.lock --output-file requirements-dev.lock

picture: $(VENV)/.dev demo ## draw docs/digest.png anew from the demo (needs Chromium)
	$(BIN)/python docs/make_picture.py demo-digest/05-*.html

mail: $(VENV)/.dev ## make the templates of mails anew from their sources (style put into the elements)
	$(BIN)/python docs/make_mail.py

language: $(VENV)/.dev ## gather all sentences, say which lack a translation, compile the catalogs
	$(BIN)/python docs/make_language.py

clean: ## remove everything made here
	rm -rf $(VENV) demo-digest build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Paperround needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What it takes to run. The package itself is installed without its dependencies: those come from the lock alone.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# What it takes to work on it.
$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runtime
