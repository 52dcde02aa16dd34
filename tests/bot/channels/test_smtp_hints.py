"""What a person can do when a mail server will not."""

import itertools

import pytest

from bot.channels.smtp_answers import Cause, Phase, SmtpTrouble, read_answer
from bot.channels.smtp_hints import hint
from bot.channels.smtp_url import parse_smtp_url


def told(phase, cause, url, said="so."):
    answer = read_answer(int(said[:3]), said[4:]) if cause is Cause.ANSWER else None
    return hint(SmtpTrouble(phase, cause, said, answer), parse_smtp_url(url))


@pytest.mark.parametrize(
    ("phase", "cause", "url", "said", "expected"),
    [
        (Phase.CONNECT, Cause.TIMEOUT, "smtp://mx.example.org:25", "so.", "block port 25"),
        (Phase.CONNECT, Cause.TIMEOUT, "smtp://mx.example.org:465", "so.", "Port 465 is mostly for tls=implicit"),
        (Phase.CONNECT, Cause.BAD_TLS, "smtps://mx.example.org:587", "so.", "Port 587 is mostly for tls=starttls"),
        (Phase.CONNECT, Cause.NO_HOST, "smtp://mx.example.org:465", "so.", "Check the name mx.example.org"),
        (Phase.TLS, Cause.CERTIFICATE, "smtp://mx.example.org", "certificate has expired", "run out"),
        (
            Phase.TLS,
            Cause.CERTIFICATE,
            "smtp://mx.example.org",
            "Hostname mismatch",
            "another name than mx.example.org",
        ),
        (Phase.TLS, Cause.CERTIFICATE, "smtp://mx.example.org", "self-signed certificate", "SSL_CERT_FILE"),
        (Phase.TLS, Cause.CERTIFICATE, "smtp://mx.example.org", "something else", "Ask whoever runs the server"),
        (Phase.LOGIN, Cause.ANSWER, "smtp://smtp.gmail.com", "535 5.7.8 no", "app passwords"),
        (Phase.LOGIN, Cause.ANSWER, "smtp://smtp.office365.com", "535 5.7.139 no", "SMTP AUTH"),
        (Phase.LOGIN, Cause.ANSWER, "smtp://email-smtp.eu-west-1.amazonaws.com", "535 no", "SMTP credentials of SES"),
        (Phase.LOGIN, Cause.NOT_OFFERED, "smtp://mx.example.org?tls=none", "so.", "encryption first"),
        (Phase.LOGIN, Cause.NOT_OFFERED, "smtp://mx.example.org", "so.", "Leave user and password out"),
        (Phase.RECIPIENT, Cause.ANSWER, "smtp://a:b@mx.example.org", "530 5.7.0 Must issue STARTTLS", "tls=starttls"),
        (Phase.SENDER, Cause.NOT_OFFERED, "smtp://mx.example.org", "so.", "SMTPUTF8"),
        (Phase.END, Cause.TIMEOUT, "smtp://mx.example.org?timeout=40", "so.", "timeout=55"),
        (Phase.END, Cause.TIMEOUT, "smtp://mx.example.org?timeout=55", "so.", ""),
    ],
)
def test_a_known_trouble_has_words(phase, cause, url, said, expected):
    words = told(phase, cause, url, said)
    assert expected in words
    assert bool(words) == bool(expected)


def test_there_are_words_or_none_for_whatever_happens_and_never_the_password():
    url = "smtp://ada:tr0ub4dor@{host}:465"
    for phase, cause, said in itertools.product(Phase, Cause, ("421 x", "450 {x}", "535 {0}", "550 %s", "599 y")):
        words = told(phase, cause, url.format(host="mx.example.org"), said)
        assert "tr0ub4dor" not in words
        assert words.isprintable()
        assert words == "" or words.endswith((".", "in smtp_url."))
