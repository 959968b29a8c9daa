"""Knows the products that guard sites, by what their pages for browsers hold and no other page does.

Words are not here (phrases.py): there are articles about challenges. Nor are marks that a guard leaves on honest pages too, such as its
sensor's script or a captcha beside a form.
"""

from selectolax.lexbor import LexborHTMLParser

# No selector here looks at siblings ("a ~ b"): a hundred thousand of them would hold every thread for a minute and a half.
# Elements of such pages alone, however much else there is: some sites dress them in their own header and footer.
_ELEMENTS = (
    ("Cloudflare", "form[action*='/cdn-cgi/l/chk'], form[action*='__cf_chl'], input[name='jschl_vc']"),
    (
        "Cloudflare",
        "#challenge-error-text, #challenge-error-title, #cf-challenge-running, .cf-browser-verification",
    ),
    (
        "Cloudflare",
        "script[src*='/cdn-cgi/challenge-platform/'][src*='/orchestrate/'], #challenge-running",
    ),
    ("DataDome", "iframe[src*='captcha-delivery.com'], script[src*='ct.captcha-delivery.com']"),
    ("Imperva", "iframe[src*='_Incapsula_Resource']"),
    (
        "Akamai",
        "#sec-if-cpt-container, #sec-cpt-if, script[src*='/_sec/cp_challenge/'], meta[content*='bm-verify=']",
    ),
    ("Anubis", "script#anubis_challenge, script#anubis_version, [src*='/.within.website/x/cmd/anubis/']"),
    (
        "go-away",
        "[href*='/.well-known/.git.gammaspectra.live/'], [src*='/.well-known/.git.gammaspectra.live/']",
    ),
    ("SiteGround", "meta[content*='/.well-known/sgcaptcha/'], form[action*='/.well-known/sgcaptcha/']"),
    ("Vercel", "script[src*='/.well-known/vercel/security/']"),
    ("Fastly", "script[src*='/_fs-ch-']"),
    (
        "DDoS-Guard",
        "script[src*='/.well-known/ddos-guard/js-challenge'], script[src*='check.ddos-guard.net']",
    ),
    ("LiteSpeed", "form[action*='/.lsrecap/'], script[src*='/.lsrecap/']"),
    ("BasedFlare", "form[action*='/.basedflare/'], script[src*='/.basedflare/']"),
    ("SafeLine", "script[src*='/.safeline/']"),
    ("Bunny", "script[src*='/.bunny-shield/']"),
    ("Hostinger", "script[src*='/hcdn-cgi/jschallenge']"),
    ("Yandex", "form[action*='/checkcaptcha'], form[action*='/showcaptcha']"),
    ("Google", "form#captcha-form[action='index']"),
    ("Amazon", "form[action*='/errors/validateCaptcha']"),
    ("Alibaba", "form[action*='_____tmd_____'], iframe[src*='_____tmd_____'], script[src*='_____tmd_____']"),
)
# What an honest page could hold too, hidden or quoted: it tells only where the page has little else.
_BARE_ELEMENTS = (
    ("PerimeterX", "#px-captcha, #px-captcha-wrapper, .px-captcha-container"),
    ("AWS", "script[src*='captcha-sdk.awswaf.com'], script[src*='token.awswaf.com']"),
    ("DDoS-Guard", "[data-ddg-origin], script[src*='/.well-known/ddos-guard/']"),
    ("Radware", "script[src*='perfdrive.com'], form[action*='perfdrive.com']"),
    ("Qrator", "script[src*='/__qrator/']"),
    ("StackPath", "script[src*='/sbbi/']"),
    (
        "Cloudflare",
        "script[src*='challenges.cloudflare.com/turnstile'][src*='/b/'], #cf-wrapper .cf-captcha-container",
    ),
    ("Kasada", "script[src*='/149e9513-01fa-4fb0-aad4-566afd725d1b/'][src*='ips.js']"),
)
_BARE_SCRIPTS = (
    ("Cloudflare", "_cf_chl_opt"),
    ("Sucuri", "sucuri_cloudproxy_js"),
    ("AWS", "gokuProps"),
    ("DataDome", "captcha-delivery.com"),
    ("Imperva", "reeseSkipExpirationCheck"),
    ("Imperva", "onProtectionInitialized"),
    ("Akamai", "triggerInterstitialChallenge"),
    ("Alibaba", "acw_sc__v2"),
    ("Alibaba", "_____tmd_____"),
    ("Arvan", "__arcsjs"),
    ("Imunify360", "wsidchk"),
    ("Reblaze", "rbzns"),
    ("PerimeterX", "_pxBlockScript"),
    ("PerimeterX", "/captcha/captcha.js?a=c"),
)
# Sensors that honest pages carry as well: they tell where there is nothing else at all.
_LONE_SCRIPTS = (
    ("Kasada", "KPSDK"),
    ("F5", "bobcmd"),
    ("iFastNet", "__test="),
    ("Akamai", "bm-verify"),
)
_LONE_SOURCES = (
    ("Kasada", "/ips.js"),
    ("Imperva", "_Incapsula_Resource"),
    ("F5", "/TSPD/"),
    ("iFastNet", "/aes.js"),
    ("AWS", "awswaf.com"),
    ("DataDome", "captcha-delivery.com"),
)
# Plain answers and data, where no page was sent.
_PLAIN = (
    ("Cloudflare", "error code: 10"),
    ("DataDome", "captcha-delivery.com"),
    ("PerimeterX", '"blockScript"'),
    ("PerimeterX", "captcha.px-cdn.net"),
    ("Kasada", "ips.js"),
    ("AWS", "awswaf.com"),
)
_WIDGETS = (
    ".g-recaptcha, .h-captcha, .cf-turnstile, .frc-captcha, .smart-captcha, .mtcaptcha, .altcha, altcha-widget, .geetest_captcha, #captcha,"
    ".captcha, iframe[src*='recaptcha'], iframe[src*='hcaptcha.com'], img[src*='captcha' i], input[name*='captcha' i]"
)
# An app's shell says nothing either, until its script has run.
_APP = "link[rel='stylesheet' i], #root, #app, #__next, #__nuxt, app-root, main, img"


def named(page: LexborHTMLParser) -> str | None:
    """Name the guard whose page this is for certain."""
    return _first(page, _ELEMENTS)


def named_bare(page: LexborHTMLParser) -> str | None:
    """Name the guard of a page that says little."""
    return _first(page, _BARE_ELEMENTS)


def named_scripted(page: LexborHTMLParser) -> str | None:
    """Name the guard whose script runs on a page that says little."""
    return _scripted(page, _BARE_SCRIPTS)


def is_dressed(page: LexborHTMLParser) -> bool:
    """Whether Cloudflare's test runs on a page in the site's own dress: it sets its options, and loads what asks for them."""
    return any("_cf_chl_opt" in script and "/orchestrate/" in script for script in _scripts(page))


def named_lone(page: LexborHTMLParser) -> str | None:
    """Name the guard of a page that says nothing at all."""
    if len(page.css("script")) > 3 or page.css_first(_APP):
        return None
    if any("document.cookie" in script and "location" in script for script in _scripts(page)):
        return "a cookie set by a script"
    return _scripted(page, _LONE_SCRIPTS) or next(
        (who for who, address in _LONE_SOURCES if page.script_srcs_contain((address,))), None
    )


def named_plain(text: str) -> str | None:
    """Name the guard that answered with a line of text or with data."""
    return next((who for who, words in _PLAIN if words in text), None)


def has_captcha(page: LexborHTMLParser) -> bool:
    """Whether the page shows a captcha, alone or beside a form."""
    return page.css_first(_WIDGETS) is not None


def _first(page: LexborHTMLParser, table: tuple[tuple[str, str], ...]) -> str | None:
    return next((who for who, selector in table if page.css_first(selector)), None)


def _scripted(page: LexborHTMLParser, table: tuple[tuple[str, str], ...]) -> str | None:
    scripts = _scripts(page)
    return next((who for who, word in table if any(word in script for script in scripts)), None)


def _scripts(page: LexborHTMLParser) -> list[str]:
    """Give the scripts that run: an app keeps the words of its articles in others, as data."""
    return [node.text() for node in page.css("script:not([src]):not([type*='json'])")[:50]]
