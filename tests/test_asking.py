"""How a source is asked: as its owner set it, one request at a time to each host, and what its answers tell beside their bodies."""

import asyncio
import errno
import itertools
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
import pytest

from watcher.errors import FetchError, Refused
from watcher.fetch import PRODUCT, Client, transport
from watcher.fetch.ask import Ask
from watcher.fetch.gate import BUSY, Gates
from watcher.fetch.trouble import Trouble, is_offline
from watcher.model import Access, Secret, Source, Validators

from fakes.site import Answer, Site
from fakes.tunnel import Tunnel

TLS = Path(__file__).parent / "data" / "tls"
NOTHING = Validators()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answer("/feed", body="here")
        yield site


@pytest.fixture
def other() -> Iterator[Site]:
    with Site("127.0.0.2") as site:
        site.answer("/feed", body="there")
        yield site


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(("127.0.0.0/8",), "1.2") as client:
        yield client


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def a_source(url: str, **access: object) -> Source:
    return Source(name="ann", url=Secret(url), shown="…", access=Access(**access))  # type: ignore[arg-type]


async def failing(client: Client, source: Source, url: str | None = None) -> FetchError:
    with pytest.raises(FetchError) as error:
        await client.get(source, NOTHING, url=url)
    return error.value


# Where redirects lead.


def chain(*hops: tuple[int, str]) -> dict[str, Answer]:
    """Make answers: /0 redirects with the first hop's status to its target, and so on."""
    places = ["/feed", *(target for _, target in hops)]
    return {
        place: Answer(status=status, headers={"Location": target})
        for place, (status, target) in zip(places, hops, strict=False)
    }


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        ([], None),
        ([(301, "/a")], "/a"),
        ([(308, "/a")], "/a"),
        ([(302, "/a")], None),
        ([(303, "/a")], None),
        ([(307, "/a")], None),
        ([(301, "/a"), (308, "/b")], "/b"),
        ([(301, "/a"), (302, "/b")], "/a"),
        ([(301, "/a"), (307, "/b"), (301, "/c")], "/a"),
        ([(302, "/a"), (301, "/b")], None),
        ([(301, "/a?token=x#part")], "/a?token=x"),
    ],
)
async def test_moved(site: Site, client: Client, hops: list[tuple[int, str]], moved: str | None) -> None:
    site.answer((hops[-1][1] if hops else "/feed").partition("?")[0], body="x")
    for place, answer in chain(*hops).items():
        site.answer(place, answer)
    response = await client.get(a_source(site.url("/feed")), NOTHING)
    assert response.moved == (site.url(moved) if moved else None)


async def test_moved_keeps_the_login_on_the_same_server_only(site: Site, other: Site, client: Client) -> None:
    source = a_source(site.url("/feed").replace("//", "//me:p%40ss@"))
    site.answer("/feed", status=301, headers={"Location": "/new"})
    site.answer("/new", body="x")
    assert (await client.get(source, NOTHING)).moved == site.url("/new").replace("//", "//me:p%40ss@")
    site.answer("/new", status=301, headers={"Location": other.url("/feed")})
    assert (await client.get(source, NOTHING)).moved == other.url("/feed")


async def test_moved_comes_with_every_good_answer(site: Site, client: Client) -> None:
    site.answer("/feed", status=301, headers={"Location": "/new"})
    site.answer("/new", body="x", etag=b'"1"')
    response = await client.get(a_source(site.url("/feed")), Validators(etag=b'"1"'))
    assert (response.status, response.moved) == (304, site.url("/new"))


async def test_a_way_out_of_https_is_never_for_good(site: Site) -> None:
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.load_cert_chain(TLS / "valid.pem")
    with Site(tls=certificate) as secure:
        secure.answer("/feed", status=301, headers={"Location": "/new"})
        secure.answer("/new", status=301, headers={"Location": site.url("/feed")})
        trust = ssl.create_default_context(cafile=str(TLS / "authority.pem"))
        async with Client(("127.0.0.1", "feeds.test"), "1", tls=trust, resolve=here) as client:
            response = await client.get(a_source(secure.url("/feed", host="feeds.test")), NOTHING)
    assert response.moved == secure.url("/new", host="feeds.test")
    assert response.asked == ("feeds.test", "127.0.0.1")
    assert response.certificate_until is None  # the last server has none


async def test_the_certificate_s_end(client: Client, site: Site) -> None:
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.load_cert_chain(TLS / "valid.pem")
    with Site(tls=certificate) as secure:
        secure.answer("/feed", body="x", etag=b'"1"')
        trust = ssl.create_default_context(cafile=str(TLS / "authority.pem"))
        async with Client(("feeds.test",), "1", tls=trust, resolve=here) as careful:
            source = a_source(secure.url("/feed", host="feeds.test"))
            ends = [
                (await careful.get(source, known)).certificate_until
                for known in (NOTHING, Validators(etag=b'"1"'))
            ]
        assert {request.connection for request in secure.requests} == {1}
    told = ssl._ssl._test_decode_cert(str(TLS / "valid.pem"))["notAfter"]  # type: ignore[attr-defined]
    assert ends == [datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC)] * 2
    assert (await client.get(a_source(site.url("/feed")), NOTHING)).certificate_until is None


async def test_who_was_asked(site: Site, other: Site, client: Client) -> None:
    site.answer("/start", status=302, headers={"Location": other.url("/next")})
    other.answer("/next", status=302, headers={"Location": other.url("/last")})
    other.answer("/last", status=302, headers={"Location": site.url("/feed")})
    response = await client.get(a_source(site.url("/start")), NOTHING)
    assert response.asked == ("127.0.0.1", "127.0.0.2")


# What comes with a refusal.


async def test_the_page_of_a_refusal(site: Site, client: Client) -> None:
    site.answer("/feed", status=403, body="<p>no</p>", headers={"Content-Type": "text/html"}, gzip=True)
    error = await failing(client, a_source(site.url("/feed")))
    assert (error.status, error.page, error.content_type) == (403, b"<p>no</p>", "text/html")
    assert (error.host, error.offline) == (None, False)


PLENTY = 256 * 1024


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        (Answer(status=503, body=itertools.repeat(b"x" * 65536)), b"x" * PLENTY),
        (Answer(status=503, body=b"x" * 10_000_000, gzip=True), b"x" * PLENTY),
        (Answer(status=503, body=itertools.chain([b"abc"], itertools.repeat(b"")), every=0.01), b"abc"),
        (Answer(status=503, body=b"abcdef", cut=3), b"abc"),
        (Answer(status=503, body=b"abc", headers={"Content-Encoding": "br"}), b""),
        (Answer(status=503, body=b"abc", headers={"Content-Encoding": "gzip"}), b""),
        (Answer(raw=b"HTTP/1.1 503 No\r\nContent-Length: 99999999999\r\n\r\nabc"), b"abc"),
        (Answer(status=503), b""),
    ],
)
async def test_trouble_with_its_page_hides_no_refusal(site: Site, answer: Answer, page: bytes) -> None:
    site.answer("/feed", answer)
    async with Client(("127.0.0.1",), "1", timedelta(seconds=0.5)) as client:
        error = await failing(client, a_source(site.url("/feed")))
    assert (error.reason, error.status) == ("the server answered 503 (service unavailable)", 503)
    assert error.page == page


@pytest.mark.parametrize("status", [403, 503, 429, 200])
async def test_a_challenge_that_says_so(site: Site, client: Client, status: int) -> None:
    headers = {"cf-mitigated": "Challenge", "Retry-After": "60"}
    site.answer("/feed", status=status, headers=headers, body="<html>Just a moment…")
    error = await failing(client, a_source(site.url("/feed")))
    assert error.reason == "the site shows a challenge page for browsers (Cloudflare) instead of its content"
    assert error.page.startswith(b"<html>")
    assert error.pause == (None if status == 200 else timedelta(minutes=1))


async def test_no_other_reason_speaks_of_challenges(site: Site, client: Client) -> None:
    site.answer("/feed", body="x", headers={"Content-Encoding": "challenge", "cf-mitigated": "block"})
    assert "challenge" not in (await failing(client, a_source(site.url("/feed")))).reason


async def test_a_pause_is_for_the_host_that_asked_for_it(site: Site, other: Site, client: Client) -> None:
    other.answer("/busy", status=429, headers={"Retry-After": "60"})
    site.answer("/feed", status=302, headers={"Location": other.url("/busy")})
    error = await failing(client, a_source(site.url("/feed")))
    assert (error.host, error.pause) == ("127.0.0.2", timedelta(minutes=1))
    error = await failing(client, a_source(site.url("/feed")), url=other.url("/busy"))
    assert error.host == "127.0.0.2"
    error = await failing(client, a_source(other.url("/busy")))
    assert error.host is None


# No network at all.


@pytest.mark.parametrize(
    ("error", "offline"),
    [
        (OSError(errno.ENETUNREACH, "no"), True),
        (OSError(errno.EHOSTUNREACH, "no"), True),
        (OSError(errno.EADDRNOTAVAIL, "no"), True),
        (OSError(errno.ECONNREFUSED, "no"), False),
        (OSError(errno.ECONNRESET, "no"), False),
        (Trouble("no such host"), False),
        (Trouble("can't be looked up", offline=True), True),
    ],
)
def test_offline(error: Exception, offline: bool) -> None:
    wrapped = httpcore.ConnectError()
    wrapped.__cause__ = error
    assert is_offline(error) is offline
    assert is_offline(error if isinstance(error, Trouble) else wrapped) is offline


async def test_offline_is_only_where_nothing_was_reached(site: Site) -> None:
    async def down(host: str, port: int) -> Sequence[str]:
        if host == "127.0.0.1":
            return [host]
        raise Trouble("the name can't be looked up", offline=True)

    site.answer("/away", status=302, headers={"Location": "http://away.test/"})
    async with Client(("127.0.0.1",), "1", resolve=down) as client:
        assert (await failing(client, a_source("http://feeds.test/"))).offline
        assert not (await failing(client, a_source(site.url("/away")))).offline
        assert not (await failing(client, a_source(site.url("/missing")))).offline


async def test_a_server_that_refuses_is_none_that_is_out_of_reach() -> None:
    """Also where its other address is one that this machine can't reach, as nobody can reach a group by TCP."""
    with Site() as gone:
        address = gone.url("/", host="feeds.test")
    nowhere, refused = "no way to the server: is the network up?", "the server refuses connections"
    for addresses, told in (
        (["224.0.0.1"], (nowhere, True)),
        (["224.0.0.1", "127.0.0.1"], (refused, False)),
        (["127.0.0.1", "224.0.0.1"], (refused, False)),
    ):

        async def both(host: str, port: int, found: Sequence[str] = tuple(addresses)) -> Sequence[str]:
            return found

        async with Client(("feeds.test",), "1", resolve=both) as client:
            error = await failing(client, a_source(address))
            assert (error.reason, error.offline) == told


# What the owner set.


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ("me:pass", b"Basic bWU6cGFzcw=="),
        ("me:pa:ss word", b"Basic bWU6cGE6c3Mgd29yZA=="),
        ("mé:päss", b"Basic bcOpOnDDpHNz"),
        ("Bearer abc.def", b"Bearer abc.def"),
        ("Token token=abc", b"Token token=abc"),
    ],
)
async def test_auth(site: Site, client: Client, auth: str, sent: bytes) -> None:
    await client.get(a_source(site.url("/feed"), auth=Secret(auth)), NOTHING)
    assert site.requests[0].header("authorization") == sent


async def test_headers_cookie_and_user_agent(site: Site, client: Client) -> None:
    source = a_source(
        site.url("/feed").replace("//", "//me:pass@"),
        headers=(
            ("X-Key", Secret("abc")),
            ("accept", Secret("text/xml")),
            ("Accept-Encoding", Secret("br")),
            ("If-None-Match", Secret('"mine"')),
        ),
        cookie=Secret("a=1; b=2"),
        auth=Secret("Bearer x"),
        user_agent="Mine/1.0 (+mailto:me@example.org)",
    )
    await client.get(source, Validators(etag=b'"1"'))
    (request,) = site.requests
    sent = [(name.lower(), value) for name, value in request.headers]
    assert sorted(sent) == [
        (b"accept", b"text/xml"),
        (b"accept-encoding", b"gzip"),
        (b"authorization", b"Bearer x"),
        (b"connection", b"keep-alive"),
        (b"cookie", b"a=1; b=2"),
        (b"host", f"127.0.0.1:{site.port}".encode()),
        (b"if-none-match", b'"1"'),
        (b"user-agent", b"Mine/1.0 (+mailto:me@example.org)"),
        (b"x-key", b"abc"),
    ]
    assert client.user_agent(source) == "Mine/1.0 (+mailto:me@example.org)"
    assert client.user_agent(a_source("http://x/")).startswith(f"{PRODUCT}/1.2 (+https://")


SECRETS = {"headers": (("X-Key", Secret("abc")),), "cookie": Secret("a=1"), "auth": Secret("me:pass")}
NAMES = ("x-key", "cookie", "authorization")


async def test_none_of_it_goes_elsewhere(site: Site, other: Site, client: Client) -> None:
    with Site(site.host) as beside:  # another port is another server
        site.answer("/feed", status=302, headers={"Location": "/next"})
        site.answer("/next", status=301, headers={"Location": other.url("/next")})
        other.answer("/next", status=308, headers={"Location": beside.url("/next")})
        beside.answer("/next", status=307, headers={"Location": site.url("/back")})
        site.answer("/back", body="x")
        await client.get(a_source(site.url("/feed"), **SECRETS), NOTHING)
        asked = [*site.requests, *other.requests, *beside.requests]
        sent = {(r.path, r.header("host")): [r.header(name) for name in NAMES] for r in asked}
    own, full = site.url()[7:-1].encode(), [b"abc", b"a=1", b"Basic bWU6cGFzcw=="]
    assert sent.pop(("/feed", own)) == sent.pop(("/next", own)) == full
    assert (
        list(sent.values()) == [[None] * 3] * 3
    )  # nor to the own server, once somebody else has sent us there


async def test_it_goes_to_other_pages_of_the_same_server_only(
    site: Site, other: Site, client: Client
) -> None:
    feed = site.url("/feed").replace("//", "//me:pass@")
    for start in (site, other):
        start.answer("/page", body="x")
        for source in (a_source(feed), a_source(feed, **SECRETS)):
            await client.get(source, NOTHING, url=start.url("/page"))
    login = b"Basic bWU6cGFzcw=="
    sent = [[request.header(name) for name in NAMES] for request in (*site.requests, *other.requests)]
    assert sent == [[None, None, login], [b"abc", b"a=1", login], [None] * 3, [None] * 3]


async def test_a_header_that_is_none_tells_no_secret(site: Site, client: Client) -> None:
    error = await failing(client, a_source(site.url("/feed"), cookie=Secret("canary\r\nX: y")))
    assert error.reason == "the request can't be put into HTTP"
    assert (error.__cause__, error.__suppress_context__) == (None, True)
    await asyncio.to_thread(site.wait, lambda site: site.accepted and not site.open)
    assert site.requests == []


# Through a proxy.


async def test_a_forwarding_proxy(site: Site) -> None:
    site.answer("http://feeds.test/feed?a=1", body="through")
    site.answer("http://feeds.test/gone", status=404)
    proxy = Secret(site.url().replace("//", "//me:pass@"))
    source = a_source("http://feeds.test/feed?a=1", proxy=proxy, **SECRETS)
    async with Client((), "1", gap=timedelta(0)) as client:
        assert (await client.get(source, NOTHING)).body == b"through"
        assert (await failing(client, source, url="http://feeds.test/gone")).status == 404
        await asyncio.to_thread(site.wait, lambda site: site.open == 0)
    assert site.requests[0].header("proxy-authorization") == b"Basic bWU6cGFzcw=="
    assert site.requests[0].header("x-key") == b"abc"


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_tunnel(scheme: str) -> None:
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.load_cert_chain(TLS / "valid.pem")
    trust = ssl.create_default_context(cafile=str(TLS / "authority.pem"))
    with Site(tls=certificate) as secure:
        secure.answer("/feed", body="x")
        tunnel = Tunnel((secure.host, secure.port), socks=scheme != "http", login="me:p@ss")
        async with tunnel, Client((), "1", tls=trust) as client:
            proxy = Secret(f"{scheme}://me:p%40ss@127.0.0.1:{tunnel.port}")
            response = await client.get(a_source("https://feeds.test/feed", proxy=proxy), NOTHING)
        assert response.body == b"x"
        assert response.certificate_until is not None
    assert tunnel.asked == ["feeds.test:443"]  # the name, not an address: we look nothing up
    assert tunnel.logins == ["Basic bWU6cEBzcw==" if scheme == "http" else "me:p@ss"]


@pytest.mark.parametrize(
    ("socks", "refuse"),
    [
        (False, b"HTTP/1.1 407 Challenge accepted\r\nContent-Length: 0\r\n\r\n"),
        (True, b"\x05\x05\x00\x01" + bytes(6)),
    ],
)
async def test_a_proxy_that_refuses(socks: bool, refuse: bytes) -> None:
    async with Tunnel(("127.0.0.1", 9), socks=socks, refuse=refuse) as tunnel, Client((), "1") as client:
        proxy = Secret(f"{'socks5' if socks else 'http'}://127.0.0.1:{tunnel.port}")
        error = await failing(client, a_source("https://feeds.test/feed", proxy=proxy))
    assert error.reason == "through its proxy: the proxy refuses to connect"


async def test_a_proxy_that_is_not_there(client: Client) -> None:
    with Site() as gone:
        address = gone.url()
    error = await failing(client, a_source("http://feeds.test/", proxy=Secret(address)))
    assert error.reason == "through its proxy: the server refuses connections"


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1", "nonsense", "http://", "socks4://127.0.0.1", "http://[::1"]
)
async def test_what_is_no_proxy(client: Client, address: str) -> None:
    error = await failing(client, a_source("http://feeds.test/", proxy=Secret(address)))
    assert (
        error.reason == "the address of its proxy can't be read: expected http://…, https://… or socks5://…"
    )


@pytest.mark.parametrize(
    "host",
    [
        *[
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "10.0.0.1",
            "169.254.169.254",
            "[::1]",
            "[::ffff:10.0.0.1]",
        ],
        *[
            "localhost",
            "a.localhost",
            "LOCALHOST.",
            "nas",
            "nas.local",
            "db.internal",
            "box.home.arpa",
            "box.lan",
        ],
    ],
)
async def test_nothing_private_is_asked_through_a_proxy(site: Site, host: str) -> None:
    async with Client(("192.168.0.0/16",), "1", gap=timedelta(0)) as client:
        proxy = Secret(site.url())
        error = await failing(client, a_source(f"http://{host}/feed", proxy=proxy))
        assert isinstance(error, Refused)
        site.answer("http://feeds.test/", status=302, headers={"Location": f"http://{host}/feed"})
        error = await failing(client, a_source("http://feeds.test/", proxy=proxy))
        assert error.reason.startswith("it redirects: ")
    assert [request.target for request in site.requests] == ["http://feeds.test/"]


@pytest.mark.parametrize(
    ("host", "allow"), [("192.168.1.5", "192.168.0.0/16"), ("nas", "nas"), ("x.local", "X.local.")]
)
async def test_what_is_listed_is_asked_through_a_proxy(site: Site, host: str, allow: str) -> None:
    site.answer(f"http://{host}/feed", body="through")
    async with Client((allow,), "1") as client:
        response = await client.get(a_source(f"http://{host}/feed", proxy=Secret(site.url())), NOTHING)
    assert response.body == b"through"


# One request at a time to each host.


async def test_one_at_a_time_to_each_host(site: Site, client: Client) -> None:
    source = a_source(site.url("/feed"))
    await asyncio.gather(*(client.get(source, NOTHING) for _ in range(10)))
    assert {request.connection for request in site.requests} == {1}


async def test_no_gap_at_home(site: Site) -> None:
    async with Client(("127.0.0.1",), "1", gap=timedelta(hours=1)) as client:
        for _ in range(3):
            await client.get(a_source(site.url("/feed")), NOTHING)


async def test_a_gap_between_two_requests_to_a_public_host(site: Site) -> None:
    site.answer("/start", status=302, headers={"Location": "/feed"})
    async with Client(("127.0.0.1",), "1", resolve=here, gap=timedelta(seconds=0.05)) as client:
        source = a_source(site.url("/start", host="feeds.test"))
        await asyncio.gather(client.get(source, NOTHING), client.get(source, NOTHING))
        await client.robots(source, source.url.reveal())
    times = [request.at for request in site.requests]
    assert len(times) == 5
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(times))


async def test_a_host_waits_for_no_other(site: Site) -> None:
    site.answer("/start", status=302, headers={"Location": site.url("/feed", host="b.test")})
    async with Client(("127.0.0.1",), "1", resolve=here, gap=timedelta(hours=1)) as client:
        for path, host in (("/start", "a.test"), ("/feed", "c.test"), ("/feed", "d.test")):
            await client.get(a_source(site.url(path, host=host)), NOTHING)
    assert len(site.requests) == 4


async def test_a_redirect_to_and_fro_does_not_lock_up(site: Site, other: Site, client: Client) -> None:
    site.answer("/to", status=302, headers={"Location": other.url("/feed")})
    other.answer("/to", status=302, headers={"Location": site.url("/feed")})
    ways = [site.url("/to"), other.url("/to")] * 10
    bodies = await asyncio.gather(*(client.get(a_source(way), NOTHING) for way in ways))
    assert [response.body for response in bodies] == [b"there", b"here"] * 10


async def test_waiting_for_ourselves_is_not_the_server_s_time(site: Site) -> None:
    site.answer("/feed", body=b"x" * 10, every=0.01)
    async with Client(("127.0.0.1",), "1", timedelta(seconds=0.5)) as client:
        source = a_source(site.url("/feed"))
        answers = await asyncio.gather(*(client.get(source, NOTHING) for _ in range(8)))
    assert [len(answer.body or b"") for answer in answers] == [10] * 8


async def test_nobody_waits_for_ever() -> None:
    gates = Gates(lambda host: 3600.0, patience=0.05)
    async with gates.through("a"):
        with pytest.raises(Trouble, match=BUSY):
            async with gates.through("a"):
                pass
    with pytest.raises(Trouble, match=BUSY):  # the gap, too, is waited for so long
        async with gates.through("a"):
            pass
    async with gates.through("b"):
        pass


async def test_who_gives_up_waiting_blocks_nobody() -> None:
    hasty, busy = Gates(lambda host: 0.2, patience=0.03), 0
    for _ in range(2):
        while True:
            try:
                async with hasty.through("a"):
                    break
            except Trouble:
                busy += 1
                assert busy < 50
    assert busy
    gates = Gates(lambda host: 0.0)
    async with gates.through("a"):
        waiting = asyncio.create_task(gates.through("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with gates.through("a"):
        pass


async def test_gates_are_forgotten() -> None:
    gates = Gates(lambda host: 0.0)
    for number in range(100):
        async with gates.through(str(number)):
            pass
    assert len(gates._gates) == 1


# Connections that are kept.


async def test_a_kept_connection_is_closed_after_a_moment(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "KEPT_FOR", 0.05)
    await client.get(a_source(site.url("/feed")), NOTHING)
    await asyncio.to_thread(site.wait, lambda site: site.open == 0)


async def test_few_connections_are_kept(client: Client) -> None:
    with Site("0.0.0.0") as everywhere:
        everywhere.answer("/feed", body="x")
        for number in range(50):
            await client.get(a_source(everywhere.url("/feed", host=f"127.0.3.{number + 1}")), NOTHING)
        await asyncio.to_thread(everywhere.wait, lambda site: site.open <= 32, 3)
        await client.close()
        await asyncio.to_thread(everywhere.wait, lambda site: site.open == 0)
        assert everywhere.accepted == 50


async def test_closing_ends_what_is_under_way(site: Site, client: Client) -> None:
    site.answer("/feed", body="x", hold=site.gate())
    asking = asyncio.create_task(client.get(a_source(site.url("/feed")), NOTHING))
    await asyncio.to_thread(site.wait_for, "/feed")
    await client.close()
    with pytest.raises(FetchError, match="the connection broke"):
        await asking


# robots.txt.


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(body="User-agent: *\nDisallow: /"), "User-agent: *\nDisallow: /"),
        (Answer(body=b"\xef\xbb\xbfa\xff", gzip=True), "a\N{REPLACEMENT CHARACTER}"),
        (Answer(body=b"x" * 600_000), "x" * 512_000),
        (Answer(body=itertools.repeat(b"x" * 65536)), "x" * 512_000),
        (Answer(status=204), ""),
        (Answer(status=401), ""),
        (Answer(status=403, headers={"cf-mitigated": "challenge"}), ""),
        (Answer(status=404, body="Disallow: /"), ""),
        (Answer(status=301, headers={"Location": "/robots.txt"}), ""),
        (Answer(status=301, headers={"Location": "mailto:me"}), ""),
    ],
)
async def test_robots(site: Site, client: Client, answer: Answer, text: str) -> None:
    site.answer("/robots.txt", answer)
    source = a_source(site.url("/feed"))
    assert await client.robots(source, site.url("/news/page?a=1#b")) == text
    assert {request.target for request in site.requests} == {"/robots.txt"}
    assert (site.requests[0].header("accept") or b"").startswith(b"text/plain")


async def test_robots_elsewhere(site: Site, other: Site, client: Client) -> None:
    site.answer("/robots.txt", status=301, headers={"Location": other.url("/real.txt")})
    other.answer("/real.txt", body="Allow: /")
    assert await client.robots(a_source(other.url("/feed")), site.url()[:-1]) == "Allow: /"


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (Answer(status=500), None),
        (Answer(status=503, headers={"Retry-After": "60"}), timedelta(minutes=1)),
        (Answer(status=429), timedelta(hours=4)),
        (Answer(status=403, headers={"Retry-After": "60"}), timedelta(minutes=1)),
        (Answer(drop=True), None),
        (Answer(body=b"abcdef", cut=3), None),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), None),
    ],
)
async def test_robots_that_can_t_be_known(
    site: Site, client: Client, answer: Answer, pause: timedelta | None
) -> None:
    site.answer("/robots.txt", answer)
    with pytest.raises(FetchError) as error:
        await client.robots(a_source(site.url("/feed")), site.url("/page"))
    assert error.value.pause == pause


@pytest.mark.parametrize(
    ("own", "to", "kept"),
    [
        ("http://a.example/feed", "https://a.example/feed", True),  # the same server, behind TLS
        ("https://a.example/feed", "http://a.example/feed", False),
        ("http://a.example:8080/feed", "https://a.example/feed", False),
        ("http://a.example/feed", "https://a.example:8443/feed", False),
        ("http://a.example/feed", "https://b.example/feed", False),
    ],
)
def test_what_the_owner_set_follows_its_server_behind_tls_and_nowhere_else(
    own: str, to: str, kept: bool
) -> None:
    ask = Ask.start(a_source(own), None, NOTHING)
    ask.redirect(301, to)
    assert ask.at_home is kept
