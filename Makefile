# Everything a person or CI does with the project; CI calls these and nothing else.
# DOCKET_SHARED may name a folder with the conformance suites (conformance/dmn-tck, …); without it
# the suites that need them are skipped, and say so.

SHELL := /bin/bash
DOCKET_SHARED ?=
PREFIX ?= /usr/local
FUZZ_COUNT ?= 5000
FUZZ_RUNS ?= 3000
FUZZ_KILLED_RUNS ?= 100
COUNT ?= 200
SIZES ?= 10,1000,10000,100000
SEED ?=
export DOCKET_SHARED := $(abspath $(DOCKET_SHARED))
ifeq ($(DOCKET_SHARED),)
export DOCKET_SHARED :=
endif

SOURCES := Package.swift Sources Tests Benchmarks
CHECK_IMPORTS := --explicit-target-dependency-import-check error
DEBUG := .build/debug
RELEASE := .build/release
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: help demo test build library python lint format record conformance bench bench-peers chaos fuzz install clean packages release

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

python: library ## build the Python wheel into dist/
	python3 bindings/python/build_docket.py dist

demo: release ## install what is missing, build, and run the sample cases of all four kinds
	swift build -c release --product docket-standins
	@scripts/demo

test: packages ## install what is missing, build, and run all tests
	swift build --build-tests $(CHECK_IMPORTS)
	swift test --skip-build --no-parallel # servers and killed processes would starve each other on few cores

build: packages ## build for development
	swift build $(CHECK_IMPORTS)

release: packages
	swift build -c release --product docket

library: packages ## build libdocket.so, the engine for programs in C and whatever calls C
	swift build -c release --product DocketC

lint: packages ## check the style, the layers and the size of files
	swift format lint --strict --recursive --parallel $(SOURCES)
	scripts/lint

format: ## put the sources into the project's style
	swift format format --in-place --recursive --parallel $(SOURCES)

record: build ## write the generated files anew: golden texts and reference pages
	scripts/record

conformance: packages ## run the DMN and SCXML suites found under DOCKET_SHARED and hold the counts
	@scripts/conformance

bench: packages ## measure, and print ratios within this run
	@scripts/bench

bench-peers: packages ## measure beside other engines of decision tables, and keep the table in docs/performance.md; SIZES=10,1000 is a short run
	Benchmarks/peers/run --sizes $(SIZES) --output docs/performance.md

chaos: packages ## kill the daemon COUNT times under load (200 unless told otherwise) and prove that nothing is lost or doubled
	@COUNT=$(COUNT) SEED=$(SEED) scripts/chaos

fuzz: packages ## feed the readers with broken input, FUZZ_COUNT each; compare FUZZ_RUNS random workflows with the store
	swift build --product Fuzz
	$(DEBUG)/Fuzz --count $(FUZZ_COUNT)
	swift build -c release --product docket-conformance
	$(RELEASE)/docket-conformance scxml-random --mode reload --count $(FUZZ_RUNS) $(if $(SEED),--seed $(SEED))
	$(RELEASE)/docket-conformance scxml-random --mode crash --count $(FUZZ_KILLED_RUNS) $(if $(SEED),--seed $(SEED))

install: release library ## install the command, the library, man page, completions and systemd unit under PREFIX
	install -D -m 755 $(RELEASE)/docket $(DESTDIR)$(PREFIX)/bin/docket
	strip --strip-debug $(DESTDIR)$(PREFIX)/bin/docket
	@mkdir -p $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
	  $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(RELEASE)/docket manual >$(SHARE)/man/man1/docket.1
	$(RELEASE)/docket completions bash >$(SHARE)/bash-completion/completions/docket
	$(RELEASE)/docket completions zsh >$(SHARE)/zsh/site-functions/_docket
	$(RELEASE)/docket completions fish >$(SHARE)/fish/vendor_completions.d/docket.fish
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' packaging/docket.service \
	  >$(DESTDIR)$(PREFIX)/lib/systemd/system/docket.service
	install -D -m 755 $(RELEASE)/libDocketC.so $(DESTDIR)$(PREFIX)/lib/libdocket.so.1
	strip --strip-unneeded $(DESTDIR)$(PREFIX)/lib/libdocket.so.1
	ln -sf libdocket.so.1 $(DESTDIR)$(PREFIX)/lib/libdocket.so
	install -D -m 644 Sources/CLibraries/CDocket/docket.h $(DESTDIR)$(PREFIX)/include/docket.h
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed "s|@PREFIX@|$(PREFIX)|; s|@VERSION@|$$($(RELEASE)/docket --version | cut -d' ' -f2)|" \
	  packaging/docket.pc >$(DESTDIR)$(PREFIX)/lib/pkgconfig/docket.pc
	install -D -m 644 packaging/docket.logrotate $(SHARE)/docket/logrotate

clean: ## delete what was built
	rm -rf .build .demo .bench-peers dist

packages:
	@scripts/install-packages
