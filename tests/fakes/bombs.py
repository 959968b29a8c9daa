"""Bodies made to hurt a parser, and a process of its own that parses them: it may use so much time and memory and no more.

Run as a script it reads names (all: none given) and prints one JSON line for each: what the parser said, what was opened, what was asked
of the network, and how far memory had grown by then (kB, the highest so far).
"""

import gzip
import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from watcher.errors import ParseError
from watcher.model import Response, Secret, Source
from watcher.parse import parse

SECONDS = 60  # of the processor, for all of them together; one alone takes a second or two
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>'
PAGE = "<html><head><title>t</title></head><body>{}</body></html>"
ITEM = "<item><title>a</title>{}</item>"
JSON_FEED = '{"version":"https://jsonfeed.org/version/1.1","items":'
WATCHED = (
    "open",
    "os.open",
    "socket.connect",
    "socket.getaddrinfo",
    "urllib.Request",
    "subprocess.Popen",
    "os.system",
)


def attributes(count: int) -> str:
    return " ".join(f'a{number}="1"' for number in range(count))


def entities() -> str:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<!DOCTYPE rss [<!ENTITY e0 "lol">{levels}]>' + RSS.format("<item><title>&e9;</title></item>")


def with_doctype(doctype: str, title: str) -> str:
    return f"<!DOCTYPE rss {doctype}>" + RSS.format(f"<item><title>{title}</title></item>")


BOMBS: dict[str, Callable[[], str | bytes]] = {
    "billion laughs": entities,
    "quadratic blow-up": lambda: with_doctype(f'[<!ENTITY a "{"x" * 100_000}">]', "&a;" * 30_000),
    "external entity": lambda: with_doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"),
    "parameter entity": lambda: with_doctype('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]', "a"),
    "external DTD": lambda: with_doctype('SYSTEM "http://127.0.0.1:9/x.dtd"', "a"),
    "16,000 attributes": lambda: RSS.format(f"<item {attributes(16_000)}><title>a</title></item>"),
    "attributes, 1.09 MB": lambda: RSS.format(f"<item {attributes(100_000)}/>"),
    "255 attributes, 2,000 times": lambda: RSS.format(f"<item {attributes(255)}/>" * 2_000),
    "100,000 deep": lambda: RSS.format("<q>" * 100_000),
    "400,000 unended a": lambda: "<rss><channel>" + "<a>" * 400_000,
    "100,000 items": lambda: RSS.format("<item><title>a</title><guid>1</guid></item>" * 100_000),
    "50,000 comments begin": lambda: RSS.format(ITEM.format(f"<description>{'<!--' * 50_000}</description>")),
    "4,000,000 comments begin": lambda: "<!--" * 4_000_000,
    "50,000 CDATA begin": lambda: RSS.format("<![CDATA[" * 50_000),
    "title of 5 MB": lambda: RSS.format(f"<item><title>{'a' * 5_000_000}</title></item>"),
    "title of 5 MB, all markup": lambda: RSS.format(
        f"<item><title><![CDATA[{'<b>a</b>' * 600_000}]]></title></item>"
    ),
    "says UTF-16 and is not": lambda: RSS.format(ITEM.format("")).replace("?>", ' encoding="utf-16"?>'),
    "says UTF-7": lambda: RSS.format("<item><title>+ADw-b+AD4-</title></item>").replace(
        "?>", ' encoding="utf-7"?>'
    ),
    "half of its UTF-16": lambda: RSS.format(ITEM.format("")).encode("utf-16")[:-1],
    "angle brackets": lambda: "<rss>" + "<" * 5_000_000,
    "ampersands": lambda: "<rss>" + "&" * 5_000_000,
    "tags begin": lambda: "<rss>" + "<a" * 2_000_000,
    "quotes": lambda: "<rss><a " + '"' * 5_000_000,
    "skipHours begin": lambda: "<rss>" + ("<skipHours" + " " * 1_000 + "<hour" + " " * 1_000) * 2_000,
    "end tags of the title": lambda: "<rss><item>" + "</title " * 400_000,
    "cut in a deep entry": lambda: "<rss><channel><item><title>a</title>" + "<q>" * 300_000,
    "numbers of a polygon": lambda: RSS.format(
        ITEM.format(f"<georss:polygon>{'1 2 ' * 1_000_000}</georss:polygon>")
    ),
    "one item's 50,000 links": lambda: RSS.format(ITEM.format("<link>http://a.example/</link>" * 50_000)),
    "200,000 nested divs": lambda: PAGE.format("<div>" * 200_000),
    "50,000 nested divs": lambda: PAGE.format("<div>" * 50_000),
    "50,000 nested b": lambda: PAGE.format("<b>" * 50_000),
    "formatting that each paragraph repeats": lambda: PAGE.format(
        "".join(f"<p><b a={n}>x" for n in range(4_000))
    ),
    "formatting in a table": lambda: PAGE.format(
        "<table><td>" + "".join(f"<p><i a={n}>x" for n in range(4_000))
    ),
    "100,000 scripts": lambda: PAGE.format("<script>a</script>" * 100_001),
    "100,000 siblings": lambda: PAGE.format("<i>a</i>" * 49_000),
    "a page's title of 4 MB": lambda: PAGE.format("").replace(
        "<title>t", "<title>" + "checking if - " * 300_000
    ),
    "deep JSON": lambda: JSON_FEED + "[" * 400_000,
    "deeper JSON": lambda: '{"a":' * 1_000_000,
    "empty JSON lists": lambda: JSON_FEED + "[" + "[]," * 3_000_000 + "1]}",
    "a JSON number of 2 MB": lambda: JSON_FEED + '[{"id":' + "9" * 2_000_000 + "}]}",
    "gzip": lambda: gzip.compress(bytes(60_000_000)),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(bytes(60_000_000))),
    "a path": lambda: "/etc/passwd",
    "an address": lambda: "http://127.0.0.1:9/feed.xml",
    "a file's address": lambda: "file:///etc/passwd",
}


def read(body: str | bytes) -> str:
    """Parse a body; give what it was, or why it was refused."""
    source = Source(name="x", url=Secret("https://lantern.example/rss"), shown="https://lantern.example/rss")
    whole = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    try:
        document = parse(Response(url="https://lantern.example/rss", status=200, body=whole), source)
    except ParseError as refused:
        return refused.reason
    return f"{document.kind}, {len(document.items)} items"


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note what is opened and asked meanwhile, Python's own modules aside (a codec is loaded when it is first used)."""
    seen: list[str] = []
    going = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if going[0] and event in WATCHED:
            target = str(arguments[0]) if arguments else ""
            if not (event == "open" and target.startswith((sys.prefix, sys.base_prefix))):
                seen.append(f"{event} {target}")

    sys.addaudithook(hook)
    yield seen
    going[0] = False


def main(names: list[str]) -> None:
    """Parse each in turn, within limits that the system holds us to."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for warm in (
        RSS.format(ITEM.format("")),
        PAGE.format("<ul><li><a href='/1'>A headline</a></li></ul>"),
        JSON_FEED + "[]}",
    ):
        read(warm)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in names or BOMBS:
        body = BOMBS[name]()
        with watched() as opened:
            said = read(body)
        del body
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle
        sys.stdout.write(json.dumps({"name": name, "said": said, "opened": opened, "grown": grown}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
