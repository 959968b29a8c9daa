"""Owns the wording: what a value is called, what was perhaps meant, our sentence for each of pydantic's errors."""

import re
from collections.abc import Iterable
from datetime import date, time
from difflib import get_close_matches

from pydantic_core import ErrorDetails, PydanticCustomError

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "a string"),
    (list, "a list"),
    (dict, "a table"),
    ((date, time), "a date or time"),
)
_EXPECTED = {
    "string_type": "a string",
    "bool_type": "true or false, without quotes",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "dict_type": "a table",
}
_URL = re.compile(r"(\w[\w+.-]*://)[^\s\"']*")


def wrong(message: str) -> PydanticCustomError:
    """Give the error that pydantic collects; the message is shown as it is."""
    return PydanticCustomError("ours", "{message}", {"message": message})


def kind(value: object) -> str:
    """Name the kind of a TOML value as a person would."""
    return next((name for types, name in _KINDS if isinstance(value, types)), "something else")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give what of the known words was perhaps meant; None: nothing is near."""
    spelled = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    return spelled[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `; did you mean "x"?` to end a sentence with, or nothing where nothing is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def soften(text: str) -> str:
    """Leave out what follows `scheme://`: who pastes an address in the wrong place may paste a secret."""
    return _URL.sub(r"\1…", text)


def sentence(error: ErrorDetails) -> str:
    """Say one of pydantic's errors in our words."""
    if error["type"] == "literal_error":
        return f"expected one of {error['ctx']['expected']}".replace("'", '"')
    if error["type"] in _EXPECTED:
        return f"expected {_EXPECTED[error['type']]}, got {kind(error['input'])}"
    return error["msg"]
