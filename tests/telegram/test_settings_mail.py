"""A mail address beside the chat, by a code; in whole conversations, with the mail that is sent."""

import pytest

from bot.app.mail_codes import CODE_WITHIN, MAX_TRIES
from bot.app.signup import confirm, sign_up
from store.readers import DAILY, Way
from tests.telegram.conversation import Seat, World

MAIL = "ada@example.org"


@pytest.fixture
def ada(empty_world: World) -> Seat:
    seat = empty_world.person("Ada")
    seat.says("/start")
    seat.says("crows")
    seat.says("/cancel")
    return seat


def code_for(seat: Seat) -> str:
    """The code in the last mail."""
    seat.world.deliver()
    target, letter = seat.world.bot.post.letters[-1]
    assert target == MAIL
    return letter.subject.split()[0]


def profiles(seat: Seat) -> list[str]:
    with seat.world.store.reading() as catalog:
        (chat,) = catalog.chats()
        return [each.name for each in catalog.profiles_of(chat.reader)]


def signed_up(seat: Seat, keywords: str = "rooks") -> None:
    """Somebody reads by mail there."""
    signed = sign_up(
        seat.world.store,
        mail=MAIL,
        keywords_text=keywords,
        timing=DAILY,
        timezone="UTC",
        language="en",
        now=seat.world.clock(),
    )
    assert signed.address is not None
    confirm(seat.world.store, signed.address.number, seat.world.clock())


def test_the_code_of_the_mail_brings_the_papers_there_too(ada) -> None:
    assert "There is no mail address yet." in ada.says("/email").text
    ada.taps("＋ Add an address")
    assert "has no @" in ada.says("nonsense").text
    assert f"If {MAIL} can be used" in ada.says(MAIL).text
    code = code_for(ada)
    assert "That is not the code." in ada.says("no idea").text
    assert f"• {MAIL}" in ada.says(f"{code[:3]} {code[3:]}").text
    ada.says("/profiles")
    ada.taps("crows")
    assert f"Where: this chat and {MAIL}" in ada.sees()
    ada.taps("Where")
    ada.taps("✓ this chat")
    ada.taps("‹ Back")
    assert f"Where: {MAIL}\n" in ada.sees()
    assert f"[Mail: {MAIL}]" in ada.says("/settings").text


def test_what_is_said_does_not_tell_whether_the_address_is_known(ada) -> None:
    unknown = ada.says(f"/email {MAIL}").text
    ada.says("/cancel")
    eve = ada.world.person("Eve")
    eve.says("/start")
    assert eve.says(f"/email {MAIL}").text == unknown
    first = [eve.says("000000").text for _ in range(MAX_TRIES)]
    closed = eve.says("/email eve@elsewhere.example").text
    assert closed == unknown.replace(MAIL, "eve@elsewhere.example")
    assert [eve.says("000000").text for _ in range(MAX_TRIES)] == first
    assert "is of no use any more" in first[-1]
    assert {*first[:-1]} == {first[0]}


def test_a_code_is_taken_after_a_look_elsewhere_too(ada) -> None:
    ada.says("/email other@elsewhere.example")
    ada.says(f"/email {MAIL}")
    code = code_for(ada)
    assert "no mail address yet" in ada.says("/email").text
    ada.taps("I have a code")
    assert "That is not the code." in ada.says("no idea").text
    assert f"• {MAIL}" in ada.says(code).text


def test_a_code_can_be_told_for_half_an_hour(ada) -> None:
    ada.says(f"/email {MAIL}")
    code = code_for(ada)
    ada.world.clock.forward(CODE_WITHIN.total_seconds())
    assert "is of no use any more. For a new one: /email" in ada.says(code).text
    assert MAIL not in ada.says("/email").text


def test_who_read_by_mail_before_brings_their_profiles_along(ada) -> None:
    signed_up(ada)
    ada.says(f"/email {MAIL}")
    heard = ada.says(code_for(ada)).text
    assert "There are profiles for it already: “my papers”." in heard
    below, take = ada.last, ada.last.keyboard[0][0]["callback_data"]
    ada.taps("Take them along")
    ada.taps_data(take, below)
    assert profiles(ada) == ["crows", "my papers"]
    with ada.world.store.reading() as catalog:
        assert len(list(catalog.readers())) == 1


def test_or_brings_the_address_alone(ada) -> None:
    signed_up(ada)
    ada.says(f"/email {MAIL}")
    ada.says(code_for(ada))
    ada.taps("Only the address")
    assert profiles(ada) == ["crows"]
    assert f"• {MAIL}" in ada.sees()


def test_a_button_with_another_code_brings_nothing(ada) -> None:
    signed_up(ada)
    ada.says(f"/email {MAIL}")
    code = code_for(ada)
    ada.says(code)
    right = ada.last.keyboard[0][0]["callback_data"]
    wrong = right.replace(code, "x" + code[1:])
    assert "That is not the code" in ada.taps_data(wrong, ada.last).text
    assert profiles(ada) == ["crows"]


def test_buttons_guess_no_code(ada) -> None:
    signed_up(ada)
    ada.says(f"/email {MAIL}")
    code = code_for(ada)
    ada.says(code)
    right = ada.last.keyboard[0][0]["callback_data"]
    for guess in range(MAX_TRIES):
        ada.taps_data(right.replace(code, f"x{guess}"), ada.last)
    assert "That is not the code" in ada.taps_data(right, ada.last).text
    assert profiles(ada) == ["crows"]


def test_an_address_is_stopped_used_again_and_removed(ada) -> None:
    ada.says(f"/email {MAIL}")
    ada.says(code_for(ada))
    ada.taps("⏸ Stop")
    assert f"• {MAIL} (stopped)" in ada.sees()
    ada.taps("▶️ Use")
    assert f"• {MAIL}\n" in ada.sees()
    below = ada.last
    remove = next(each["callback_data"] for row in below.keyboard for each in row if each["text"].startswith("🗑"))
    ada.taps("🗑 Remove")
    assert "There is no mail address yet." in ada.sees()
    assert "That is gone already." in ada.taps_data(remove, below).text
    with ada.world.store.reading() as catalog:
        assert catalog.address_at(Way.MAIL, MAIL) is None


def test_members_of_a_group_do_not_read_whose_mail_address_its_papers_go_to(ada) -> None:
    group = ada.world.group("Readers", ada)
    ada.at(group).says("/add magpies")
    ada.says("/channel")
    ada.taps("Readers")
    ada.says(f"/email {MAIL}")
    ada.says(code_for(ada))
    assert MAIL in ada.sees()
    member = ada.world.person("Bob").at(group)
    assert "magpies" in member.says("/profiles").text
    seen = member.taps("magpies").text
    assert "Where: this chat and a mail address" in seen
    assert MAIL not in seen


def test_there_are_no_more_than_three_mails_a_day(ada) -> None:
    for _ in range(4):
        assert f"If {MAIL} can be used" in ada.says(f"/email {MAIL}").text
        ada.world.clock.forward(60)
    ada.world.deliver()
    with ada.world.store.reading() as catalog:
        address = catalog.address_at(Way.MAIL, MAIL)
        assert address is not None
        assert len(catalog.deliveries(address=address.number, limit=10)) == 3
    assert len({letter.subject for _, letter in ada.world.bot.post.letters}) == 1


def test_the_chat_itself_is_no_mail_address_to_be_removed(ada) -> None:
    ada.says("/email")
    with ada.world.store.reading() as catalog:
        (own,) = catalog.addresses()
    assert "That is no mail address." in ada.taps_data(f"1:smx:{own.number}", ada.last).text
