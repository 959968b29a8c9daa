"""One bounded, conditional GET, against a real server on loopback."""

import asyncio
import gzip
import itertools
import socket
import ssl
import struct
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.errors import FetchError, Refused
from watcher.fetch import Client
from watcher.model import Response, Secret, Source, Validators

from fakes.clock import Clock
from fakes.site import Answer, Headers, Site

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TLS = Path(__file__).parent / "data" / "tls"
NOTHING = Validators()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(("127.0.0.0/8",), "1.2", max_body=100_000, now=Clock(NOW)) as client:
        yield client


@pytest.fixture
async def hasty() -> AsyncIterator[Client]:
    async with Client(("127.0.0.0/8",), "1.2", timedelta(seconds=0.3)) as client:
        yield client


def a_source(url: str) -> Source:
    return Source(name="ann", url=Secret(url), shown="…")


async def get(client: Client, site: Site, known: Validators = NOTHING, path: str = "/feed") -> Response:
    return await client.get(a_source(site.url(path)), known)


async def failing(client: Client, site: Site, known: Validators = NOTHING, path: str = "/feed") -> FetchError:
    with pytest.raises(FetchError) as error:
        await get(client, site, known, path)
    assert error.value.subject == "ann"
    return error.value


# What is sent.


async def test_the_request(site: Site, client: Client) -> None:
    site.answer("/feed", body="x", headers={"Content-Type": "application/rss+xml"})
    response = await get(client, site)
    assert (response.status, response.body, response.content_type) == (200, b"x", "application/rss+xml")
    (request,) = site.requests
    assert request.method == "GET"
    assert request.header("user-agent") == (
        b"release-watcher/1.2 (+https://github.com/release-watcher/release-watcher)"
    )
    assert request.header("accept-encoding") == b"gzip"
    accept = (request.header("accept") or b"").decode()
    assert accept.index("rss+xml") < accept.index("text/html") < accept.index("*/*")
    names = {name.lower() for name, _ in request.headers}
    assert names == {b"host", b"connection", b"user-agent", b"accept", b"accept-encoding"}


@pytest.mark.parametrize(
    "target",
    [
        "/feed?token=a%2Fb%20c&empty=&flag&x=1&x=2",
        "/feed?a=[1]|2;b='c'~d!(e)*$,:@/?",
        "/feed?bad=%zz%&plus=a+b",
        "/feed?",
        "/a%2Fb/feed.xml",
        "/%E6%97%A5",
    ],
)
async def test_the_address_is_sent_as_written(site: Site, client: Client, target: str) -> None:
    site.answer(target.partition("?")[0], body="x")
    await get(client, site, path=target)
    assert [request.target for request in site.requests] == [target]


async def test_another_address_may_be_asked(site: Site, client: Client) -> None:
    site.answer("/moved", body="x")
    await client.get(a_source(site.url("/feed")), NOTHING, url=site.url("/moved"))
    assert [request.path for request in site.requests] == ["/moved"]


async def test_no_cookie_ever(site: Site, client: Client) -> None:
    site.answer("/feed", status=302, headers={"Location": "/there", "Set-Cookie": "a=1; Path=/"})
    site.answer("/there", body="x", headers={"Set-Cookie": "b=2; Path=/; Max-Age=999999"})
    await get(client, site)
    await get(client, site)
    assert len(site.requests) == 4
    assert {request.header("cookie") for request in site.requests} == {None}
    assert {request.header("referer") for request in site.requests} == {None}


async def test_the_environment_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answer("/feed", body="x")
    async with Client(("127.0.0.1",), "1") as client:
        await get(client, site)
    assert site.requests[0].header("authorization") is None


async def test_a_login_stays_with_its_server(site: Site, client: Client) -> None:
    with Site("127.0.0.2") as other:
        address = site.url("/feed").replace("//", "//me:pass@")
        site.answer("/feed", status=302, headers={"Location": site.url("/there")})
        site.answer("/there", status=302, headers={"Location": other.url("/").replace("//", "//you:word@")})
        other.answer("/", body="x")
        response = await client.get(a_source(address), NOTHING)
        sent = [request.header("authorization") for request in (*site.requests, *other.requests)]
        assert sent == [b"Basic bWU6cGFzcw==", b"Basic bWU6cGFzcw==", None]
        assert response.url == other.url("/")


async def test_the_final_address_shows_no_login(site: Site, client: Client) -> None:
    site.answer("/feed", body="x")
    response = await client.get(a_source(site.url("/feed?a=1#top").replace("//", "//me:pass@")), NOTHING)
    assert response.url == site.url("/feed?a=1")


# Validators: the server's own bytes.


@pytest.mark.parametrize(
    "etag",
    [
        b'"abc"',
        b'W/"abc"',
        b"unquoted",
        b'"two  spaces "',
        b'"' + b"x" * 4094 + b'"',
        b'"\xc3\xa9\xff"',
        b"*",
        b'"a", "b"',
    ],
)
async def test_etags_come_back_byte_for_byte(site: Site, client: Client, etag: bytes) -> None:
    site.answer("/feed", body="x", etag=etag)
    first = await get(client, site)
    second = await get(client, site, first.validators)
    assert first.validators.etag == etag
    assert site.requests[1].header("if-none-match") == etag
    assert (second.status, second.body, second.validators) == (304, None, first.validators)


@pytest.mark.parametrize(
    "date",
    [b"Sun, 01 Mar 2026 10:00:00 GMT", b"2026-03-01T10:00:00Z", b"Sun, 1 Mar 2026  10:00 +0100", b"never"],
)
async def test_dates_come_back_byte_for_byte(site: Site, client: Client, date: bytes) -> None:
    site.answer("/feed", body="x", last_modified=date)
    first = await get(client, site)
    assert (await get(client, site, first.validators)).status == 304
    assert site.requests[1].header("if-modified-since") == date


async def test_a_200_replaces_both(site: Site, client: Client) -> None:
    site.answer("/feed", body="new", etag=b'"2"')
    response = await get(client, site, Validators(etag=b'"1"', last_modified=b"then"))
    assert response.validators == Validators(etag=b'"2"')
    assert site.requests[0].header("if-modified-since") == b"then"


async def test_a_304_replaces_what_it_names(site: Site, client: Client) -> None:
    site.answer("/feed", status=304, headers={"ETag": 'W/"2"', "Cache-Control": "max-age=60"})
    response = await get(client, site, Validators(etag=b'"1"', last_modified=b"then"))
    assert response.validators == Validators(etag=b'W/"2"', last_modified=b"then")
    assert response.fresh_for == timedelta(seconds=60)


async def test_a_304_that_nobody_asked_for_is_an_error(site: Site, client: Client) -> None:
    site.answer("/feed", status=304)
    error = await failing(client, site)
    assert error.status == 304
    assert "though we did not ask whether anything changed" in error.reason


@pytest.mark.parametrize("etag", [b"", b'"' + b"x" * 20_000 + b'"'])
async def test_useless_validators_are_not_kept(site: Site, client: Client, etag: bytes) -> None:
    site.answer("/feed", body="x", headers=[(b"ETag", etag)])
    assert (await get(client, site)).validators == NOTHING


# How long it is fresh.

SENT = "Sun, 01 Mar 2026 12:00:00 GMT"
LATER = "Sun, 01 Mar 2026 12:10:00 GMT"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 10),
        ({"Cache-Control": "public, MAX-AGE = 600, must-revalidate"}, 10),
        ({"Cache-Control": 'max-age="600"'}, 10),
        ({"Cache-Control": "max-age=600, max-age=0"}, 10),
        ({"Cache-Control": "s-maxage=60, max-age=600"}, 10),
        ({"Cache-Control": "max-age=600", "Age": "540"}, 1),
        ({"Cache-Control": "max-age=600", "Age": "600"}, None),
        ({"Cache-Control": "max-age=600", "Age": "99999999999999999999"}, None),
        ({"Cache-Control": "max-age=600", "Expires": "0"}, 10),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store", "Expires": LATER, "Date": SENT}, None),
        ({"Cache-Control": "max-age=0", "Expires": LATER, "Date": SENT}, None),
        ({"Cache-Control": "max-age=1000000000000"}, 24 * 60),
        ({"Cache-Control": "max-age=" + "9" * 5000}, 24 * 60),
        ({"Cache-Control": "max-age=-5"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age"}, None),
        ({"Cache-Control": "max-age=soon", "Expires": LATER, "Date": SENT}, 10),
        ({"Expires": LATER, "Date": SENT}, 10),
        ({"Expires": LATER}, 10),  # by our own clock
        ({"Expires": SENT, "Date": LATER}, None),
        ({"Expires": "-1", "Date": SENT}, None),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": SENT}, 24 * 60),
        ({"Expires": "Sunday, 01-Mar-26 12:10:00 GMT", "Date": "Sun Mar  1 12:00:00 2026"}, 10),
    ],
)
async def test_fresh_for(site: Site, client: Client, headers: Headers, minutes: int | None) -> None:
    site.answer("/feed", body="x", headers=headers)
    fresh = (await get(client, site)).fresh_for
    assert fresh == (None if minutes is None else timedelta(minutes=minutes))


# When the server refuses.


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (204, "the server answered 204 (no content)"),
        (206, "the server answered 206 (partial content)"),
        (300, "the server answered 300 (multiple choices)"),
        (401, "the server answered 401 (unauthorized)"),
        (404, "the server answered 404 (not found)"),
        (410, "the server answered 410 (gone)"),
        (500, "the server answered 500 (internal server error)"),
        (503, "the server answered 503 (service unavailable)"),
        (599, "the server answered 599"),
    ],
)
async def test_statuses_in_words(site: Site, client: Client, status: int, words: str) -> None:
    site.answer("/feed", status=status, body="sorry")
    error = await failing(client, site)
    assert (error.reason, error.status, error.pause, error.again) == (words, status, None, True)


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        (429, {}, timedelta(hours=4)),
        (429, {"Retry-After": "120"}, timedelta(minutes=2)),
        (429, {"Retry-After": "0000000000000000120"}, timedelta(minutes=2)),
        (429, {"Retry-After": " 1.5 "}, timedelta(seconds=1)),
        (429, {"Retry-After": "soon"}, timedelta(hours=4)),
        (429, {"Retry-After": "-1"}, timedelta(hours=4)),
        (429, {"Retry-After": "0"}, None),
        (503, {}, None),
        (503, {"Retry-After": "60"}, timedelta(minutes=1)),
        (503, {"Retry-After": LATER, "Date": SENT}, timedelta(minutes=10)),
        (503, {"Retry-After": LATER}, timedelta(minutes=10)),  # by our own clock
        (503, {"Retry-After": SENT, "Date": LATER}, None),
        (503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": SENT}, timedelta(days=7)),
        (503, {"Retry-After": "9" * 400}, timedelta(days=7)),
        (503, {"Retry-After": "soon"}, None),
        (403, {"Retry-After": "60"}, timedelta(minutes=1)),
        (404, {"Retry-After": "60"}, None),
        (500, {"Retry-After": "60"}, None),
    ],
)
async def test_pauses(
    site: Site, client: Client, status: int, headers: Headers, pause: timedelta | None
) -> None:
    site.answer("/feed", status=status, headers=headers)
    assert (await failing(client, site)).pause == pause


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_with_the_same_conditions(
    site: Site, client: Client, status: int
) -> None:
    site.answer("/feed", status=status, headers={"Location": "a/there?x=1#part"})
    site.answer("/a/there", body="x", etag=b'"1"')
    response = await get(client, site, Validators(etag=b'"1"'))
    assert (response.status, response.url) == (304, site.url("/a/there?x=1"))
    assert [request.target for request in site.requests] == ["/feed", "/a/there?x=1"]
    assert [request.method for request in site.requests] == ["GET", "GET"]


async def test_ten_hops_and_no_more(site: Site, client: Client) -> None:
    for hop in range(12):
        site.answer(f"/{hop}", status=302, headers={"Location": f"/{hop + 1}"})
    site.answer("/12", body="x")
    assert (await get(client, site, path="/2")).body == b"x"
    site.requests.clear()
    assert (await failing(client, site, path="/1")).reason == "it redirects more than 10 times"
    assert len(site.requests) == 11


async def test_a_loop_ends(site: Site, client: Client) -> None:
    site.answer("/feed", status=302, headers={"Location": "/feed"})
    assert (await failing(client, site)).reason == "it redirects more than 10 times"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "mailto:/me",
        "gopher://x/",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
    ],
)
async def test_only_the_web_is_followed(site: Site, client: Client, location: str) -> None:
    site.answer("/feed", status=302, headers={"Location": location})
    error = await failing(client, site)
    assert error.reason == "it redirects to an address that is not an http or https one"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "it redirects without saying where to"),
        ({"Location": ""}, "it redirects without saying where to"),
        ({"Location": "http://[::1"}, "it redirects to an address that can't be read"),
        ({"Location": "http://0177.0.0.1/"}, "it redirects to an address that can't be read"),
        ({"Location": "http://127.0.0.1:99999/"}, "it redirects to an address that can't be read"),
    ],
)
async def test_a_redirect_to_nowhere(site: Site, client: Client, headers: Headers, words: str) -> None:
    site.answer("/feed", status=302, headers=headers)
    assert (await failing(client, site)).reason == words


async def test_a_redirect_s_body_is_not_read(site: Site, client: Client) -> None:
    site.answer("/feed", status=302, headers={"Location": "/there"}, body=itertools.repeat(bytes(65536)))
    site.answer("/there", body="x")
    assert (await get(client, site)).body == b"x"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/feed", "its address is not an http or https one"),
        ("file:///etc/passwd", "its address is not an http or https one"),
        ("/feed", "its address is not an http or https one"),
        ("http://", "its address is not an http or https one"),
        ("http://[::1/feed", "its address can't be read"),
        ("http://example.org:port/", "its address can't be read"),
        ("http://example.org:0/", "its address can't be read"),
        ("http://example.org:65536/", "its address can't be read"),
        ("http://exa\x00mple.org/", "its address can't be read"),
    ],
)
async def test_what_we_never_ask(client: Client, address: str, words: str) -> None:
    with pytest.raises(Refused) as error:
        await client.get(a_source(address), NOTHING)
    assert (error.value.reason, error.value.again) == (words, False)


# Bodies, in bounds.

TEXT = b"<rss>" + bytes(range(256)) * 40 + b"</rss>"


def bare(text: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("identity, gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + bytes(512)),
        ("gzip", gzip.compress(TEXT) + b"\x1f"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
    ],
)
@pytest.mark.parametrize("pieces", [False, True], ids=["whole", "bytewise"])
async def test_packings(site: Site, client: Client, encoding: str, body: bytes, pieces: bool) -> None:
    answer = (body[place : place + 1] for place in range(len(body))) if pieces else body
    site.answer("/feed", body=answer, headers={"Content-Encoding": encoding}, chunked=pieces)
    assert (await get(client, site)).body == TEXT


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("br", "br"), ("zstd", "zstd"), ("gzip, gzip", "gzip, gzip"), ("gzip, br", "gzip, br")],
)
async def test_packings_that_we_did_not_ask_for(
    site: Site, client: Client, encoding: str, named: str
) -> None:
    site.answer("/feed", body=gzip.compress(gzip.compress(TEXT)), headers={"Content-Encoding": encoding})
    error = await failing(client, site)
    assert error.reason == f"the answer is packed as {named}, which we did not ask for"


async def test_gzip_that_is_none(site: Site, client: Client) -> None:
    site.answer("/feed", body=TEXT, headers={"Content-Encoding": "gzip"})
    assert (
        await failing(client, site)
    ).reason == "the answer can't be unpacked: it is not the gzip it says it is"


PACKED = gzip.compress(TEXT)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=TEXT, cut=100),
        Answer(body=TEXT, length=len(TEXT) + 1),
        Answer(body=(TEXT, TEXT), chunked=True, cut=100),
        Answer(body=(TEXT, TEXT), chunked=True, cut=len(TEXT)),
        Answer(body=PACKED[:-1], headers={"Content-Encoding": "gzip"}),
        Answer(body=PACKED[:5], headers={"Content-Encoding": "gzip"}),
        Answer(body=b"", headers={"Content-Encoding": "gzip"}),
        Answer(body=(PACKED[:200],), headers={"Content-Encoding": "gzip"}),  # ends with its connection
        Answer(body=PACKED + PACKED[:20], headers={"Content-Encoding": "gzip"}),
        Answer(body=zlib.compress(TEXT)[:-4], headers={"Content-Encoding": "deflate"}),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello"),
    ],
)
async def test_an_answer_that_is_cut_short(site: Site, client: Client, answer: Answer) -> None:
    site.answer("/feed", answer)
    assert (await failing(client, site)).reason == "the answer was cut short"
    assert len(site.requests) == 1


async def test_zlib_may_hold_back_the_last_of_its_output(site: Site) -> None:
    """Lengths at which its input is used up when a step's room is full, with some more to come."""
    async with Client(("127.0.0.1",), "1") as client:
        for length in range(262_144 + 15, 262_144 + 30):
            site.answer("/feed", body=bare(bytes(length)), headers={"Content-Encoding": "deflate"})
            assert len((await get(client, site)).body or b"") == length


async def test_exactly_as_much_as_we_bear(site: Site, client: Client) -> None:
    site.answer("/feed", body=bytes(100_000), gzip=True)
    assert len((await get(client, site)).body or b"") == 100_000


def a_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=bytes(100_001)),
        Answer(body=bytes(100_001), gzip=True),
        Answer(body=a_bomb(60), headers={"Content-Encoding": "gzip"}),
        Answer(body=itertools.repeat(bytes(65536))),
        Answer(body=itertools.repeat(bytes(65536)), chunked=True),
        Answer(body=itertools.repeat(gzip.compress(b"") * 3000), headers={"Content-Encoding": "gzip"}),
        Answer(
            body=itertools.chain([PACKED], itertools.repeat(bytes(65536))),
            headers={"Content-Encoding": "gzip"},
        ),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx"),
    ],
)
async def test_more_than_we_bear(site: Site, client: Client, answer: Answer) -> None:
    site.answer("/feed", answer)
    await get_nothing_from_warm_up(client, site)
    tracemalloc.start()
    error = await failing(client, site)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.reason == "the answer is larger than 0.1 MB"
    assert peak < 4_000_000  # the site lives in this process, too


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=302, body=a_bomb(60), headers={"Content-Encoding": "gzip", "Location": "/there"}),
        Answer(status=302, body=itertools.repeat(bytes(65536)), headers={"Location": "/there"}, chunked=True),
        Answer(status=503, body=a_bomb(60), headers={"Content-Encoding": "gzip"}),
        Answer(status=503, body=gzip.compress(a_bomb(60)), headers={"Content-Encoding": "gzip, gzip"}),
        Answer(status=503, body=itertools.repeat(bytes(65536))),
    ],
)
async def test_nor_more_beside_an_answer(site: Site, client: Client, answer: Answer) -> None:
    """What a redirect brings is not read at all, what a refusal brings only in part."""
    site.answer("/feed", answer)
    site.answer("/there", status=404)
    await get_nothing_from_warm_up(client, site)
    tracemalloc.start()
    error = await failing(client, site)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.status in (404, 503)
    assert peak < 4_000_000


async def test_many_headers(site: Site, client: Client) -> None:
    few = b"".join(b"X-%d: %b\r\n" % (n, b"x" * 10) for n in range(4000))
    for headers, good in ((few, True), (few * 3, False)):
        site.answer("/feed", raw=b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 1\r\n\r\nx")
        if good:
            assert (await get(client, site)).body == b"x"
        else:
            assert (await failing(client, site)).reason == "the server does not speak HTTP as it should"


async def get_nothing_from_warm_up(client: Client, site: Site) -> None:
    """Let imports and buffers of a first request happen before memory is counted."""
    site.answer("/warm", body="x")
    await get(client, site, path="/warm")


# Seconds.


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer(raw=b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000, every=0.01),
            "no answer within 0.3 seconds",
        ),
        (Answer(body=b"x" * 1000, every=0.01), "the answer did not end within 0.3 seconds"),
        (
            Answer(body=itertools.repeat(b"x"), every=0.01, chunked=True),
            "the answer did not end within 0.3 seconds",
        ),
        (
            Answer(
                body=itertools.repeat(gzip.compress(b"")), every=0.01, headers={"Content-Encoding": "gzip"}
            ),
            "the answer did not end within 0.3 seconds",
        ),
    ],
)
async def test_drips_end(site: Site, hasty: Client, answer: Answer, words: str) -> None:
    site.answer("/feed", answer)
    assert (await failing(hasty, site)).reason == words


async def test_a_handshake_that_drips(hasty: Client) -> None:
    ended = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        closed = asyncio.ensure_future(reader.read())  # to its end: the client has gone
        for piece in itertools.chain(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", itertools.repeat(0)):
            writer.write(bytes([piece]))  # a greeting of 16 KB
            if (await asyncio.wait({closed}, timeout=0.01))[0]:
                break
        writer.transport.abort()
        ended.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError, match=r"no answer within 0\.3 seconds"):
            await hasty.get(a_source(f"https://127.0.0.1:{port}/feed"), NOTHING)
        await asyncio.wait_for(ended.wait(), 10)  # the connection does not outlive the deadline


async def test_a_silent_server(site: Site, hasty: Client) -> None:
    site.answer("/feed", body="x", hold=site.gate())
    error = await failing(hasty, site)
    assert (error.reason, error.status, error.again) == ("no answer within 0.3 seconds", None, True)


async def test_a_resolver_that_hangs() -> None:
    async def hang(host: str, port: int) -> Sequence[str]:
        return await asyncio.Future()

    async with Client((), "1", timedelta(seconds=0.1), resolve=hang) as client:
        with pytest.raises(FetchError, match=r"no answer within 0\.1 seconds"):
            await client.get(a_source("http://feeds.test/"), NOTHING)


async def test_the_deadline_holds_over_all_hops(site: Site, hasty: Client) -> None:
    def turn(_request: object) -> Answer:
        return Answer(raw=b"HTTP/1.1 302 Found\r\nLocation: /feed\r\nContent-Length: 0\r\n\r\n", every=0.002)

    site.answer("/feed", body=turn)
    assert (await failing(hasty, site)).reason == "no answer within 0.3 seconds"
    assert len(site.requests) > 1


async def test_no_connection_outlives_its_deadline(site: Site, hasty: Client) -> None:
    site.answer("/feed", body="x", hold=site.gate())
    await asyncio.gather(*(failing(hasty, site) for _ in range(5)))
    await asyncio.to_thread(site.wait, lambda site: site.open == 0)
    assert site.accepted == 5


# Connections.


async def test_a_connection_is_kept_for_the_next_source(site: Site, client: Client) -> None:
    site.answer("/feed", body="x")
    await get(client, site)
    await get(client, site)
    assert {request.connection for request in site.requests} == {1}


async def test_a_dead_kept_connection_costs_one_more_request(site: Site, client: Client) -> None:
    site.script(
        "/feed", Answer(body="1"), Answer(drop=True), Answer(body="2"), Answer(drop=True), Answer(drop=True)
    )
    await get(client, site)
    assert (await get(client, site)).body == b"2"
    assert [request.connection for request in site.requests] == [1, 1, 2]
    error = await failing(client, site)
    assert error.reason == "the server closed the connection without an answer"
    assert [request.connection for request in site.requests] == [1, 1, 2, 2, 3]


async def test_a_new_connection_that_dies_is_not_tried_again(site: Site, client: Client) -> None:
    site.answer("/feed", drop=True)
    await failing(client, site)
    assert len(site.requests) == 1


async def test_nobody_listens(client: Client) -> None:
    with Site() as site:
        address = site.url("/feed")
    with pytest.raises(FetchError, match="the server refuses connections"):
        await client.get(a_source(address), NOTHING)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the server closed the connection without an answer"),
        (b"220 mail.test ESMTP\r\n\r\n", "the server does not speak HTTP as it should"),
        (
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
            "the server does not speak HTTP as it should",
        ),
        (
            b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n",
            "the server does not speak HTTP as it should",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "the server does not speak HTTP as it should"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
            "the server does not speak HTTP as it should",
        ),
        (b"HTTP/1.1 200 OK\r\nX\r\n\r\n", "the server does not speak HTTP as it should"),
        (b"HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n", "the server does not speak HTTP as it should"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "the server does not speak HTTP as it should"),
        (b"", "the server closed the connection without an answer"),
        (b"HTTP/1.1 200", "the server closed the connection without an answer"),
    ],
)
async def test_what_is_no_http(site: Site, client: Client, raw: bytes, words: str) -> None:
    site.answer("/feed", raw=raw)
    assert (await failing(client, site)).reason == words


# TLS: connected to an address that was checked, but by the name that was asked.


def a_certificate(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem")
    return context


@pytest.mark.parametrize(
    ("certificate", "host", "trusted", "words"),
    [
        ("valid", "feeds.test", True, None),
        ("valid", "other.test", True, "the certificate belongs to another name"),
        ("valid", "127.0.0.1", True, "the certificate belongs to another address"),
        (
            "valid",
            "feeds.test",
            False,
            "the certificate is signed by an authority that this machine does not trust",
        ),
        ("expired", "feeds.test", True, "the certificate has expired"),
    ],
)
async def test_certificates(certificate: str, host: str, trusted: bool, words: str | None) -> None:
    async def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    trust = ssl.create_default_context(cafile=str(TLS / "authority.pem")) if trusted else None
    names: list[str | None] = []
    tls = a_certificate(certificate)
    tls.sni_callback = lambda _socket, name, _context: names.append(name)
    with Site(tls=tls) as site:
        site.answer("/feed", body="x")
        async with Client(("127.0.0.1",), "1", tls=trust, resolve=here) as client:
            source = a_source(site.url("/feed", host=host))
            if words is None:
                assert (await client.get(source, NOTHING)).body == b"x"
                assert names == ["feeds.test"]
            else:
                with pytest.raises(FetchError) as error:
                    await client.get(source, NOTHING)
                assert error.value.reason == words
                assert site.requests == []


@pytest.mark.parametrize(
    ("scheme", "reset", "words"),
    [
        ("https", False, "no secure connection: the server broke it off"),
        ("https", True, "the server closed the connection"),
        ("http", True, "the server closed the connection"),
    ],
)
async def test_a_server_that_hangs_up(client: Client, scheme: str, reset: bool, words: str) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError) as error:
            await client.get(a_source(f"{scheme}://127.0.0.1:{port}/feed"), NOTHING)
    assert error.value.reason == words


async def test_https_to_a_server_that_speaks_http(site: Site, client: Client) -> None:
    with pytest.raises(FetchError, match="no secure connection: the server does not speak TLS there"):
        await client.get(a_source(site.url("/feed").replace("http:", "https:")), NOTHING)


async def test_nothing_secret_in_what_is_logged_or_raised(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with Client(("127.0.0.1",), "1") as client:
        site.answer("/canary-1", status=302, headers={"Location": "/canary-3", "Set-Cookie": "a=canary-4"})
        error = await failing(client, site, path="/canary-1?token=canary-2")
    assert "canary" not in str(error) + caplog.text
