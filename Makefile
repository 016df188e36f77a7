# `make demo` codes two example pages, `make test` runs the tests; both install what they need first, from the lock files.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Needed only to renew the lock files.
UV := uv==0.13.9
# What the accelerated builds of torch bring along; the plain ones do without, so no lock names it.
ACCELERATORS := cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx triton

.PHONY: demo test check lint format-check types docs train lock clean

demo: $(VENV)/.installed
	$(BIN)/dragoman code examples/pages

test: $(VENV)/.installed-for-tests
	$(BIN)/python -m pytest $(TESTS)

check: lint format-check types

lint: $(VENV)/.installed-for-tests
	$(BIN)/ruff check

format-check: $(VENV)/.installed-for-tests
	$(BIN)/ruff format --check

types: $(VENV)/.installed-for-training
	$(BIN)/mypy

docs: $(VENV)/.installed
	$(BIN)/python -m dragoman.cli.reference > docs/cli.md

# Fits the model anew and writes over the weights in the package; see docs/training.md.
train: $(VENV)/.installed-for-training
	$(BIN)/python -m dragoman.training

lock: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet $(UV)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-header \
		--extra dev --extra tables --extra gazetteer --extra postgresql --extra stata \
		--constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --extra training \
		--constraint requirements.lock --constraint requirements-dev.lock \
		$(ACCELERATORS:%=--no-emit-package %) --output-file requirements-training.lock

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-for-tests: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	touch $@

# Makes the tests of the training run, which are skipped without it.
$(VENV)/.installed-for-training: $(VENV)/.installed-for-tests requirements-training.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-training.lock
	touch $@
