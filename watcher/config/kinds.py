"""The kinds of value that a key may hold: how each is checked, and how it looks in the JSON Schema."""

from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from watcher.config import clocks, hosts, urls, values
from watcher.config.forms import OneOrMany, checked
from watcher.model import Status

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT, "minItems": 1}
_LEVELS = {"enum": list(values.LEVELS), "type": "string"}
_STATUS = {"enum": list(Status), "type": "string"}
_STATUSES = {"type": "array", "items": _STATUS, "minItems": 1}
_CLOCK = {"type": "string", "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$", "examples": ["08:00"]}
_HOURS = {
    "type": "string",
    "pattern": r"^\s*[0-9]{1,2}:[0-9]{2}\s*[-–]\s*[0-9]{1,2}:[0-9]{2}\s*$",
    "examples": ["22:00-07:00"],
}
_ID = {"type": "string", "pattern": "^[0-9]{1,20}$"}
_PINGED = {"type": "string", "pattern": "^(role|user):[0-9]{1,20}$", "examples": ["role:1234567890"]}
_DURATION = {"type": "string", "pattern": r"^(\s*[0-9]+\s*[dhms])+\s*$", "examples": ["15m", "2h", "1d"]}

Text = Annotated[str, AfterValidator(values.filled), WithJsonSchema(TEXT)]
SourceUrl = Annotated[Text, checked(urls.source_trouble)]
ChannelUrl = Annotated[Text, checked(urls.channel_trouble)]
Mail = Annotated[Text, checked(hosts.mail_trouble)]
Mails = Annotated[tuple[Mail, ...], OneOrMany()]
Phrases = Annotated[tuple[Annotated[Text, AfterValidator(values.phrase)], ...], OneOrMany()]
Keywords = Annotated[tuple[Annotated[Text, AfterValidator(values.pattern)], ...], OneOrMany()]
ChannelNames = Annotated[tuple[Annotated[Text, AfterValidator(values.known("channels"))], ...], OneOrMany()]
SourceNames = Annotated[tuple[Annotated[Text, AfterValidator(values.known("sources"))], ...], OneOrMany()]
Hosts = Annotated[tuple[Annotated[Text, checked(hosts.private_trouble)], ...], OneOrMany()]
Duration = Annotated[timedelta, BeforeValidator(values.interval), WithJsonSchema(_DURATION)]
Keep = Annotated[timedelta, BeforeValidator(values.keep), WithJsonSchema(_DURATION)]
Clock = Annotated[time, BeforeValidator(clocks.clock), WithJsonSchema(_CLOCK)]
Hours = Annotated[tuple[time, time], BeforeValidator(clocks.hours), WithJsonSchema(_HOURS)]
Header = Annotated[Text, checked(values.header_trouble)]
Headers = dict[Annotated[str, checked(values.header_name_trouble)], Header]
Id = Annotated[Text, checked(values.id_trouble), WithJsonSchema(_ID)]
Pinged = Annotated[Text, checked(values.pinged_trouble), WithJsonSchema(_PINGED)]
Statuses = Annotated[
    tuple[Annotated[Text, AfterValidator(values.status)], ...],
    OneOrMany(),
    WithJsonSchema({"anyOf": [_STATUS, _STATUSES]}),
]
Pings = Annotated[
    bool | tuple[str, ...],
    BeforeValidator(values.pings),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, _STATUS, _STATUSES]}),
]
Tell = Annotated[
    tuple[Annotated[Text, AfterValidator(values.level)], ...],
    OneOrMany(),
    AfterValidator(values.levels),
    WithJsonSchema({"anyOf": [_LEVELS, _STATUS, _STATUSES]}),
]
