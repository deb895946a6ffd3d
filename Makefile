# `make help` lists the targets.
SWIFT ?= swift
MINUTES ?= 10
VESP = .build/release/vesp
# Scratch path of the build with the Swift runtime in it, and where its packages go.
STATIC = .build/static
DIST = .build/dist
PREFIX ?= /usr/local
BASELINE = Fixtures/baselines/scenarios.json
# Tests begin when there is room for them: their time limits count no wait for a thread.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= $(shell expr 2 '*' $$(nproc))

BUILD_PACKAGES = gcc-xtensa-lx106 binutils-xtensa-lx106 picolibc-xtensa-lx106-elf libmbedtls-dev libslirp-dev libsqlite3-dev dpkg-dev ca-certificates gcc libc6-dev
TEST_PACKAGES = qemu-system-misc mosquitto mosquitto-clients openssl time chromium fonts-dejavu-core gtkwave tshark \
	libxml2-utils csmith libcsmith-dev curl debootstrap python3-pip python3-venv

.PHONY: help deps test-deps test-firmware test-tools firmware fidelity-firmware build run test test-long fuzz fuzz-asan bench \
	fidelity docs baseline schemas dist install lint format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the packages a build needs
	@scripts/install-dependencies.sh $(BUILD_PACKAGES)

test-deps: deps ## install the packages the tests need
	@scripts/install-dependencies.sh $(TEST_PACKAGES)

test-firmware: test-deps ## fetch firmware of others for the tests that read it; they are skipped where it cannot be had
	@scripts/fetch-test-firmware.sh .build/test-firmware || [ $$? -eq 69 ]

test-tools: test-deps ## fetch esptool, mpremote, miniterm, pytest and the AWS CLI for the tests that start them; they are skipped likewise
	@scripts/fetch-test-tools.sh .build/test-tools || [ $$? -eq 69 ]

firmware: deps ## cross-compile the guest images into .build/firmware
	@$(MAKE) --no-print-directory -f Sources/Firmware/build.mk

fidelity-firmware: firmware ## cross-compile what repeats published measurements, by four compilers (two are fetched)
	@$(MAKE) --no-print-directory -f Sources/Firmware/build.mk fidelity

build: deps ## build the tool, .build/release/vesp
	$(SWIFT) build -c release --product vesp

run: firmware build ## the demonstration: an RSA-2048 handshake at 80 MHz (exits 0 although it trips)
	@$(VESP) run Fixtures/scenarios/rsa-2048-80mhz.yml; code=$$?; [ $$code -le 1 ] || exit $$code

ifdef VESP_LONG_TESTS
test: test-deps test-firmware test-tools dist ## every test
	VESP_TOOL=$(CURDIR)/$(STATIC)/release/vesp VESP_DIST=$(CURDIR)/$(DIST) $(SWIFT) test
else
test: test-deps test-firmware test-tools fidelity-firmware build
	VESP_TOOL=$(CURDIR)/$(VESP) $(SWIFT) test
endif

test-long: ## every test and those that take minutes, with the tool as make dist packs it
	@VESP_LONG_TESTS=1 $(MAKE) --no-print-directory test

fuzz: test-deps firmware ## random programs, registers and files for MINUTES, seeded with VESP_SEED or the commit
	@SWIFT="$(SWIFT)" scripts/fuzz.sh $(MINUTES)

fuzz-asan: test-deps firmware ## the random tests once under the address sanitizer
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize=address --scratch-path .build/asan --filter 'Fuzz|PathAgreement'

bench: test-deps firmware build ## instructions per second of vesp and of qemu-system-xtensa, side by side; cost of a register access; load on vesp cloud serve beside mosquitto
	@scripts/bench.sh $(VESP) .build/firmware/crypto-bench.elf
	$(SWIFT) build -c release --product register-bench
	@.build/release/register-bench .build/firmware/registers.elf
	$(SWIFT) build -c release --product idle-bench
	@.build/release/idle-bench .build/firmware/idle.elf
	@scripts/bench-firmware.sh $(VESP)
	$(SWIFT) build -c release --product cloud-bench
	@HISTORY="$(CLOUD_HISTORY)" scripts/bench-cloud.sh $(VESP) .build/release/cloud-bench

fidelity: fidelity-firmware test-firmware build ## repeat published measurements; writes docs/fidelity.md
	@$(VESP) fidelity --long --output docs/fidelity.md
	@grep -m 1 '^\*\*' docs/fidelity.md | tr -d '*'

docs: firmware build ## write the current reports into README and docs/advise.md, the benchmark history into docs/performance.md
	@scripts/update-readme.sh README.md
	@scripts/update-readme.sh docs/advise.md
	@VESP_WRITE_DOCS=1 VESP_TOOL=$(abspath $(VESP)) $(SWIFT) test --filter 'ErrorCatalogueTests.*documentation|SystemsTests.*README'
	@scripts/update-history.sh docs/performance.md benchmarks/history.tsv
	@scripts/update-history.sh docs/performance.md benchmarks/cloud-history.tsv cloud

baseline: firmware build ## measure Fixtures/scenarios anew and write the baseline that make test compares with
	@$(VESP) check Fixtures/scenarios/*.yml --baseline $(BASELINE) --update-baseline

schemas: build ## write the JSON Schemas of scenario, profile, matrix, record and baseline
	@for kind in scenario profile matrix record baseline; do \
	    $(VESP) schema $$kind > schemas/$$($(VESP) schema $$kind --name) || exit 1; \
	done

dist: fidelity-firmware ## pack .build/dist/vesp-VERSION-linux-x86_64.tar.gz and a .deb that need no Swift
	@# A folder in which the linker finds SQLite as an archive, and no shared library.
	@mkdir -p $(STATIC)/lib && ln -sf "$$(gcc -print-file-name=libsqlite3.a)" $(STATIC)/lib/
	$(SWIFT) build -c release --product vesp --static-swift-stdlib -Xlinker -L$(CURDIR)/$(STATIC)/lib --scratch-path $(STATIC)
	@SWIFT="$(SWIFT)" scripts/dist.sh $(STATIC) .build/firmware $(DIST)

install: fidelity-firmware build ## install tool, firmware, profiles, completions and man page under PREFIX
	@scripts/install.sh $(VESP) .build/firmware $(PREFIX)

lint: ## check the format
	$(SWIFT) format lint --strict --recursive Sources Tests benchmarks Package.swift

format: ## apply the format
	$(SWIFT) format --in-place --recursive Sources Tests benchmarks Package.swift

clean: ## remove everything built
	rm -rf .build
