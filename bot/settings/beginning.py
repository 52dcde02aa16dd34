"""The first configuration file: small, valid, and explaining itself. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.settings.types import Secret

USUAL_CATEGORIES = ("cs.CL", "cs.LG")
"""What stands in the file as an example where no category of arXiv was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known when the file is written; an empty text or ``None`` where nothing is.

    :ivar huggingface: whether Hugging Face's daily papers are watched.
    :ivar categories: of arXiv, those that are watched.
    :ivar operator: the mail address of whoever runs this, or ``telegram:`` with their number.
    :ivar telegram_operator: the number of the person who has the operator's commands there; 0 if nobody is known.
    :ivar telegram_token: the bot's; ``None`` if there is none, or it stands elsewhere.
    :ivar database: the file of a catalog that is there already; empty: one beside the configuration.
    :ivar secret_key: what links are signed with; given if there is a ``public_url``.
    """

    huggingface: bool = True
    categories: tuple[str, ...] = ()
    contact: str = ""
    mail_from: str = ""
    smtp_url: Secret | None = None
    telegram_token: Secret | None = None
    telegram_operator: int = 0
    operator: str = ""
    public_url: str = ""
    database: str = ""
    secret_key: Secret | None = None


def first_config(beginning: Beginning) -> str:
    """The file's text: TOML that :func:`bot.settings.load_settings` reads as what is meant."""
    return (
        "\n".join(
            (
                *_head(beginning),
                *_who(beginning),
                *_mail(beginning),
                *_telegram(beginning),
                *_pages(beginning),
                *_sources(beginning),
            )
        )
        + "\n"
    )


def _head(beginning: Beginning) -> Iterator[str]:
    yield "# Paperround reads this file if it is started in this folder, or with: paperround --config FILE"
    yield "# What is set, and what else can be: paperround settings. Does everything work? paperround doctor"
    yield "# Passwords may stand here, so keep the file to yourself (chmod 600). Or keep them elsewhere: in the"
    yield "# environment, as PAPERROUND_SMTP_URL for smtp_url, or in a file that PAPERROUND_SMTP_URL_FILE names."
    yield ""
    yield "# Everything that is remembered: an SQLite file, meant from here, or a database URL."
    yield _line("database_url", beginning.database, "paperround.db")
    yield ""


def _who(beginning: Beginning) -> Iterator[str]:
    yield "# Whom the hosts that are asked may write to, should we be a burden: a mail address or a page of yours."
    yield _line("contact", beginning.contact, "you@example.org")
    yield ""
    yield "# Who is told when a source or the mail fails, and when it works again: a mail address, an Apprise URL,"
    yield "# or telegram: with your number there."
    yield _line("operator", beginning.operator, "you@example.org")
    yield ""


def _mail(beginning: Beginning) -> Iterator[str]:
    smtp_url = beginning.smtp_url.reveal() if beginning.smtp_url else ""
    yield "# Who the mail is from, and which server takes it. Try it: paperround test-mail YOUR-ADDRESS"
    yield _line("mail_from", beginning.mail_from, "Paperround <papers@example.org>")
    yield _line("smtp_url", smtp_url, "smtp://user:password@mail.example.org:587")
    yield ""


def _telegram(beginning: Beginning) -> Iterator[str]:
    token = beginning.telegram_token.reveal() if beginning.telegram_token else ""
    yield "# The bot that people write to in Telegram. Ask @BotFather for one: /newbot. Who may use it: numbers and"
    yield "# @names in telegram_allowed; without it everyone. Try it: paperround test-telegram YOUR-NUMBER"
    yield _line("telegram_token", token, "123456789:and 35 letters and digits")
    yield "# The number of the person who has the operator's commands there: /stats, /readers, /broadcast, /ban …"
    number = beginning.telegram_operator
    yield f"telegram_operator = {number}" if number else "# telegram_operator = 123456789"
    yield ""


def _pages(beginning: Beginning) -> Iterator[str]:
    key = beginning.secret_key.reveal() if beginning.secret_key else ""
    yield "# Where readers find the pages behind their mail (settings, unsubscribing, feeds), and what their links"
    yield "# are signed with. Whoever has the key can act as any reader; with another, links that were sent are void."
    yield _line("public_url", beginning.public_url, "https://papers.example.org")
    yield _line("secret_key", key, "at least 32 characters of chance")
    yield ""


def _sources(beginning: Beginning) -> Iterator[str]:
    yield '# What is watched. Beside what stands here a source may have: every = "2h" or at = ["06:30"] with timezone,'
    yield '# weekdays = ["mon", "tue", "wed", "thu", "fri"], holidays = [2026-12-25], catch_up = 7, enabled = false.'
    yield ""
    yield from _table(
        "Hugging Face's daily papers, day by day; missed days are asked for again.",
        'name = "huggingface"',
        'kind = "huggingface-daily"',
        wanted=beginning.huggingface,
    )
    categories = ", ".join(map(_text, beginning.categories or USUAL_CATEGORIES))
    yield from _table(
        "What arXiv announces each working day in these categories.",
        'name = "arxiv"',
        'kind = "arxiv-rss"',
        f"categories = [{categories}]",
        wanted=bool(beginning.categories),
    )
    yield from _table(
        "Any RSS or Atom feed.",
        'name = "our-feed"',
        'kind = "feed"',
        'address = "https://example.org/feed.xml"',
        wanted=False,
        last=True,
    )


def _table(about: str, *lines: str, wanted: bool, last: bool = False) -> Iterator[str]:
    yield f"# {about}"
    yield from (line if wanted else f"# {line}" for line in ("[[sources]]", *lines))
    if not last:
        yield ""


def _line(name: str, value: str, example: str) -> str:
    return f"{name} = {_text(value)}" if value else f"# {name} = {_text(example)}"


def _text(text: str) -> str:
    """A basic string (TOML 1.0.0). It escapes what JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
