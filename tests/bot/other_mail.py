"""Mail that comes to where bounces do and is none: written for these tests, with nobody's address."""

from collections.abc import Mapping
from textwrap import dedent

from tests.bot.returned_mail import CANDIDATE, EXIM_DELAYED, ORIGINAL, OURS, QMAIL, complaint, microsoft, report


def _letter(head: str, body: str, kind: str = "text/plain") -> str:
    return f"To: {OURS}\n{dedent(head)}MIME-Version: 1.0\nContent-Type: {kind}\n\n{dedent(body)}"


NO_BOUNCES: Mapping[str, str] = {
    "delivered": report("2.0.0", action="delivered"),
    "relayed": report("2.0.0", action="relayed"),
    "delayed": report("4.2.2", action="delayed", said="452 4.2.2 mailbox full"),
    "delayed for good": report("5.1.1", action="delayed"),
    "exim, delayed": EXIM_DELAYED,
    "late without a report": QMAIL.replace("failure notice", "Delivery Status Notification (Delay)"),
    "will be retried": QMAIL.replace("This is a permanent error; I've given up.", "It will be retried."),
    "not spam": complaint("not-spam"),
    "our mail attached to anything": microsoft("What is this?"),
    "another's mail attached to a complaint": microsoft(original=ORIGINAL.replace(CANDIDATE, "x")),
    "a complaint without our mail": _letter("From: Ada <ada@far.example>\nSubject: complaint\n", "Too many!\n"),
    "authentication failed": complaint("auth-failure"),
    "no kind of complaint": complaint(" "),
    "an answer": _letter(
        "From: Ada <ada@far.example>\nSubject: Re: 3 papers\n", "Thanks! Could not be delivered, haha."
    ),
    "out of office": _letter(
        "From: Ada <ada@far.example>\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Out of office\n",
        "I am away. If it is urgent: delivery failed. 550 5.1.1\n",
    ),
    **{
        f"gone, {head}": _letter(
            f"From: Ada <ada@far.example>\nReturn-Path: <>\nSubject: Automatic reply\n{head}\n",
            "I have left the company. Your mail was not delivered to anyone. Address unknown.\n",
        )
        for head in ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "Precedence: bulk")
    },
    "out of office, unmarked": _letter(
        "From: Ada <ada@far.example>\nReturn-Path: <>\nSubject: My answer is delayed\n", "I am away until 5.1.\n"
    ),
    "postmaster writes": _letter("From: postmaster@far.example\nSubject: Hello\n", "Who are you?\n"),
    "receipt": _letter(
        "From: postmaster@far.example\nSubject: Undeliverable: read\n",
        "--b\n\nDeleted without being read; could not be delivered.\n--b\n"
        "Content-Type: message/disposition-notification\n\nDisposition: automatic\n--b--\n",
        "multipart/report; report-type=disposition-notification; boundary=b",
    ),
    "a list": _letter("From: List <list@far.example>\nSubject: Digest\n", "550 5.1.1 user unknown\n"),
    "nothing": "",
    "one line": "hello",
    "binary": "\x00\x01\x02" * 100,
}
"""What is no bounce."""
