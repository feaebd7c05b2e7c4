# make demo   codes the sample articles and says where the report lies
# make test   runs the tests in a virtual environment of its own
# make lint, make types
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= demo-out

.PHONY: train picture demo test lint types clean
.DEFAULT_GOAL := help

.PHONY: help
help:
	@sed -n 's/^# //p' Makefile

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "isnad needs Python 3.11 or later; say which with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[desk]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@mkdir -p $(OUT)
	@$(BIN)/isnad code samples --format html --output $(OUT)/report.html
	@$(BIN)/isnad code samples --format jsonl --output $(OUT)/codings.jsonl 2> /dev/null
	@rm -f $(OUT)/corpus.db*
	@$(BIN)/isnad add $(OUT)/corpus.db samples > /dev/null 2>&1
	@$(BIN)/isnad dossier $(OUT)/corpus.db --about "مالي" -o $(OUT)/dossier.html > /dev/null 2>&1
	@echo
	@echo "Read the report in a browser:  $(OUT)/report.html"
	@echo "The same for programs:         $(OUT)/codings.jsonl"
	@echo "A dossier on Mali:             $(OUT)/dossier.html"
	@echo "Read, check and correct it:    $(BIN)/isnad desk $(OUT)/corpus.db"
	@echo "One article at the terminal:   $(BIN)/isnad code samples/01-mediation-agadez.txt"

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests

# make picture   takes docs/reader.png from the demo's report (needs chromium and Noto fonts)
picture: demo
	$(BIN)/python docs/take_picture.py $(OUT) docs/reader.png

types: $(VENV)/.dev
	$(BIN)/mypy

# make train  makes every shipped model again (needs ../shared; hours on one core; PART=events: the event models, 1 hour)
WORK ?= $(CURDIR)/train-out
PART ?= all
train:
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install -q --disable-pip-version-check -e . -r training/requirements.txt
	training/all.sh .venv-train/bin/python $(WORK) $(PART)

clean:
	rm -rf $(OUT) build dist src/*.egg-info
