# Two commands set everything up on a machine that has Python 3.11 or newer:
#   make demo   install, archive the sample articles, search them
#   make test   install with the development tools, then lint, types and tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo

.PHONY: demo test lint types tests compiled cluster-test docs man fuzz lock clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The stamps are the environments: they are made again when a lock changes. A lock holds everything
# that is installed, with hashes, what builds the project too: nothing is resolved, nothing newer
# comes in. pip compiles what it installs, but not what stays where it is; compiling takes as long
# as a search each time.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
define install
	$(PIP) --require-hashes --requirement $<
	$(PIP) --no-build-isolation --editable .
	$(BIN)/python -m compileall -q newsarchive
endef

$(VENV)/.installed: requirements/run.txt pyproject.toml | $(BIN)/python
	$(install)
	touch $@

$(VENV)/.installed-dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(install)
	touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@rm -rf $(DEMO) && mkdir $(DEMO)
	XDG_CACHE_HOME="$(CURDIR)/$(DEMO)/cache" $(BIN)/newsarchive --archive $(DEMO)/archive.db ingest sample_articles
	XDG_CACHE_HOME="$(CURDIR)/$(DEMO)/cache" $(BIN)/newsarchive --archive $(DEMO)/archive.db search "Cambodia energy" --color always

test: lint types tests

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# Tests wait for the disk more than for anything else: they work in memory where there is room for
# them, and programs may run.
MEMORY = $(shell grep -q ' /dev/shm .*noexec' /proc/mounts 2>/dev/null || \
	df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print $$6 }')

tests: $(VENV)/.installed-dev
	$(if $(MEMORY),TMPDIR=$${TMPDIR:-$(MEMORY)}) $(BIN)/python -m pytest -n 2 --dist worksteal -m "not faults and not long and not cluster"

# The part that may be compiled, for this checkout. It needs cargo; nothing else here does.
compiled: $(VENV)/.installed-dev
	$(BIN)/python newsarchive/engines/whoosh/compiled/build.py

# What needs nodes of OpenSearch: one is started for all tests, three for those that kill them.
cluster-test: $(VENV)/.installed-dev
	$(if $(MEMORY),TMPDIR=$${TMPDIR:-$(MEMORY)}) $(BIN)/python -m tests.cluster $(BIN)/python -m pytest -n 2 --dist loadfile -rs -m cluster tests/cluster

# The man pages, and all else that the documentation takes from the program.
man docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

# Inputs that nobody would write, led by what code they reach; SECONDS in all, of all TARGETS or some.
SECONDS ?= 600
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: atheris || true
	$(BIN)/python -m benchmarks.fuzzing --seconds $(SECONDS) $(TARGETS)

# The locks are for every platform and every Python that is declared, except lowest.txt: the least
# versions that pyproject.toml names, for the Python that it names first, with which CI runs the
# tests. What the locks hold stays where pyproject.toml allows it; `make lock UPGRADE=--upgrade`
# takes the newest of everything.
COMPILE = $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes $(UPGRADE) \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml requirements/build.in
lock: | $(BIN)/python
	$(PIP) uv
	$(COMPILE) --universal --extra html --extra warc --extra documents --output-file requirements/run.txt
	$(COMPILE) --universal --extra dev --output-file requirements/dev.txt
	$(COMPILE) --no-build --resolution lowest-direct --extra dev --output-file requirements/lowest.txt

clean:
	rm -rf $(VENV) $(DEMO) .fuzzing .cluster found dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
