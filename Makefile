# The verbs of this repository; `make` lists them. Each sets up what it needs in .tools and .venv, once.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV ?= .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# The first that is new enough; `make PYTHON=… <verb>` chooses another.
PYTHON ?= $(or $(shell for it in python3 python3.11 python3.12 python3.13; do \
	$$it -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$it && break; done),python3)

.PHONY: help
help: ## List the verbs
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([^:]+):.*## /\1\t/' | expand -t 12

# ---------------------------------------------------------------------------------------------------------------- use
.PHONY: run worker migrate seed
run: $(VENV)/run ## Serve on http://localhost:8000 with a PostgreSQL of its own
	@$(BIN)/tixgenius serve

worker: $(VENV)/run ## Work off jobs beside a server (which does so itself when it brings its own PostgreSQL)
	@$(BIN)/tixgenius worker

migrate: $(VENV)/run ## Bring the database to the newest schema
	@$(BIN)/tixgenius migrate

seed: $(VENV)/run ## Fill the database with a demo: a desk of 90 days
	@$(BIN)/tixgenius seed

# --------------------------------------------------------------------------------------------------------------- work
.PHONY: test check format lint types contracts unit unit-3.13 bench-micro planted fix snapshot lock clean
test: $(VENV)/dev ## Run all tests; the unit tests alone must cover every branch of domain and application
	@$(BIN)/pytest tests/unit -n 2 --dist worksteal --cov
	@$(BIN)/pytest tests/architecture tests/contract tests/security --ignore=tests/contract/shared/test_cache.py -n 2 --dist loadscope
	@$(BIN)/pytest tests/integration tests/e2e tests/contract/shared/test_cache.py
	@$(BIN)/pytest tests/fuzz -n 2 --dist worksteal

check: format lint types contracts unit-3.13 bench-micro test ## Everything CI runs
	@echo "check: all green"

format: $(VENV)/dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/dev
	@$(BIN)/ruff check .

types: $(VENV)/dev
	@$(BIN)/mypy

contracts: $(VENV)/dev
	@$(BIN)/lint-imports --no-logo

unit: $(VENV)/dev
	@$(BIN)/pytest tests/unit -n 2 --dist worksteal

unit-3.13: .tools/ready
	@newer=$$(.tools/bin/uv python find --system 3.13 2>/dev/null || PYENV_VERSION=3.13 python3.13 -c 'import sys; print(sys.executable)' 2>/dev/null || true); \
	if [ "$$newer" ]; then $(MAKE) --no-print-directory unit VENV=.venv-3.13 PYTHON="$$newer"; \
	else echo "!!! No Python 3.13 here: the unit tests run on one Python only. !!!"; fi

bench-micro: $(VENV)/dev ## Hold what a request costs in the process to budgets: ratios to a bare handler
	@$(BIN)/python -m bench.micro

planted: $(VENV)/dev ## Take out one guard at a time, in a copy, and see that its test notices (some minutes)
	@$(BIN)/python -m tests.planted

fix: $(VENV)/dev ## Format, and mend what ruff can mend
	@$(BIN)/ruff check --fix . || true
	@$(BIN)/ruff format .

snapshot: $(VENV)/dev ## Write docs/openapi.json anew, whose diff is what callers will notice, and the table of tests/README.md
	@$(BIN)/tixgenius openapi > docs/openapi.json
	@$(BIN)/python -m tests.planted --document

UV_VERSION := 0.13.8
COMPILE = .tools/bin/uv pip compile --quiet --refresh --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)
lock: .tools/ready ## Pin requirements/*.txt to what pyproject.toml asks for (UPGRADE=--upgrade: to the newest)
	@echo uv==$(UV_VERSION) | $(COMPILE) - -o requirements/uv.txt
	@$(COMPILE) pyproject.toml --extra embedded -o requirements/run.txt
	@$(COMPILE) pyproject.toml --extra embedded --group test --group e2e --group quality -c requirements/run.txt -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --extra embedded --group bench -c requirements/run.txt -o requirements/bench.txt

clean: ## Remove all that make made here (your data stays)
	@rm -rf .tools .venv .venv-3.13 .venv-bench .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------------------ measure
.PHONY: bench bench-quick bench-sql fuzz soak
BENCH := $(MAKE) --no-print-directory VENV=.venv-bench

bench: ## Measure the house against floors and peers, and write the tables of bench/README.md (about 35 minutes)
	@$(BENCH) .venv-bench/bench
	@.venv-bench/bin/python -m bench

bench-quick: ## Measure the house against the floors only (about five minutes)
	@$(BENCH) .venv-bench/bench
	@.venv-bench/bin/python -m bench --quick

bench-sql: $(VENV)/dev ## Hold every query to its budget at up to 2,000,000 tickets (two minutes, and eight to make them once)
	@$(BIN)/python -m bench.sql

fuzz: $(VENV)/dev ## Try every operation and whole lives by chance, ten times as much as `make test` (about two hours)
	@FUZZ=thorough $(BIN)/pytest tests/fuzz -n 2 --dist worksteal

soak: $(VENV)/dev ## Try a real server with 6,000 slow senders, and with its database held up (about two minutes)
	@$(BIN)/python -m bench.soak

# ------------------------------------------------------------------------------------------------------------- set up
# uv where it is to be had, else pip: both take the same files and check the same hashes.
define install
	@.tools/bin/uv pip install --quiet --python $(BIN)/python $(1) || { echo "uv could not; trying pip, which takes minutes"; \
	$$([ -x .tools/bin/pip ] && echo .tools/bin/python || echo $(PYTHON)) -m pip --python $(BIN)/python install $(1) && touch .tools/ready; }
endef

# Scripts in a virtual environment hold its path, and so does the name of this stamp: a moved or copied tree starts over.
MADE := $(VENV)/made-in$(subst /,-,$(CURDIR))

$(VENV)/dev: requirements/dev.txt pyproject.toml $(MADE) | .tools/ready
	@echo "Installing what serving and testing need into $(VENV)"
	$(call install,--require-hashes -r requirements/dev.txt)
	$(call install,--no-deps -e .)
	@touch $(VENV)/run $@

$(VENV)/bench: requirements/bench.txt pyproject.toml $(MADE) | .tools/ready
	@echo "Installing what measuring needs into $(VENV)"
	$(call install,--require-hashes -r requirements/bench.txt)
	$(call install,--no-deps -e .)
	@touch $@

$(VENV)/run: requirements/run.txt pyproject.toml $(MADE) | .tools/ready
	@echo "Installing what serving needs into $(VENV)"
	$(call install,--require-hashes -r requirements/run.txt)
	$(call install,--no-deps -e .)
	@touch $@

$(MADE):
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	echo "TixGenius needs Python 3.11 or newer, and '$(PYTHON)' is not. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv --without-pip $(VENV)
	@touch $@

# Debian's Python refuses a plain `pip install` (PEP 668), and without python3-venv it cannot put pip into a virtual environment.
.tools/ready: requirements/uv.txt
	@echo "Fetching uv into .tools"
	@rm -rf .tools && mkdir .tools
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --require-hashes -r $<; \
	else $(PYTHON) -m pip install --quiet --target .tools --require-hashes -r $<; \
	fi && touch $@ || echo "uv is not to be had here."
