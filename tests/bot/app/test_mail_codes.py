"""A mail address is a chat reader's once its code was told. Until then nobody learns anything of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.confirming import MAX_CONFIRMATIONS
from bot.app.feedback import judge
from bot.app.mail_codes import (
    ADDRESSES_WITHIN,
    CODE_WITHIN,
    MAX_ADDRESSES,
    MAX_TRIES,
    WrongCode,
    join_by_code,
    post_code,
    tell_code,
)
from bot.app.privacy import export_reader
from bot.app.reader_addresses import add_address
from bot.app.reader_rules import AddressTaken, ReaderRefused
from bot.app.signup import FIRST_PROFILE, confirm, sign_up
from bot.channels.types import Letter
from bot.core.matching.language import parse_profile
from bot.render.mail import code_letter
from store.errors import NotFound
from store.outbox import DeliveryKind, DeliveryState
from store.profiles import FeedbackKind, StoredProfile
from store.readers import DAILY, Address, BounceKind, Reader, Suppression, Way
from tests.bot.app.delivery_world import HOST, Postbox, World
from tests.store.emptied import emptied

CODE = "072519"
WORK = "work@elsewhere.example"
ADA, EVE = 1, 2
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> Iterator[World]:
    """Ada, reader 1, who reads in a chat; and Eve, reader 2, whom the operator added with a mail address."""
    with emptied() as store:
        world = World(store)
        world.reader("ada", "rooks", way=Way.CHAT)
        world.reader("eve", "cows")
        yield world


def asks(world: World, mail: str = WORK, reader: int = ADA, code: str = CODE) -> bool:
    """:return: whether a letter was posted."""
    return post_code(world.store, reader, mail, code, world.now) is not None


def tells(world: World, code: str = CODE, mail: str = WORK, reader: int = ADA) -> tuple[str, ...]:
    """:return: what could be taken over."""
    return tell_code(world.store, reader, mail, code, world.now).profiles


def joins(
    world: World,
    mail: str = WORK,
    reader: int = ADA,
    *,
    code: str = CODE,
    taking_over: bool = False,
    most: int = 20,
) -> Reader:
    return join_by_code(
        world.store, reader, known(world, mail).number, code, world.now, taking_over=taking_over, most=most
    )


def known(world: World, mail: str = WORK) -> Address:
    with world.store.reading() as catalog:
        address = catalog.address_at(Way.MAIL, mail)
    assert address is not None
    return address


def signed_up(world: World, mail: str = WORK, keywords: str = "pigeons") -> int:
    """Somebody who reads at that address alone. :return: their number."""
    address = sign_up(
        world.store, mail=mail, keywords_text=keywords, timing=DAILY, timezone="UTC", language="en", now=world.now
    ).address
    assert address is not None
    return confirm(world.store, address.number, world.now).number


def profiles(world: World, reader: int = ADA) -> list[StoredProfile]:
    with world.store.reading() as catalog:
        return list(catalog.profiles_of(reader))


def readers(world: World) -> list[str]:
    with world.store.reading() as catalog:
        return [each.name for each in catalog.readers()]


def posted(world: World) -> list[Letter]:
    """What is sent now, by a sender that has no pages."""
    box = Postbox()
    outlet = box.outlet(code=lambda letter, reader, address, code: code_letter(letter, reader, address, code, HOST))
    world.send(box, outlets={Way.MAIL: outlet})
    return [letter for _, letter in box.letters]


def test_the_code_comes_by_mail_without_any_pages_and_makes_the_address_theirs(world) -> None:
    assert asks(world)
    (letter,) = posted(world)
    assert letter.kind is DeliveryKind.CONFIRMATION
    assert letter.subject == f"{CODE} is your code for Paperround"
    assert f"\n{CODE}\n" in letter.text
    assert CODE in letter.html
    assert "http" not in letter.text
    assert tells(world) == ()
    joined = joins(world)
    assert (joined.name, known(world).reader, known(world).is_open) == ("ada", ADA, True)
    assert readers(world) == ["ada", "eve"]


def test_telling_it_twice_is_telling_it_once(world) -> None:
    asks(world)
    first = joins(world)
    assert tells(world, "what was told when the answer was lost") == ()
    assert joins(world) == first


def test_a_wrong_code_a_late_one_and_somebody_elses_are_refused(world) -> None:
    asks(world)
    for code, reader in (("543210", ADA), ("", ADA), (CODE, EVE)):
        with pytest.raises(WrongCode):
            tells(world, code, reader=reader)
    world.now += CODE_WITHIN - MINUTE
    assert tells(world) == ()
    world.now += MINUTE
    with pytest.raises(WrongCode):
        tells(world)
    with pytest.raises(WrongCode):
        joins(world)


def test_after_five_wrong_tries_the_right_code_is_of_no_use_either(world) -> None:
    asks(world)
    for _ in range(MAX_TRIES):
        with pytest.raises(WrongCode):
            tells(world, "543210")
    with pytest.raises(WrongCode):
        tells(world)
    assert posted(world) == []


def test_a_wrong_code_counts_wherever_it_is_told(world) -> None:
    asks(world)
    for number in range(MAX_TRIES):
        with pytest.raises(WrongCode):
            joins(world, code=f"54321{number}")
    with pytest.raises(WrongCode):
        joins(world)
    with pytest.raises(WrongCode):
        tells(world)
    assert readers(world) == ["ada", "eve", WORK]


def test_a_code_in_other_signs_is_a_wrong_one(world) -> None:
    asks(world)
    for code in ("код", "०७२५१९", "\ud800"):
        with pytest.raises(WrongCode):
            tells(world, code)


def test_only_the_last_code_counts_and_there_are_three_a_day(world) -> None:
    for number in range(MAX_CONFIRMATIONS):
        assert asks(world, code=f"00000{number}")
        world.now += MINUTE
    with pytest.raises(WrongCode):
        tells(world, "000000")
    assert not asks(world)
    assert tells(world, "000002") == ()


def test_asking_tells_nothing_of_the_address_whoever_has_it(world) -> None:
    with world.store.writing() as catalog:
        catalog.suppress("closed@a.example", Suppression(digest="", kind=BounceKind.HARD, at=world.now))
    before = export_reader(world.store, ADA)["tables"]
    assert asks(world)
    assert asks(world, f"EVE@{HOST}")
    assert not asks(world, "closed@a.example")
    after = export_reader(world.store, ADA)["tables"]
    codes = after.pop("mail_codes")
    assert {row["code"] for row in codes} == {"not told"}
    before.pop("mail_codes", None)
    assert after == before
    assert CODE not in str(after)


def test_who_asks_for_the_same_address_later_takes_nobodys_code_away(world) -> None:
    asks(world)
    world.now += MINUTE
    assert asks(world, reader=EVE, code="543210")
    assert len(posted(world)) == 2
    with pytest.raises(WrongCode):
        tells(world, "543210")
    assert tells(world) == ()
    joins(world)
    with pytest.raises(WrongCode):
        joins(world, reader=EVE, code="543210")


def test_nobody_writes_to_many_strangers_through_us(world) -> None:
    for number in range(MAX_ADDRESSES):
        assert asks(world, f"stranger{number}@a.example")
        for _ in range(MAX_TRIES):
            with pytest.raises(WrongCode):
                tells(world, "543210", f"stranger{number}@a.example")
    with pytest.raises(ReaderRefused, match="many addresses for one day"):
        asks(world)
    assert asks(world, reader=EVE)
    world.now += MINUTE
    assert asks(world, "stranger1@a.example")
    world.now += ADDRESSES_WITHIN
    assert asks(world)


def test_an_address_of_theirs_is_refused_and_one_too_many_too(world) -> None:
    asks(world)
    joins(world)
    with pytest.raises(ReaderRefused, match="your address already"):
        asks(world)
    with pytest.raises(ReaderRefused, match="no @"):
        asks(world, "nonsense")


def test_who_reads_by_that_mail_alone_may_bring_their_profiles_along_and_is_one_reader_then(world) -> None:
    other = signed_up(world)
    world.read("Pigeons Sort Letters")
    with world.store.reading() as catalog:
        (paper,) = catalog.papers(limit=1)
    judge(world.store, parse_profile(f"{FIRST_PROFILE}: pigeons"), FeedbackKind.SAVE, paper, world.now, reader=other)
    asks(world)
    assert tells(world) == (FIRST_PROFILE,)
    joins(world, taking_over=True)
    assert [(each.name, each.keywords) for each in profiles(world)] == [
        ("mine", ("rooks",)),
        (FIRST_PROFILE, ("pigeons",)),
    ]
    assert readers(world) == ["ada", "eve"]
    with world.store.reading() as catalog:
        assert [each.title for each in catalog.feedback(FIRST_PROFILE, reader=ADA)] == ["Pigeons Sort Letters"]
    with pytest.raises(NotFound), world.store.reading() as catalog:
        catalog.reader(other)


def test_profiles_that_are_there_too_are_not_offered_and_a_taken_name_gets_a_number(world) -> None:
    world.profile(Reader(name="ada", number=ADA, created_at=world.now), "crows", name=FIRST_PROFILE)
    signed_up(world, keywords="ROOKS")
    signed_up(world, "home@elsewhere.example")
    asks(world, "home@elsewhere.example")
    joins(world, "home@elsewhere.example", taking_over=True)
    assert [each.name for each in profiles(world)] == ["mine", FIRST_PROFILE, f"{FIRST_PROFILE} 2"]
    world.now += MINUTE
    signed_up(world, "third@elsewhere.example", "pigeons")
    asks(world, "third@elsewhere.example")
    assert tells(world, mail="third@elsewhere.example") == ()


def in_topics(world: World) -> tuple[int, int]:
    """What Ada reads is told in two topics of a group. :return: their addresses, by number."""
    with world.store.writing() as catalog:
        topics = [
            catalog.save_address(
                Address(reader=ADA, way=Way.CHAT, target=f"-1005/{topic}", created_at=world.now, confirmed_at=world.now)
            ).number
            for topic in (7, 8)
        ]
        (mine,) = catalog.profiles_of(ADA)
        catalog.save_profile(replace(mine, addresses=(topics[0],)))
    return topics[0], topics[1]


def test_what_is_told_in_a_topic_comes_to_the_new_address_too(world) -> None:
    topic, _ = in_topics(world)
    asks(world)
    joins(world)
    assert [each.addresses for each in profiles(world)] == [(topic, known(world).number)]


def test_a_profile_that_is_not_told_at_another_address_is_not_at_the_new_one(world) -> None:
    topic, _ = in_topics(world)
    asks(world, "home@elsewhere.example")
    joins(world, "home@elsewhere.example")
    (mine,) = profiles(world)
    with world.store.writing() as catalog:
        catalog.save_profile(replace(mine, addresses=(topic,)))
    asks(world)
    joins(world)
    assert [each.addresses for each in profiles(world)] == [(topic,)]


def test_what_comes_along_is_told_in_no_topic(world) -> None:
    in_topics(world)
    signed_up(world)
    asks(world)
    joins(world, taking_over=True)
    with world.store.reading() as catalog:
        main = catalog.address_at(Way.CHAT, f"ada@{HOST}")
    assert main is not None
    assert profiles(world)[1].addresses == (main.number, known(world).number)


def test_only_the_address_comes_if_they_say_so(world) -> None:
    signed_up(world)
    asks(world)
    joins(world)
    assert [each.keywords for each in profiles(world)] == [("rooks",)]
    assert readers(world) == ["ada", "eve"]


def test_no_more_profiles_come_along_than_there_may_be_and_then_nothing_is_changed(world) -> None:
    other = signed_up(world)
    asks(world)
    with pytest.raises(ReaderRefused, match="No more"):
        joins(world, taking_over=True, most=1)
    assert known(world).reader == other
    assert [each.name for each in profiles(world)] == ["mine"]


def test_the_address_of_a_reader_who_is_more_than_that_must_be_removed_there_first(world) -> None:
    asks(world, f"eve@{HOST}")
    assert tells(world, mail=f"eve@{HOST}") == ()
    with pytest.raises(AddressTaken, match="Remove it"):
        joins(world, f"eve@{HOST}")
    assert known(world, f"eve@{HOST}").reader == EVE


def test_an_address_that_waits_with_its_reader_is_confirmed_by_the_code_too(world) -> None:
    add_address(world.store, ADA, Way.MAIL, WORK, world.now, confirmed=False)
    world.now += MINUTE
    assert asks(world)
    joins(world)
    assert known(world).is_open


def test_a_code_that_was_used_before_its_letter_left_is_not_sent(world) -> None:
    asks(world)
    joins(world)
    assert posted(world) == []


def test_a_letter_that_waited_longer_than_its_code_is_good_for_is_not_sent(world) -> None:
    asks(world)
    world.now += CODE_WITHIN
    assert posted(world) == []
    (letter,) = [each for each in world.deliveries() if each.slot.startswith("code ")]
    assert (letter.state, letter.said) == (DeliveryState.SUPPRESSED, "Its code is of no use any more.")
