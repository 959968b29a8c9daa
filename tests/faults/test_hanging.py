"""Sources that take a connection and never answer: each is noted as failed, and none of the others waits for them."""

import socket
from contextlib import ExitStack
from pathlib import Path

from fakes.feeds import entry, rss
from fakes.program import Program
from fakes.site import Site
from fakes.webhook import Webhook

HANGING = 40  # more than are polled side by side


def test_a_round_gets_to_the_last_source(tmp_path: Path) -> None:
    with ExitStack() as stack:
        site, hook = stack.enter_context(Site()), stack.enter_context(Webhook())
        site.answer("/ann", body=rss(entry("Weather")), headers={"Content-Type": "text/xml"})
        lines = []
        for n in range(2, HANGING + 2):
            silent = stack.enter_context(socket.create_server((f"127.0.0.{n}", 0), backlog=8))
            lines.append(f'silent{n} = "http://127.0.0.{n}:{silent.getsockname()[1]}/feed"')
        sources = "\n".join(lines)
        program = Program(
            tmp_path,
            f'[channels]\ndiscord = "{hook.url}"\n[sources]\n{sources}\nann = "{site.url("/ann")}"\n'
            '[watch]\nx = ["Higehiro"]\n[network]\nallow_private = ["127.0.0.0/8"]\n',
        )
        done = program.run("once")
        assert done.returncode == 0
        conditions = {s["name"]: s["condition"] for s in program.json("status")["sources"]}
        assert conditions.pop("ann") == "ok"
        assert set(conditions.values()) == {"failing"}
        assert "no answer within 12 seconds" in done.stderr
