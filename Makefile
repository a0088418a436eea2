# make run, make test, make check: each sets up what it needs, and does nothing twice.

PORT ?= 8000
HOST ?= 127.0.0.1
TLS ?=
PUBLIC_URL ?=
# make run DEMO=0 starts without the demo projects.
DEMO ?= 1
PYTHON ?= python3
NODE ?= node
NPM ?= npm
# More arguments for pytest: make test ARGS="tests/domain -x"
ARGS ?=
# How many processes run the tests side by side: two for all of them, none for a few files.
WORKERS ?= $(if $(findstring tests/,$(ARGS)),0,2)
# More arguments for the benchmark: make bench BENCH="--rounds 1 --scale 0.1"
BENCH ?=
# How often make crash kills something.
ROUNDS ?= 200
# make lock UPGRADE=1 takes the newest versions instead of keeping those in the locks.
UPGRADE ?=
UV = 0.13.9

BIN := .venv/bin
TRANSLATIONS := eventreg/translations
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/*.po))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The stamps lie inside what they vouch for, so that they vanish together.
RUNTIME := .venv/.runtime
DEV := .venv/.dev
LOCKER := .venv/.locker
NODE_MODULES := node_modules/.complete
VENDOR := eventreg/static/vendor/.complete
PACKED := eventreg/packed/.complete

.PHONY: help run test bench lighthouse crash crash-proof check lock format clean messages
.DELETE_ON_ERROR:

help:
	@echo "make run       serve on http://$(HOST):$(PORT)   (PORT= HOST= TLS=1 PUBLIC_URL= DEMO=0)"
	@echo "make test      run every test                  (ARGS= for pytest, WORKERS=)"
	@echo "make bench     measure against the bare limit   (BENCH= for python -m bench, such as --rounds 1)"
	@echo "make lighthouse  let Lighthouse judge the sign-up form and an event's page, as on a phone"
	@echo "make crash     kill everything under load, ROUNDS=200 times   (SEED= DATABASE= VICTIM=)"
	@echo "make check     check format and style, then test"
	@echo "make format    put the code into shape"
	@echo "make messages  bring the catalogues of texts up to date"
	@echo "make lock      pin what the .in files and package.json name (UPGRADE=1: anew)"
	@echo "make clean     remove what make set up; data in instance/ stays"

run: export PORT := $(PORT)
run: export HOST := $(HOST)
run: export TLS := $(TLS)
run: export PUBLIC_URL := $(PUBLIC_URL)
run: export DEMO := $(DEMO)
run: $(RUNTIME) $(VENDOR) $(PACKED) $(CATALOGUES)
	@exec $(BIN)/python -m eventreg.serve

test: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES)
	@chromium=$$($(BIN)/python scripts/chromium.py) && \
	CHROMIUM="$$chromium" NODE="$(NODE)" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# Nothing that was answered may be lost, whatever dies: see docs/decisions/0016.
# Everything of a first visit is measured in Chromium; the load comes from wrk where it is installed.
bench: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES)
	@chromium=$$($(BIN)/python scripts/chromium.py) && CHROMIUM="$$chromium" $(BIN)/python -m bench $(BENCH)

# Two hundred packages that nothing else needs: fetched here, and into a folder of their own.
lighthouse: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES) scripts/lighthouse/node_modules/.complete
	@chromium=$$($(BIN)/python scripts/chromium.py) && \
	CHROMIUM="$$chromium" NODE="$(NODE)" $(BIN)/python -W ignore -m tests.lighthouse

scripts/lighthouse/node_modules/.complete: scripts/lighthouse/package.json scripts/lighthouse/package-lock.json
	@echo "Fetching Lighthouse …"
	@cd $(@D)/.. && $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

crash: export ROUNDS := $(ROUNDS)
crash: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES)
	@$(BIN)/python -W ignore -m tests.crash

# The proof of the proof: faults in a copy of the code, which make crash has to find.
crash-proof: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES)
	@$(BIN)/python -W ignore -m tests.crash.proof

check: $(DEV) $(VENDOR) $(PACKED) $(CATALOGUES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@+$(MAKE) --no-print-directory test

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A sentence that differs in one letter is a new text, so nothing is guessed from likeness. No line numbers: they would
# change with every edit above a text.
messages: $(RUNTIME)
	$(BIN)/pybabel -q extract -F babel.cfg --sort-by-file --add-location=file -c "Translators:" \
		-k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 \
		-o $(TRANSLATIONS)/messages.pot eventreg templates
	@if [ -e $(TRANSLATIONS)/lv/LC_MESSAGES/messages.po ]; then \
		$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date -i $(TRANSLATIONS)/messages.pot -d $(TRANSLATIONS); \
	else \
		$(BIN)/pybabel -q init -l lv -i $(TRANSLATIONS)/messages.pot -d $(TRANSLATIONS); \
	fi

# The locks hold no address: whoever installs decides where from.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/locker/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

lock: $(LOCKER)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(NPM) $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts
	@! grep -nE '://|"resolved"' requirements.txt requirements-dev.txt || { echo "A lock file holds an address." >&2; exit 1; }
	cd scripts/lighthouse && $(NPM) $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts
	@! grep -n '"resolved"' package-lock.json scripts/lighthouse/package-lock.json || { echo "package-lock.json holds an address." >&2; exit 1; }

clean:
	rm -rf .venv node_modules scripts/lighthouse/node_modules eventreg/static/vendor eventreg/packed .pytest_cache .ruff_cache .hypothesis $(CATALOGUES)
	find eventreg migrations scripts tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# --- what the commands above need ---

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer (PYTHON= names another one)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed (PYTHON= names another one)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Setting up Python packages …"
	@$(PYTHON) -m venv --clear .venv

$(RUNTIME): requirements.txt .venv/bin/python
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(LOCKER): .venv/bin/python
	@$(PYTHON) -m venv .venv/locker
	@.venv/locker/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	@touch $@

$(NODE_MODULES): package.json package-lock.json
	@command -v $(NODE) >/dev/null || { echo "Node.js is missing: install Node.js 20 or newer (NODE= names another one)." >&2; exit 1; }
	@$(NODE) -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || \
		{ echo "Node.js $$($(NODE) --version) is too old: Node.js 20 or newer is needed." >&2; exit 1; }
	@command -v $(NPM) >/dev/null || { echo "npm is missing: install it beside Node.js (on Debian: apt-get install npm)." >&2; exit 1; }
	@echo "Fetching fonts, the QR reader and judges of pages …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(VENDOR): $(NODE_MODULES) scripts/vendor.py | .venv/bin/python
	@$(BIN)/python scripts/vendor.py
	@touch $@

$(PACKED): $(VENDOR) $(wildcard eventreg/static/*.* eventreg/static/*/*.*) scripts/pack.mjs
	@$(NODE) scripts/pack.mjs
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel -q compile -i $< -o $@
