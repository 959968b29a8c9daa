"""Holds the document against the schema: reports all that does not fit, and gives the rest.

Whatever is wrong is taken out and the remainder validated again, so one fault hides no other.
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from watcher.config import urls
from watcher.config.lines import Lines, Path
from watcher.config.report import Report
from watcher.config.schema import ENTRIES, TABLES, Document, Notify, keys
from watcher.config.words import did_you_mean, nearest, sentence, soften


def fit(data: dict[str, Any], names: dict[str, list[str] | None], report: Report) -> Document:
    """Give what of the document fits. `names`: the entries of each section as written (None: it is no table)."""
    _drop_odd_names(data, report)
    while True:
        try:
            return Document.model_validate(data, context=names)
        except ValidationError as error:
            faults = [(_written(data, fault["loc"]), fault) for fault in error.errors(include_url=False)]
        for path, fault in faults:
            report.add(path, _say(data, path, fault, report.lines))
        for path, _ in faults:
            _prune(data, path)


def meant_sections(data: dict[str, Any]) -> set[str]:
    """Give the sections that a misspelt one likely stands for: what they hold is not known."""
    unknown = data.keys() - Document.model_fields.keys() - set(keys(TABLES["defaults"]))
    return {near for key in unknown if (near := nearest(key, Document.model_fields))}


def _drop_odd_names(data: dict[str, Any], report: Report) -> None:
    for section, model in ENTRIES.items():
        entries = data.get(section)
        if not isinstance(entries, dict):
            continue
        for name in list(entries):
            if trouble := _name_trouble(section, name, entries[name], keys(model)):
                report.add((section, name), trouble)
                del entries[name]


def _name_trouble(section: str, name: str, value: object, known: list[str]) -> str | None:
    what = section.removesuffix("s")
    if name in known and not isinstance(value, dict):
        return f"a key of a {what}, not the name of one: write it under [{section}.NAME]"
    if not name.strip() or not name.isprintable() or name != name.strip():
        return f"the name of a {what} is printable and neither begins nor ends with a blank"
    if name.startswith("-") or "://" in name:
        return f'the name of a {what} does not begin with "-" and is no address'
    return None


def _written(data: dict[str, Any], loc: tuple[int | str, ...]) -> Path:
    """Give the path as it stands in the file: without the keys that a short form leaves out."""
    here: Any = data
    path: Path = ()
    for step in loc:
        inside = step in here if isinstance(here, dict) else isinstance(here, list) and isinstance(step, int)
        if inside:
            here = here[step]
            path = (*path, step)
    return path


def _prune(data: dict[str, Any], path: Path) -> None:
    """Take out the key at the end of the path; for an element of a list, the key that holds the list."""
    while isinstance(path[-1], int):
        path = path[:-1]
    here: Any = data
    for step in path[:-1]:
        here = here.get(step, {})
    here.pop(path[-1], None)


def _say(data: dict[str, Any], path: Path, fault: ErrorDetails, lines: Lines) -> str:
    if fault["type"] != "extra_forbidden":
        if len(path) == 1 and isinstance(fault["input"], list):
            return f"expected tables with a name: write [{path[0]}.NAME], not [[{path[0]}]]"
        return sentence(fault)
    key = str(path[-1])
    if len(path) == 1:
        if key in keys(TABLES["defaults"]):
            return "stands outside of every section: it belongs under [defaults]"
        return f"unknown section{did_you_mean(key, Document.model_fields)}"
    if key in Document.model_fields:
        return f"this is a section of its own: write [{key}]"
    return f"unknown key{_meant(data, path, key, fault, lines)}"


def _meant(data: dict[str, Any], path: Path, key: str, fault: ErrorDetails, lines: Lines) -> str:
    """Guess what an unknown key of a table stands for, as the end of a sentence."""
    if len(path) > 3:
        return did_you_mean(key, keys(Notify))
    section = str(path[0])
    known = keys((ENTRIES | TABLES)[section])
    hint = did_you_mean(key, known)
    if not hint and section in ENTRIES:
        if _under_header(lines, path[:2]) and _is_short(section, fault["input"]):
            hint = (
                f"; if this is an entry of its own: a short entry stands above the first [{section}.…] table"
            )
        elif not set(data[section][path[1]]) & set(known):
            hint = f'; a name with a dot needs quotes: "{soften(f"{path[1]}.{key}")}"'
    return hint


def _under_header(lines: Lines, entry: Path) -> bool:
    """Does the file write this entry as [section.name]?"""
    if entry not in lines.keys:
        return False
    start, end = lines.extent(lines.line(lines.keys[entry][0]))
    return lines.text[start:end].lstrip().startswith("[")


def _is_short(section: str, value: object) -> bool:
    """Could this be an entry in its short form?"""
    if section == "watch" and isinstance(value, list):
        return bool(value) and all(isinstance(title, str) for title in value)
    trouble = {"channels": urls.channel_trouble, "sources": urls.source_trouble}.get(section)
    return isinstance(value, str) and not (trouble and trouble(value))
