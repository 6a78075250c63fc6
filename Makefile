# Everything a person or CI types. `make` alone lists the targets.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo up test soak check format bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready  ## create .venv with the vigia command in it

# uv lives in a folder of its own: the lock decides everything that is in .venv.
.uv/$(UV_VERSION):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Vigía needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up (first time only) ..."
	@rm -rf .uv && $(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.ready: .uv/$(UV_VERSION) pyproject.toml uv.lock
	@.uv/bin/uv sync --frozen --quiet --python $(PYTHON)
	@touch $@

demo: setup  ## run the whole pipeline through Airflow on the bundled newsroom, offline
	@$(BIN)/vigia demo

up: setup  ## start a local Airflow on 127.0.0.1 with everything scheduled on the live feeds
	@$(BIN)/python -m vigia_airflow.up

test: setup  ## run all tests, two at a time
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder

soak: setup  ## the tests that kill, damage and crowd, as often as was promised (half an hour)
	SOAK=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup tests/faults tests/lake tests/stages/test_real_web.py

check: setup  ## lint, types, import rules, SQL style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar sql

format: setup  ## rewrite Python and SQL in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --disable-progress-bar sql

bench: setup  ## measure against peers and limits, offline (some minutes); see docs/bench.md
	@$(BIN)/python -m bench

clean:  ## remove the environment and everything made by the demo
	rm -rf .uv .venv .vigia .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
