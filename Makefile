# Two commands do it all on a fresh machine: `make serve` and `make test`.
# Everything installed goes into .venv, web_client/node_modules and target/; system packages only for the tests.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
RUST := Cargo.toml Cargo.lock $(shell find media/plane loadtests/probe -name '*.rs' -o -name '*.toml' -o -name '*.pyi' 2>/dev/null)
WEB := $(shell find web_client server/catalogue -type f -not -path '*/node_modules/*' -not -path '*/__pycache__/*' 2>/dev/null)
RIVALS := python_socketio django_channels socketio
ARGS ?=

.PHONY: help setup serve cluster test check unit e2e netem fuzz chaos chaos-real soak-rewriter bench bench-fanout rivals load bench-replay bench-scroll lock wire traces screenshots packages clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# ---------------------------------------------------------------- run

serve: .make/plane .make/web  ## build what is needed, start the server, print the links to open (ARGS="--port 9000")
	exec $(BIN)/studyhall serve $(ARGS)

cluster: .make/dev .make/plane .make/web packages  ## Redis, PostgreSQL and three nodes on loopback: prints the links
	exec $(BIN)/python -m tests.support.cluster

setup: .make/dev .make/plane .make/probe .make/web  ## install everything that developing needs

# ---------------------------------------------------------------- prove

test: check unit e2e  ## check, then every test, in a real browser too

check: .make/dev .make/plane .make/probe .make/npm  ## linters, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --features python --locked -- -D warnings
	cd web_client && npm run check

unit: .make/dev .make/plane .make/probe .make/web packages  ## tests without a browser
	cargo test --workspace --locked --quiet
	cd web_client && npm test
	$(BIN)/coverage run -m pytest tests/rooms tests/community -p no:randomly -q
	$(BIN)/coverage report --include='rooms/*,community/*' --fail-under=100
	$(BIN)/pytest -m "not browser and not netem" -n 2 --ignore tests/rooms --ignore tests/community $(ARGS)

e2e: .make/dev .make/plane .make/probe .make/web packages  ## tests in headless Chromium
	$(BIN)/pytest -m browser $(ARGS)

netem: .make/dev .make/plane .make/web packages  ## bad networks in namespaces, as root: prints a table of figures (some minutes)
	@tests/support/system-packages iproute2
	$(BIN)/pytest -m netem -p no:randomly tests/netem tests/histories $(ARGS)

chaos: .make/dev  ## 10,000 seeded runs of a simulated cluster in trouble (ARGS="--seeds 1000", or one with its history: ARGS="--seed 7")
	$(BIN)/python -m tests.chaos $(ARGS)

chaos-real: .make/dev .make/plane .make/web  ## three real nodes in trouble, as root: kills, pauses, partitions (ARGS="--seeds 10 --seconds 30")
	@tests/support/system-packages iproute2 redis-server postgresql
	$(BIN)/python -m tests.histories $(ARGS)

fuzz:  ## break real packets at random and have the plane read them (ARGS=600: seconds)
	STUDYHALL_FUZZ_SECONDS=$(or $(ARGS),600) cargo test -p studyhall-plane --locked --test fuzzing -- --nocapture

soak-rewriter:  ## a million packets through everything that renumbers them (ARGS=1000000: packets)
	STUDYHALL_SOAK_PACKETS=$(or $(ARGS),1000000) cargo test -p studyhall-plane --release --locked --test rewriting --test nonces

bench: .make/dev .make/plane .make/probe .make/web  ## what a forwarded packet costs (ARGS="--viewers 1,100")
	$(BIN)/studyhall bench media $(ARGS)

bench-fanout: .make/dev .make/plane .make/probe .make/web  ## what a chat delivery costs (ARGS="--clients 200,1000")
	$(BIN)/studyhall bench fanout $(ARGS)

rivals: $(RIVALS:%=.make/rivals/%/installed)  ## other chat servers, for bench-fanout ARGS=--rivals

load: .make/dev .make/plane .make/probe .make/web  ## scenarios with virtual people, held to budgets (ARGS="lecture --viewers 200 --html load.html")
	@tests/support/system-packages redis-server postgresql
	$(BIN)/studyhall load $(or $(ARGS),all)

bench-scroll: .make/dev .make/plane .make/web packages  ## how smoothly a chat of 5,000 messages scrolls (ARGS="--messages 20000")
	$(BIN)/python -m tests.e2e.scrolling $(ARGS)

bench-replay: .make/dev  ## how fast a year of class replays (ARGS="--days 30")
	$(BIN)/python -m tests.support.class_year $(ARGS)

screenshots: .make/dev .make/plane .make/web packages  ## make docs/screenshots anew
	$(BIN)/python -m tests.e2e.screenshots docs/screenshots

# ---------------------------------------------------------------- generate

wire: .make/dev  ## TypeScript types from the wire's Python types
	$(BIN)/python -m signaling.typescript > web_client/src/core/wire.gen.ts

traces: .make/dev  ## traces that the Python and the TypeScript reducer are both held to
	$(BIN)/python -m tests.support.traces

# playwright caps pyee below the version that aiortc demands on Python 3.12; it runs with it.
lock: .make/dev  ## lock Python dependencies anew, with hashes and without addresses
	$(PIP) install uv
	$(BIN)/uv pip compile $(LOCK) --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --extra build --extra dev -c requirements.lock \
	    --override <(printf 'pyee==16.0.1; python_version>="3.12"\npyee==13.0.1; python_version<"3.12"\n') \
	    pyproject.toml -o requirements-dev.lock
	for rival in loadtests/rivals/*/requirements.txt; do $(BIN)/uv pip compile $(LOCK) $$rival -o $${rival%.txt}.lock; done
	cd loadtests/rivals/socketio && npm install --package-lock-only --loglevel=error
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# ---------------------------------------------------------------- build

.make/venv: requirements.lock pyproject.toml
	@mkdir -p .make
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	STUDYHALL_SKIP_WEB=1 $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.make/dev: .make/venv requirements-dev.lock
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.make/plane: .make/venv $(RUST)
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/maturin develop --release --locked --quiet -m media/plane/Cargo.toml
	@touch $@

.make/probe: .make/venv $(RUST)
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/maturin develop --release --locked --quiet -m loadtests/probe/Cargo.toml
	@touch $@

.make/npm: web_client/package-lock.json
	@mkdir -p .make
	cd web_client && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.make/web: .make/npm $(WEB)
	cd web_client && npm run --silent build
	@touch $@

.make/rivals/socketio/installed: $(wildcard loadtests/rivals/socketio/*) loadtests/rivals/socketio/.npmrc
	@mkdir -p $(@D)
	cp $^ $(@D)
	cd $(@D) && npm ci --loglevel=error
	@touch $@

.make/rivals/%/installed: loadtests/rivals/%/requirements.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r $<
	@touch $@

packages:  ## system packages of the tests, when missing: browsers, and servers to be compared with
	@tests/support/system-packages chromium firefox-esr fonts-noto-cjk fonts-noto-color-emoji janus coturn

clean:
	rm -rf .venv .make target web_client/node_modules server/static
