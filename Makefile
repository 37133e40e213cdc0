# Two commands set everything up on a machine that has Python 3.11 or newer:
#   make demo   install, archive the sample articles, search them
#   make test   install with the development tools, then lint, types and tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo

.PHONY: demo test lint types tests docs man fuzz clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The stamps are the environments: they are made again when the project's needs change. pip compiles
# what it installs, but not what stays where it is; compiling takes as long as a search each time.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[html,warc]'
	$(BIN)/python -m compileall -q newsarchive
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q newsarchive
	touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@rm -rf $(DEMO) && mkdir $(DEMO)
	XDG_CACHE_HOME=$(CURDIR)/$(DEMO)/cache $(BIN)/newsarchive --archive $(DEMO)/archive.db ingest sample_articles
	XDG_CACHE_HOME=$(CURDIR)/$(DEMO)/cache $(BIN)/newsarchive --archive $(DEMO)/archive.db search "Cambodia energy" --color always

test: lint types tests

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

tests: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2

# The man pages, and all else that the documentation takes from the program.
man docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

# Inputs that nobody would write, led by what code they reach; SECONDS in all.
SECONDS ?= 600
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: atheris || true
	$(BIN)/python -m benchmarks.fuzzing --seconds $(SECONDS)

clean:
	rm -rf $(VENV) $(DEMO) .fuzzing found dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
