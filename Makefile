# Shorthands for a developer; what decides is .ci/run.
PYTHON := python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help venv format lint types test thorough cover mutation reports ci clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST)

venv: ## a virtual environment with everything a developer needs
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'

format: ## rewrite the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: ## style, as CI checks it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## mypy, strict on bnproof
	$(BIN)/mypy

test: ## the tests
	$(BIN)/python -m pytest -q

thorough: ## every corruption of all evidence, and ten times as many random trees
	BNPROOF_PROFILE=thorough $(BIN)/python -m pytest -q tests/verify tests/interpret

cover: ## which branches of the kernel and the judge no test takes
	$(BIN)/python -m pytest -q tests/verify tests/test_judge.py --ignore tests/verify/test_fuzz.py \
	    --cov=bnproof.verify --cov=bnproof.judge --cov-branch --cov-report=term-missing:skip-covered

mutation: ## write reports/mutation.json anew, which the report shows
	$(BIN)/python -m bnproof mutate all --draws 200 --jobs 2 --write

reports: ## write reports/ anew
	$(BIN)/python -m bnproof report

ci: ## all that CI does
	.ci/run

clean: ## remove caches and build products
	rm -rf build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find bnproof checks tests -type d -name __pycache__ -prune -exec rm -rf {} +
