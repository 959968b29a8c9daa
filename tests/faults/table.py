"""The table of faults: which there are, which tests hold them, and what those observed.

    python tests/faults/table.py            runs them and prints the table
    python tests/faults/table.py --write    writes it to docs/faults.md, too

A test says what it observed with pytest's `record_property("observed", …)`; "items", "lost" and "repeated" are counted together.
"""

import ast
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import tomli

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
COMMAND = "python tests/faults/table.py --write"
_ID = re.compile(r"_(f\d\d)(?=_)")


@dataclass
class Fault:
    """A fault and the tests that hold it, as file::function."""

    id: str
    words: str
    note: str
    tests: list[str]


@dataclass
class Run:
    """What came of the tests; a plugin of pytest."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)  # by file::function
    observed: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one test's outcome and what it observed."""
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.partition("[")[0]
        self.outcomes.setdefault(name, Counter())[report.outcome] += 1
        for key, value in report.user_properties if report.when == "call" else ():
            if key == "observed":
                case = report.nodeid.partition("[")[2].rstrip("]")
                self.observed.setdefault(name, []).append(f"{case}: {value}" if case else str(value))
            else:
                self.counts[key] += int(str(value))


def faults() -> list[Fault]:
    """Give the faults, in order, with their tests."""
    told = tomli.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))
    named: dict[str, list[str]] = {}
    for test in tests():
        for found in _ID.findall(test.partition("::")[2]):
            named.setdefault(found.upper(), []).append(test)
    return [
        Fault(name, fault["fault"], fault.get("note", ""), list(dict.fromkeys([*named.get(name, ()), *fault.get("tests", ())])))
        for name, fault in told.items()
    ]  # fmt: skip


def tests() -> list[str]:
    """Give every test function of the repository."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


def run(chosen: list[Fault]) -> Run:
    """Run the tests of these faults."""
    done = Run()
    asked = list(dict.fromkeys(test for fault in chosen for test in fault.tests))
    pytest.main(["--rootdir", str(ROOT), *(str(ROOT / test) for test in asked)], plugins=[done])
    return done


def table(chosen: list[Fault], done: Run) -> str:
    """Write the page."""
    passed = [fault for fault in chosen if state(fault, done) == "pass"]
    cases = sum(sum(outcomes.values()) for outcomes in done.outcomes.values())
    counts = done.counts
    rows = [
        f"| {fault.id} | {fault.words} | {state(fault, done)} | {seen(fault, done)} | {where(fault)} |" for fault in chosen
    ]  # fmt: skip
    return "\n".join(
        [
            "# Faults",
            "",
            "What can happen to a program that asks other people's servers, and what these tests make of it. Made by",
            "",
            "```",
            COMMAND,
            "```",
            "",
            f"- Faults: {len(passed)} of {len(chosen)} pass, in {cases} cases.",
            f"- Items: {counts['items']:,}; lost {counts['lost']}, told or read twice {counts['repeated']}.",
            f"- Polls in a month: {counts['polls']:,}, each one request; {counts['saved']:,} cost no more than a 304.",
            f"- Bogus or stale validators, cookies, referrers, requests during a pause: {counts['held']}.",
            "",
            "| | fault | | observed | tests |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def state(fault: Fault, done: Run) -> str:
    """Say pass only where every test of a fault ran and passed."""
    outcomes = [done.outcomes.get(test, Counter()) for test in fault.tests]
    return "pass" if outcomes and all(found and found.keys() == {"passed"} for found in outcomes) else "FAIL"


def seen(fault: Fault, done: Run) -> str:
    """Give what the tests of a fault observed; of those that hold many, only what their names begin with."""
    said = [
        line for test in fault.tests if _ID.findall(test)[:1] in ([], [fault.id.lower()]) for line in done.observed.get(test, ())
    ]  # fmt: skip
    cases = sum(sum(done.outcomes.get(test, Counter()).values()) for test in fault.tests)
    return "<br>".join(
        [f"{cases} case{'' if cases == 1 else 's'}", *said, *([fault.note] if fault.note else [])]
    )


def where(fault: Fault) -> str:
    """Name the tests of a fault, file by file."""
    files: dict[str, list[str]] = {}
    for test in fault.tests:
        file, _, name = test.partition("::")
        files.setdefault(file.removeprefix("tests/"), []).append(name.removeprefix("test_"))
    return "<br>".join(f"`{file}`: {', '.join(names)}" for file, names in files.items())


def main() -> None:
    """Run them all and show what came of it."""
    chosen = faults()
    done = run(chosen)
    page = table(chosen, done)
    sys.stdout.write(page)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    sys.exit(any(state(fault, done) != "pass" for fault in chosen))


if __name__ == "__main__":
    main()
