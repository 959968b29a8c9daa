"""Japanese names in Latin letters: one form for the many ways to spell them.

Owns: which spellings of romaji are the same (wo/o, ou/oo/ō, shi/si, tsu/tu, m/n before b). Used for names
that look like romaji and, word by word, on the text they are looked for in. Kanji are never read aloud:
readings would be guesses.
"""

import re
from functools import lru_cache

_VOICED = r"(?:[kgnhbpmrstz]y|sh|ch|ts|[kgsztdnhbpmyrwjf])?[aiueo]"
_SYLLABLE = rf"(?:{_VOICED}|n(?![aiueoy])|m(?=[bpm])|([kstpc])(?=\1|ch|ts))"
_ROMAJI = re.compile(rf"(?:{_SYLLABLE}h?)+")
_RULES = tuple(
    (re.compile(pattern), same)
    for pattern, same in (
        (r"^wo$", "o"),
        (r"^ha$", "wa"),
        (r"^he$", "e"),
        (r"oh(?![aiueo])", "o"),
        (r"o[uo]+", "o"),
        (r"uu+", "u"),
        (r"sh(?=[auo])", "sy"),
        (r"shi", "si"),
        (r"[ct]?ch(?=[auo])", "ty"),
        (r"[ct]?chi", "ti"),
        (r"tsu", "tu"),
        (r"fu", "hu"),
        (r"ji", "zi"),
        (r"dz", "z"),
        (r"j(?=[auo])y?", "zy"),
        (r"m(?=[bp])", "n"),
    )
)


def looks_romaji(name: str) -> bool:
    """Tell whether every word of a folded name could be Japanese in Latin letters, and the whole is long
    enough to trust.
    """
    words = name.split(" ")
    return len(name) >= 6 and all(_is_romaji_word(word) for word in words)


@lru_cache(maxsize=16384)
def same_spelling(word: str) -> str:
    """Give the one form of a folded Latin word; words that can't be romaji are given as they are."""
    if not _is_romaji_word(word):
        return word
    for pattern, same in _RULES:
        word = pattern.sub(same, word)
    return word


@lru_cache(maxsize=16384)
def _is_romaji_word(word: str) -> bool:
    return _ROMAJI.fullmatch(word) is not None
