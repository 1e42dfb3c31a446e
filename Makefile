# make help lists the targets.

SWIFT ?= swift
PYTHON ?= python3
# The tests need testability, which the applications do without: each build has its own folder.
TEST_FLAGS = -c release -Xswiftc -enable-testing --scratch-path .build/test

.PHONY: help setup build test demo lint format bench golden train-translate train-chat clean

help:  ## List these targets.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

setup:  ## Install missing system packages through apt (nothing happens where all are there).
	@.ci/setup.sh

build: setup  ## Build the applications in release mode.
	@echo "== building"
	@$(SWIFT) build -c release

test: setup  ## Build and run the whole test suite.
	@echo "== building the tests"
	@$(SWIFT) build --build-tests $(TEST_FLAGS)
	@echo "== testing"
	@$(SWIFT) test --no-parallel $(TEST_FLAGS)

demo: build  ## Run every application on the samples under Data/; results in demo/.
	@.ci/font.sh
	@.ci/demo.sh

lint:  ## Check the format and the rules of the house.
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Apps Tests

format:  ## Format the sources in place.
	@$(SWIFT) format --in-place --recursive Package.swift Sources Apps Tests

bench: setup  ## Measure speed, one JSON line a workload.
	@$(SWIFT) run -c release bench --json

golden:  ## Regenerate the golden files of the tests (needs torch, numpy, safetensors and sacrebleu).
	@$(PYTHON) Tests/golden/make_golden.py
	@$(PYTHON) Tests/golden/workloads.py
	@$(PYTHON) Tests/golden/translation_metrics.py
	@$(PYTHON) Tests/golden/classifier_fixture.py
	@$(PYTHON) Tests/golden/encoder_decoder_fixture.py

# The weights under Data/Models/translate-*: DATA is a folder with Tatoeba's pairs as ARCHITECTURE.md names them.
DATA ?= data/tatoeba
TRANSLATE = .build/release/translate train --data $(DATA)/en-fr.train.tsv.gz --data $(DATA)/en-zh.train.tsv.gz \
  --validation $(DATA)/en-fr.valid.tsv.gz --validation $(DATA)/en-zh.valid.tsv.gz --repetitions 1 --dropout 0.15 --batch-size 1000
# A beginning in which Chinese is shown twice, then the epochs that count.
BEGIN = --repetitions 2 --vocabulary 7000 --epochs 2
GO_ON = --repetitions 1 --learning-rate 0.0015 --epochs 5 --seed 2

train-translate: build  ## Train the translators that ship (DATA=folder with en-fr.train.tsv.gz and the others).
	@$(TRANSLATE) $(BEGIN) --from en --to fr --to zh --out training/translate-from-en-begun
	@$(TRANSLATE) $(GO_ON) --from en --to fr --to zh --weights training/translate-from-en-begun/model.safetensors \
	  --out training/translate-from-en
	@$(TRANSLATE) $(BEGIN) --swap --from fr --from zh --to en --out training/translate-to-en-begun
	@$(TRANSLATE) $(GO_ON) --swap --from fr --from zh --to en --weights training/translate-to-en-begun/model.safetensors \
	  --out training/translate-to-en

train-chat: DATA = data/dialogue
train-chat: TEXT = data/tatoeba
train-chat: build  ## Train the bot that ships (DATA=folder with train.jsonl.gz and valid.jsonl.gz, TEXT=folder of Tatoeba).
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --epochs 6 \
	  --out training/chat-1
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --epochs 4 --seed 1 \
	  --text $(TEXT)/en-fr.train.tsv.gz --text $(TEXT)/en-zh.train.tsv.gz \
	  --weights training/chat-1/model.safetensors --out training/chat

clean:  ## Remove what was built and shown.
	@rm -rf .build demo
