"""Japanese names in Latin letters: one form for the many ways to spell them.

Owns: which spellings of romaji are the same (wo/o, ou/oo/ō, shi/si, tsu/tu, m/n before b). Used for names
that look like romaji and, word by word, on the text they are looked for in; a name that is kana and nothing else is also
looked for in Latin letters, and the other way round. Kanji are never read aloud: readings would be guesses.
"""

import re
from functools import lru_cache

import jaconv

from watcher.decide.reading.fold import fold_text

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
_KANA = re.compile(r"[ぁ-ゖー]+")
_SHORTEST = 4  # kana: なると is also a word of any sentence
_FOREIGN = (  # what katakana write of other languages' sounds
    ("しぇ", "she"), ("じぇ", "je"), ("ちぇ", "che"), ("てぃ", "ti"), ("でぃ", "di"), ("とぅ", "tu"), ("どぅ", "du"),
    ("ふぁ", "fa"), ("ふぃ", "fi"), ("ふぇ", "fe"), ("ふぉ", "fo"), ("うぃ", "wi"), ("うぇ", "we"), ("うぉ", "wo"),
    ("ゔぁ", "va"), ("ゔぃ", "vi"), ("ゔぇ", "ve"), ("ゔぉ", "vo"), ("ゔ", "vu"), ("ー", ""),
)  # fmt: skip


def in_latin(name: str) -> str | None:
    """Write a folded name that is all kana in Latin letters."""
    if len(name) < _SHORTEST or not _KANA.fullmatch(name):
        return None
    return _latin(name)


def _latin(kana: str) -> str:
    for written, latin in _FOREIGN:
        kana = kana.replace(written, latin)
    return str(jaconv.kana2alphabet(kana))


def spaced_latin(raw: str) -> str | None:
    """Write a name of kana with spaces or dots in it in Latin words: ざ・ろく is "za roku"."""
    words = [fold_text(word) for word in re.split(r"[\s・＝=]+", raw)]
    words = [word for word in words if word]
    if len(words) < 2 or sum(map(len, words)) < _SHORTEST or not all(map(_KANA.fullmatch, words)):
        return None
    return " ".join(_latin(word) for word in words)


def in_kana(name: str) -> str | None:
    """Write a folded name in Latin letters in kana; None where it can't be romaji, or is short."""
    if not looks_romaji(name):
        return None
    kana = str(jaconv.alphabet2kana(name)).replace(" ", "")
    return kana if len(kana) >= _SHORTEST and _KANA.fullmatch(kana) else None


def looks_romaji(name: str) -> bool:
    """Tell whether most of a folded name could be Japanese in Latin letters, and the whole is long enough to trust."""
    words = name.split(" ")
    letters = sum(len(word) for word in words if _is_romaji_word(word))
    return len(name) >= 6 and 2 * letters >= sum(map(len, words))


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
