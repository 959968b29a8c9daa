"""Writes a mail table `{ smtp, user, password, from, to, tls }` as the URL that Apprise would read.

mailto://host:25?from=…&to=a,b                       no TLS
mailtos://user:password@host:587?from=…&to=a,b       STARTTLS
mailtos://user:password@host:465?mode=ssl&from=…     TLS from the first byte
"""

from urllib.parse import quote

from watcher.config.hosts import host_and_port
from watcher.config.schema import Channel

_PORTS = {"starttls": 587, "ssl": 465, "none": 25}


def mail_url(table: Channel) -> str:
    """Give the URL of a complete mail table."""
    host, port = host_and_port(table.smtp or "") or ("", None)
    tls = table.tls or ("ssl" if port == _PORTS["ssl"] else "starttls" if table.user else "none")
    port = port or _PORTS[tls]
    odd = tls == "ssl" or (tls == "starttls" and port == _PORTS["ssl"])
    login = f"{quote(table.user, safe='')}:{quote(table.password or '', safe='')}@" if table.user else ""
    recipients = ",".join(quote(address, safe="@") for address in table.to or ())
    query = [f"mode={tls}"] if odd else []
    query += [f"from={quote(sender(table) or '', safe='@')}", f"to={recipients}"]
    return f"mailto{'' if tls == 'none' else 's'}://{login}{f'[{host}]' if ':' in host else host}:{port}?{'&'.join(query)}"


def sender(table: Channel) -> str | None:
    """Give the address the mail comes from: `from`, else the login where that is an address."""
    return table.sender or (table.user if table.user and "@" in table.user else None)


def incomplete(table: Channel, written: set[str]) -> list[tuple[str, str]]:
    """Give (key, what is wrong) of a mail table; `written`: the keys it has in the file."""
    troubles = []
    if "to" not in written:
        troubles.append(("smtp", "mail needs `to`, the address to write to"))
    if "from" not in written and (table.user is not None or "user" not in written) and not sender(table):
        troubles.append(("smtp", "mail needs `from`, the address it comes from"))
    if "user" in written and "password" not in written:
        troubles.append(("user", "a login needs `password` beside `user`"))
    if "password" in written and "user" not in written:
        troubles.append(("password", "a password needs `user` beside it"))
    return troubles
