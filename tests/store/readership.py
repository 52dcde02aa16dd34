"""Readers, addresses, promises and deliveries from few words."""

from datetime import timedelta
from typing import Any

from store.chats import Chat, ChatKind, MailCode, Question, Share, Sheet, Update
from store.outbox import Delivery, DeliveryKind, Gathered, Outcome, Promise, StoredMatch
from store.outbox import DeliveryState as State
from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.readers import Address, Bounce, BounceKind, Reader, Way
from store.sql import SqlStore
from tests.store.builders import NOON

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVERY_WAY = tuple(Way)


def a_reader(name: str = "Ada", **facts: Any) -> Reader:
    return Reader(**{"name": name, "created_at": NOON, **facts})


def an_address(reader: int = 1, target: str = "ada@doves.example", **facts: Any) -> Address:
    """A mail address that is confirmed."""
    made = {"reader": reader, "way": Way.MAIL, "target": target, "created_at": NOON, "confirmed_at": NOON}
    return Address(**{**made, **facts})


def a_promise(paper: str = "arxiv:1", address: int = 1, reader: int = 1, **facts: Any) -> Promise:
    """One that is due at noon."""
    return Promise(**{"reader": reader, "address": address, "paper": paper, "due_at": NOON, "at": NOON, **facts})


def a_match(paper: str = "arxiv:1", profile: int = 1, reader: int = 1, **facts: Any) -> StoredMatch:
    made = {"reader": reader, "profile": profile, "paper": paper, "score": 47.3, "statistics": "v1", "at": NOON}
    return StoredMatch(**{**made, **facts})


def a_delivery(slot: str = "digest 1", address: int = 1, reader: int = 1, **facts: Any) -> Delivery:
    """A digest that may be sent from noon on."""
    made = {"reader": reader, "address": address, "kind": DeliveryKind.DIGEST, "slot": slot}
    return Delivery(**{**made, "created_at": NOON, "not_before": NOON, **facts})


def an_outcome(state: State = State.SENT, **facts: Any) -> Outcome:
    return Outcome(**{"state": state, "at": NOON + MINUTE, **facts})


def a_chat(number: int = -42, reader: int = 1, **facts: Any) -> Chat:
    """A group's."""
    made = {"chat": number, "reader": reader, "kind": ChatKind.GROUP, "title": "Doves", "created_at": NOON}
    return Chat(**{**made, **facts})


def a_question(chat: int = -42, user: int = 7, reader: int = 1, **facts: Any) -> Question:
    made = {"chat": chat, "user": user, "reader": reader, "topic": "words", "body": "{}", "asked_at": NOON}
    return Question(**{**made, **facts})


def an_update(number: int = 1, chat: int | None = -42, bot: int = 1, **facts: Any) -> Update:
    made = {"number": number, "chat": chat, "bot": bot, "body": f'{{"update_id": {number}}}', "received_at": NOON}
    return Update(**{**made, **facts})


def a_sheet(reader: int = 1, **facts: Any) -> Sheet:
    return Sheet(**{"reader": reader, "body": "[]", "made_at": NOON, **facts})


def a_share(token: str, profile: int = 1, reader: int = 1, **facts: Any) -> Share:
    return Share(**{"token": token, "profile": profile, "reader": reader, "at": NOON, **facts})


def a_code(address: int = 1, reader: int = 1, **facts: Any) -> MailCode:
    return MailCode(**{"address": address, "reader": reader, "code": "314159", "made_at": NOON, **facts})


def enrol(store: SqlStore, *names: str) -> None:
    """Readers numbered from 1, each with one confirmed mail address of the same number."""
    with store.writing() as catalog:
        for kept in catalog.save_readers(map(a_reader, names or ("Ada",))):
            catalog.save_address(an_address(kept.number, f"{kept.name.lower()}@doves.example"))


def queue(store: SqlStore, *slots: str, address: int = 1, reader: int = 1, **facts: Any) -> list[Delivery]:
    """Deliveries with nothing in them."""
    made = [Gathered(delivery=a_delivery(slot, address, reader, **facts)) for slot in slots or ("digest 1",)]
    with store.writing() as catalog:
        return list(catalog.gather(made))


def everything_about(store: SqlStore, reader: int, address: int, mark: str) -> None:
    """A row of a reader in every table that has such, each text in them holding the mark."""
    with store.writing() as catalog:
        catalog.save_profile(StoredProfile(name=mark, keywords=(mark,), threshold=40, reader=reader))
        profile = catalog.profile(mark, reader).number
        catalog.give_feedback(
            Feedback(profile=mark, kind=FeedbackKind.MUTE, subject=mark, at=NOON, title=mark, reader=reader)
        )
        bounce = Bounce(reader=reader, address=address, kind=BounceKind.SOFT, said=f"<{mark}> is full", at=NOON)
        catalog.record_bounce(bounce)
        matched = [a_match(f"arxiv:{mark}", profile, reader, statistics=mark)]
        catalog.promise(matched, [a_promise(f"arxiv:{mark}", address, reader), a_promise("arxiv:2", address, reader)])
        inside = next(each.number for each in catalog.promises(reader=reader) if each.paper == f"arxiv:{mark}")
        catalog.gather([Gathered(delivery=a_delivery(f"instant {mark}", address, reader, said=mark), shown=(inside,))])
        catalog.save_chat(a_chat(-reader, reader, title=mark, username=mark, template=mark))
        catalog.ask(a_question(-reader, reader, reader, topic=mark, body=mark))
        catalog.save_sheet(a_sheet(reader, body=mark))
        catalog.save_share(a_share(mark, profile, reader))
        catalog.save_mail_code(a_code(address, reader, code=mark))
