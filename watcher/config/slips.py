"""Guesses at slips in what is allowed as it stands: a misspelt word in `about`, a country in the place of a language.

A guess only makes a warning, so it keeps quiet where an ordinary word could be meant.
"""

import re
from difflib import SequenceMatcher

_COUNTRIES = {
    "jp": "ja", "kr": "ko", "cn": "zh", "tw": "zh", "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "ua": "uk",
    "vn": "vi", "gb": "en", "us": "en",
}  # fmt: skip
_AWAITED = (
    "anime", "book", "chapter", "cour", "episode", "game", "manga", "movie", "novel", "part", "prequel", "release",
    "season", "sequel", "series", "trailer", "volume",
)  # fmt: skip
_ORDINARY = frozenset({"magna", "mana", "move", "noel"})  # one letter from the above, and words themselves
_WORD = re.compile(r"[a-z]{3,}")


def meant_language(tag: str) -> str | None:
    """Give the language (ISO 639-1) of a country whose code (ISO 3166) is taken for one; None: nothing is odd."""
    return _COUNTRIES.get(tag.partition("-")[0].lower())


def meant_subject(phrase: str) -> str | None:
    """Give a phrase of `about` with its misspelt words mended; None: nothing in it looks misspelt.

    "seson 2" gives "season 2". A word counts as misspelt only if mending it makes a subject of the phrase.
    """
    before = text = phrase.casefold()
    for word in dict.fromkeys(_WORD.findall(text)):
        for known in _AWAITED:
            if word != known and _alike(word, known):
                mended = re.sub(rf"\b{word}\b|(?<![a-z]){word}(?=\d)", known, text)
                text = mended if _helps(text, mended, slip=_is_slip(word, known)) else text
    return text if text != before else None


def _alike(word: str, known: str) -> bool:
    near = len(known) > 4 and SequenceMatcher(None, word, known).ratio() >= 0.8
    return word[0] == known[0] and (near or _is_slip(word, known))


def _is_slip(word: str, known: str) -> bool:
    """Are only two neighbours swapped, a letter doubled, or (of a longer word) one left out? Few words differ so."""
    places = range(1, len(known))
    swapped = {known[: n - 1] + known[n] + known[n - 1] + known[n + 1 :] for n in places}
    doubled = {known[:n] + known[n - 1 :] for n in range(1, len(known) + 1)}
    dropped = {known[:n] + known[n + 1 :] for n in places} if len(known) > 4 else set()
    return word in swapped | doubled | dropped and word not in _ORDINARY


def _helps(before: str, after: str, *, slip: bool) -> bool:
    """Does the reader know more of the phrase now? Something with a number is enough; a kind alone only after a slip."""
    from watcher.decide.reading.subjects import parse_about  # noqa: PLC0415  35 ms that few configs need

    new = set(parse_about(after).atoms) - set(parse_about(before).atoms)
    numbered = any(character.isdigit() for atom in new for character in atom.key)
    return bool(new) and (slip or numbered)
