# make run: the product.  make test: the proof.  make soak, make fuzz: the long proofs.  make bench: the figures.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
CHECKED := ordertrail etl api dashboard tests tools

.PHONY: run setup setup-dev browser postgres lint format test soak fuzz bench lock clean

run: setup
	$(BIN)/ordertrail serve --demo-if-empty

setup: $(VENV)/.runtime

$(VENV)/.runtime: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Ordertrail needs Python 3.11: install it (Debian: apt-get install python3.11 python3.11-venv) or say make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment: apt-get install python3.11-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

setup-dev: $(VENV)/.dev

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

browser:
	@sh tools/install-browser.sh

postgres:
	@sh tools/install-postgres.sh

lint: setup-dev
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

test: setup-dev browser postgres lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

soak: setup-dev postgres
	ORDERTRAIL_KILLS=200 ORDERTRAIL_LOAD_SECONDS=30 $(BIN)/python -m pytest tests/load tests/crash

fuzz: setup-dev
	ORDERTRAIL_MUTATIONS=$(or $(ORDERTRAIL_MUTATIONS),10000) $(BIN)/python -m pytest -n 2 tests/etl/test_mutations.py

bench: setup-dev postgres
	$(BIN)/python -m tests.benchmarks.run

lock:
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet pip-tools
	$(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.lock requirements.in
	$(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements-dev.lock requirements-dev.in

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
