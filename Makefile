# The only list of commands; CI calls the same targets. `make help` prints them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
RUNTIME := .venv/runtime.stamp
DEV := .venv/dev.stamp

OPERATION ?= kumiki/operations/home.graphql
STEP ?=
CASES ?= 2000
SEED ?= 1
SKIP ?= 0
WORKERS ?= 2
ROUNDS ?= 3
SECONDS_EACH ?= 5
FUZZ_SECONDS ?= 60
JOURNEY_ARGS ?=
PYTEST_ARGS ?=

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done

# Environment

.PHONY: setup
setup: $(RUNTIME) ## make the environment (.venv) from requirements.lock; KUMIKI_PYTHON names the interpreter

$(RUNTIME): requirements.lock scripts/make_environment.sh
	@scripts/make_environment.sh requirements.lock
	@touch $@

# The development lock holds the runtime one, version by version, so one install serves both stamps.
$(DEV): requirements.lock requirements-dev.lock scripts/make_environment.sh
	@scripts/make_environment.sh requirements-dev.lock
	@touch $(RUNTIME) $@

.PHONY: lock
lock: $(DEV) ## resolve pyproject.toml into the two lock files again
	@scripts/lock_requirements.sh

# Run

.PHONY: up
up: $(RUNTIME) ## serve the whole platform in one process on http://127.0.0.1:4000 (KUMIKI_PORT, KUMIKI_HOME)
	@exec $(PYTHON) -m kumiki up

.PHONY: up-services
up-services: $(RUNTIME) ## the same platform as processes, on a local PostgreSQL and Redis
	@scripts/install_system_packages.sh redis-server postgresql
	@exec $(PYTHON) -m kumiki up-services

.PHONY: migrate
migrate: $(RUNTIME) ## bring the databases of the embedded mode to the latest schema
	@$(PYTHON) -m kumiki migrate

.PHONY: seed
seed: $(RUNTIME) ## fill the databases of the embedded mode with content and the demo learner
	@$(PYTHON) -m kumiki seed

.PHONY: reset
reset: $(RUNTIME) ## delete the data of the embedded mode (asks first)
	@$(PYTHON) -m kumiki reset

# Look inside

.PHONY: schema
schema: $(RUNTIME) ## write schema/ again from the subgraphs' code
	@$(PYTHON) -m kumiki schema

.PHONY: plan
plan: $(RUNTIME) ## print the query plan of OPERATION=file (STEP=name for an intermediate value)
	@$(PYTHON) -m router plan --supergraph schema/supergraph.graphql $(OPERATION) $(if $(STEP),--step $(STEP))

# Check

.PHONY: format
format: $(DEV) ## rewrite the code in the house style
	@$(PYTHON) -m ruff check --fix --quiet . || true
	@$(PYTHON) -m ruff format .

.PHONY: lint
lint: $(DEV) ## style, types, import contracts, unused dependencies, schema drift, breaking changes
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy router subgraphs kumiki tests scripts bench
	.venv/bin/lint-imports
	.venv/bin/deptry .
	$(PYTHON) -m kumiki schema --check
	$(PYTHON) -m kumiki check-api

.PHONY: test
test: $(DEV) ## every test (PYTEST_ARGS for a part, WORKERS=2); installs what they need
	@scripts/install_system_packages.sh chromium redis-server postgresql tesseract
	@scripts/install_oracle.sh
	@scripts/install_clients.sh
	$(PYTHON) -m pytest -n $(WORKERS) -p tests.no_skips $(PYTEST_ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## random supergraphs and operations against one monolithic execution (CASES=2000, SEED=1, SKIP=0)
	@$(PYTHON) -m tests.fuzz --cases $(CASES) --seed $(SEED) --skip $(SKIP)

.PHONY: fuzz-requests
fuzz-requests: $(DEV) ## random requests to a router process, from bytes to operations of its schema (FUZZ_SECONDS=60, SEED=1)
	@$(PYTHON) -m tests.fuzz.requests --seconds $(FUZZ_SECONDS) --seed $(SEED)

.PHONY: bench
bench: $(DEV) ## CPU per request of the router beside other gateways (ROUNDS=3, SECONDS_EACH=5)
	@scripts/install_system_packages.sh wrk nodejs npm
	@npm install --prefix bench/peers --no-package-lock --no-audit --no-fund --loglevel=error
	@$(PYTHON) -m bench --rounds $(ROUNDS) --seconds $(SECONDS_EACH)

.PHONY: bench-planning
bench-planning: $(DEV) ## what planning costs, cold, as operations grow, and from the plan cache (ROUNDS=3)
	@$(PYTHON) -m bench.planning --rounds $(ROUNDS)

.PHONY: bench-subscriptions
bench-subscriptions: $(DEV) ## memory and delivery of 5,000 subscriptions, beside graphql-ws on Node.js
	@scripts/install_system_packages.sh nodejs npm
	@npm install --prefix bench/peers --no-package-lock --no-audit --no-fund --loglevel=error
	@$(PYTHON) -m bench.subscriptions --with-peer

.PHONY: bench-journey
bench-journey: $(DEV) ## what 50 learners at once wait for, on SQLite and on PostgreSQL (JOURNEY_ARGS="--users 50 --seconds 240")
	@scripts/install_system_packages.sh redis-server postgresql
	@$(PYTHON) -m bench.journey $(JOURNEY_ARGS)
