# Two commands: `make demo` shows what the program does, `make test` passes every
# check. Both need Rust and Node; what else they need they install themselves.

# The build cache lies outside the clone, so that a fresh clone need not compile
# everything anew.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/foreshock
export CARGO_TARGET_DIR ?= $(CACHE)/target
FORESHOCK := $(CARGO_TARGET_DIR)/debug/foreshock
WATCH ?= watches/korea

.PHONY: help demo test web build schemas check-rust check-web check-browser check-api check-hubverse check-sql test-cluster memory fuzz fuzz-corpus simulations golden bench clean

help: ## Show what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: build ## Assess the Korea watch: a board here, demo/brief.html for the browser
	$(FORESHOCK) brief $(WATCH) --lake demo/lake --out demo
	@echo
	@echo "Open demo/brief.html in a browser."

test: web check-rust check-web check-browser check-api ## Pass every check
	@echo "all checks passed"

web: web/dist/app/index.html ## Build the page of the brief and the workbench

web/dist/app/index.html: web/package-lock.json web/brief.html web/app.html $(shell find web/src web/build -type f 2>/dev/null) web/vite.config.ts web/vite.app.config.ts
	@# Modules that are a link belong to another tree, which `npm ci` would empty.
	cd web && { test -L node_modules || npm ci --no-audit --no-fund; } && npm run build

build: web ## Build the program
	cargo build --locked -p foreshock

schemas: build ## Write the JSON Schemas and the types generated from them
	$(FORESHOCK) schema watch > schemas/watch.schema.json
	$(FORESHOCK) schema assessment > schemas/assessment.schema.json
	$(FORESHOCK) schema replay > schemas/replay.schema.json
	$(FORESHOCK) schema backtest > schemas/backtest.schema.json
	$(FORESHOCK) schema api > schemas/api.openapi.json
	cd web && npm run types

check-rust: web
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --quiet
	cargo test --locked --workspace

check-web: web
	cd web && npm run check && npm test
	cd web && types=$$(mktemp -d) && \
	  node scripts/types.mjs ../schemas/assessment.schema.json $$types/assessment.ts \
	    ../schemas/api.openapi.json $$types/schema.ts && \
	  diff $$types/assessment.ts src/lib/assessment.ts && \
	  diff $$types/schema.ts src/app/schema.ts && rm -r $$types

check-browser: build
	scripts/install-chromium
	$(FORESHOCK) brief $(WATCH) --lake demo/lake --out demo > /dev/null
	cd web && npm run fixture && FORESHOCK_BRIEF=$(CURDIR)/demo/brief.html node --test tests/brief.mjs
	scripts/walk-workbench $(FORESHOCK)

check-api: build
	scripts/check-api $(FORESHOCK)

simulations: ## Check the statistics by simulation at full size (an hour or so)
	cargo test --locked --release -p foreshock-counts -- --ignored --nocapture
	cargo test --locked --release -p foreshock-scoring -- --ignored --nocapture
	cargo test --locked --release -p foreshock-effects --test simulations -- --ignored --nocapture --test-threads 1
	cargo test --locked --release -p foreshock-hawkes --test simulations --test simulations_daily --test what_if -- --ignored --nocapture --test-threads 1
	cargo test --locked --release -p foreshock-forecast --test simulations -- --ignored --nocapture
	cargo test --locked --release -p foreshock-assess --test hypotheses -- --ignored --nocapture

golden: ## Make the golden figures anew (needs R with surveillance, and Python)
	cd crates/counts/golden && Rscript make.R && python3 make.py
	cd crates/scoring/golden && python3 make.py
	cd crates/effects/golden && python3 make.py
	cd crates/forecast/golden && python3 make.py
	cd crates/hawkes/golden && python3 continuous.py
	cd crates/hawkes/golden && python3 daily.py

check-hubverse: build ## Open an exported hub with the hubverse's Python client (needs hubdata, jsonschema)
	python3 crates/cli/tests/hubverse.py $(FORESHOCK)

check-sql: build ## Compare our series with those of DuckDB and Polars on the same table (needs duckdb, polars, deltalake from PyPI)
	python3 crates/cli/tests/sql.py $(FORESHOCK) .

test-cluster: web ## Count on a scheduler and two executors, kill one in mid-query (builds DataFusion and Ballista)
	cargo test --locked -p foreshock-cluster -p foreshock --features foreshock/cluster,foreshock-cluster/ballista --lib --test cluster -- --test-threads 1

memory: ## Ingest 5 GB of GDELT-shaped input within 512 MB
	scripts/memory-ingest

fuzz-corpus: ## Make the corpora of the fuzz targets from our rows and the public files
	scripts/fuzz-seeds

fuzz: fuzz-corpus ## Run every fuzz target for an hour (FUZZ_SECONDS, FUZZ_JOBS, FUZZ_SANITIZER)
	scripts/fuzz

bench: ## Measure (see BENCHMARKS.md)
	cargo bench --locked -p foreshock-assess
	scripts/bench-ingest
	scripts/bench-query
	scripts/bench-brief
	scripts/bench-serve
	scripts/bench-crps
	scripts/bench-hawkes

clean: ## Remove what was built
	cargo clean
	rm -rf web/dist web/node_modules demo
