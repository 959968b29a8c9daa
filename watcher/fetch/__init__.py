"""Asks the world for a source's bytes: httpx lives here.

client.py asks once, within bounds · gate.py lets one request at a time through to each host · ask.py is one source being asked ·
request.py is what is sent · transport.py carries it over connections that guard.py opens, to addresses that addresses.py lets pass, or
through proxy.py · answer.py says what came back · body.py reads and unpacks · headers.py reads what the headers ask of us · trouble.py
puts errors into words.
"""

from watcher.fetch.addresses import is_private_host
from watcher.fetch.client import Client
from watcher.fetch.request import PRODUCT

__all__ = ["PRODUCT", "Client", "is_private_host"]
