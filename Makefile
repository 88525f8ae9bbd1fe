# The commands of this repository; `make help` lists them. Only Python 3.11, make and bash are needed.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
HOME_DIR := $(or $(ASESOR_HOME),var)
CORPUS_DIR := $(or $(ASESOR_CORPUS),corpus)
PORT ?= 8000
ASK ?=
GOLD := $(foreach folder,tests/gold $(wildcard ../shared/gold),--gold $(folder))
GOLD_DAY := 2026-11-21
CODE := src api bots tests bench training
BUILD_NEEDS := hatchling==1.27.0 editables
PIP := -m pip --disable-pip-version-check

# What the index is made of: a newer file here means that `make demo` builds it again.
INDEXED := $(wildcard $(CORPUS_DIR)/* $(CORPUS_DIR)/*/* models/*/*) \
	$(wildcard src/asesor/index/*.py src/asesor/corpus/*.py src/asesor/language/*.py src/asesor/domain.py)

.PHONY: help demo test check models eval bench lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.base $(HOME_DIR)/current ## three answered questions, then a server (ASK="…" answers one and ends; PORT=…)
ifneq ($(strip $(ASK)),)
	@$(BIN)/asesor preguntar "$$ASK"
else
	@for asked in "q necesito pa sacar el sello ese del águila" \
		"¿todavía puedo pedir el Fondo PYME del INADEM?" \
		"¿cuánto tiempo dura el programa IMMEX y qué reporte entrego cada año?"; do \
		printf '\n› %s\n' "$$asked"; $(BIN)/asesor preguntar "$$asked"; done
	@echo
	@$(BIN)/asesor servir --puerto "$$($(BIN)/python -c "$$FREE_PORT" '$(PORT)')"
endif

test: check ## lint, types, import contracts and all tests, with the extras
	@echo "pytest"
	@$(BIN)/pytest

check: $(VENV)/.dev ## lint, types and import contracts only
	@echo "ruff"
	@$(BIN)/ruff check --quiet $(wildcard $(CODE))
	@echo "mypy"
	@$(BIN)/mypy --no-error-summary
	@echo "import-linter"
	@$(BIN)/lint-imports --no-logo

models: $(VENV)/.dev ## train the encoder and the reader again (some minutes)
	@$(BIN)/python training/reader.py
	@$(BIN)/python training/encoder.py

eval: $(VENV)/.dev $(HOME_DIR)/current ## score the gold sets against tests/config/thresholds.toml
	@ASESOR_TODAY=$(GOLD_DAY) $(BIN)/asesor evaluar $(GOLD) --umbrales tests/config/thresholds.toml

bench: $(VENV)/.dev $(HOME_DIR)/current ## compare with LangChain, growth, HTTP, cold start
	@$(BIN)/python -m bench all

lock: ## resolve pyproject.toml again and write requirements/base.lock and dev.lock (downloads everything)
	@$(find_python); rm -rf var/lock; mkdir -p var/lock
	@$(call resolve,base,.,requirements/torch.txt)
	@$(call resolve,dev,.[neural$(comma)postgres$(comma)dev],requirements/base.lock -c requirements/torch.txt)
	@rm -rf var/lock

clean: ## remove the environment, the index and all caches (keeps corpus and models)
	@rm -rf $(VENV) var dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(find_python); echo "Creando $(VENV) con $$("$$python" --version)"; "$$python" -m venv $(VENV)

# Every dependency is pinned in base.lock, so nothing is resolved.
$(VENV)/.base: requirements/base.lock pyproject.toml | $(VENV)/bin/python
	@$(call install,requirements/base.lock,--no-deps)
	@touch $@

# torch builds differ in what they need beside them: here pip may add what the lock does not name.
$(VENV)/.dev: requirements/dev.lock $(VENV)/.base
	@$(call install,requirements/dev.lock,)
	@touch $@

$(HOME_DIR)/current: $(VENV)/.base $(INDEXED)
	@echo "Construyendo el índice (unos segundos)…"
	@$(BIN)/asesor indexar
	@test -e $@ && touch $@

comma := ,

define find_python
python="$$(for try in $(PYTHON) python3.11 python3 python; do \
	if "$$try" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; \
	then echo "$$try"; break; fi; done)"; \
if [ -z "$$python" ]; then echo "Hace falta Python 3.11 con venv (en Debian y Ubuntu: python3.11 y python3.11-venv)." \
	"Si está en otra parte: make PYTHON=/ruta/a/python3.11 …" >&2; exit 1; fi
endef

# $(1): lock file; $(2): more options for pip
define install
total=$$(grep -c == $(1)); if [ -t 1 ]; then start='\r' end=''; else start='' end='\n'; fi; \
$(BIN)/python $(PIP) install $(2) --progress-bar off -r $(1) | awk -v total=$$total -v of=$(1) -v start="$$start" -v end="$$end" ' \
	function show(what) { printf "%s  %s: %-40s%s", start, of, what, end; fflush() } \
	/^(Collecting|Requirement already)/ && ++n <= total && (end == "" || n % 50 == 0) { show(n " de " total " paquetes") } \
	/^Installing collected/ { show("instalando (cerca de un minuto)…") } \
	END { show("listo"); if (end == "") print "" }'; \
$(BIN)/python $(PIP) install -q --no-deps --no-build-isolation -e .
endef

# $(1): name of the lock; $(2): what to install; $(3): constraints
define resolve
$(find_python); echo "$(1): resolviendo"; "$$python" -m venv var/lock/$(1); \
var/lock/$(1)/bin/python $(PIP) install -q -c $(3) $(BUILD_NEEDS) "$(2)"; \
{ echo "# Made by make lock for Python 3.11: $(2)"; \
var/lock/$(1)/bin/python $(PIP) freeze --exclude asesor | sed 's/+[^+]*$$//'; } > requirements/$(1).lock; \
echo "requirements/$(1).lock: $$(grep -c == requirements/$(1).lock) paquetes"
endef

define FREE_PORT
import socket, sys
with socket.socket() as tried:
    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        tried.bind(("127.0.0.1", int(sys.argv[1])))
        print(sys.argv[1])
    except OSError:
        print(f"El puerto {sys.argv[1]} está ocupado; uso otro.", file=sys.stderr)
        print(0)
endef
export FREE_PORT
export ASK
