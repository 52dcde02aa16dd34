"""Mail that came back, as the servers of this world write it: written for these tests, with nobody's address."""

from collections.abc import Mapping

CANDIDATE = "abcdefghijklmnopqrstuvwxyz234567abcdefgh"
OURS = f"bounces+{CANDIDATE}@papers.example"

ORIGINAL = f"""\
Return-Path: <{OURS}>
Received: from papers.example by mx.far.example; Sun, 01 Nov 2026 08:00:05 +0000
From: Paperround <papers@papers.example>
To: ada@far.example
Subject: Error 550 in Large Language Models, and 2 more
Message-ID: <5f2b7c@papers.example>
Auto-Submitted: auto-generated
"""


def report(status: str, *, action: str = "failed", said: str = "", first: str = "message/delivery-status") -> str:
    """A delivery status notification (RFC 3464)."""
    diagnostic = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return f"""\
Return-Path: <>
Delivered-To: {OURS}
From: MAILER-DAEMON@mx.far.example (Mail Delivery System)
To: {OURS}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="9B095B5ADSN=_01/mx.far.example"

This is a MIME-encapsulated message.

--9B095B5ADSN=_01/mx.far.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.far.example.
I'm sorry to have to inform you that your message could not be delivered.

--9B095B5ADSN=_01/mx.far.example
Content-Description: Delivery report
Content-Type: {first}

Reporting-MTA: dns; mx.far.example
Arrival-Date: Sun, 01 Nov 2026 08:00:05 +0000

Final-Recipient: rfc822; ada@far.example
Original-Recipient: rfc822;ada@far.example
Action: {action}
Status: {status}
{diagnostic}
--9B095B5ADSN=_01/mx.far.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{ORIGINAL}
--9B095B5ADSN=_01/mx.far.example--
"""


def complaint(kind: str = "abuse") -> str:
    """A complaint (RFC 5965), which comes to another address than the envelope's sender."""
    return f"""\
From: Feedback Loop <fbl@far.example>
To: abuse@papers.example
Subject: FW: Error 550 in Large Language Models, and 2 more
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=part

--part
Content-Type: text/plain

This is an email abuse report.

--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: FarFeedback/1.0
Version: 1
Original-Mail-From: <{OURS}>

--part
Content-Type: message/rfc822

{ORIGINAL}
Hello
--part--
"""


QMAIL = f"""\
Return-Path: <>
Delivered-To: {OURS}
From: MAILER-DAEMON@mx.far.example
To: {OURS}
Subject: failure notice

Hi. This is the qmail-send program at mx.far.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@far.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{ORIGINAL}
The server said 450 4.2.2 once.
"""

EXIM = f"""\
Return-path: <>
Envelope-to: {OURS}
X-Failed-Recipients: ada@far.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.far.example>
To: {OURS}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@far.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

{ORIGINAL}
"""

EXIM_DELAYED = f"""\
Return-path: <>
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.far.example>
To: {OURS}
Subject: Warning: message 1abcde-0001 delayed 24 hours

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.far.example.

  ada@far.example
    host mx2.far.example said: 452 4.2.2 mailbox is full
"""


def microsoft(subject: str = "complaint about message from 192.0.2.7", original: str = ORIGINAL) -> str:
    """A complaint of Microsoft's programme for senders: no report, our mail attached."""
    return f"""\
From: staff@far.example
To: abuse@papers.example
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: message/rfc822
Content-Disposition: attachment

{original}
Hello
--part--
"""


BOUNCES: Mapping[str, tuple[str, str, str]] = {
    "no such user": (report("5.1.1", said="550 5.1.1 <ada@far.example>: user unknown"), "hard", "5.1.1"),
    "no such domain": (report("5.1.2", said="X-unix; host or domain name not found"), "hard", "5.1.2"),
    "disabled": (report("5.2.1", said="550 5.2.1 account disabled"), "hard", "5.2.1"),
    "recipient refused": (report("5.4.1", said="550 5.4.1 Recipient address rejected: Access denied"), "hard", "5.4.1"),
    "nothing known": (report("5.0.0", said="550 go away"), "soft", "5.0.0"),
    "code in words alone": (report("", said="550 No such user here"), "hard", ""),
    "in words without a reply": (report("5.0.0", said='X-Postfix; unknown user: "ada"'), "hard", "5.0.0"),
    "a guess of the reporter": (report("5.1.1", said="550 blocked using bl.example"), "soft", "5.1.1"),
    "gave up on a reply for now": (report("5.0.0", said="451 deferred: retry timeout exceeded"), "soft", "5.0.0"),
    "gave up on an unknown user": (report("5.0.0", said="450 4.1.1 user unknown: retry timeout"), "soft", "4.1.1"),
    "gave up for now": (report("4.7.1", said="550 5.1.1 user unknown"), "soft", "4.7.1"),
    "words know better": (report("5.0.0", said="552 5.2.2 mailbox full"), "soft", "5.2.2"),
    "full": (report("5.2.2", said="552 5.2.2 mailbox full"), "soft", "5.2.2"),
    "too large": (report("5.3.4", said="552 5.3.4 too big"), "soft", "5.3.4"),
    "no way there": (report("5.4.4", said="X-Postfix; name service error"), "soft", "5.4.4"),
    "loop": (report("5.4.6"), "soft", "5.4.6"),
    "policy": (report("5.7.1", said="554 5.7.1 blocked, see https://block.example"), "soft", "5.7.1"),
    "our sender": (report("5.1.8", said="550 5.1.8 sender domain not found"), "soft", "5.1.8"),
    "gave up": (report("4.4.1", said="connect to mx.far.example: timed out"), "soft", "4.4.1"),
    "with remarks": (report("5.1.1 (bad destination)", action="FAILED (really)"), "hard", "5.1.1"),
    "international": (report("5.1.1", first="message/global-delivery-status"), "hard", "5.1.1"),
    "qmail": (QMAIL, "hard", "5.1.1"),
    "exim": (EXIM, "hard", ""),
    "exim, spam": (EXIM.replace("Unrouteable address", "550 Message\n    rejected as spam"), "soft", ""),
    "exim, from nobody we know": (EXIM.replace("Mailer-Daemon@", "noreply@"), "hard", ""),
    "abuse": (complaint(), "complaint", ""),
    "fraud": (complaint("Fraud"), "complaint", ""),
    "an unknown complaint": (complaint("x-bored"), "complaint", ""),
    "a complaint without a report": (microsoft(), "complaint", ""),
}
"""Bounces by what they are about: the message, its kind, its status."""
