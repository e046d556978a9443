# Renshi (人事). `make` prints what there is.
#
# Needs Python 3.11 or newer, Node.js (for npm) and make. Everything else is installed into .venv from PyPI and npm, in the
# versions that constraints.txt and core/console-assets/amis.json pin.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# A python that is new enough; `make PYTHON=/path/to/python3.12 …` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$name; break; }; done)
UV_VERSION := 0.13.9

# pip and uv name the folder of extra wheels differently; where one of them is told, both know.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)

# Compiled once, at installation: processes start in half the time.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PLUGINS := $(sort $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml)))
DISTRIBUTIONS := sdk core $(PLUGINS) demo
INSTALLED := $(VENV)/.installed
# Libraries of speech, faces, scanned pages and ranking: about a gigabyte. `make demo` does without them.
HEAVY := $(VENV)/.heavy
HEAVY_PLUGIN := plugins/recruiting_ai
HEAVY_EXTRAS := speech,vision,ocr,ranking,test
# A CPU build of torch that lies in a folder of wheels is taken from there; else uv asks where CPU builds are kept. The
# CUDA builds, with their gigabytes of companions, are never needed.
TORCH := $(if $(wildcard $(UV_FIND_LINKS)/torch-*cpu*.whl),,--torch-backend cpu)
ASSETS := core/renshi_core/console/static/vendor/.stamp

.PHONY: help install heavy assets demo up test lint format bench docs pins build clean distclean

help: ## print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) assets ## make .venv with everything in it

heavy: $(HEAVY) ## add the libraries that analyse speech, video and scanned pages (CPU builds)

demo: install ## example companies, everything running, on http://127.0.0.1:8080
	$(BIN)/renshi demo

up: install ## the same without example data
	$(BIN)/renshi up

test: install heavy ## run every test (`make test ARGS="plugins/payroll -k tax"` runs some)
	$(RUN) -m pytest -q -n 2 --dist loadfile $(ARGS)

lint: install ## ruff, mypy, direction of imports, pins, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(RUN) scripts/check_types.py
	$(RUN) scripts/check_imports.py
	$(RUN) scripts/pin.py --check
	$(RUN) scripts/generate_docs.py --check

format: install ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## measure what the README claims
	$(RUN) -m benchmarks

docs: install ## write the pages that are generated from code
	$(RUN) scripts/generate_docs.py

pins: install ## resolve constraints.txt anew, to the newest versions that fit
	$(RUN) scripts/pin.py

build: install ## wheels of all distributions in dist/
	$(RUN) scripts/build_wheels.py $(DISTRIBUTIONS)

clean: ## end the local servers and remove caches; data in var/ stays
	@if [ -x $(RUN) ]; then $(RUN) -m renshi_core.embedded stop || true; fi
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	rm -rf dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis

distclean: clean ## remove .venv, the console library and ALL local data
	rm -rf $(VENV) var core/renshi_core/console/static/vendor

assets: $(ASSETS)

$(ASSETS): core/console-assets/amis.json scripts/fetch_console_assets.py $(INSTALLED)
	@$(RUN) scripts/fetch_console_assets.py
	@touch $@

$(HEAVY): $(HEAVY_PLUGIN)/pyproject.toml constraints.txt overrides.txt scripts/mend_torchaudio.py $(INSTALLED)
	$(BIN)/uv pip install --quiet --python $(RUN) --constraint constraints.txt --override overrides.txt $(TORCH) \
		--editable './$(HEAVY_PLUGIN)[$(HEAVY_EXTRAS)]'
	@$(RUN) scripts/mend_torchaudio.py
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt $(addsuffix /pyproject.toml,$(DISTRIBUTIONS)) Makefile
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed, and none is on PATH." >&2; exit 1; fi
	@[ -x $(RUN) ] || $(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu install python3-venv." >&2; \
		rm -rf $(VENV); exit 1; }
	@$(RUN) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --python $(RUN) --constraint constraints.txt \
		$(addprefix --editable ./,$(DISTRIBUTIONS)) --group tools --group tests
	@touch $@
