"""The file that `watcher init` writes: the smallest useful one, with the essentials beside it."""

STARTER = """\
# watcher: waits for what you name here, and tells you once, when it is real.
# Check this file with `watcher check`; try the channel with `watcher test-notify`.

[channels]                  # how to tell you
# Paste a Discord webhook (channel settings > Integrations > Webhooks), or any Apprise URL.
# Better outside of this file: discord = "${DISCORD_WEBHOOK}" takes it from the environment.
discord = "https://discord.com/api/webhooks/123/abc"
# mail = { smtp = "smtp.example.org:587", user = "me@example.org", password = "${MAIL_PASSWORD}", to = "me@example.org" }

[sources]                   # where to look: feeds, and pages with a CSS selector of their entries
ann = "https://www.animenewsnetwork.com/all/rss.xml"
# kadokawa = { url = "https://sneakerbunko.jp/news/", select = "article.news-card", official = true }

[watch]                     # what to wait for: every name of it, in any spelling; any release news rings
higehiro = ["Hige wo Soru", "Higehiro"]
# Add yours here, one line each.

# To say more of one, write it in full instead. Such tables stand at the end: a line below one belongs to it.
# [watch.bocchi]
# title = ["Bocchi the Rock!", "ぼっち・ざ・ろっく！"]
# about = ["season 2", "movie"]        # only this; "2nd season", "S2", "第2期" are meant as well
# not = ["figure", "cosplay"]          # rules a headline out
# tell = "confirmed"                   # no speculation
"""
