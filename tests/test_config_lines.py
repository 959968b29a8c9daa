"""The map of a TOML file: every key, element and value stands where the map says."""

import json
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from watcher.config.lines import Path, dotted, scan

NASTY = '''\
# [not.a.table]
top = "# no comment"  # a comment = with a key
dotted . "key with = and ]" . 'c' = 1

[ watch . "ひげ # を剃る" ]   # blanks, quotes, a # inside
title = ["a, b", "c # d",
  # a comment ["between"]
  'e \\', """f
[looks.like] = "a table"
""\\"""",
]
date = 1979-05-27 07:32:00   # one blank inside
every = { deep = [ { x = 1 }, { x = [[], [2, "]"]] } ], "q\\"uote" = \'\'\'
'two' and ''three\'\'\'\'\', }

[[many]]
name = "first"
  [[many.inner]]
  name = "first of first"
  [[many.inner]]
  name = "second of first"
[[many]]
  [many.sub]
  name = """"quoted""""
  [[many.inner]]
  name = "first of second"
[parent.child]
x = 1
[parent]
y = 2
'''


def paths(value: Any, path: Path = ()) -> set[Path]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths(inner, (*path, key)) for key, inner in inside)) - {()}


def at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def assert_exact(text: str) -> None:
    """Everything that tomli reads has a place, nothing else has, and what stands there reads as the same thing."""
    data = tomli.loads(text)
    lines = scan(text)
    assert set(lines.keys) == paths(data)
    for path, (start, end) in lines.keys.items():
        if isinstance(path[-1], str):
            assert list(tomli.loads(f"{text[start:end]} = 0")) == [path[-1]]
    for path, (start, end) in lines.tokens:
        if path:
            assert tomli.loads(f"x = {text[start:end]}")["x"] == at(data, path)
        else:
            assert text[start] == "#"


def test_a_nasty_file_is_mapped_exactly() -> None:
    assert_exact(NASTY)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("top",), 2, 1),
        (("dotted", "key with = and ]"), 3, 10),
        (("dotted", "key with = and ]", "c"), 3, 31),
        (("watch",), 5, 3),
        (("watch", "ひげ # を剃る"), 5, 11),
        (("watch", "ひげ # を剃る", "title", 1), 6, 18),
        (("watch", "ひげ # を剃る", "title", 3), 8, 10),
        (("watch", "ひげ # を剃る", "every", "deep", 1, "x", 1, 1), 13, 46),
        (("watch", "ひげ # を剃る", "every", 'q"uote'), 13, 57),
        (("many",), 16, 3),
        (("many", 0, "inner", 1, "name"), 21, 3),
        (("many", 1), 22, 3),
        (("many", 1, "sub", "name"), 24, 3),
        (("many", 1, "inner", 0, "name"), 26, 3),
        (("parent",), 29, 2),
        (("parent", "child", "x"), 28, 1),
    ],
)
def test_places(path: Path, line: int, column: int) -> None:
    lines = scan(NASTY)
    start, _ = lines.keys[path]
    assert (lines.line(start), start - lines.extent(line)[0] + 1) == (line, column)


def test_names() -> None:
    assert dotted(("watch", "a.b", "c", 0)) == 'watch."a.b".c'


KEYS = st.text("ab.#=[]\"' あ-_0", max_size=5)
VALUES = st.recursive(
    st.integers(0, 99) | st.booleans() | st.text("ab#=[]{},\"'\\\n あ", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
GAPS = st.sampled_from(["", " ", "\t", "\n", " # c ] } \" ' =\n", "\n\n  "])


@given(data=st.data())
def test_any_document_is_mapped_exactly(data: st.DataObject) -> None:
    def gap() -> str:
        return data.draw(GAPS)

    def write(value: Any) -> str:
        if isinstance(value, dict):
            pairs = [
                f"{gap()}{json.dumps(key, ensure_ascii=False)} = {write(inner)}{gap()}"
                for key, inner in value.items()
            ]
            return f"{{{','.join(pairs)}{gap()}}}"
        if isinstance(value, list):
            return f"[{','.join(f'{gap()}{write(inner)}{gap()}' for inner in value)}{gap()}]"
        if isinstance(value, str) and "'" not in value and data.draw(st.booleans()):
            return f"'''{value}'''"
        return json.dumps(value, ensure_ascii=False)

    document = data.draw(st.dictionaries(KEYS, VALUES, max_size=4))
    assert_exact(
        "".join(
            f"{gap()}\n{json.dumps(key, ensure_ascii=False)} = {write(value)}\n"
            for key, value in document.items()
        )
    )
