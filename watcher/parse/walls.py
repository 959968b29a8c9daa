"""Decides whether a page is a wall before what we asked for: a login, a request for consent, a domain that is parked."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.model import Sign, one_line
from watcher.parse import phrases
from watcher.parse.glance import Glance, weight

_LOGIN_PATH = re.compile(
    r"/(?:[\w-]*(?:log|sign)[-_]?(?:in|on)|wp-login\.php|login\.\w+|sso|oauth2?|saml2?|authenticate)(?:[/._-]|$)"
)
_LOGIN_HOSTS = ("accounts.google.com", "login.microsoftonline.com", "login.yahoo.com", "login.live.com")
_CONSENT_HOST = re.compile(r"(?:consent|guce|cookies?|privacy|myprivacy|cmp)\.[\w.-]+")
_CONSENT_PAGE = """
    form[action*='//consent.'] #consent-page form.consent-form form[action*='/copyConsent'] form[action*='collectConsent']
"""
_SELLERS = r"sedo|sedoparking|hugedomains|afternic|dan|bodis|parkingcrew|undeveloped|domainmarket|uniregistry|brandbucket|parklogic"
_SELLER = re.compile(rf"(?:[\w-]+\.)*(?:{_SELLERS})\.(?:com|net)")
_PARKING = (
    *(
        "sedoparking.com",
        "parkingcrew.net",
        "bodis.com",
        "parklogic.com",
        "parking-lander",
        "d38psrni17bvxu.cloudfront.net",
    ),
    *(
        "afternic.com",
        "hugedomains.com/",
        "domainparking",
        "park-domain",
        "dsparking.com",
        "skenzo.com",
        "above.com/marketplace",
    ),
    *("nsparking", "parkingpage"),
)
_LOADED = (("script", "src"), ("iframe", "src"), ("frame", "src"), ("img", "src"), ("meta", "content"))
_PARKED = ", ".join(f"{tag}[{name}*='{mark}']" for mark in _PARKING for tag, name in _LOADED)
_LANDER = re.compile(r"""location(?:\.href)?\s{0,9}=\s{0,9}["']/lander["']""")


def login(page: LexborHTMLParser, seen: Glance, url_asked: str, url: str) -> tuple[Sign, str] | None:
    """A page whose main matter is its login form: beside the form it says next to nothing."""
    led = _leads(url, url_asked, _LOGIN_PATH) or (
        _host(url) in _LOGIN_HOSTS and _host(url) != _host(url_asked)
    )
    password = page.css_first("input[type='password' i]")
    if password is None and not (led and seen.asks):
        return None
    spoken = (part for text in (seen.title, *seen.headings) for part in _parts(text))
    named = led or any(phrases.LOGIN.fullmatch(part) for part in spoken)
    beside = seen.weight - (weight(_form_of(password)) if password else 0)
    if seen.headlines > (8 if named else 2) or seen.links > (60 if named else 15):
        return None
    if beside > (1_500 if named else 200) or _has_list(page):
        return None
    return Sign.LOGIN, "the site shows a login form instead of its content"


def consent(page: LexborHTMLParser, seen: Glance, url_asked: str, url: str) -> tuple[Sign, str] | None:
    """A page that asks for consent and holds nothing else."""
    reason = "the site asks for consent (cookies, privacy) before it shows its content"
    if _host(url) != _host(url_asked) and _CONSENT_HOST.fullmatch(_host(url)):
        return Sign.CONSENT, reason
    if seen.weight >= 5_000 or seen.headlines > 4:
        return None
    if page.css_first(", ".join(_CONSENT_PAGE.split())):
        return Sign.CONSENT, reason
    agreed = (
        _text(node) or node.attributes.get("value") or ""
        for node in page.css("button, input[type='submit' i], a")[:60]
    )
    if not any(phrases.AGREE.fullmatch(text.lower().strip(" .!")) for text in agreed) or _has_list(page):
        return None
    # A banner on a page of its own has the page's title above it; a wall has nothing above it.
    titles = [part.lower().strip(" .!") for part in ([seen.title] if not seen.headings else seen.headings)]
    return (Sign.CONSENT, reason) if titles and all(map(phrases.CONSENT.fullmatch, titles)) else None


def parked(page: LexborHTMLParser, seen: Glance, url_asked: str, url: str) -> tuple[Sign, str] | None:
    """A domain without a site: for sale, expired, or filled with advertisements by whoever keeps it."""
    reason = "the domain is parked or for sale: there is no site"
    if _host(url) != _host(url_asked) and _SELLER.fullmatch(_host(url)):
        return Sign.PARKED, reason
    if seen.weight >= 3_000 or seen.headlines > 8:
        return None
    if page.css_first(_PARKED) or (
        seen.weight < 40 and any(_LANDER.search(node.text()) for node in page.css("script"))
    ):
        return Sign.PARKED, reason
    said = " ".join((seen.title, *seen.headings, seen.words if seen.weight < 900 else "")).lower()
    return (Sign.PARKED, reason) if seen.headlines <= 4 and phrases.PARKED.search(said) else None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _leads(url: str, url_asked: str, path: re.Pattern[str]) -> bool:
    """Whether the final path is such a one, and the one we asked for was not."""
    try:
        final, asked = (urlsplit(address).path.lower() for address in (url, url_asked))
    except ValueError:
        return False
    return path.search(final) is not None and path.search(asked) is None


def _form_of(field: LexborNode) -> str:
    """The words of the form that a field stands in."""
    node: LexborNode | None = field
    while node is not None and node.tag != "form":
        node = node.parent
    return _text(node) if node is not None else ""


def _has_list(page: LexborHTMLParser) -> bool:
    """Whether something to read is listed: dated or headed entries, or rows of links."""
    if len(page.css("article, time, main li a[href], h3 a[href], h2 a[href]")) > 2:
        return True
    return len(page.css("td a[href]")) > 8


def _parts(text: str) -> list[str]:
    lower = text.lower()
    return [
        part
        for piece in (lower, *re.split(r"\s+[|–—·»«:・/-]+\s+|\s*[|:]\s+", lower))
        if (part := piece.strip(" .!"))
    ]


def _text(node: LexborNode | None) -> str:
    return one_line(node.text(separator=" ")[:5_000]) if node else ""
