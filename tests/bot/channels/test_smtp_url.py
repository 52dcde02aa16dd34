"""The address of a mail server."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.smtp_url import BadSmtpUrl, SmtpServer, Tls, parse_smtp_url

SECRET = "tr0ub4dor"  # noqa: S105 - of nobody


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "smtp://ada:tr0ub4dor@mail.example.org:2525/?tls=starttls",
            SmtpServer(host="mail.example.org", port=2525, tls=Tls.STARTTLS, user="ada", password=SECRET),
        ),
        ("smtp://mail.example.org", SmtpServer(host="mail.example.org", port=587, tls=Tls.STARTTLS)),
        ("smtps://mail.example.org", SmtpServer(host="mail.example.org", port=465, tls=Tls.IMPLICIT)),
        ("smtp://mail.example.org?tls=implicit", SmtpServer(host="mail.example.org", port=465, tls=Tls.IMPLICIT)),
        ("smtp://localhost/?tls=none", SmtpServer(host="localhost", port=25, tls=Tls.NONE)),
        ("smtp://[::1]:1025?tls=none", SmtpServer(host="::1", port=1025, tls=Tls.NONE)),
        ("smtp://münchen.example", SmtpServer(host="xn--mnchen-3ya.example", port=587, tls=Tls.STARTTLS)),
        (
            "smtp://ada%40example.org:a%2Fb%3F%40%23%25@mail.example.org",
            SmtpServer(host="mail.example.org", port=587, tls=Tls.STARTTLS, user="ada@example.org", password="a/b?@#%"),  # noqa: S106 - of nobody
        ),
        (
            "smtp://mail.example.org?timeout=12.5&local_hostname=bot.example.org",
            SmtpServer(
                host="mail.example.org", port=587, tls=Tls.STARTTLS, timeout=12.5, local_hostname="bot.example.org"
            ),
        ),
    ],
)
def test_an_address_is_read_with_safe_defaults(text, expected):
    assert parse_smtp_url(text) == expected
    assert SECRET not in repr(parse_smtp_url(text)) + str(parse_smtp_url(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "smtp://user:password@"),
        ("mail.example.org:587", "does not begin with smtp://"),
        ("http://mail.example.org", "does not begin with smtp://"),
        ("smtp:///?tls=none", "does not begin with smtp://"),
        ("smtp://:587", "names no host"),
        ("smtp://a..b", "names no host"),
        ("smtp://-a.example.org", "names no host"),
        (f"smtp://ada:{SECRET}@mail.example.org:0", "port"),
        (f"smtp://ada:{SECRET}@mail.example.org:99999", "port"),
        (f"smtp://ada:{SECRET}/x@mail.example.org", "%2F"),
        (f"smtp://ada:{SECRET}#x@mail.example.org", "%23"),
        (f"smtp://ada:{SECRET}?x@mail.example.org", "%3F"),
        (f"smtp://ada:{SECRET}:587@mail.example.org:port", "port"),
        (f"smtp://:{SECRET}@mail.example.org", "user and password"),
        ("smtp://ada@mail.example.org", "user and password"),
        (f"smtp://ada:{SECRET}%00@mail.example.org", "null character"),
        (f"smtp://ada:{SECRET}@mail.example.org/inbox", "behind host and port"),
        (f"smtp://ada:{SECRET}@[mail.example.org", "cannot be read"),
        (f"smtp://ada:{SECRET} @mail.example.org", "blank"),
        (f"smtp://ada:{SECRET}\r\n@mail.example.org", "control character"),
        ("smtp://mail.example.org?tls=maybe", "one of starttls, implicit, none"),
        ("smtp://mail.example.org?tls=none&tls=starttls", "twice"),
        ("smtps://mail.example.org?tls=none", "smtp:// for that"),
        ("smtp://mail.example.org?tsl=none", "Did you mean 'tls'?"),
        ("smtp://mail.example.org?verify=no", "unknown option 'verify'"),
        ("smtp://mail.example.org?timeout=soon", "timeout=soon"),
        ("smtp://mail.example.org?timeout=nan", "timeout=nan"),
        ("smtp://mail.example.org?timeout=0", "timeout=0"),
        ("smtp://mail.example.org?timeout=3600", "timeout=3600"),
        ("smtp://mail.example.org?local_hostname=a%20b", "local_hostname"),
    ],
)
def test_what_is_no_address_is_refused_with_words_and_without_the_password(text, said):
    with pytest.raises(BadSmtpUrl) as caught:
        parse_smtp_url(text)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


TEXTS = (
    st.text(min_size=1, max_size=40)
    .filter(lambda text: "\0" not in text)
    .map(lambda text: text.encode("utf-8", "replace").decode())
)


@given(user=TEXTS, password=TEXTS)
def test_any_user_and_password_can_be_written(user, password):
    server = parse_smtp_url(f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@mail.example.org")
    assert (server.user, server.password) == (user, password)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(BadSmtpUrl):
        assert parse_smtp_url(f"smtp://{text}").host
