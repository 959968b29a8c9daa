"""Decides whether a page only stands in for the one we asked for, and says what it is instead.

What a guard's pages alone hold tells at any length. Words tell only where a page says little and no links lead on to something to read:
there are articles about challenges, honest pages with a captcha, and shops with a login in their header.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from watcher.errors import ParseError
from watcher.model import Sign
from watcher.parse import clean, glance, guards, phrases, walls
from watcher.parse.bounds import bound_page
from watcher.parse.glance import Glance

StandIn = tuple[Sign, str]

_LITTLE = 1_500  # weight of a page that says little: a heading and some paragraphs
_LINE = 500  # of one that says a sentence or two
_NOTHING = 80
_MOST_BYTES = 500_000  # looked at, of an error's body
_PART = re.compile(r"\s+[|–—·»«:・/-]+\s+|\s*[|:]\s+|[。!?]\s*|\.\s|\.{2,}|…|\.$")
_SAID = (  # what the whole of a title or heading can say, the telling before the vague
    (phrases.DENIED, Sign.DENIED, "the site refuses us"),
    (phrases.GONE, Sign.DENIED, "the site says that there is no such page"),
    (phrases.DOWN, Sign.DENIED, "the site shows an error or says that it is down"),
    (phrases.DEFAULT, Sign.DENIED, "the server shows a placeholder instead of a site"),
)


def standing_in(page: LexborHTMLParser, url_asked: str, url: str) -> StandIn | None:
    """Say what a page is instead of what we asked for, with the reason; None for an ordinary page.

    `url_asked`: the source's address; `url`: the final one ("" where it is not known).
    """
    if who := guards.named(page):
        return _challenge(who)
    seen = glance.at(page)
    return (
        _guarded(page, seen)
        or walls.consent(page, seen, url_asked, url)
        or walls.parked(page, seen, url_asked, url)
        or _in_words(page, seen)
        or walls.login(page, seen, url_asked, url)
    )


def of_bytes(body: bytes, content_type: str) -> StandIn | None:
    """Say what came with an error (403, 429, 503): a challenge, a refusal in words, …; None where it does not tell. Never raises."""
    try:
        text = clean.text_of(body[:_MOST_BYTES], content_type, "")
    except ParseError:
        return None
    if not text.lstrip().startswith("<") and (who := guards.named_plain(text[:20_000])):
        return _challenge(who)
    page = _opened(text)
    return standing_in(page, "", "") if page else None


def _opened(text: str) -> LexborHTMLParser | None:
    try:
        bound_page(text, "")
        return LexborHTMLParser(text)
    except (ParseError, SelectolaxError, ValueError):
        return None


def _challenge(who: str | None) -> StandIn:
    named = f" ({who})" if who else ""
    return Sign.CHALLENGE, f"the site shows a challenge page for browsers{named} instead of its content"


def _guarded(page: LexborHTMLParser, seen: Glance) -> StandIn | None:
    """A guard's page told by what else it lacks."""
    little = seen.weight < _LITTLE and seen.headlines <= 4
    if not little:
        dressed = seen.weight < 3 * _LITTLE and seen.headlines <= 12 and guards.is_dressed(page)
        return _challenge("Cloudflare") if dressed else None
    if refusal := _cloudflare_error(page, seen):
        return refusal
    who = guards.named_scripted(page) or guards.named_bare(page)
    if who is None and not seen.published:
        if seen.weight < _NOTHING:
            who = guards.named_lone(page)
        if who is None and _asks_for_a_browser(page, seen):
            return _challenge(None)
    return _challenge(who) if who else None


def _cloudflare_error(page: LexborHTMLParser, seen: Glance) -> StandIn | None:
    """Cloudflare's own pages: a code from 500 means that the site behind it is down; all others mean that we shall not pass."""
    if page.css_first("#cf-wrapper #cf-error-details, #cf-error-details .cf-error-code") is None:
        return None
    down = re.search(
        r"error (?:code )?(5\d\d)", " ".join((seen.title, *seen.headings, seen.words[:300])).lower()
    )
    return (
        (Sign.DENIED, f"the site is down (error {down[1]} from Cloudflare)")
        if down
        else _challenge("Cloudflare")
    )


def _asks_for_a_browser(page: LexborHTMLParser, seen: Glance) -> bool:
    """A test for browsers by an unknown hand: its words, and what makes it work. Not an app's shell, not a form with a captcha."""
    captcha = guards.has_captcha(page)
    if seen.links > 8:
        return False
    if captcha and seen.weight < _NOTHING and seen.asks == 0 and seen.links <= 2:
        return True
    works = captcha or seen.moves or bool(seen.unscripted)
    said = any(phrases.CHALLENGE_TITLE.fullmatch(part) for part in _parts(seen.title, *seen.headings))
    if seen.weight < _LINE:
        spoken = f"{seen.title} {seen.words[:200]} {seen.unscripted[:300]}".lower()
        if (works or said) and phrases.CHALLENGE.search(spoken):
            return True
    if said and works:
        return captcha or phrases.BROWSER.search(_beneath(seen)) is not None
    begun = (phrases.CHALLENGE.match(part) for part in _parts(seen.title, *seen.headings))
    return (captcha or seen.weight < _LINE) and any(begun)


def _beneath(seen: Glance) -> str:
    """What a page says beside its title and headings."""
    words = f"{seen.words[: 2 * _LINE]} {seen.unscripted}".lower()
    for heading in (seen.title, *seen.headings):
        words = words.replace(heading.lower(), " ") if heading else words
    return words


def _in_words(page: LexborHTMLParser, seen: Glance) -> StandIn | None:
    """A refusal or an error that a page says in its title or heading, or in its first sentence where it says hardly more."""
    marked = page.css_first("body.error404, body.page-404, body#error-page, body.error-page") is not None
    if not marked and (seen.weight >= _LITTLE or seen.headlines > 4 or seen.links > 40):
        return None
    few = [*seen.sentences, seen.words] if seen.weight < _LINE else []
    for part in _parts(seen.title, *seen.headings[:2], *few):
        for words, sign, reason in _SAID:
            if words.fullmatch(part):
                return sign, f"{reason}{_quoted(part)}"
    if (marked and seen.title) or phrases.VAGUE.fullmatch(seen.words.lower().strip(" .!")):
        return Sign.DENIED, f"the site shows an error page{_quoted(seen.title or seen.words)}"
    return None


def _parts(*texts: str) -> Iterator[str]:
    """What texts say, whole and piece by piece, in lower case."""
    for text in texts:
        lower = text.lower().strip(" .!。")[:300]
        yield lower
        yield from (part for piece in _PART.split(lower) if (part := piece.strip(" .!|-–—")))


def _quoted(words: str) -> str:
    # The reader may look for that word to know a test for browsers: nothing else says it.
    return "" if "challenge" in words.lower() else f' ("{words[:60]}")'
