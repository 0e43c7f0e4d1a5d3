# Everything a person or a pipeline does here. Each target sets up what it needs, inside this directory; only the
# system packages for tests (tools/system_packages.sh) live outside it.

MAKEFLAGS += --silent --no-print-directory
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export PYTHONUTF8 := 1

RUN := .venv/.run-ready
DEV := .venv/.dev-ready node_modules/.ready
COMPILE := uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --annotation-style line $(if $(UPGRADE),--upgrade) pyproject.toml
CATALOG := .cache/roadshow.pot
CHECKS := $(addprefix check-,format lint types imports protocol course browser mirror words size)

.PHONY: help run serve test check $(CHECKS) fix coverage bench soak fuzz bench-media shots messages types vendor lock clean

help: ## Say what there is
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: $(RUN) ## Serve a demo roadshow that is live; the printed links let you in
	python -m server demo --log-level warning

serve: $(RUN) ## Serve for real, on the folder var/
	python -m server serve

test: $(DEV) ## Run every test: Python, browser code, browser journeys
	tools/system_packages.sh
	status=0; pytest || status=1; node --test 'tests/web/js/**/*.test.js' || status=1; exit $$status

check: $(CHECKS) ## Check format, lint, types, imports, sizes, names and that each module has its test

$(CHECKS): $(DEV)

check-format:
	ruff format --quiet --check

check-lint:
	ruff check --quiet

check-types:
	mypy --no-error-summary

check-imports:
	lint-imports --no-logo --cache-dir .cache/import-linter

check-protocol:
	python -m tools.protocol_types --check

check-course:
	python -m tools.course --check

check-browser:
	tsc -p tsconfig.json
	tsc -p tests/web/js

check-mirror check-words check-size:
	python -m tools.$(subst -,_,$@)

fix: $(DEV) ## Put format, import order and what else can be put right by itself
	ruff check --quiet --fix-only
	ruff format --quiet

coverage: $(DEV) ## Say which lines and branches no test reaches
	coverage run -m pytest -q
	coverage report

bench: $(RUN) ## Measure what this machine carries, each figure beside its promise (takes minutes)
	python -m bench
	python -m bench.hall

soak: $(DEV) ## Prove that nothing acknowledged is lost, through kills, power cuts and faults (SOAK=long: hours)
	tools/system_packages.sh
	nice -n 5 python -m bench.soak $(if $(filter long,$(SOAK)),--long) $(TRIALS)

fuzz: $(DEV) ## Send made-up requests by every role to a real server, held to its contract (REQUESTS=100000: an hour)
	nice -n 5 python -m bench.contract $(if $(REQUESTS),--requests $(REQUESTS))

bench-media: $(DEV) ## Measure the media worker under load, beside Janus where that is installed (takes minutes)
	python -m bench.media $(BENCH)

shots: $(DEV) ## Take every page's picture into shots/
	python -m tools.shots

messages: $(DEV) ## Bring web/locales up to date with the words in code and templates
	mkdir -p $(dir $(CATALOG))
	python -m babel.messages.frontend --quiet extract --mapping babel.cfg --output $(CATALOG) --sort-output \
		--add-location file --keyword say --keyword count:2,3 \
		--project Roadshow --version 0 --copyright-holder 'Roadshow contributors' .
	$(foreach locale,zh_CN en,pybabel --quiet update --input-file $(CATALOG) --output-dir web/locales \
		--domain roadshow --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		--locale $(locale) &&) true

types: $(DEV) ## Bring the browser's types up to date with the server's
	python -m tools.protocol_types

vendor: $(DEV) ## Fetch the browser modules and icons that vendor.json pins
	python -m tools.vendor

lock: $(DEV) ## Resolve what pyproject.toml and package.json ask for (UPGRADE=1: the newest)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	npm install --package-lock-only --silent

clean: ## Remove all that make has made; data in var/ stays
	rm -rf .venv node_modules .cache .hypothesis shots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run-ready: requirements.lock tools/setup.sh
	tools/setup.sh run
	touch $@

.venv/.dev-ready: requirements-dev.lock tools/setup.sh
	tools/setup.sh dev
	touch $@

node_modules/.ready: package.json package-lock.json .npmrc | .venv/.dev-ready
	echo "roadshow: installing what package-lock.json names"
	npm ci --silent
	touch $@
