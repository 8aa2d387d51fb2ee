# infreg: two commands matter, `make demo` and `make test`. Both begin with `make setup`.
# Needs Python 3.11 or newer with venv, and make. Everything else is fetched by name from PyPI, npm
# and (only for `make test`, only as root, and saying so) Debian.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv
ARGS ?=
# Where a branch nobody has tried would be a door nobody has locked.
WHOLLY_COVERED := src/infreg/access/*,src/infreg/identity/*

SETUP := $(VENV)/.setup
DEV := $(VENV)/.dev
ASSETS := $(VENV)/.assets
TRANSLATIONS := $(VENV)/.translations
PO := $(wildcard src/infreg/doors/web/locale/*/LC_MESSAGES/*.po)

.PHONY: help setup demo test check fix bench accuracy docs sbom lock clean

help:
	@echo "make demo   sets up, starts the database, receives Synthetic Norway, serves the site"
	@echo "make test   sets up what the tests need and runs them all"
	@echo "make check  format, lint, types, walls, stale documents (changes nothing);  make fix mends"
	@echo "make accuracy  measures how right the register is, on 100,000 made-up messages (docs/reference/accuracy.md)"
	@echo "make bench  measures;  make docs  writes the documents made from code;  make lock  renews the lock files"
	@echo "make sbom   writes what infreg is made of to dist/sbom.json (CycloneDX)"

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "infreg needs Python 3.11 or newer; $(PYTHON) is older. Say: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "infreg needs the venv module (Debian: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)/uv
	@echo "Fetching uv ..."
	@$(VENV)/uv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt

$(SETUP): $(UV) requirements/setup.txt pyproject.toml
	@echo "Fetching what infreg runs on (requirements/setup.txt) ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/setup.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(DEV): $(SETUP) requirements/dev.txt
	@echo "Fetching what the tests and checks run on (requirements/dev.txt) ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

$(ASSETS): $(SETUP) package.json package-lock.json tools/assets.py
	@echo "Fetching the design system's style sheets and typeface (npm) ..."
	@$(BIN)/python tools/assets.py
	@touch $@

$(TRANSLATIONS): $(SETUP) $(PO) tools/translations.py
	@$(BIN)/python tools/translations.py compile
	@touch $@

setup: $(SETUP) $(ASSETS) $(TRANSLATIONS)

demo: setup
	@$(BIN)/infreg demo $(ARGS)

test: setup $(DEV)
	@$(BIN)/python tools/test_machine.py
	@$(BIN)/python -m pytest --cov=infreg --cov-report= $(ARGS)
	@# Processes that the tests killed left half a file each.
	@rm -f .coverage.*
	@test -n "$(ARGS)" || $(BIN)/coverage report --include='$(WHOLLY_COVERED)' --fail-under=100

check: setup $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/python tools/docs.py --check
	@$(BIN)/python tools/translations.py check
	@$(BIN)/python tools/migrations.py

fix: setup $(DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python tools/docs.py

bench: setup $(DEV)
	@$(BIN)/python -m bench.run $(ARGS)

accuracy: setup $(DEV)
	@$(BIN)/python tools/accuracy.py $(ARGS)

docs: setup $(DEV)
	@$(BIN)/python tools/docs.py

sbom: setup $(DEV)
	@$(BIN)/python tools/sbom.py

lock: $(UV)
	@echo uv | $(UV) pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url - -o requirements/uv.txt
	@$(UV) pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev pyproject.toml -o requirements/dev.txt
	@$(UV) pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --extra setup -c requirements/dev.txt pyproject.toml -o requirements/setup.txt

clean:
	rm -rf $(VENV) node_modules dist src/infreg/doors/web/static/vendor .mypy_cache .ruff_cache .pytest_cache
