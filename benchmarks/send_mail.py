"""How many mails a second does the mail channel hand over, beside a plain loop over smtplib?

All send the same letters to the same server on this machine, which is a process of its own: the channel through its one
connection, with and without DKIM; smtplib through one connection, and with a connection for each mail, as most scripts
do it. The channel composes the mail from the letter; the loops compose it with ``email.message``. Turns alternate, and
the median of each counts.

    python benchmarks/send_mail.py [--mails 500] [--turns 3] [--abstracts 10]

At least 100 mails a second are demanded of the channel; with fewer the exit code is 1.
"""

import argparse
import asyncio
import multiprocessing
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.channels.mail import MailChannel
from bot.channels.mime import MailSender
from bot.channels.quota import per_second
from bot.channels.signing import Dkim
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.types import Letter
from store.outbox import DeliveryKind
from tests.bot.channels.smtp_sink import SmtpSink

DEMANDED = 100
"""Mails a second."""

SENDER = MailSender(address="papers@example.org", name="Paperround")
ABSTRACT = (
    "We study how pigeons sort letters by colour and by weight, and we find that trained pigeons sort faster than "
    "untrained ones while making fewer mistakes, across three post offices – and two seasons. "
) * 5


def letters(count: int, abstracts: int) -> list[Letter]:
    """Digests of so many papers."""
    text = "\n\n".join(f"{number}. Pigeons\n{ABSTRACT}" for number in range(abstracts))
    html = "".join(f"<tr><td><h2>{number}. Pigeons</h2><p>{ABSTRACT}</p></td></tr>\n" for number in range(abstracts))
    return [
        Letter(
            kind=DeliveryKind.DIGEST,
            message_id=f"<{number}@papers.example.org>",
            date=datetime(2026, 11, 1, 8, tzinfo=UTC),
            subject=f"Pigeons sort letters, and {abstracts - 1} more",
            text=text,
            html=f"<table>{html}</table>",
            unsubscribe=f"https://papers.example.org/unsubscribe/{number}",
        )
        for number in range(count)
    ]


def serve(pipe: Connection) -> None:
    """The server: says where it is; then, whenever asked, how many mails it has got since."""
    with SmtpSink() as sink:
        pipe.send(sink.port)
        while pipe.recv():
            pipe.send(len(sink.messages))
            sink.messages.clear()
            sink.wire.clear()


def by_channel(port: int, mails: Sequence[Letter], sender: MailSender = SENDER) -> None:
    """The mail channel."""

    async def run() -> None:
        quota = per_second(1_000_000)
        channel = MailChannel(parse_smtp_url(f"smtp://127.0.0.1:{port}/?tls=none"), sender, quota)
        for number, letter in enumerate(mails):
            await channel.send(f"reader{number}@example.net", letter)
        await channel.close()

    asyncio.run(run())


def composed(letter: Letter, recipient: str) -> EmailMessage:
    """The mail as one writes it with the standard library."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER.address, recipient, letter.subject
    mail["Date"], mail["Message-ID"] = format_datetime(letter.date), letter.message_id
    mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail


def by_smtplib(port: int, mails: Sequence[Letter]) -> None:
    """A loop over one connection of smtplib."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for number, letter in enumerate(mails):
            server.send_message(composed(letter, f"reader{number}@example.net"))


def by_smtplib_anew(port: int, mails: Sequence[Letter]) -> None:
    """A loop that connects for each mail."""
    for number, letter in enumerate(mails):
        with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
            server.send_message(composed(letter, f"reader{number}@example.net"))


def signing() -> MailSender:
    """A sender with a key of 2,048 bits."""
    key = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout
    return replace(SENDER, dkim=Dkim(domain="example.org", selector="round", key=key))


def measured(
    send: Callable[[int, Sequence[Letter]], None], port: int, mails: Sequence[Letter], pipe: Connection
) -> tuple[float, float]:
    """Mails a second, and seconds of our own processor time for each; all have arrived."""
    begun, worked = time.perf_counter(), time.process_time()
    send(port, mails)
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    pipe.send(True)
    if (got := pipe.recv()) != len(mails):
        sys.exit(f"{len(mails)} mails were sent, and {got} arrived.")
    return len(mails) / took, worked / len(mails)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--abstracts", type=int, default=10, help="papers in each mail")
    chosen = parser.parse_args()
    mails, signed = letters(chosen.mails, chosen.abstracts), signing()
    ways: dict[str, Callable[[int, Sequence[Letter]], None]] = {
        "the mail channel": by_channel,
        "the mail channel, signing with DKIM": lambda port, some: by_channel(port, some, signed),
        "smtplib, one connection": by_smtplib,
        "smtplib, a connection for each mail": by_smtplib_anew,
    }
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(chosen.turns):
        for name, send in ways.items():
            figures[name].append(measured(send, port, mails, ours))
    ours.send(False)
    server.join(10)
    sizes = len(mails[0].text.encode()) + len(mails[0].html.encode())
    print(f"{chosen.mails} mails of {chosen.abstracts} papers ({sizes / 1000:.0f} KB of text and page), one server\n")
    usual = statistics.median(rate for rate, _ in figures["the mail channel"])
    for name, some in figures.items():
        rate, work = (statistics.median(each) for each in zip(*some, strict=True))
        print(
            f"{name:<38}{rate:>6.0f} a second {1000 * work:>7.2f} ms of work each   channel : this {usual / rate:>5.2f}"
        )
    print(f"\nDemanded: {DEMANDED} a second; the channel hands over {usual:.0f}.")
    if usual < DEMANDED:
        sys.exit(1)


if __name__ == "__main__":
    main()
