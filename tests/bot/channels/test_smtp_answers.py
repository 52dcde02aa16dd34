"""What a mail server's answers mean for a delivery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.smtp_answers import SOON, Cause, Phase, SmtpTrouble, delivery_error, read_answer
from bot.channels.types import Later, Refused, Uncertain, Unusable
from store.readers import BounceKind
from tests.bot.refusals import REFUSALS

HARD, SOFT = BounceKind.HARD, BounceKind.SOFT
OPENING = (Phase.CONNECT, Phase.HELLO, Phase.TLS, Phase.LOGIN)
TRANSACTION = (Phase.SENDER, Phase.RECIPIENT, Phase.DATA, Phase.BODY, Phase.END)


def answered(phase, text):
    answer = read_answer(int(text[:3]), text[4:])
    return delivery_error(SmtpTrouble(phase, Cause.ANSWER, f"the server answered: {answer}", answer))


@pytest.mark.parametrize(
    ("text", "kind", "bounce"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", Refused, HARD),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Refused, HARD),
        ("553 5.1.2 We weren't able to find the recipient domain", Refused, HARD),
        ("550 5.2.1 The email account that you tried to reach is disabled", Refused, HARD),
        ("550 User unknown", Refused, HARD),
        ("550 no such user here", Refused, HARD),
        ("550 5.5.0 Requested action not taken: mailbox unavailable", Refused, HARD),
        ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", Refused, HARD),
        ("551 we have moved", Refused, HARD),
        ("553 sorry, no mailbox here by that name", Refused, HARD),
        ("554 delivery error: This user doesn't have an account here", Refused, HARD),
        ("550 Unrouteable address", Refused, HARD),
        ("552 5.2.2 mailbox full", Refused, SOFT),
        ("552 message too large", Refused, None),
        ("552 5.3.4 message too big for system", Refused, None),
        ("550 5.7.1 This message is likely unsolicited; user unknown to trust", Refused, None),
        ("550 5.7.26 This mail is unauthenticated", Refused, None),
        ("554 5.7.1 Service unavailable; Client host blocked", Refused, None),
        ("554 5.7.1 <ada@example.net>: Relay access denied", Refused, None),
        ("550 relay not permitted", Refused, None),
        ("554 content rejected", Refused, None),
        ("550 blocked, see our page", Refused, None),
        ("550 5.1.8 Sender address rejected: Domain not found", Refused, None),
        ("550 5.4.4 Unable to route", Later, SOFT),
        ("550 5.4.5 Daily user sending limit exceeded", Later, None),
        ("550 5.1.90 Your message can't be sent because you've reached your daily limit", Later, None),
        ("530 5.7.0 Authentication required", Unusable, None),
        ("450 4.2.1 The user is receiving mail too quickly", Later, SOFT),
        ("452 4.2.2 over quota", Later, SOFT),
        ("452 insufficient storage", Later, SOFT),
        ("450 4.1.2 Recipient address rejected: Domain not found", Later, SOFT),
        ("452 4.3.1 insufficient system storage", Later, None),
        ("452 4.5.3 too many recipients", Later, None),
        ("450 4.2.0 <ada@example.net>: Recipient address rejected: Greylisted", Later, None),
        ("451 4.7.1 Greylisting in action, please come back later", Later, None),
        ("450 try later", Later, None),
        ("451 local error in processing", Later, None),
        ("421 4.7.0 too many messages, closing", Later, None),
    ],
)
def test_what_is_said_of_a_recipient_decides_over_delivery_and_address(text, kind, bounce):
    error = answered(Phase.RECIPIENT, text)
    assert type(error) is kind
    assert getattr(error, "bounce", None) is bounce


@pytest.mark.parametrize("text", REFUSALS)
def test_only_who_says_that_there_is_no_such_mailbox_ends_the_address(text):
    error = answered(Phase.RECIPIENT, text)
    assert (getattr(error, "bounce", None) is HARD) == REFUSALS[text]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("550 5.7.1 not authorised to send as this address", Unusable),
        ("553 5.7.1 Sender address rejected: not owned by user", Unusable),
        ("501 5.1.7 Bad sender address syntax", Unusable),
        ("550 5.1.1 unknown user", Unusable),
        ("552 5.3.4 message size exceeds fixed limit", Refused),
        ("555 5.6.7 address contains international characters", Refused),
        ("451 4.3.0 try later", Later),
        ("421 closing", Later),
    ],
)
def test_a_refused_sender_is_nobodys_delivery_at_fault_unless_it_was_for_the_mail(text, kind):
    error = answered(Phase.SENDER, text)
    assert type(error) is kind
    assert getattr(error, "bounce", None) is None


@pytest.mark.parametrize(
    ("text", "kind", "bounce"),
    [
        ("554 5.6.0 content refused", Refused, None),
        ("550 5.1.1 unknown after all", Refused, HARD),
        ("550 user unknown in this list of words", Refused, None),
        ("451 4.7.0 try later", Later, None),
        ("552 5.2.2 full", Refused, SOFT),
    ],
)
@pytest.mark.parametrize("phase", [Phase.DATA, Phase.END])
def test_an_answer_to_the_mail_itself_is_certain_too(phase, text, kind, bounce):
    error = answered(phase, text)
    assert type(error) is kind
    assert error.bounce is bounce


@pytest.mark.parametrize("phase", OPENING)
def test_before_the_mail_the_way_out_is_at_fault_and_only_what_may_pass_is_tried_again(phase):
    again = answered(phase, "421 4.3.2 shutting down")
    assert isinstance(again, Unusable)
    assert again.retry_after == SOON
    never = answered(phase, "535 5.7.8 credentials invalid")
    assert isinstance(never, Unusable)
    assert never.retry_after is None
    for cause in Cause:
        if cause is not Cause.ANSWER:
            error = delivery_error(SmtpTrouble(phase, cause, "so."))
            assert isinstance(error, Unusable)
            mends_itself = cause not in {Cause.CERTIFICATE, Cause.BAD_TLS, Cause.NOT_OFFERED}
            assert (error.retry_after is not None) == mends_itself


@pytest.mark.parametrize("cause", [Cause.TIMEOUT, Cause.DROPPED, Cause.GARBLED])
@pytest.mark.parametrize("phase", TRANSACTION)
def test_silence_is_uncertain_after_the_end_of_the_mail_and_nowhere_else(phase, cause):
    error = delivery_error(SmtpTrouble(phase, cause, "so."))
    assert type(error) is (Uncertain if phase is Phase.END else Later)


@given(code=st.integers(400, 599), text=st.text(max_size=400), phase=st.sampled_from(TRANSACTION))
def test_an_answer_is_never_uncertain_and_shown_on_one_bounded_line(code, text, phase):
    error = answered(phase, f"{code} {text}")
    assert not isinstance(error, Uncertain)
    assert isinstance(error, Later) or code >= 500
    assert str(error).isprintable()
    assert len(str(error)) < 400


def test_a_status_that_is_said_on_every_line_is_shown_once():
    answer = read_answer(550, "5.1.1 The account\n5.1.1 does not exist. \x1b[31mRed\n5.1.1 https://example.org")
    assert str(answer) == "550 5.1.1 The account does not exist. [31mRed https://example.org"
