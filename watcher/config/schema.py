"""The shape of the file: every section, key, short form and default, with the sentence an editor shows.

A new option is one field here and its lines in config.example.toml. What keys mean beside each other is
judged in `channels`, `sources` and `watches`.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from watcher.config import hosts, kinds, values
from watcher.config.forms import Short, checked
from watcher.config.source_keys import Source
from watcher.config.table import Table


class Channel(Table):
    """A way to tell."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["url"]}, {"required": ["url_file"]}, {"required": ["smtp", "to"]}]
        }
    )
    url: kinds.ChannelUrl | None = Field(
        default=None, description="An Apprise URL, or a Discord webhook as pasted."
    )
    url_file: kinds.Text | None = Field(
        default=None, description="A file that holds the URL, relative to this file's folder; instead of url."
    )
    smtp: Annotated[kinds.Text, checked(hosts.server_trouble)] | None = Field(
        default=None, description="Mail without a URL: the server, as host:port."
    )
    user: kinds.Text | None = Field(default=None, description="Login at the mail server; none by default.")
    password: kinds.Text | None = Field(
        default=None, description="Password at the mail server, best as ${NAME}."
    )
    sender: kinds.Mail | None = Field(
        default=None,
        alias="from",
        description="Address the mail comes from; by default user, if that is an address.",
    )
    to: kinds.Mails | None = Field(default=None, description="Address or addresses the mail goes to.")
    tls: Literal["starttls", "ssl", "none"] | None = Field(
        default=None, description='By default "ssl" at port 465, "starttls" with a login, else "none".'
    )
    shown: kinds.Text | None = Field(default=None, alias="name", description="The name shown as the sender.")
    image: bool = Field(default=False, description="Show the item's picture.")
    compact: bool = Field(default=False, description="Only what is new, who says so, and the alert's id.")
    ping: kinds.Pinged | None = Field(
        default=None,
        description='Whom a Discord webhook pings, "role:ID" or "user:ID"; on what is each watch\'s `ping`.',
    )
    thread: kinds.Id | None = Field(
        default=None, description="ID of the Discord thread that messages go to, in digits."
    )
    forum: bool = Field(
        default=False, description="Does the Discord webhook belong to a forum? Then each watch has one post."
    )
    quiet: kinds.Hours | None = Field(
        default=None,
        description='Hours in which nothing is sent, "22:00-07:00" in [defaults] timezone; it goes out at their end.',
    )
    through: kinds.Statuses | None = Field(
        default=None, description="Statuses that are sent in quiet hours all the same; by default none."
    )
    digest: kinds.Clock | None = Field(
        default=None, description="One message a day with all there is to tell, at this time; else at once."
    )


class Notify(Table):
    """Where each status is told."""

    speculated: kinds.ChannelNames | None = Field(default=None, description="Channels for rumours.")
    announced: kinds.ChannelNames | None = Field(default=None, description="Channels for announcements.")
    dated: kinds.ChannelNames | None = Field(default=None, description="Channels for dates.")
    released: kinds.ChannelNames | None = Field(default=None, description="Channels for what is out.")
    delayed: kinds.ChannelNames | None = Field(default=None, description="Channels for delays.")
    cancelled: kinds.ChannelNames | None = Field(default=None, description="Channels for what will not come.")
    mentioned: kinds.ChannelNames | None = Field(default=None, description="Channels for passing mentions.")
    otherwise: kinds.ChannelNames | None = Field(
        default=None, alias="else", description="Channels for every other status."
    )


_SHORT_NOTIFY = Short("else", "a channel's name, a list of names", (kinds.TEXT, kinds.TEXTS))


class Watch(Table):
    """What you wait for."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["title"]}, {"required": ["keywords"]}]}
    )
    title: kinds.Phrases | None = Field(default=None, description="Any of these names, in any spelling.")
    about: kinds.Phrases | None = Field(
        default=None,
        description='And any of these: "season 2", "movie", …; without it, any release news of the title.',
    )
    exclude: kinds.Phrases | None = Field(
        default=None, alias="not", description="Words that rule a headline out; only beside title."
    )
    keywords: kinds.Keywords | None = Field(
        default=None,
        description='Instead of title: plain words or "/regex/", any of them; a leading "-" excludes.',
    )
    tell: kinds.Tell | None = Field(
        default=None,
        description='"news": all but passing mentions; "confirmed": no speculation; '
        '"everything": each mention rings; or a list of statuses.',
        json_schema_extra={"default": "news"},
    )
    notify: Annotated[Notify, _SHORT_NOTIFY] | None = Field(
        default=None,
        description="Names of channels, or a table of them by status; by default [defaults] notify, else every channel.",
    )
    ping: kinds.Pings | None = Field(
        default=None,
        description="Statuses on which channels with `ping` ping, or false; by default all news.",
        json_schema_extra={"default": True},
    )
    sources: kinds.SourceNames | None = Field(default=None, description="Names of sources; by default all.")


class Defaults(Table):
    """What holds where a source or a watch says nothing."""

    every: kinds.Duration | None = Field(
        default=None, description="How often to ask a source; when not said, feeds 15m and pages 2h."
    )
    notify: kinds.ChannelNames | None = Field(
        default=None, description="Names of channels; when not said, every channel."
    )
    tell: kinds.Tell | None = Field(
        default=None, description="What rings; as in a watch.", json_schema_extra={"default": "news"}
    )
    keep: kinds.Keep = Field(
        default=timedelta(days=400),
        description="How long what was read is kept, for replay and for watches to come.",
        json_schema_extra={"default": "400d"},
    )
    timezone: Annotated[kinds.Text, AfterValidator(values.zone)] = Field(
        default="UTC",
        description='Time zone of the times in messages, of quiet hours and digests, such as "Europe/Berlin".',
    )
    health: Annotated[kinds.Text, AfterValidator(values.known("channels"))] | None = Field(
        default=None,
        description="The channel that is told what is broken; by default the first mail channel, else the first of all.",
    )
    weekly: bool = Field(
        default=True, description="A quiet note there once a week, so that silence never means broken."
    )


class Network(Table):
    """What may be connected to."""

    allow_private: kinds.Hosts = Field(
        default=(),
        description="Private addresses, networks (10.0.0.0/8) and host names that sources may be polled at.",
    )


ChannelEntry = Annotated[Channel, Short("url", "a URL", (kinds.TEXT,))]
SourceEntry = Annotated[Source, Short("url", "an address", (kinds.TEXT,))]
WatchEntry = Annotated[Watch, Short("title", "a title, a list of titles", (kinds.TEXT, kinds.TEXTS))]


class Document(Table):
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


ENTRIES: dict[str, type[Table]] = {"channels": Channel, "sources": Source, "watch": Watch}
TABLES: dict[str, type[Table]] = {"defaults": Defaults, "network": Network}


def keys(model: type[BaseModel]) -> list[str]:
    """Give the keys of a table as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]
