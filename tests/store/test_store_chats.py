"""What every store promises of chats, of what was asked and shown there, and of what is handed on."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store.chats import Ban, Chat, ChatKind, Flood, Layout, Notice
from store.errors import Conflict, NotFound
from store.outbox import DeliveryKind, Gathered
from store.profiles import StoredProfile
from store.readers import Way
from store.sql import SqlStore, SqlWriter, check, open_store
from store.sql.chatting import CHUNK
from tests.store.builders import NOON
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    MINUTE,
    a_chat,
    a_code,
    a_delivery,
    a_question,
    a_share,
    a_sheet,
    an_address,
    an_update,
    enrol,
)

EVERYTHING: dict[str, Any] = {
    "kind": ChatKind.CHANNEL,
    "title": 'Ä “𝔘” %_\\"',
    "username": "doves",
    "layout": Layout.FULL,
    "silent": True,
    "template": "{title}\n{why}",
    "managing": -1001234567890123,
    "linked_by": 7310554412,
    "max_profiles": 0,
    "commands_per_minute": 9,
}


def a_profile(catalog: SqlWriter, name: str = "pigeons", reader: int = 1) -> int:
    return catalog.save_profile(StoredProfile(name=name, keywords=("x",), threshold=40, reader=reader)).number


def test_a_chat_is_kept_whole_and_in_place_of_the_one_of_its_number(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        assert (catalog.chat(-42), list(catalog.chats())) == (None, [])
        for chat in (a_chat(), a_chat(-42, 2, **EVERYTHING), a_chat()):
            catalog.save_chat(chat)
            assert catalog.chat(-42) == chat
            assert list(catalog.chats()) == [chat]


@pytest.mark.parametrize("number", [0, 5, -(2**80), 2**80])
def test_a_number_that_no_chat_or_list_has_leads_to_none(store: SqlStore, number: int) -> None:
    with store.reading() as catalog:
        found = (catalog.chat, catalog.sheet, catalog.sheet_of, catalog.notice, catalog.ban)
        assert [each(number) for each in found] == [None] * 5
        assert catalog.mail_code(number, 7) is catalog.mail_code(7, number) is None
        assert catalog.question(number, 7) is catalog.question(7, number) is None
        assert list(catalog.chats(number)) == []


def test_chats_come_in_the_order_in_which_they_were_made_known_also_when_they_are_many(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    count = CHUNK + 10
    with store.writing() as catalog:
        for number in range(1, count + 1):
            catalog.save_chat(a_chat(-number, 1 + number % 2, created_at=NOON - number // 3 * MINUTE))
        found = list(catalog.chats())
        assert len(found) == count
        assert found == sorted(found, key=lambda each: (each.created_at, each.chat))
        assert list(catalog.chats(2)) == [each for each in found if each.reader == 2]


def test_a_chat_that_is_removed_is_asked_nothing_and_managed_by_nobody_and_its_address_stays(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "-42", way=Way.CHAT))
        catalog.save_chat(a_chat())
        catalog.save_chat(a_chat(7, kind=ChatKind.PRIVATE, managing=-42))
        catalog.ask(a_question())
        catalog.ask(a_question(7, 7))
        catalog.remove_chat(-42)
        catalog.remove_chat(-42)
        assert list(catalog.chats()) == [a_chat(7, kind=ChatKind.PRIVATE)]
        assert (catalog.question(-42, 7), catalog.question(7, 7)) == (None, a_question(7, 7))
        assert catalog.address_at(Way.CHAT, "-42") is not None


NOBODY = 9


@pytest.mark.parametrize(
    "keep",
    [
        pytest.param(lambda catalog: catalog.save_chat(a_chat(reader=NOBODY)), id="chat"),
        pytest.param(lambda catalog: catalog.ask(a_question(reader=NOBODY)), id="question"),
        pytest.param(lambda catalog: catalog.save_sheet(a_sheet(NOBODY)), id="list"),
        pytest.param(lambda catalog: catalog.save_sheet(a_sheet(number=3)), id="list that is gone"),
        pytest.param(lambda catalog: catalog.save_mail_code(a_code(reader=NOBODY)), id="code"),
        pytest.param(lambda catalog: catalog.save_mail_code(a_code(NOBODY)), id="code for no address"),
        pytest.param(lambda catalog: catalog.save_share(a_share("t", NOBODY)), id="share of no profile"),
        pytest.param(lambda catalog: catalog.save_share(a_share("t", 1, 2)), id="share of another's profile"),
    ],
)
def test_nothing_is_kept_of_whom_or_what_is_not_there(store: SqlStore, keep: Callable[[SqlWriter], None]) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        a_profile(catalog)
        with pytest.raises(NotFound):
            keep(catalog)
        assert (list(catalog.chats()), catalog.question(-42, 7), catalog.sheet(3)) == ([], None, None)
        assert (catalog.mail_code(1, 1), catalog.share("t")) == (None, None)


def test_a_person_is_asked_one_thing_at_a_time_in_each_chat_also_before_they_are_a_reader(store: SqlStore) -> None:
    enrol(store)
    asked = [a_question(), a_question(user=8), a_question(-43, reader=0), a_question(topic="zone", body='{"a": "ä"}')]
    with store.writing() as catalog:
        for question in asked:
            catalog.ask(question)
        assert catalog.question(-42, 7) == asked[3]
        assert (catalog.question(-42, 8), catalog.question(-43, 7)) == (asked[1], asked[2])
        catalog.unask(-42, 7)
        catalog.unask(-42, 7)
        assert (catalog.question(-42, 7), catalog.question(-42, 8)) == (None, asked[1])


def test_a_list_gets_a_number_that_it_keeps_and_a_delivery_has_one(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        first = catalog.save_sheet(a_sheet(body="a"))
        second = catalog.save_sheet(a_sheet(body="b", delivery=5))
        assert (first.number, second.number) == (1, 2)
        assert catalog.save_sheet(a_sheet(body="c", delivery=5)) == second
        assert catalog.save_sheet(replace(first, delivery=5)) == second
        changed = catalog.save_sheet(replace(second, body="d"))
        assert (catalog.sheet(1), catalog.sheet(2), catalog.sheet_of(5)) == (first, changed, changed)
        assert catalog.sheet_of(6) is None
        assert catalog.save_sheet(a_sheet()).number == 3


def test_a_profile_that_is_handed_on_is_found_by_its_token_until_it_is_not_or_is_removed(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        profile, other = a_profile(catalog), a_profile(catalog, "rooks")
        made = [a_share("a", profile), a_share("b", other, at=NOON + HOUR), a_share("c", profile)]
        for share in made:
            catalog.save_share(share)
        assert catalog.share("b") == made[1]
        assert (catalog.share("B"), catalog.share("\x00"), catalog.shares(2)) == (None, None, ())
        assert catalog.shares(1) == (made[1], made[0], made[2])
        catalog.remove_share("c")
        catalog.remove_share("c")
        catalog.remove_share("\ud800")
        catalog.remove_profile("pigeons", 1)
        assert catalog.shares(1) == (made[1],)


def test_a_token_hands_on_one_profile(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        profile, other = a_profile(catalog), a_profile(catalog, "rooks")
        catalog.save_share(a_share("a", profile))
    with pytest.raises(Conflict), store.writing() as catalog:
        catalog.save_share(a_share("a", other))


def test_a_reader_has_one_code_for_an_address_which_goes_with_it_but_not_to_whom_it_is_handed(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.save_mail_code(a_code(1, 2))
        changed = a_code(1, 2, code="271828", tries=2, made_at=NOON + HOUR)
        catalog.save_mail_code(changed)
        other = a_code(2, 2, made_at=NOON + MINUTE)
        catalog.save_mail_code(other)
        assert (catalog.mail_code(1, 2), catalog.mail_code(1, 1)) == (changed, None)
        assert (catalog.mail_codes(2), catalog.mail_codes(1)) == ((changed, other), ())
        catalog.hand_over(1, 2)
        assert catalog.mail_code(1, 2) == changed
        catalog.remove_address(1)
        assert (catalog.mail_code(1, 2), catalog.mail_codes(2)) == (None, (other,))
        catalog.save_mail_code(a_code(2, 1))
        assert (catalog.mail_code(2, 1), catalog.mail_code(2, 2)) == (a_code(2, 1), other)
        catalog.remove_mail_code(2)
        catalog.remove_mail_code(2)
        assert (catalog.mail_codes(2), catalog.mail_codes(1)) == ((), ())


def test_a_code_goes_with_the_reader_whose_address_it_is_and_with_an_address_nobody_confirms(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        silent = catalog.save_address(an_address(2, "b@rooks.example", confirmed_at=None))
        for number in (1, silent.number):
            catalog.save_mail_code(a_code(number, 2))
        catalog.forget_reader(1)
        assert [each.address for each in catalog.mail_codes(2)] == [silent.number]
        went = catalog.tidy(NOON + 9 * DAY, delivered=DAY, unconfirmed=DAY, statistics=DAY)
        assert (went["mail_codes"], went["addresses"], catalog.mail_codes(2)) == (1, 1, ())


def test_a_sign_up_that_came_to_nothing_leaves_nothing_of_its_chat(store: SqlStore) -> None:
    enrol(store, "Ada")
    with store.writing() as catalog:
        stranger = catalog.save_reader(replace(catalog.reader(1), name="Bo", number=0)).number
        catalog.save_address(an_address(stranger, "b@rooks.example", confirmed_at=None))
        catalog.save_chat(a_chat(7, stranger))
        catalog.ask(a_question(-43, 7))
        went = catalog.tidy(NOON + 9 * DAY, delivered=DAY, unconfirmed=DAY, statistics=DAY)
        assert (went["readers"], went["chats"], went["questions"]) == (1, 1, 1)
        assert [each.name for each in catalog.readers()] == ["Ada"]


def test_a_ban_is_a_hash_and_stays_as_it_was_until_it_is_lifted(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.save_ban(-42, "loud", NOON)
        catalog.save_ban(-42, "again", NOON + HOUR)
        catalog.save_ban(7, "", NOON + HOUR)
        digests = [hashlib.sha256(each).hexdigest() for each in (b"7", b"-42")]
        kept = (Ban(digest=digests[0], why="", at=NOON + HOUR), Ban(digest=digests[1], why="loud", at=NOON))
        assert catalog.bans() == kept
        assert (catalog.ban(-42), catalog.ban(42)) == (kept[1], None)
        assert (catalog.remove_ban(-42), catalog.remove_ban(-42), catalog.bans()) == (True, False, kept[:1])


def test_a_notice_is_delivered_with_nothing_in_it_once_at_each_address_and_to_open_ones(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo", "Cy")
    with store.writing() as catalog:
        notice = catalog.save_notice(Notice(text="Hello, ä.", at=NOON))
        assert (notice.number, catalog.notice(1)) == (1, notice)
        letters = [
            Gathered(delivery=a_delivery("notice 1", each, each, kind=DeliveryKind.NOTICE)) for each in (1, 2, 3, 1)
        ]
        catalog.stop_address(3, "unsubscribed", NOON)
        assert [each.number for each in catalog.gather(letters)] == [1, 2, 3]
        assert catalog.gather(letters) == ()
        assert catalog.last_composed(1) is None
    with store.sending() as outbox:
        claimed = outbox.claim("x", NOON, lease=MINUTE, limit=9, ways=EVERY_WAY)
        assert [(each.delivery.number, each.delivery.kind) for each in claimed] == [
            (1, DeliveryKind.NOTICE),
            (2, DeliveryKind.NOTICE),
        ]


KEPT = {"updates": 2 * DAY, "sheets": 90 * DAY, "codes": DAY}


def test_what_is_older_than_it_need_be_is_forgotten_each_kind_in_its_time(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        for number, age in enumerate((91 * DAY, 89 * DAY, 25 * HOUR, 23 * HOUR), start=1):
            at = NOON - age
            catalog.save_sheet(a_sheet(delivery=number, made_at=at))
            catalog.ask(a_question(user=number, asked_at=at))
            address = catalog.save_address(an_address(1, f"{number}@doves.example")).number
            catalog.save_mail_code(a_code(address, made_at=at))
            catalog.save_notice(Notice(text="x", at=at))
    with store.receiving() as inbox:
        for number, age in enumerate((91 * DAY, 89 * DAY, 49 * HOUR, 47 * HOUR), start=1):
            inbox.keep_update(an_update(number, received_at=NOON - 200 * DAY))
            inbox.keep_update(an_update(number + 10, received_at=NOON - age))
            inbox.settle_update(1, number, NOON - age)
        for chat, until in enumerate((-HOUR, timedelta(), HOUR)):
            inbox.keep_flood(Flood(bot=1, chat=chat, until=NOON + until))
    with store.writing() as catalog:
        gone = catalog.tidy_chats(NOON, **KEPT)
        assert gone == {"updates": 4, "sheets": 1, "questions": 1, "mail_codes": 3, "floods": 2, "notices": 1}
        assert [catalog.sheet(number) is None for number in (1, 2)] == [True, False]
        assert [catalog.notice(number) is None for number in (1, 2)] == [True, False]
        assert not any(catalog.tidy_chats(NOON, **KEPT).values())
    with store.receiving() as inbox:
        assert [inbox.keep_update(an_update(number)) for number in (3, 4, 11, 12)] == [True, False, True, False]


def test_a_notice_stays_as_long_as_a_delivery_is_about_it(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        for number in (1, 2, 12):
            catalog.save_notice(Notice(text=f"{number}", at=NOON))
        catalog.gather([Gathered(delivery=a_delivery("notice 2", kind=DeliveryKind.NOTICE))])
        assert catalog.tidy_chats(NOON + 91 * DAY, **KEPT)["notices"] == 2
        assert catalog.notice(2) is not None
        catalog.bury(1, "x", NOON)
        catalog.tidy(NOON + 200 * DAY, delivered=DAY, unconfirmed=DAY, statistics=DAY)
        assert catalog.tidy_chats(NOON + 200 * DAY, **KEPT)["notices"] == 1


def test_chats_change_nothing_of_what_readers_look_for(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        before = catalog.readership_version()
        catalog.save_chat(a_chat())
        catalog.ask(a_question())
        catalog.save_sheet(a_sheet())
        catalog.remove_chat(-42)
    with store.reading() as catalog:
        assert catalog.readership_version() == before


def test_a_database_with_chats_is_sound_and_its_numbers_are_given_once(lasting_url: str) -> None:
    opened = open_store(lasting_url)
    enrol(opened)
    with opened.writing() as catalog:
        catalog.save_chat(a_chat())
        catalog.save_share(a_share("t", a_profile(catalog)))
        catalog.save_sheet(a_sheet())
        catalog.save_notice(Notice(text="x", at=NOON))
        catalog.save_mail_code(a_code())
    opened.close()
    report = check(lasting_url)
    assert report.findings == ()
    assert all(report.counts[table] == 1 for table in ("chats", "shares", "sheets", "notices", "mail_codes"))


def test_a_chat_as_it_is_first_known_is_compact_and_not_silent() -> None:
    chat = Chat(chat=1, reader=1, kind=ChatKind.PRIVATE, title="Ada", created_at=NOON)
    assert (chat.layout, chat.silent, chat.kind.is_group) == (Layout.COMPACT, False, False)
    assert [kind for kind in ChatKind if kind.is_group] == [ChatKind.GROUP, ChatKind.SUPERGROUP]
