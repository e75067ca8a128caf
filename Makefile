# make up     run Balarea with demo data at http://localhost:8000 (PORT=9000 for another port)
# make test   all tests        make check   lint, types, import contract, migrations, tree tests
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/balarea.stamp

.PHONY: up setup test check bench format clean

up: setup
	@exec env PORT=$(PORT) $(BIN)/balarea up

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Balarea needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "Compiling what reads posts …"
	@echo '{"id": 1, "text": "jalan rusak di Lembang"}' | $(BIN)/balarea understand > /dev/null
	@touch $(STAMP)

test: setup
	@bash .ci/browser
	@bash .ci/pds
	@bash .ci/open311
	@$(BIN)/python -m pytest -n 2

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/balarea manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/tree

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/balarea bench understand
	$(BIN)/balarea bench duplicates
	$(BIN)/balarea bench masking
	$(BIN)/balarea bench ingest
	$(BIN)/balarea bench screens
	$(BIN)/balarea bench desk

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache build *.egg-info
