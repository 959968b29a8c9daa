"""Asks the world for a source's bytes: httpx lives here.

client.py asks once, within bounds · ask.py is one source being asked · guard.py connects only to addresses
that addresses.py lets pass · body.py reads and unpacks · headers.py reads what the headers ask of us ·
trouble.py puts errors into words.
"""

from watcher.fetch.addresses import is_private_host
from watcher.fetch.client import Client

__all__ = ["Client", "is_private_host"]
