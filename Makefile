# Two commands do everything on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := run

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PORT ?= 8000
# `make run` serves plain HTTP on this machine only; anywhere else HTTPS is required.
LOCAL := INSECURE_LOCALHOST=1

.PHONY: run develop install install-dev test check audit unit unit-postgres journeys bench screenshots clean

run: install
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_demo
	@$(LOCAL) $(MANAGE) collectstatic --no-input --verbosity 0
	@echo "Serving on http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	@exec env $(LOCAL) .venv/bin/gunicorn dhr_qa.wsgi --bind 127.0.0.1:$(PORT) --workers 2 \
		--timeout 180 --log-level warning

develop: install  ## the same with Django's debug pages, reloading, and /design-system/
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_demo
	@DEBUG=1 $(MANAGE) runserver $(PORT)

install: .venv/.run
install-dev: .venv/.test

.venv/.run: requirements.txt .ci/native
	@bash .ci/native run
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || python3 -m venv --clear .venv
	@echo "Installing Python packages (once)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.test: .venv/.run requirements-dev.txt .ci/native
	@bash .ci/native test
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@test -x /usr/bin/chromium || $(PYTHON) -m playwright install --with-deps chromium
	@test -e .venv/axe/node_modules/axe-core/axe.min.js || \
		npm install --silent --no-audit --no-fund --prefix .venv/axe axe-core@4.14.1 >/dev/null
	@touch $@

test: install-dev check unit unit-postgres journeys

check: install-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	.venv/bin/djlint --check --lint templates
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) draw_workflow --check
	$(PYTHON) -Werror manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m dhr_qa.tests.dependencies

audit: install-dev  ## fails when the database of known weaknesses cannot be asked
	$(PYTHON) -m dhr_qa.tests.dependencies --must-run

unit: install-dev
	$(PYTHON) -m pytest -n 2 -m "not journey"

unit-postgres: install-dev  ## without the rooms that know no database
	$(PYTHON) -m dhr_qa.tests.postgres $(PYTHON) -m pytest -n 2 -m "not journey" \
		--ignore=govuk --ignore=printing --ignore=sandbox

journeys: install-dev
	$(PYTHON) -m pytest -m journey

bench: install-dev
	$(PYTHON) -m dhr_qa.tests.bench

screenshots: install-dev  ## the pictures of the README and the user guide
	$(PYTHON) -m dhr_qa.tests.screenshots

clean:  ## what was installed; what was kept stays
	rm -rf .venv
