"""Judges a single value: a duration, a phrase, a pattern, a name of something. Each check says what is wrong.

Whatever can be judged without looking at another key is judged here, in `urls` or in `hosts`; what keys mean beside each other is not.
A message never repeats a value of [channels] or [sources]: it could be a secret.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationInfo

from watcher.config.words import did_you_mean, kind, soften, wrong
from watcher.model import Status, one_line

LEVELS = ("news", "confirmed", "everything")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(?:\s*[0-9]{1,6}\s*[dhms]){1,4}\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[0-9]{1,20}")
_HEADER = re.compile(r"[\x20-\x7e]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OUR_HEADERS = {
    "cookie": "write it as cookie = …",
    "authorization": "write it as auth = …",
    "user-agent": "write it as user_agent = …",
    **dict.fromkeys(
        (
            "host",
            "accept-encoding",
            "connection",
            "content-length",
            "transfer-encoding",
            "if-none-match",
            "if-modified-since",
        ),
        "is set by watcher itself",
    ),
}
_FLAGS = re.compile(r"/.+/[gimsux]{1,4}")


def filled(value: str) -> str:
    """Refuse an empty string."""
    if not value.strip():
        raise wrong("is empty")
    return value


def phrase(value: str) -> str:
    """Give words to look for, on one line."""
    value = one_line(filled(value))
    if not any(character.isalnum() for character in value):
        raise wrong("has no letter or digit, so nothing could match it")
    return value


def duration(text: str) -> timedelta:
    """Read "15m", "2h", "1d", "30s" or several together. Raises ValueError in plain words."""
    if not _DURATION.fullmatch(text):
        raise wrong('not a duration: write a number and s, m, h or d, such as "15m", "2h" or "1h30m"')
    parts = re.findall(r"([0-9]+)\s*([dhms])", text)
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


def interval(value: object) -> timedelta:
    """Read how often something is done."""
    if not isinstance(value, str):
        raise wrong(f'expected a duration such as "15m", "2h" or "1d", got {kind(value)}')
    every = duration(value)
    if not timedelta(0) < every <= timedelta(days=366):
        raise wrong("must be more than nothing and at most a year")
    return every


def keep(value: object) -> timedelta:
    """Read how long something is kept."""
    if not isinstance(value, str):
        raise wrong(f'expected a number of days such as "400d", got {kind(value)}')
    kept = duration(value)
    if not timedelta(days=30) <= kept <= timedelta(days=3660):
        raise wrong("must be 30d to 3660d")
    return kept


def known(section: str) -> Callable[[str, ValidationInfo], str]:
    """Give the check that a name stands in that section; the context of the validation holds the names."""
    what = section.removesuffix("s")

    def check(name: str, info: ValidationInfo) -> str:
        names: list[str] | None = (info.context or {}).get(section)
        if names is not None and name not in names:
            raise wrong(f'no {what} is called "{soften(name)}"{did_you_mean(name, names)}')
        return name

    return check


def pattern(value: str) -> str:
    """Check a keyword: plain words, "/regex/", or either behind "-"."""
    word = filled(value).removeprefix("-")
    if not word.strip():
        raise wrong('"-" excludes the word right behind it, and there is none')
    if _FLAGS.fullmatch(word):
        raise wrong("a /regex/ ends with its slash and takes no flags: case never matters")
    if len(word) > 1 and word[0] == word[-1] == "/":
        _compile(word[1:-1])
    return value


def _compile(expression: str) -> None:
    import regex  # noqa: PLC0415  13 ms that most configs don't need

    if not expression:
        raise wrong("the regex is empty")
    try:
        regex.compile(expression, regex.IGNORECASE)
    except regex.error as error:
        place = "" if error.pos is None else f" (at character {error.pos + 1} of the pattern)"
        raise wrong(f"not a regex: {soften(str(error.msg))}{place}") from None
    except (RecursionError, OverflowError, ValueError):
        raise wrong("not a regex that can be used: it is too deep or too large") from None


def level(value: str) -> str:
    """Check one word of `tell`."""
    words = (*LEVELS, *Status)
    if value not in words:
        choice = f"{', '.join(LEVELS)}, or a list of {', '.join(Status)}"
        raise wrong(f'"{soften(value)}" is not one of {choice}{did_you_mean(value, words)}')
    return value


def status(value: str) -> str:
    """Check a status."""
    if value not in tuple(Status):
        raise wrong(
            f'"{soften(value)}" is not one of {", ".join(Status)}{did_you_mean(value, tuple(Status))}'
        )
    return value


def pings(value: object) -> object:
    """Read on which statuses a watch pings: true, false, one or a list."""
    if isinstance(value, bool):
        return value
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise wrong(f"expected false, a status or a list of statuses, got {kind(value)}")
    if not listed:
        raise wrong("the list is empty: for no ping at all write false")
    return tuple(dict.fromkeys(status(word) for word in listed))


def id_trouble(value: str) -> str | None:
    """Say why this can't be an id of Discord's; None: it can."""
    return None if _ID.fullmatch(value) else 'expected the digits that Discord\'s "Copy ID" gives'


def pinged_trouble(value: str) -> str | None:
    """Say why nobody can be pinged so; None: somebody can."""
    what, mark, name = value.partition(":")
    if mark and what in ("role", "user") and _ID.fullmatch(name):
        return None
    return 'expected "role:ID" or "user:ID", with the digits that Discord\'s "Copy ID" gives'


def header_trouble(value: str) -> str | None:
    """Say why this can't be the value of a header (RFC 9110 §5.5); None: it can."""
    return None if _HEADER.fullmatch(value) else "a header's value is one line of printable ASCII"


def header_name_trouble(name: str) -> str | None:
    """Say why this can't be the name of a header that a user sets (RFC 9110 §5.1); None: it can."""
    if not _HEADER_NAME.fullmatch(name):
        return f'"{soften(name)}" is no name of a header'
    return _OUR_HEADERS.get(name.lower())


def levels(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a level beside anything else."""
    alone = [word for word in value if word in LEVELS]
    if alone and len(value) > 1:
        raise wrong(f'"{alone[0]}" stands alone; a list holds statuses: {", ".join(Status)}')
    return value


def zone(value: str) -> str:
    """Check an IANA time zone."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        zones = sorted(available_timezones())
        if not zones:
            raise wrong("this machine has no time zone data: install the tzdata package") from None
        raise wrong(f'not a time zone such as "Europe/Berlin"{did_you_mean(value, zones)}') from None
    return value


def language(value: str) -> str:
    """Check a language tag (BCP 47, as far as feeds use it)."""
    if not _LANGUAGE.fullmatch(value):
        raise wrong('not a language tag such as "en" or "ja"')
    return value
