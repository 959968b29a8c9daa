"""config/edit.py and config/save.py: an entry is added, and not a byte of the rest moves."""

import os
import stat
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from watcher.config import STARTER
from watcher.config.edit import Edited, Entry, add
from watcher.config.save import save
from watcher.errors import ConfigError

FILE = Path("config.toml")
URL = Entry("new", "https://new.example/feed")
TABLE = Entry("new", {"url": "https://new.example/feed", "official": True})
SHORT, LONG = (
    'new = "https://new.example/feed"',
    '[sources.new]\nurl = "https://new.example/feed"\nofficial = true',
)


def added(text: str, entry: Entry = URL, section: str = "sources") -> Edited:
    """Add an entry, and see that all else is as it was."""
    edited = add(text, section, [entry], FILE)
    assert edited.text[: edited.at] + edited.text[edited.at + len(edited.added) :] == text
    new, old = tomli.loads(edited.text.removeprefix("\ufeff")), tomli.loads(text.removeprefix("\ufeff"))
    assert entry.name in new[section]
    del new[section][entry.name]
    assert new | {section: new[section]} == old | {section: old.get(section, {})}
    return edited


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", f"[sources]\n{SHORT}\n"),
        ("# nothing yet\n", f"# nothing yet\n\n[sources]\n{SHORT}\n"),
        ("[watch]\na = 'A'", f"[watch]\na = 'A'\n\n[sources]\n{SHORT}\n"),
        ("[watch]\na = 'A'\n\n", f"[watch]\na = 'A'\n\n[sources]\n{SHORT}\n"),
        ("[sources]\n[watch]\n", f"[sources]\n{SHORT}\n[watch]\n"),
        ("[sources]   # where\n# one a line\n\n[watch]\n", f"[sources]   # where\n# one a line\n{SHORT}\n\n[watch]\n"),
        ("[sources]\na = 'b'", f"[sources]\na = 'b'\n{SHORT}\n"),
        ("[sources]\na = 'b'\n# c = 'd'\n\n[watch]\n", f"[sources]\na = 'b'\n{SHORT}\n# c = 'd'\n\n[watch]\n"),
        (
            "[sources]\na = 'b'\n[sources.c]\nurl = 'd'\n",
            f"[sources]\na = 'b'\n{SHORT}\n[sources.c]\nurl = 'd'\n",
        ),
        ("[sources]\na = { url = 'b',\n  every = '1d' } # c\n\n", f"[sources]\na = {{ url = 'b',\n  every = '1d' }} # c\n{SHORT}\n\n"),
        ("[sources]\na = '''b\n[watch]\n'''\n", f"[sources]\na = '''b\n[watch]\n'''\n{SHORT}\n"),
        ("[sources.a]\nurl = 'b'\n[sources]\nc = 'd'\n", f"[sources.a]\nurl = 'b'\n[sources]\nc = 'd'\n{SHORT}\n"),
        ('[ "sources" ]\n', f'[ "sources" ]\n{SHORT}\n'),
    ],
)  # fmt: skip
def test_the_short_form_stands_below_the_last_simple_entry(text: str, result: str) -> None:
    assert added(text).text == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", f"{LONG}\n"),
        ("[sources]\na = 'b'\n", f"[sources]\na = 'b'\n\n{LONG}\n"),
        ("[sources]\na = 'b'\n[watch]\n", f"[sources]\na = 'b'\n\n{LONG}\n\n[watch]\n"),
        (
            "[sources.a]\nurl = 'b'\n# more of a\n\n# of watches\n[watch]\n",
            f"[sources.a]\nurl = 'b'\n# more of a\n\n{LONG}\n\n# of watches\n[watch]\n",
        ),
        ("[sources]\na = 'b'\n# of watches\n[watch]\n", f"[sources]\na = 'b'\n\n{LONG}\n\n# of watches\n[watch]\n"),
        ("sources.a = 'b'\n[watch]\n", f"sources.a = 'b'\n[watch]\n\n{LONG}\n"),
    ],
)  # fmt: skip
def test_a_table_stands_below_the_last_of_its_section(text: str, result: str) -> None:
    assert added(text, TABLE).text == result


def test_where_there_are_only_tables_a_short_entry_becomes_one() -> None:
    assert added("[sources.a]\nurl = 'b'\n").added == '\n[sources.new]\nurl = "https://new.example/feed"\n'
    titles = Entry("new", ("A", "B"))
    assert added("[watch.a]\ntitle = 'A'\n", titles, "watch").added == '\n[watch.new]\ntitle = ["A", "B"]\n'


BRACED = 'new = { url = "https://new.example/feed", official = true }'


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("sources = { a = 'b' }\n", f"sources = {{ a = 'b', {SHORT} }}\n"),
        ("sources = {a='b'} # }, of c\n[watch]\n", f"sources = {{a='b', {SHORT}}} # }}, of c\n[watch]\n"),
        ("sources = {}", f"sources = {{ {SHORT} }}"),
        ("sources = { }\r\n[watch]\r\n", f"sources = {{ {SHORT} }}\r\n[watch]\r\n"),
        ("'sources' = { a = { url = 'b' } }\n", f"'sources' = {{ a = {{ url = 'b' }}, {SHORT} }}\n"),
        ("sources = { a = '#}=' }\n", f"sources = {{ a = '#}}=', {SHORT} }}\n"),
        ("sources = {\r\n  a = 'b', # c }\r\n}\r\n", f"sources = {{\r\n  a = 'b', {SHORT} # c }}\r\n}}\r\n"),
        ("sources = {\n  # none\n}\n", f"sources = {{ {SHORT}\n  # none\n}}\n"),
    ],
)  # fmt: skip
def test_an_inline_table_takes_it_within_its_braces(text: str, result: str) -> None:
    assert added(text).text == result
    assert added(text, TABLE).text == result.replace(SHORT, BRACED)


def test_an_inline_table_of_one_source_is_not_that_of_all() -> None:
    text = "sources.a = { url = 'b' }\n"
    assert added(text).text == f'{text}\n[sources.new]\nurl = "https://new.example/feed"\n'


def test_line_ends_and_marks_stay() -> None:
    edited = added("\ufeff[sources]\r\na = 'b'\r\n")
    assert edited.text == f"\ufeff[sources]\r\na = 'b'\r\n{SHORT}\r\n"
    assert added("[sources]\na = 'b'\r\nc = 'd'\n").added.endswith('"\n')


def test_the_line_is_that_of_the_entry() -> None:
    assert added("[sources]\na = 'b'\n").line == 3
    assert added("[sources]\na = 'b'\n", TABLE).line == 4
    assert added("\ufeff").line == 1


@pytest.mark.parametrize("value", ['a"b', "a\\b", "tab\there", "del\x7f", "ひげ", "$", "line\nend", "\u2028"])
def test_a_value_comes_back_as_it_was(value: str) -> None:
    edited = added("[watch]\n", Entry("a b", (value,)), "watch")
    assert tomli.loads(edited.text)["watch"]["a b"] == [value]


def test_several_stand_together() -> None:
    edited = add("[sources]\na = 'b'\n", "sources", [Entry("c", "d"), Entry("e", "f")], FILE)
    assert edited.added == 'c = "d"\ne = "f"\n'


@pytest.mark.parametrize("text", ["sources = { new = 'old' }\n", "sources = 3\n", "[sources]\nnew = 'old'\n"])
def test_what_leaves_no_place_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        add(text, "sources", [URL], FILE)
    assert "write this by hand" in raised.value.problems[0].message


def test_the_starter_and_the_example_take_both() -> None:
    example = (Path(__file__).parents[1] / "config.example.toml").read_text(encoding="utf-8")
    for text in (STARTER, example):
        for entry in (URL, TABLE):
            added(text, entry)
        added(text, Entry("new", ("Title",)), "watch")
        added(text, Entry("new", {"title": ("Title",), "about": ("season 2",)}), "watch")


_PIECES = st.sampled_from(
    [
        "",
        "# a comment",
        "[channels]",
        "d = 'https://x.example'",
        "e = ['x',\n  'y',  # z\n]",
        'f = """a\n[sources]\nb"""',
        "g = { url = 'x', a = [1, 2] }",
        "h.i = 'x'",
        '"j k" = 3  # c',
    ]
)
_SECTIONS = st.permutations(["[sources]", "[sources.l]", "[sources.m.n]", "[watch]", "[watch.o]"])


@given(
    _SECTIONS,
    st.lists(st.lists(_PIECES, unique=True, max_size=4), min_size=5, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_any_file_takes_it(headers: list[str], bodies: list[list[str]], ends: bool, table: bool) -> None:
    lines = [
        line
        for header, body in zip(headers, bodies, strict=True)
        for line in (header, *body)
        if line != "[channels]"
    ]
    text = "\n".join(lines) + ("\n" if ends else "")
    added(text, TABLE if table else URL)


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    save(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    there = tmp_path / "dotfiles" / "watcher.toml"
    there.parent.mkdir()
    there.write_bytes(b"old")
    link = tmp_path / "config.toml"
    link.symlink_to(there)
    save(link, b"old", b"new")
    assert link.is_symlink()
    assert there.read_bytes() == b"new"


def test_what_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"somebody else's")
    with pytest.raises(ConfigError, match="changed meanwhile"):
        save(file, b"old", b"new")
    assert file.read_bytes() == b"somebody else's"
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_what_can_not_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "config.toml"
    with pytest.raises(ConfigError, match="can't be written: No such file"):
        save(file, b"old", b"new")


def test_the_owner_stays(tmp_path: Path) -> None:
    user, group = (1234, 4321) if os.geteuid() == 0 else (os.geteuid(), os.getgroups()[-1])
    file = tmp_path / "config.toml"
    file.write_bytes(b"old")
    os.chown(file, user, group)
    file.chmod(0o600)
    save(file, b"old", b"new")
    found = file.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (user, group, 0o600)
