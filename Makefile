# Everything a developer or a newcomer runs. `make demo` and `make test` need Python 3.11+ and make only.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
CODE   := graph ingest rag ui tests benchmarks
DEMO   := embedded:.cartulary/demo

.PHONY: demo ui test check bench generate format clean embeddings

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cartulary needs Python 3.11 or newer; set PYTHON=…"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet uv

$(VENV)/.base: $(UV) pyproject.toml constraints.txt
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --editable .
	@$(BIN)/python -m compileall -q graph ingest rag ui
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable . --group dev
	@touch $@

$(VENV)/.embeddings: $(VENV)/.base
	@sh ./embeddings.sh $(BIN)
	@touch $@

embeddings: $(VENV)/.embeddings  ## sentence-transformers, with torch's CPU build where that can be had

demo: $(VENV)/.base  ## ingest the sample landscape, ask five questions
	@$(BIN)/cartulary --store $(DEMO) ingest examples/landscape
	@$(BIN)/cartulary --store $(DEMO) demo examples/questions.txt
	@echo "The pages: make ui"

ui: $(VENV)/.base  ## serve the pages on loopback
	@test -d .cartulary/demo || $(MAKE) --no-print-directory demo
	@CARTULARY_STORE=$${CARTULARY_STORE:-$(DEMO)} $(BIN)/streamlit run ui/app.py

check: $(VENV)/.dev  ## the fast loop: format, lint, types, layers, unit tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/python -m graph.generate --check
	$(BIN)/python -m ingest.generate --check
	$(BIN)/lint-imports
	$(BIN)/pyright --threads 2
	$(BIN)/pytest -q -n 2 -m "not slow and not sentences and not store and not browser and not corpus"

test: $(VENV)/.dev $(VENV)/.embeddings  ## everything, on the embedded store and on Neo4j
	@sh tests/system_packages.sh
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/python -m graph.generate --check
	$(BIN)/python -m ingest.generate --check
	$(BIN)/lint-imports
	$(BIN)/pyright --threads 2
	$(BIN)/pytest -q -n 2 -m "not store and not browser"
	$(BIN)/pytest -q -m "store or browser"

bench: $(VENV)/.dev  ## measurements, as ratios within one run
	$(BIN)/python -m benchmarks

generate: $(VENV)/.dev  ## write what is derived from the ontology, the settings and the connectors
	$(BIN)/python -m graph.generate
	$(BIN)/python -m ingest.generate

format: $(VENV)/.dev
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

clean:  ## remove what make made, but the catalog in .cartulary
	rm -rf $(VENV) .cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
