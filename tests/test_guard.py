"""Which addresses are asked, and that none other is ever connected to."""

import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.errors import FetchError, Refused
from watcher.fetch import Client, is_private_host
from watcher.fetch.addresses import Allowed, is_public
from watcher.fetch.guard import _alternating, look_up
from watcher.fetch.trouble import Trouble
from watcher.model import Secret, Source, Validators

from fakes.site import Site


def spread(words: str) -> list[str]:
    return words.split()


NOT_PUBLIC = spread("""
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.171 192.0.2.1 192.88.99.1 192.168.0.1
192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:1:: 3fff::1 4000::1 5f00::1 fc00::1 fd12:3456::1
fe80::1 fe80::1%lo fec0::1 ff02::1 ff0e::1
""")
PUBLIC = spread("""
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1
172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1
223.255.255.255 2606:4700:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808
2002:808:808::1 2001:4860:4860::8888
""")


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address: object) -> None:
    inner = ip_address(str(address))
    number = int(inner)
    wrapped = (
        ip_address(f"::ffff:{inner}"),
        ip_address((0x64FF9B << 96) | number),
        ip_address((0x2002 << 112) | number << 80),
    )
    assert {is_public(address) for address in wrapped} == {is_public(inner)}


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: object) -> None:
    found = ip_address(str(address))
    if getattr(found, "sixtofour", None):  # newer Pythons call them all private; we look at what is inside
        return
    assert not (
        is_public(found)
        and (found.is_private or found.is_loopback or found.is_multicast or found.is_unspecified)
    )


@pytest.mark.parametrize(
    ("entry", "address", "allowed"),
    [
        ("192.168.1.20", "192.168.1.20", True),
        ("192.168.1.20", "192.168.1.21", False),
        ("192.168.1.20", "::ffff:192.168.1.20", True),
        ("10.0.0.0/8", "10.200.3.4", True),
        ("10.1.2.3/8", "10.200.3.4", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.0/8", "64:ff9b::a00:1", False),
        ("[fd00::5]", "fd00::5", True),
        ("fd00::/8", "fd12::1", True),
        ("rsshub", "10.0.0.1", False),
    ],
)
def test_allowed_addresses(entry: str, address: str, allowed: bool) -> None:
    assert Allowed.of([entry]).address(ip_address(address)) is allowed


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("192.168.1.20", True),
        ("192.168.1.21", False),
        ("10.9.8.7", True),
        ("rsshub", True),
        ("RSSHub.", True),
        ("rsshub.example.org", False),
        ("[fd00::5]", True),
        ("fd00::5", True),
        ("bücher.home", True),
        ("xn--bcher-kva.home", True),
        ("example.org", False),
        ("", False),
    ],
)
def test_is_private_host(host: str, private: bool) -> None:
    assert (
        is_private_host(host, ("192.168.1.20", "10.0.0.0/8", "rsshub", "fd00::5", "Bücher.home")) is private
    )


# Connections, counted where they would arrive.


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answer("/feed", body="here")
        yield site


def a_source(url: str) -> Source:
    return Source(name="ann", url=Secret(url), shown="…")


def resolving(*rounds: Sequence[str]) -> Callable[[str, int], object]:
    """Make a resolver that gives other addresses each time it is asked; the last ones stay."""
    left = list(rounds)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


async def ask(
    url: str,
    *allow: str,
    resolve: Callable[[str, int], object] = look_up,
) -> bytes | None:
    async with Client(allow, "1", resolve=resolve, gap=timedelta(0)) as client:  # type: ignore[arg-type]
        return (await client.get(a_source(url), Validators())).body


# Spellings of 127.0.0.1 and of "any address here" that a URL can have; the library itself refuses some.
SPELLINGS = spread("""
127.0.0.1 127.1 127.0.1 127.0.0.2 2130706433 0x7f000001 0x7f.1 0x7F.0.0.1 0177.0.0.1
017700000001 127.0x0.0.1 0 0.0.0.0 0x0 localhost LOCALHOST [::1] [::] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::127.0.0.1] [0:0:0:0:0:ffff:7f00:0001] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1]
[fec0::1] [ff02::1] 10.0.0.1 192.168.1.1 169.254.169.254 100.64.0.1 good@127.0.0.1
example.org:80@127.0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1
""")


@pytest.mark.parametrize("host", SPELLINGS)
async def test_a_private_address_is_refused_unasked(site: Site, host: str) -> None:
    with pytest.raises(Refused) as error:
        await ask(f"http://{host}:{site.port}/feed")
    assert error.value.subject == "ann"
    assert site.accepted == 0


@pytest.mark.parametrize("host", SPELLINGS)
async def test_nor_is_it_asked_after_a_redirect(site: Site, host: str) -> None:
    with Site("127.0.0.9") as good:
        location = f"http://{host}:{site.port}/feed".encode()
        good.answer("/", status=302, headers=[(b"Location", location)])
        with pytest.raises(FetchError):
            await ask(good.url("/"), "127.0.0.9")
    assert site.accepted == 0


async def test_nor_at_the_end_of_a_chain(site: Site) -> None:
    with Site("127.0.0.9") as good:
        good.answer("/", status=301, headers={"Location": "/next"})
        good.answer("/next", status=308, headers={"Location": site.url("/feed")})
        with pytest.raises(FetchError) as error:
            await ask(good.url("/"), "127.0.0.9")
    assert error.value.reason == (
        "it redirects: 127.0.0.1 is a private address; list it in [network] allow_private to poll it"
    )
    assert error.value.again  # the server may point elsewhere tomorrow
    assert site.accepted == 0


# Every way to a private address, for one address of each kind. Those of this machine would arrive at the site.
KINDS = spread("""
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2001::1 2002:7f00:1:: fc00::1 fd12:3456::1 fe80::1
fec0::1 ff02::1
""")
GOOD = "127.0.0.9"


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def by_name(address: str, site: Site, good: Site) -> None:
    await ask(f"http://feeds.test:{site.port}/feed", GOOD, resolve=resolving([address]))


async def by_a_second_address(address: str, site: Site, good: Site) -> None:
    await ask(f"http://feeds.test:{site.port}/feed", GOOD, resolve=resolving([GOOD, address]))


async def as_it_stands(address: str, site: Site, good: Site) -> None:
    await ask(f"http://{literal(address)}:{site.port}/feed", GOOD)


async def behind_a_login(address: str, site: Site, good: Site) -> None:
    await ask(f"http://{GOOD}:{good.port}@{literal(address)}:{site.port}/feed", GOOD)


async def by_a_redirect(address: str, site: Site, good: Site) -> None:
    good.answer("/feed", status=302, headers={"Location": f"http://{literal(address)}:{site.port}/feed"})
    await ask(good.url("/feed"), GOOD)


async def by_a_chain(address: str, site: Site, good: Site) -> None:
    good.answer("/feed", status=301, headers={"Location": "/next"})
    good.answer("/next", status=308, headers={"Location": f"//{literal(address)}:{site.port}/feed"})
    await ask(good.url("/feed"), GOOD)


async def by_another_answer(address: str, site: Site, good: Site) -> None:
    """The name is what it was when it was checked first, and something else at the next hop."""
    good.answer(
        "/feed",
        status=302,
        headers={"Location": f"http://feeds.test:{site.port}/feed", "Connection": "close"},
    )
    await ask(f"http://feeds.test:{good.port}/feed", GOOD, resolve=resolving([GOOD], [address]))


@pytest.mark.parametrize(
    "way",
    [
        by_name,
        by_a_second_address,
        as_it_stands,
        behind_a_login,
        by_a_redirect,
        by_a_chain,
        by_another_answer,
    ],
)
async def test_no_way_leads_to_a_private_address(
    way: Callable[[str, Site, Site], Awaitable[None]],
) -> None:
    assert len(KINDS) == 30
    with Site("0.0.0.0") as everywhere, Site(GOOD) as good:
        for address in KINDS:
            with pytest.raises(FetchError) as error:
                await way(address, everywhere, good)
            assert "private address" in error.value.reason, address
        assert everywhere.accepted == 0


async def test_one_private_address_among_many_is_enough(site: Site) -> None:
    with pytest.raises(Refused) as error:
        await ask(f"http://feeds.test:{site.port}/", resolve=resolving(["93.184.215.14", "127.0.0.1"]))
    assert error.value.reason == (
        "feeds.test is at 127.0.0.1, a private address; list it in [network] allow_private to poll it"
    )
    assert site.accepted == 0


async def test_a_name_is_resolved_once_and_only_what_was_checked_is_connected_to(site: Site) -> None:
    """DNS rebinding: the answer changes between a check and a connection that would ask again."""
    asked = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

    with Site("127.0.0.9", port=site.port) as other:
        assert await ask(f"http://feeds.test:{site.port}/feed", "127.0.0.1", resolve=resolve) == b"here"
        assert (asked, other.accepted) == (["feeds.test"], 0)


async def test_every_hop_is_checked_anew(site: Site) -> None:
    site.answer("/again", status=302, headers={"Location": "/feed", "Connection": "close"})
    with pytest.raises(FetchError):
        await ask(
            f"http://feeds.test:{site.port}/again",
            "127.0.0.1",
            resolve=resolving(["127.0.0.1"], ["127.0.0.9"]),
        )
    assert [request.path for request in site.requests] == ["/again"]


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.0/8", "feeds.test", "Feeds.Test."])
async def test_what_is_listed_is_asked(site: Site, entry: str) -> None:
    found = await ask(f"http://feeds.test:{site.port}/feed", entry, resolve=resolving(["127.0.0.1"]))
    assert found == b"here"


async def test_a_listed_name_opens_no_other_name(site: Site) -> None:
    with pytest.raises(Refused):
        await ask(f"http://other.test:{site.port}/", "feeds.test", resolve=resolving(["127.0.0.1"]))
    assert site.accepted == 0


def test_address_families_take_turns() -> None:
    given = [ip_address(text) for text in ("2a00::1", "2a00::2", "2a00::3", "1.1.1.1", "1.1.1.2")]
    assert [str(address) for address in _alternating(given)] == [
        "2a00::1",
        "1.1.1.1",
        "2a00::2",
        "1.1.1.2",
        "2a00::3",
    ]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.7", "::1", "127.0.0.1"], ["::1", "127.0.0.1", "127.0.0.7"], ["127.0.0.1", "::1"]]
)
async def test_a_dead_address_is_passed_over(site: Site, addresses: list[str]) -> None:
    found = await ask(f"http://feeds.test:{site.port}/feed", "feeds.test", resolve=resolving(addresses))
    assert found == b"here"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no such host: feeds.test"),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure"),
            "the name feeds.test can't be looked up: is the network up?",
        ),
        (UnicodeError("label too long"), "no such host: feeds.test"),
    ],
)
async def test_a_failed_look_up_in_words(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*args: object, **fields: object) -> None:
        raise error if not fields["flags"] else socket.gaierror(socket.EAI_NONAME, "no number")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Trouble, match=words.replace("?", r"\?")):
        await look_up("feeds.test", 80)


async def test_the_system_resolver_gives_each_address_once() -> None:
    assert list(await look_up("127.1", 80)) == ["127.0.0.1"]
    assert "127.0.0.1" in await look_up("localhost", 80)
