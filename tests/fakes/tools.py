"""Tests that need a tool of the operating system say so here, and are named as not run without it."""

import shutil
from pathlib import Path

import pytest


def needs(tool: str) -> Path:
    """Give the path of a tool; without it, the test is skipped and its name says why."""
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"not run: needs {tool}, which is not installed here")
    return Path(found)
