"""Decides whether a page only stands in for the one we asked for: a guard's test for browsers, or its refusal.

Judged by elements that such pages alone have. Words would not do: there are articles about challenges, and honest pages with a captcha.
"""

from selectolax.lexbor import LexborHTMLParser

_ELEMENTS = (
    ("Cloudflare", "form[action*='/cdn-cgi/l/chk']"),
    ("Cloudflare", "form[action*='__cf_chl']"),
    ("Cloudflare", "input[name='jschl_vc']"),
    ("Cloudflare", "#challenge-error-text"),
    ("Cloudflare", "#cf-wrapper #cf-error-details"),
    ("DataDome", "iframe[src*='captcha-delivery.com'], script[src*='ct.captcha-delivery.com']"),
    ("Imperva", "iframe[src*='_Incapsula_Resource']"),
    ("PerimeterX", "#px-captcha"),
    ("Anubis", "script#anubis_challenge"),
    ("AWS", "#challenge-container ~ script, script[src*='.awswaf.com'][src*='challenge.js']"),
)
_SCRIPTS = (("Cloudflare", "_cf_chl_opt"), ("Sucuri", "sucuri_cloudproxy_js"), ("AWS", "gokuProps"))
_FEW_WORDS = 1_500  # characters: an article that quotes a script has more to say


def of(page: LexborHTMLParser) -> str | None:
    """Say whose challenge page this is, None for an ordinary page."""
    who = next((who for who, selector in _ELEMENTS if page.css_first(selector)), None)
    if who is None and _is_short(page):
        who = next((who for who, word in _SCRIPTS if page.scripts_contain(word)), None)
    return f"the site shows a challenge page for browsers ({who}) instead of its content" if who else None


def _is_short(page: LexborHTMLParser) -> bool:
    bare = page.clone()
    bare.strip_tags(["script", "style", "noscript", "template"])
    return bare.body is None or len(bare.body.text(strip=True)) < _FEW_WORDS
