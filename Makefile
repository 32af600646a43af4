# What is done with this repository, one purpose a target. It takes Rust, Python 3.11 or later, make, and the package
# registries; everything else is installed into the cache, and reused.

PYTHON ?= python3
EBDEPLOY_CACHE ?= $(HOME)/.cache/ebdeploy
CARGO_TARGET_DIR ?= $(EBDEPLOY_CACHE)/target
TOOLS := $(EBDEPLOY_CACHE)/tools
GUIDE := $(CARGO_TARGET_DIR)/guide
DENY_VERSION := 0.20.2
ACTIONLINT_VERSION := 1.7.12
MDBOOK_VERSION := 0.5.4
# made when they are first asked for
DEV = $(shell $(PYTHON) localstack/venvs.py dev)/bin
CI = $(shell $(PYTHON) localstack/venvs.py ci)/bin
DJANGO = $(shell $(PYTHON) localstack/venvs.py django)/bin

export EBDEPLOY_CACHE CARGO_TARGET_DIR
export PATH := $(TOOLS)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help build check test servers image demo bench localstack schema pages guide walk tools clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-11s %s\n", $$1, $$2 }' Makefile

build: ## build ebdeploy, into $CARGO_TARGET_DIR/debug
	cargo build --locked

check: tools guide ## formatting, lints, types, documentation, dependencies
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps
	cargo deny --locked check bans licenses sources
	@if cargo deny fetch db 2>/dev/null; then cargo deny check advisories; \
		else echo "advisories: not checked, their database cannot be fetched here"; fi
	cd localstack && $(DEV)/ruff check . ../demo ../benches ../examples ../tests --config pyproject.toml
	cd localstack && $(DEV)/ruff format --check . ../demo ../benches ../examples ../tests --config pyproject.toml
	cd localstack && $(DEV)/mypy
	cd localstack && MYPYPATH=../demo $(DEV)/mypy ../demo ../benches
	cd localstack && MYPYPATH=../examples/django $(DEV)/mypy ../examples
	cd localstack && MYPYPATH=.:../demo:../tests $(DEV)/mypy ../tests
	cd tests && $(CI)/python -m ci.lint

test: ## all tests: of ebdeploy, of what pipelines run, of the emulator, of the example
	cargo test --locked
	PYTHONPATH=demo:localstack:tests $(CI)/python -m pytest tests/ci tests/guide -q -p no:cacheprovider
	$(DEV)/python -m pytest localstack/tests -q
	cd examples/django && $(DJANGO)/python manage.py test --settings shop.settings.local
	$(MAKE) servers

servers: build ## what scaffold writes, in the hands of Apache, nginx, Django and Express
	PYTHONPATH=demo:localstack:localstack/src:tests $(DEV)/python -m pytest tests/servers -q -p no:cacheprovider

image: ## the image, by its Dockerfile's steps, and what is released; the first time takes a quarter of an hour
	PYTHONPATH=demo:localstack:tests $(CI)/python -m pytest tests/image -q -p no:cacheprovider

demo: build ## the whole story on environments/local.toml, in a LocalStack of its own
	$(PYTHON) demo/demo.py

bench: ## what a plan costs: time, memory, calls, waves
	PYTHONPATH=demo $(PYTHON) benches/plan.py
	PYTHONPATH=demo $(PYTHON) benches/fleet.py

localstack: ## LocalStack in the foreground; PORT=4566 and HOME_DIR=folder may be given
	@$(PYTHON) localstack/run.py $(if $(PORT),--port $(PORT)) $(if $(HOME_DIR),--home $(HOME_DIR))

schema: build ## write the JSON Schemas of files and saved plans anew
	$(CARGO_TARGET_DIR)/debug/ebdeploy schema > environments/schema.json
	$(CARGO_TARGET_DIR)/debug/ebdeploy schema --saved-plan > docs/saved-plan.schema.json

pages: ## write the pages of the guide anew that are made from the types
	GUIDE_WRITE=1 cargo test --locked --test it -- guide::

guide: tools ## build the guide, and check its links
	@rm -rf $(GUIDE) && mkdir -p $(GUIDE)/localstack
	$(TOOLS)/bin/mdbook build docs -d $(GUIDE)/docs
	@cp -r action.yml Dockerfile environments examples $(GUIDE)
	cd tests && $(CI)/python -m guide.links $(GUIDE)/docs

walk: build ## follow a page of the guide, PAGE=docs/https.md, and print what a terminal shows
	@PYTHONPATH=demo:localstack:tests $(CI)/python -m guide.transcript $(or $(PAGE),docs/https.md)

tools: $(TOOLS)/cargo-deny-$(DENY_VERSION) $(TOOLS)/actionlint-$(ACTIONLINT_VERSION) $(TOOLS)/mdbook-$(MDBOOK_VERSION)

# where there is Go to build it with; it is one of several linters of workflows
$(TOOLS)/actionlint-$(ACTIONLINT_VERSION):
	@mkdir -p $(TOOLS)/bin
	@command -v go >/dev/null || exit 0; \
		GOBIN=$(TOOLS)/bin go install github.com/rhysd/actionlint/cmd/actionlint@v$(ACTIONLINT_VERSION) && touch $@ \
		|| echo "actionlint: cannot be built here"

$(TOOLS)/cargo-deny-$(DENY_VERSION):
	cargo install --locked --debug cargo-deny --version $(DENY_VERSION) --root $(TOOLS) --target-dir $(TOOLS)/target
	@rm -rf $(TOOLS)/target && touch $@

$(TOOLS)/mdbook-$(MDBOOK_VERSION):
	cargo install --locked --debug mdbook --version $(MDBOOK_VERSION) --no-default-features --root $(TOOLS) --target-dir $(TOOLS)/target
	@rm -rf $(TOOLS)/target && touch $@

clean: ## remove what was built; the cache's Python environments and tools stay
	cargo clean
