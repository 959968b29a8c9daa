"""Where a feed's picture of an item is found, and that it is no part of what the item is."""

import json
from dataclasses import replace

import pytest

from watcher.decide.prints import print_of
from watcher.model import Response
from watcher.parse import parse

from build import a_source, an_item

RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>t</title>'
    "<item><title>a</title><link>https://e.example/1</link>{}</item></channel></rss>"
)
THUMB = '<media:thumbnail url="https://e.example/small.jpg"/>'
CONTENT = '<media:content url="https://e.example/large.jpg" medium="image"/>'
ENCLOSED = '<enclosure url="https://e.example/e.png" type="image/png" length="1"/>'


@pytest.mark.parametrize(
    ("within", "image"),
    [
        ("", None),
        (THUMB, "https://e.example/small.jpg"),
        (ENCLOSED, "https://e.example/e.png"),
        (THUMB + ENCLOSED + CONTENT, "https://e.example/large.jpg"),
        (THUMB + ENCLOSED, "https://e.example/e.png"),
        (f"<media:group>{CONTENT}</media:group>", "https://e.example/large.jpg"),
        ('<media:content url="/rel.webp" type="IMAGE/webp"/>', "https://e.example/rel.webp"),
        ('<media:content url="https://e.example/v.mp4" medium="video"/>', None),
        ('<enclosure url="https://e.example/e.mp3" type="audio/mpeg" length="1"/>', None),
        ('<media:thumbnail url="http://e.example/plain.jpg"/>', None),
        ('<media:thumbnail url="http://e.example/plain.jpg"/>' + CONTENT, "https://e.example/large.jpg"),
        ('<media:thumbnail url="data:image/png;base64,AAAA"/>', None),
        ('<media:thumbnail url="javascript:alert(1)"/>', None),
        (f'<media:thumbnail url="https://e.example/{"x" * 2000}"/>', None),
        ("<media:thumbnail/>", None),
    ],
)
def test_an_item_s_picture_is_the_largest_that_is_safe(within: str, image: str | None) -> None:
    response = Response(url="https://e.example/feed", status=200, body=RSS.format(within).encode())
    (item,) = parse(response, a_source("https://e.example/feed")).items
    assert item.image == image


@pytest.mark.parametrize(
    ("fields", "image"),
    [
        ({}, None),
        (
            {"image": "https://e.example/a.jpg", "banner_image": "https://e.example/b.jpg"},
            "https://e.example/a.jpg",
        ),
        ({"banner_image": "https://e.example/b.jpg"}, "https://e.example/b.jpg"),
        (
            {"image": "http://e.example/a.jpg", "banner_image": "https://e.example/b.jpg"},
            "https://e.example/b.jpg",
        ),
        ({"image": "/rel.webp"}, "https://e.example/rel.webp"),
        ({"image": "data:image/png;base64,AAAA"}, None),
        ({"image": "javascript:alert(1)"}, None),
        ({"image": f"https://e.example/{'x' * 2000}"}, None),
        ({"image": ["https://e.example/a.jpg"], "banner_image": {}}, None),
    ],
)
def test_a_json_feed_s_picture_is_its_image_before_its_banner(
    fields: dict[str, object], image: str | None
) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "t",
        "items": [{"id": "1", "title": "a"} | fields],
    }
    response = Response(url="https://e.example/feed", status=200, body=json.dumps(feed).encode())
    (item,) = parse(response, a_source("https://e.example/feed")).items
    assert item.image == image


def test_a_picture_is_no_part_of_an_item_s_identity() -> None:
    item = an_item()
    assert print_of(item) == print_of(replace(item, image="https://e.example/a.jpg"))
