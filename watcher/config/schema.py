"""The shape of the file: every section, key, short form and default, with the sentence an editor shows.

A new option is one field here and its lines in config.example.toml. What keys mean beside each other is
judged in `channels`, `sources` and `watches`.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from watcher.config import hosts, urls, values
from watcher.config.forms import OneOrMany, Short, checked
from watcher.model import Status

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT, "minItems": 1}
_LEVELS = {"enum": list(values.LEVELS), "type": "string"}
_STATUS = {"enum": list(Status), "type": "string"}
_STATUSES = {"type": "array", "items": _STATUS, "minItems": 1}
_DURATION = {"type": "string", "pattern": r"^(\s*[0-9]+\s*[dhms])+\s*$", "examples": ["15m", "2h", "1d"]}

Text = Annotated[str, AfterValidator(values.filled), WithJsonSchema(_TEXT)]
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
Tell = Annotated[
    tuple[Annotated[Text, AfterValidator(values.level)], ...],
    OneOrMany(),
    AfterValidator(values.levels),
    WithJsonSchema({"anyOf": [_LEVELS, _STATUS, _STATUSES]}),
]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Channel(_Table):
    """A way to tell."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["url"]}, {"required": ["url_file"]}, {"required": ["smtp", "to"]}]
        }
    )
    url: ChannelUrl | None = Field(
        default=None, description="An Apprise URL, or a Discord webhook as pasted."
    )
    url_file: Text | None = Field(
        default=None, description="A file that holds the URL, relative to this file's folder; instead of url."
    )
    smtp: Annotated[Text, checked(hosts.server_trouble)] | None = Field(
        default=None, description="Mail without a URL: the server, as host:port."
    )
    user: Text | None = Field(default=None, description="Login at the mail server; none by default.")
    password: Text | None = Field(default=None, description="Password at the mail server, best as ${NAME}.")
    sender: Mail | None = Field(
        default=None,
        alias="from",
        description="Address the mail comes from; by default user, if that is an address.",
    )
    to: Mails | None = Field(default=None, description="Address or addresses the mail goes to.")
    tls: Literal["starttls", "ssl", "none"] | None = Field(
        default=None, description='By default "ssl" at port 465, "starttls" with a login, else "none".'
    )


class Source(_Table):
    """A feed or a page that is asked again and again."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["url_file"]}]}
    )
    url: SourceUrl | None = Field(default=None, description="Address of a feed or page (http or https).")
    url_file: Text | None = Field(
        default=None,
        description="A file that holds the address, relative to this file's folder; instead of url.",
    )
    select: Text | None = Field(
        default=None,
        description="CSS selector of a page's entries; a page needs it: without it the source is read as a feed.",
    )
    every: Duration | None = Field(
        default=None,
        description="How often to ask; by default [defaults] every, else 15m for feeds and 2h for pages.",
    )
    official: bool = Field(
        default=False, description="Is this the publisher's own news? Then its word counts as confirmation."
    )
    lang: Annotated[Text, AfterValidator(values.language)] | None = Field(
        default=None,
        description="Language of the entries (en, ja, …) where the feed says nothing or something wrong.",
    )


class Watch(_Table):
    """What you wait for."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["title"]}, {"required": ["keywords"]}]}
    )
    title: Phrases | None = Field(default=None, description="Any of these names, in any spelling.")
    about: Phrases | None = Field(
        default=None,
        description='And any of these: "season 2", "movie", …; without it, any release news of the title.',
    )
    exclude: Phrases | None = Field(
        default=None, alias="not", description="Words that rule a headline out; only beside title."
    )
    keywords: Keywords | None = Field(
        default=None,
        description='Instead of title: plain words or "/regex/", any of them; a leading "-" excludes.',
    )
    tell: Tell | None = Field(
        default=None,
        description='"news": all but passing mentions; "confirmed": no speculation; '
        '"everything": each mention rings; or a list of statuses.',
        json_schema_extra={"default": "news"},
    )
    notify: ChannelNames | None = Field(
        default=None, description="Names of channels; by default [defaults] notify, else every channel."
    )
    sources: SourceNames | None = Field(default=None, description="Names of sources; by default all.")


class Defaults(_Table):
    """What holds where a source or a watch says nothing."""

    every: Duration | None = Field(
        default=None, description="How often to ask a source; when not said, feeds 15m and pages 2h."
    )
    notify: ChannelNames | None = Field(
        default=None, description="Names of channels; when not said, every channel."
    )
    tell: Tell | None = Field(
        default=None, description="What rings; as in a watch.", json_schema_extra={"default": "news"}
    )
    keep: Keep = Field(
        default=timedelta(days=400),
        description="How long what was read is kept, for replay and for watches to come.",
        json_schema_extra={"default": "400d"},
    )
    timezone: Annotated[Text, AfterValidator(values.zone)] = Field(
        default="UTC", description='Time zone of the times in messages, such as "Europe/Berlin".'
    )


class Network(_Table):
    """What may be connected to."""

    allow_private: Hosts = Field(
        default=(),
        description="Private addresses, networks (10.0.0.0/8) and host names that sources may be polled at.",
    )


ChannelEntry = Annotated[Channel, Short("url", "a URL", (_TEXT,))]
SourceEntry = Annotated[Source, Short("url", "an address", (_TEXT,))]
WatchEntry = Annotated[Watch, Short("title", "a title, a list of titles", (_TEXT, _TEXTS))]


class Document(_Table):
    """The configuration of watcher."""

    model_config = ConfigDict(json_schema_extra={"required": ["channels", "sources", "watch"]})
    channels: dict[str, ChannelEntry] = Field(
        default_factory=dict, description="How to tell: NAME = URL, or a table."
    )
    sources: dict[str, SourceEntry] = Field(
        default_factory=dict, description="Where to look: NAME = address, or a table."
    )
    watch: dict[str, WatchEntry] = Field(
        default_factory=dict, description="What to wait for: NAME = title(s), or a table."
    )
    defaults: Defaults = Field(default_factory=Defaults, description="What holds where nothing else is said.")
    network: Network = Field(default_factory=Network, description="What may be connected to.")


ENTRIES: dict[str, type[_Table]] = {"channels": Channel, "sources": Source, "watch": Watch}
TABLES: dict[str, type[_Table]] = {"defaults": Defaults, "network": Network}


def keys(model: type[BaseModel]) -> list[str]:
    """Give the keys of a table as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


class _Schema(GenerateJsonSchema):
    """TOML has no null: an option that may be missing has the schema of what it holds."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  pydantic's signature
        return False  # "Url File" tells nobody anything

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") in (None, {}, ()):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the file, for editors."""
    return {"$schema": DIALECT, **Document.model_json_schema(by_alias=True, schema_generator=_Schema)}
