"""Mail that comes to us: whose it is, and what it does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.bounces import NotedBounce, NotTaken
from bot.app.incoming_mail import take_mail
from bot.app.signup import UNSUBSCRIBED
from bot.links import Signer
from bot.mail_tokens import bounce_token, leave_token
from store.outbox import Delivery, DeliveryKind, Gathered
from store.readers import Address, Reader, Way
from store.sql import SqlStore, open_store
from tests.bot.other_mail import NO_BOUNCES
from tests.bot.returned_mail import CANDIDATE, complaint, microsoft, report
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, url  # noqa: F401 - fixtures

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = 365 * DAY
SIGNER = Signer(["k" * 32])
FORGER = Signer(["other" * 8])
ADA = "ada@far.example"


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:  # noqa: F811 - the fixture
    """One of every kind, with a reader to whom one mail was sent."""
    with closing(open_store(url)) as opened:
        with opened.writing() as catalog:
            reader = catalog.save_reader(Reader(name="Ada", created_at=NOON)).number
            catalog.save_address(Address(reader=reader, way=Way.MAIL, target=ADA, created_at=NOON, confirmed_at=NOON))
            sent = Delivery(
                reader=reader, address=1, kind=DeliveryKind.DIGEST, slot="digest 1", created_at=NOON, not_before=NOON
            )
            catalog.gather([Gathered(delivery=sent)])
        yield opened


def mail(store: SqlStore) -> Address:
    with store.reading() as catalog:
        return catalog.address(1)


def bounce(token: str, message: str = report("5.1.1", said="550 5.1.1 unknown")) -> bytes:
    return message.replace(CANDIDATE, token).encode()


@pytest.mark.parametrize(
    "message", [report("5.1.1"), complaint(), microsoft()], ids=["bounce", "complaint", "complaint without a report"]
)
def test_a_mail_that_came_back_stops_the_address_it_went_to(store: SqlStore, message: str) -> None:
    noted = take_mail(store, SIGNER, bounce(bounce_token(SIGNER, 1, NOON).upper(), message), NOON + DAY)
    assert isinstance(noted, NotedBounce)
    assert noted.stopped
    assert noted.address == mail(store)
    assert not mail(store).is_open


def test_what_is_forged_late_unknown_or_no_bounce_is_ignored_with_words(store: SqlStore) -> None:
    token = bounce_token(SIGNER, 1, NOON)
    ignored = [
        (bounce(bounce_token(Signer(["other" * 8]), 1, NOON)), NOON, "not of a mail sent from here"),
        (bounce(token), NOON + 3 * DAY, "last 48 hours"),
        (bounce(""), NOON, "not of a mail sent from here"),
        (bounce(bounce_token(SIGNER, 99, NOON)), NOON, "not known any more"),
        *(
            (text.encode("utf-8", "replace").replace(CANDIDATE.encode(), token.encode()), NOON, "neither")
            for text in NO_BOUNCES.values()
        ),
    ]
    for message, now, why in ignored:
        with pytest.raises(NotTaken, match=why):
            take_mail(store, SIGNER, message, now)
    assert mail(store).is_open
    with store.reading() as catalog:
        assert catalog.suppression(ADA) is None
        assert catalog.bounces(None, NOON - DAY) == ()


def test_what_a_provider_holds_against_us_stops_nobody_however_often(store: SqlStore) -> None:
    blocked = report("5.0.0", said="554 Client host blocked using zen.spamhaus.org")
    for day in range(4):
        with store.writing() as catalog:
            sent = Delivery(
                reader=1,
                address=1,
                kind=DeliveryKind.DIGEST,
                slot=f"day {day}",
                created_at=NOON,
                not_before=NOON,
            )
            (made,) = catalog.gather([Gathered(delivery=sent)])
        with pytest.raises(NotTaken, match=r"not counted against its address: 554 .* block list"):
            take_mail(store, SIGNER, bounce(bounce_token(SIGNER, made.number, NOON), blocked), NOON)
    with store.reading() as catalog:
        assert not catalog.bounces(1, NOON - DAY)
    assert mail(store).is_open


def test_a_candidate_that_is_none_does_not_hide_the_one_that_is(store: SqlStore) -> None:
    wrong = bounce_token(Signer(["other" * 8]), 1, NOON)
    message = f"Delivered-To: bounces+{wrong}@papers.example\n".encode() + bounce(bounce_token(SIGNER, 1, NOON))
    take_mail(store, SIGNER, message, NOON)
    assert not mail(store).is_open


def test_a_bounce_that_is_told_again_changes_nothing_and_says_so(store: SqlStore) -> None:
    message = bounce(bounce_token(SIGNER, 1, NOON), report("4.2.2"))
    take_mail(store, SIGNER, message, NOON)
    for hours in (1, 2, 3):
        with pytest.raises(NotTaken, match="not counted again"):
            take_mail(store, SIGNER, message, NOON + timedelta(hours=hours))
    assert mail(store).is_open


def test_a_bounce_that_is_told_at_once_by_many_counts_once(store: SqlStore) -> None:
    message = bounce(bounce_token(SIGNER, 1, NOON), report("4.2.2"))

    def told(_: int) -> bool:
        try:
            take_mail(store, SIGNER, message, NOON)
        except NotTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(told, range(16))) == 1
    with store.reading() as catalog:
        assert len(catalog.bounces(1, NOON)) == 1


def test_a_mail_that_is_late_and_then_fails_came_back_once(store: SqlStore) -> None:
    token = bounce_token(SIGNER, 1, NOON)
    with pytest.raises(NotTaken, match="neither"):
        take_mail(store, SIGNER, bounce(token, report("4.4.1", action="delayed")), NOON)
    take_mail(store, SIGNER, bounce(token, report("4.4.1")), NOON + DAY)
    with store.reading() as catalog:
        assert len(catalog.bounces(1, NOON)) == 1


def asking(token: str, *, to: str = "papers@papers.example", subject: str = "unsubscribe") -> bytes:
    """A mail as mail programs write it for the address in ``List-Unsubscribe``."""
    text = f"Return-Path: <eve@else.example>\nFrom: eve@else.example\nTo: {to}\nSubject: {subject}\n\n"
    return text.replace("TOKEN", token).encode()


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("bounces+TOKEN@papers.example", "unsubscribe"),
        ("Leave <BOUNCES+TOKEN@PAPERS.EXAMPLE>", ""),
        ("papers@papers.example", "unsubscribe TOKEN"),
        ("papers@papers.example", "Unsubscribe\n TOKEN"),
        ("papers@papers.example", "Fwd: unsubscribe  TOKEN "),
    ],
)
def test_a_mail_that_asks_to_unsubscribe_does_whoever_sends_it_and_however_late(
    store: SqlStore, to: str, subject: str
) -> None:
    for token in (leave_token(SIGNER, 1), leave_token(SIGNER, 1).upper()):
        left = take_mail(store, SIGNER, asking(token, to=to, subject=subject), NOON + YEAR)
        assert left == mail(store)
    assert mail(store).stopped == UNSUBSCRIBED
    with store.reading() as catalog:
        assert catalog.suppression(ADA) is None
        assert catalog.bounces(1, NOON) == ()


@pytest.mark.parametrize("where", ["to", "subject"])
def test_a_request_that_is_forged_for_nobody_or_for_another_purpose_changes_nothing(
    store: SqlStore, where: str
) -> None:
    for token, why in (
        (leave_token(FORGER, 1), "neither"),
        (bounce_token(SIGNER, 1, NOON), "neither"),
        (CANDIDATE, "neither"),
        ("", "neither"),
        (leave_token(SIGNER, 99), "not known any more"),
    ):
        place = {"to": "bounces+TOKEN@papers.example"} if where == "to" else {"subject": "unsubscribe TOKEN"}
        with pytest.raises(NotTaken, match=why):
            take_mail(store, SIGNER, asking(token, **place), NOON)
    assert mail(store).is_open


def test_the_address_for_leaving_in_a_mail_that_came_back_asks_nothing(store: SqlStore) -> None:
    header = f"List-Unsubscribe: <mailto:bounces+{leave_token(SIGNER, 1)}@papers.example?subject=unsubscribe>\n"
    message = report("5.1.1").replace("Subject: Error", f"{header}Subject: Error")
    assert header in message
    noted = take_mail(store, SIGNER, bounce(bounce_token(SIGNER, 1, NOON), message), NOON)
    assert isinstance(noted, NotedBounce)
    assert mail(store).stopped != UNSUBSCRIBED
