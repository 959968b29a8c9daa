"""The table of faults holds every fault, every fault its tests, and docs/faults.md the table."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

HELD = [*range(1, 33), *range(56, 66), 72]


@pytest.fixture(scope="module")
def table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("faults_table", Path(__file__).parent / "table.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_fault_is_held(table: ModuleType) -> None:
    assert [fault.id for fault in table.faults()] == [f"F{number:02}" for number in HELD]
    assert [fault.id for fault in table.faults() if not fault.tests] == []


def test_every_test_that_is_named_is_there(table: ModuleType) -> None:
    known = set(table.tests())
    assert [test for fault in table.faults() for test in fault.tests if test not in known] == []


def test_the_page_is_current(table: ModuleType) -> None:
    page = table.PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (F\d\d) \| (.*?) \| (.*?) \| .*? \| (.*?) \|$", page, re.MULTILINE)
    assert rows == [(fault.id, fault.words, "pass", table.where(fault)) for fault in table.faults()]
    assert table.COMMAND in page
