# Bare `make` lists the targets. PORT, DATA and SIZE may be given: make demo PORT=9000 SIZE=small DATA=/srv/sourcebridge
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DATA ?= .data
DAYS ?= 10
SIZE ?= standard
UV_VERSION := 0.13.9
RUN := .venv/bin/sourcebridge --data "$(DATA)"
READY := .venv/ready

##@ Use
demo: $(READY) ## set everything up and serve the demo at http://127.0.0.1:$(PORT); SIZE=small, standard or large
	@$(RUN) demo --port $(PORT) --size $(SIZE)

story: $(READY) ## play a story of the product: make story S=C L=zh
	@$(RUN) story $(or $(S),C) --lang $(or $(L),en)

tick: $(READY) ## move the demo's clock forward, from due date to due date: make tick DAYS=10
	@$(RUN) tick --days $(DAYS)

doctor: $(READY) ## say in words what is missing or wrong
	@$(RUN) doctor --port $(PORT)

##@ Develop
test: $(READY) chromium ## install what the tests need and run them: make test T=tests/ledger
	@.venv/bin/pytest $(T)

chaos: $(READY) ## kills, races, lying providers, restore: make chaos [SAMPLE=1 | LONG=1] KILLS=100
	@CHAOS=$(if $(LONG),long,$(if $(SAMPLE),sample,full)) KILLS=$(KILLS) .venv/bin/pytest -n 2 --dist loadfile tests/chaos

bench: $(READY) ## speed against bare psycopg and a one-file Django, 20 minutes on a quiet machine: SHORT=1 or LONG=1
	@command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk"; exit 1; }
	@PYTHONPATH=src:. .venv/bin/python -m tests.bench.run

contract: $(READY) ## 2,000 cases made from the OpenAPI document, for four roles and none: make contract CASES=2000 SEED=1
	@CASES=$(or $(CASES),2000) SEED=$(or $(SEED),1) .venv/bin/pytest -n0 tests/neighbours/test_contract.py

mutate: $(READY) ## small faults in ledger, stock, money, states and rights, which tests must notice: GROUP=money SAMPLE=100 CHANGED=1
	@GROUP="$(GROUP)" SAMPLE="$(SAMPLE)" SEED="$(or $(SEED),1)" CHANGED="$(CHANGED)" AGAIN="$(AGAIN)" PYTHONPATH=src:. nice -n 10 .venv/bin/python -m tests.mutation.run

queries: $(READY) ## the 66 accepted searches over the whole demo: each expected product among the first ten
	@.venv/bin/pytest -n0 tests/discovery/acceptance

lighthouse: $(READY) ## speed, accessibility and search engines on a served system: make lighthouse SITE=http://127.0.0.1:8000
	@SITE=$(or $(SITE),http://127.0.0.1:$(PORT)) .venv/bin/pytest -n0 -s tests/journeys/test_lighthouse.py

check: $(READY) ## lint, format, types, direction of imports, missing migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache --no-logo
	SB_TESTING=1 .venv/bin/python -m sourcebridge.runtime.manage makemigrations --check --dry-run

fix: $(READY) ## let the linter repair what it can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages: $(READY) ## compile the translations
	@$(RUN) messages

migrate: $(READY) ## bring the database of DATA up to date
	@$(RUN) migrate

docs: $(READY) ## draw the lifecycle diagrams from their tables into docs/
	@SB_TESTING=1 .venv/bin/python -m sourcebridge.runtime.manage draw_docs

##@ Prepare
install: $(READY) ## make .venv and install the locked dependencies

$(READY): pyproject.toml uv.lock
	@scripts/install $(UV_VERSION)
	@touch $@

chromium: ## install Chromium for the browser tests (system package, needs root)
	@scripts/chromium

help:
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z]+:.*## / { sub(/:.*/, "", $$1); gsub(/\$$\(PORT\)/, "$(PORT)"); printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: demo story tick doctor test chaos contract bench mutate queries lighthouse check fix messages migrate docs install chromium help
