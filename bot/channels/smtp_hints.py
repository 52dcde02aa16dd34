"""What a person can do when a mail server will not: known troubles, in words. Pure."""

import re

from bot.channels.smtp_answers import Answer, Cause, Phase, SmtpTrouble
from bot.channels.smtp_url import MAX_TIMEOUT, SmtpServer, Tls

_PASSES = "This mostly passes; it is tried again."
_APP_PASSWORD = "{} takes app passwords alone: make one for Paperround in the account's security page."  # noqa: S105 - words
_MICROSOFT = (
    "Microsoft has turned passwords off for most mailboxes: have SMTP AUTH allowed for this one, or use a relay."
)
_PROVIDERS = (
    ("gmail", _APP_PASSWORD.format("Google")),
    ("google", _APP_PASSWORD.format("Google")),
    ("yahoo", _APP_PASSWORD.format("Yahoo")),
    ("icloud", _APP_PASSWORD.format("Apple")),
    ("mail.me.com", _APP_PASSWORD.format("Apple")),
    ("fastmail", _APP_PASSWORD.format("Fastmail")),
    ("office365", _MICROSOFT),
    ("outlook", _MICROSOFT),
    ("amazonaws", "User and password are the SMTP credentials of SES, not the access keys."),
    ("sendgrid", "The user is the word apikey; the password is the key itself."),
)
"""What is known of logins, by a part of the server's name."""

_PORTS = {587: Tls.STARTTLS, 465: Tls.IMPLICIT}
_CERTIFICATES = (
    (
        "mismatch|not valid for",
        "The certificate is for another name than {server.host}: write the name that it is for.",
    ),
    ("expired|not yet valid", "The certificate has run out, or this machine's clock is wrong."),
    (
        "self.signed|local issuer",
        "This machine does not trust who signed the certificate: add the authority, or name its file in SSL_CERT_FILE.",
    ),
    ("", "Ask whoever runs the server to mend its certificate."),
)
"""By words of the TLS library, the first that fits."""

_CONNECTING = {
    Cause.NO_HOST: "Check the name {server.host} in smtp_url, and whether this machine can look up names.",
    Cause.NO_CONNECTION: "Check host and port in smtp_url: nobody answers at {server}. Usual ports are 587 and 465.",
    Cause.TIMEOUT: "A firewall may block port {server.port}, or it wants another tls: 587 starttls, 465 implicit.",
    Cause.DROPPED: "A firewall may block port {server.port}, or it wants another tls: 587 starttls, 465 implicit.",
    Cause.GARBLED: "This is perhaps no mail server, or it wants another tls: 587 starttls, 465 implicit.",
    Cause.BAD_TLS: "The port may want another tls: 587 starttls, 465 implicit, 25 none.",
    Cause.ANSWER: "The server does not want mail from this machine: ask whoever runs it, and look at block lists.",
}
_TLS = {
    Cause.NOT_OFFERED: (
        "Nothing was sent. Use a port that encrypts: 587 with tls=starttls or 465 with tls=implicit. Only for a server "
        "on the same machine or network, write tls=none."
    ),
    Cause.BAD_TLS: _CONNECTING[Cause.BAD_TLS],
}
_REFUSALS: tuple[tuple[str, str, str], ...] = (
    (
        "",
        "gr[ea]y.?list",
        "The server makes strangers wait; it will take the mail in some minutes. Nothing is to be done.",
    ),
    (
        "",
        r"\brelay|not permitted to send|rcpthosts",
        "The server sends nothing on for strangers: put user and password into smtp_url, or use the sender's server.",
    ),
    (
        "4",
        "rate|limit|quota|too many",
        "The server lets only so many through: lower mail_per_second and mail_per_hour.",
    ),
    ("4", "", _PASSES),
    ("5", "(daily|hourly|sending) .*(limit|quota)", "Enough for today, says the server: lower mail_per_hour."),
    ("5.1.", "", "There is no such mailbox: check the address."),
    ("5.2.1", "", "The mailbox is closed: check the address."),
    ("5.2.2", "", "The mailbox is full."),
    (
        "5",
        r"\b5\.7\.|spam|block|black.?list|reputation|spf|dkim|dmarc|policy",
        "The server refuses by policy: check SPF, DKIM and DMARC of the sender's domain, and block lists.",
    ),
)
"""By the beginning of code or status, and by words, the first that fits."""


def hint(trouble: SmtpTrouble, server: SmtpServer) -> str:
    """What to do, one or two sentences; empty if nothing is known."""
    answer = trouble.answer
    if trouble.cause is Cause.CERTIFICATE:
        said = next(said for words, said in _CERTIFICATES if re.search(words, str(trouble), re.IGNORECASE))
    elif trouble.phase in {Phase.CONNECT, Phase.HELLO, Phase.TLS}:
        said = _on_opening(trouble, server)
    elif trouble.phase is Phase.LOGIN:
        said = _on_login(trouble, server)
    elif answer is None:
        said = _on_silence(trouble, server)
    else:
        said = _on_refusal(trouble.phase, answer, server)
    return said.format(server=server)


def _on_opening(trouble: SmtpTrouble, server: SmtpServer) -> str:
    usual = _PORTS.get(server.port)
    if trouble.answer and trouble.answer.code < 500:  # noqa: PLR2004 - transient
        return _PASSES
    if usual and server.tls is not usual and trouble.cause is not Cause.NO_HOST:
        return f"Port {server.port} is mostly for tls={usual}, but smtp_url says tls={server.tls}."
    if server.port == 25 and trouble.cause is Cause.TIMEOUT:  # noqa: PLR2004 - mail between servers
        return "Many networks block port 25 outwards. Use a port for submission: 587 or 465."
    if trouble.phase is Phase.TLS:
        return _TLS.get(trouble.cause, "Try again later, or ask whoever runs the server.")
    return _CONNECTING.get(trouble.cause, "")


def _on_login(trouble: SmtpTrouble, server: SmtpServer) -> str:
    if trouble.cause is Cause.NOT_OFFERED and server.tls is Tls.NONE:
        return "It may want encryption first: tls=starttls or tls=implicit. Or leave user and password out."
    if trouble.cause is Cause.NOT_OFFERED:
        return "Leave user and password out of smtp_url, or use another port."
    if trouble.answer is None or trouble.answer.code < 500:  # noqa: PLR2004 - transient
        return _PASSES
    known = next((words for name, words in _PROVIDERS if name in server.host.lower()), "")
    usual = (
        "Check user and password in smtp_url; what is special in them is written as %40 for @, %2F for /, %23 for #."
    )
    return f"{usual} {known}".strip()


def _on_refusal(phase: Phase, answer: Answer, server: SmtpServer) -> str:
    if answer.code in {530, 538}:
        return "Put user and password into smtp_url." if server.user is None else "Use tls=starttls or tls=implicit."
    if phase is Phase.SENDER and answer.code >= 500:  # noqa: PLR2004 - permanent
        return "The server does not let this login send as mail_from or bounce_to: use an address that belongs to it."
    whole = str(answer)
    fitting = (
        said
        for begin, words, said in _REFUSALS
        if (answer.status.startswith(begin) or str(answer.code).startswith(begin))
        and re.search(words, whole, re.IGNORECASE)
    )
    return next(fitting, "")


def _on_silence(trouble: SmtpTrouble, server: SmtpServer) -> str:
    if trouble.cause is Cause.NOT_OFFERED:
        return "Only a server with SMTPUTF8 can send to such an address."
    longer = min(MAX_TIMEOUT, server.timeout * 2)
    if trouble.phase is Phase.END and trouble.cause is Cause.TIMEOUT and longer > server.timeout:
        return f"If the server is only slow, let it take longer: timeout={longer:g} in smtp_url."
    return ""
