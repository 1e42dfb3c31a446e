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
	@$(SWIFT) test --skip-build --no-parallel $(TEST_FLAGS)

demo: build  ## Run every application on the samples under Data/; results in demo/.
	@.ci/font.sh
	@.ci/demo.sh

lint:  ## Check the format and the rules of the house.
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Apps Tests

format:  ## Format the sources in place.
	@$(SWIFT) format --in-place --recursive Package.swift Sources Apps Tests

bench: setup  ## Measure speed, one JSON line a workload.
	@$(SWIFT) run -c release bench --json

golden:  ## Regenerate the golden files of the tests (needs torch, torchvision, numpy, safetensors, sacrebleu and cairosvg).
	@$(PYTHON) Tests/golden/make_golden.py
	@$(PYTHON) Tests/golden/workloads.py
	@$(PYTHON) Tests/golden/translation_metrics.py
	@$(PYTHON) Tests/golden/classifier_fixture.py
	@$(PYTHON) Tests/golden/encoder_decoder_fixture.py
	@$(PYTHON) Tests/golden/photo_fixture.py
	@$(PYTHON) Tests/golden/color_net_fixture.py
	@$(PYTHON) Tests/golden/detector_fixture.py
	@$(PYTHON) Tests/golden/detection_loss_fixture.py
	@$(PYTHON) Tests/golden/handwriting_fixture.py
	@$(PYTHON) Tests/golden/ink_fixture.py

# The weights under Data/Models/translate-*: DATA is a folder with Tatoeba's pairs, EVERYDAY one with en-zh.train.tsv.gz of everyday
# speech, PHRASES one with a phrasebook and its slots, DICTIONARY the file of CC-CEDICT (see the models' cards).
DATA ?= data/tatoeba
EVERYDAY ?= data/xdailydialog
PHRASES ?= data/phrasebook
DICTIONARY ?= data/cedict_ts.u8.gz
TRANSLATE = .build/release/translate train --data $(DATA)/en-fr.train.tsv.gz --data $(DATA)/en-zh.train.tsv.gz \
  --validation $(DATA)/en-fr.valid.tsv.gz --validation $(DATA)/en-zh.valid.tsv.gz
# Tatoeba alone: a beginning in which Chinese is shown twice, then five epochs. Then all of the data, with more pieces.
BEGIN = --repetitions 1 --repetitions 2 --dropout 0.15 --batch-size 1000 --vocabulary 7000 --epochs 2
GO_ON = --repetitions 1 --repetitions 1 --batch-size 1000 --learning-rate 0.0015 --epochs 5 --seed 2
ALL = --repetitions 0.8 --repetitions 1.5 --data $(EVERYDAY)/en-zh.train.tsv.gz --validation none --repetitions 0.7 \
  --phrasebook $(PHRASES)/train.tsv --slots $(PHRASES)/slots.json --phrasebook-repetitions 2 \
  --single-words 1 --dictionary $(DICTIONARY) --vocabulary 8600 --batch-size 1600 --learning-rate 0.0012 --epochs 6 --seed 3
FROM_EN = --from en --to fr --from en --to zh
TO_EN = --swap --from fr --to en --from zh --to en

train-translate: build  ## Train translators as those that ship (DATA, EVERYDAY, PHRASES, DICTIONARY: see the Makefile).
	@$(TRANSLATE) $(BEGIN) $(FROM_EN) --out training/from-en-1
	@$(TRANSLATE) $(GO_ON) $(FROM_EN) --weights training/from-en-1/model.safetensors --out training/from-en-2
	@$(TRANSLATE) $(ALL) $(FROM_EN) --from en --to zh --weights training/from-en-2/model.safetensors \
	  --out training/translate-from-en
	@$(TRANSLATE) $(BEGIN) $(TO_EN) --out training/to-en-1
	@$(TRANSLATE) $(GO_ON) $(TO_EN) --weights training/to-en-1/model.safetensors --out training/to-en-2
	@$(TRANSLATE) $(ALL) $(TO_EN) --from zh --to en --weights training/to-en-2/model.safetensors \
	  --out training/translate-to-en

train-chat: DATA = data/dialogue
train-chat: TEXT = data/tatoeba
train-chat: OPEN = $(DATA)/open.train.jsonl.gz
train-chat: TALK = data/phrasebook/talk.train.txt
# First how people talk, and write at all; then more of that; then mostly the bot's own conversations, in small batches.
train-chat: build  ## Train the bot that ships (DATA=folder with train.jsonl.gz and valid.jsonl.gz, TEXT=folder of Tatoeba, OPEN, TALK).
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --epochs 6 \
	  --out training/chat-1
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --epochs 4 --seed 1 \
	  --text $(TEXT)/en-fr.train.tsv.gz --text $(TEXT)/en-zh.train.tsv.gz \
	  --weights training/chat-1/model.safetensors --out training/chat-2
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --data $(OPEN) --talk $(TALK) \
	  --talk-repetitions 4 --share dailydialog++=0.7 --share self-dialogue=0.1 --share topical-chat=0.05 \
	  --share synthetic-persona-chat=0.8 --share personachat=0.8 --share esconv=0.4 --share dialogsum=0.6 --epochs 2 \
	  --learning-rate 0.0015 --seed 2 --weights training/chat-2/model.safetensors --out training/chat-3
	@.build/release/chat train --data $(DATA)/train.jsonl.gz --validation $(DATA)/valid.jsonl.gz --data $(OPEN) --talk $(TALK) \
	  --talk-repetitions 6 --share dailydialog=0.1 --share dailydialog++=0.08 --share chatterbot=0.5 \
	  --share empathetic-dialogues=0.1 --share commonsense-dialogues=0.1 --share synthetic-persona-chat=0.03 \
	  --share dialogsum=0.05 --share esconv=0.02 --share personachat=0 --share self-dialogue=0 --share topical-chat=0 \
	  --epochs 6 --learning-rate 0.001 --batch-size 1000 --dropout 0.15 --seed 3 \
	  --weights training/chat-3/model.safetensors --out training/chat

clean:  ## Remove what was built and shown.
	@rm -rf .build demo
