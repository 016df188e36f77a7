"""The names that `import dragoman` offers."""

import subprocess
import sys

import pytest

import dragoman


@pytest.mark.parametrize("name", dragoman.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(dragoman, name) is getattr(dragoman, name)
    assert name in dir(dragoman)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'translate'"):
        _ = dragoman.translate


def test_importing_loads_no_model_and_no_parser() -> None:
    code = (
        "import sys, dragoman; print([n for n in ('spacy', 'onnxruntime', 'numpy', 'trafilatura') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_importing_and_loading_need_no_torch() -> None:
    code = "import sys, dragoman; dragoman.load; dragoman.read; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
