"""The keys of a source: what is asked, how often, how, and what of a page is read."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from watcher.config import kinds, urls, values
from watcher.config.forms import checked
from watcher.config.table import Table


class Source(Table):
    """A feed or a page that is asked again and again."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["url_file"]}]}
    )
    url: kinds.SourceUrl | None = Field(
        default=None, description="Address of a feed or page (http or https)."
    )
    url_file: kinds.Text | None = Field(
        default=None,
        description="A file that holds the address, relative to this file's folder; instead of url.",
    )
    select: kinds.Text | None = Field(
        default=None, description="CSS selector of a page's entries; by default the page's list is found."
    )
    link: kinds.Text | None = Field(
        default=None,
        description="CSS selector of the link within an entry, by default the one on its heading.",
    )
    title: kinds.Text | None = Field(
        default=None, description="CSS selector of the title within an entry, by default its heading."
    )
    date: kinds.Text | None = Field(
        default=None, description="CSS selector of the date within an entry, by default found by its look."
    )
    summary: kinds.Text | None = Field(
        default=None, description="CSS selector of the summary within an entry, by default its other words."
    )
    text: bool = Field(
        default=False,
        description="Read the page as text: each new passage is an entry. For pages without a list.",
    )
    article: bool = Field(
        default=False, description="Read the article behind each new entry that concerns a watch."
    )
    every: kinds.Duration | None = Field(
        default=None,
        description="How often to ask; by default [defaults] every, else 15m for feeds and 2h for pages.",
    )
    official: bool = Field(
        default=False, description="Is this the publisher's own news? Then its word counts as confirmation."
    )
    lang: Annotated[kinds.Text, AfterValidator(values.language)] | None = Field(
        default=None,
        description="Language of the entries (en, ja, …) where the feed says nothing or something wrong.",
    )
    robots: bool = Field(
        default=True, description="Obey robots.txt where a page is asked; feeds are made to be asked."
    )
    headers: kinds.Headers | None = Field(
        default=None, description="Headers to send to this server, NAME = VALUE."
    )
    cookie: kinds.Text | None = Field(default=None, description="The Cookie header to send, best as ${NAME}.")
    auth: kinds.Text | None = Field(
        default=None, description='A login, "user:password", or a whole value such as "Bearer …".'
    )
    proxy: Annotated[kinds.Text, checked(urls.proxy_trouble)] | None = Field(
        default=None, description="A proxy to ask through: http://, https:// or socks5://host:port."
    )
    user_agent: kinds.Header | None = Field(
        default=None, description="What to say we are, where a server turns away what is no browser."
    )
