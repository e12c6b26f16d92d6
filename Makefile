# Everything is installed into .venv, from the locks in requirements/, once per lock: by uv if it is here, else by pip.
PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
# pip compiles what it installs; uv does so when asked. Else each start of a command may compile nbgrader anew.
INSTALL := $(if $(UV),uv pip install --quiet --compile-bytecode --python $(BIN)/python,$(BIN)/python -m pip install --quiet)
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11.2 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

# Settings of the caller's shell that would send packages elsewhere or import code from elsewhere.
unexport CONDA_PREFIX PIP_CONSTRAINT PIP_PREFIX PIP_TARGET PIP_USER PYTHONHOME PYTHONPATH
unexport UV_CONSTRAINT UV_OVERRIDE UV_PREFIX UV_PROJECT_ENVIRONMENT UV_PYTHON UV_REQUIRE_HASHES
unexport UV_SYSTEM_PYTHON UV_TARGET VIRTUAL_ENV

# Two targets would install into one environment at a time, and the tests need both processors.
.NOTPARALLEL:
.PHONY: help demo test lint format lock build verify clean

help:
	@echo "make demo    a class of 24 through chapter 7: release, submit, grade, feedback (no TensorFlow)"
	@echo "make test    lint, then all tests"
	@echo "make lint    ruff and mypy"
	@echo "make format  ruff's formatting and fixes"
	@echo "make build   the notebooks of the course, in build/"
	@echo "make verify  proof of the hidden tests: wheats, chaffs, junk, mutants, tolerances"
	@echo "make lock    the locks in requirements/ again, from pyproject.toml (needs uv)"
	@echo "make clean   remove .venv, build/ and caches"
	@echo
	@echo "Another Python: make clean, then make PYTHON=python3.12 ..."

demo: $(VENV)/.grade
	$(BIN)/chainrule demo ch07

test: lint
	$(BIN)/python -m pytest --durations=10 --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

build: $(VENV)/.grade
	$(BIN)/chainrule build

verify: $(VENV)/.test
	$(BIN)/chainrule verify

# Versions stay as they are where pyproject.toml permits; to have the newest, remove the locks first.
lock:
	$(LOCK) --group dev --extra dask --extra grade --extra postgres --extra tensorflow --extra verify -o requirements/test.txt
	$(LOCK) --extra grade -c requirements/test.txt -o requirements/grade.txt

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last: after an interruption the installation goes on where it was.
$(VENV)/.grade: requirements/grade.txt pyproject.toml
	$(call install,$<)
	@touch $@

# What the demo needs is part of what the tests need.
$(VENV)/.test: requirements/test.txt pyproject.toml
	$(call install,$<)
	@touch $(VENV)/.grade $@

# The locked hatchling builds the project itself, so that no other one is fetched.
define install
@{ $(BIN)/python -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)' && $(if $(UV),true,$(BIN)/pip --version); } >/dev/null 2>&1 || { \
	base=$$($(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit(1); print(sys._base_executable)' 2>/dev/null) || { \
		found=$$(command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1 || echo "not there"); \
		echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is $$found; name another: make PYTHON=python3.12 ..." >&2; exit 1; }; \
	rm -rf $(VENV); \
	$(if $(UV),uv venv --quiet --python "$$base" $(VENV),"$$base" -m venv $(VENV)); }
@echo "Installing $(1) into $(VENV) with $(or $(UV),pip); this takes a few minutes, once."
@$(INSTALL) --require-hashes -r $(1)
@$(INSTALL) --no-deps --no-build-isolation --editable .
@$(BIN)/python -m compileall -q src
endef
