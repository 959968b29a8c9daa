"""The installed program as a user runs it: a process of its own, with its own home."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from fakes.site import Site
from fakes.webhook import Webhook

_CONFIG = """\
[channels]
discord = "{hook}"
[sources]
ann = {source}
[watch]
{watch}
[network]
allow_private = ["127.0.0.1"]
"""


def a_config(site: Site, hook: Webhook, watch: str, *, every: str | None = None) -> str:
    """Give the text of a config: one webhook, one feed at /ann, and the lines of [watch]. every: how often it is polled."""
    address = f'"{site.url("/ann")}"'
    source = f'{{ url = {address}, every = "{every}" }}' if every else address
    return _CONFIG.format(hook=hook.url, source=source, watch=watch)


class Program:
    """A `watcher` with a config file and a state directory under one folder."""

    def __init__(self, folder: Path, config: str = "") -> None:
        self.folder = folder
        self.file = folder / "config.toml"
        self.state = folder / "state"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "WATCHER_STATE": str(self.state),
            "PYTHONWARNINGS": "error::ResourceWarning",
            "LANG": "C.UTF-8",
        } | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
        if config:
            self.write(config)

    def write(self, config: str) -> None:
        """Write the config file."""
        self.file.write_text(config, encoding="utf-8")
        self.file.chmod(0o600)

    def run(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "watcher", *arguments, "--config", str(self.file)],
            capture_output=True, text=True, input=text, env=self.environ, timeout=60, check=False, cwd=self.folder,
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        """Run a reading command, and give its JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()
        return json.loads(done.stdout)

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        """Start a command, such as `run`; the caller ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "watcher", *arguments, "--config", str(self.file)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**self.environ, **environ}, cwd=self.folder,
        )  # fmt: skip
