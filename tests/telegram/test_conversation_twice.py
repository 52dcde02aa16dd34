"""What comes twice, late, or in a bad moment is dealt with once, and not lost."""

from datetime import timedelta

from tests.telegram.conversation import World

LONGEST = 10_072
"""Seconds: the longest that Telegram is known to have asked anybody to wait."""


def test_an_update_that_is_told_twice_is_answered_once(world) -> None:
    ada = world.person("Ada")
    queue = world.telegram.cloud.queue
    world.telegram.says(ada.user, "/help")
    told = queue.waiting[0]
    assert len(world.react(None, lambda: queue.waiting[0]).new) == 1
    assert world.react(None, lambda: queue.tell_again(told)).new == ()


def test_two_taps_at_once_act_once(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("/add language model")
    ada.says("/settings")
    screen = ada.last

    def both() -> None:
        for _ in range(2):
            world.telegram.taps(ada.user, "Sound", screen)

    world.react(None, both)
    assert "Sound: off" in ada.sees()
    assert world.telegram.unanswered() == []
    assert world.telegram.breaches == []


def test_the_button_of_an_older_version_says_so(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    for data in ("0:like:7", "like", "1:nobody", "1:pg:d99:0", "1:po:s99:x"):
        toast = ada.taps_data(data, ada.last).toast
        assert toast is not None
        assert "wrong" not in toast.text
        assert toast.text


def answered_after(world: World, seconds: float, *, restarted: bool) -> None:
    """A chat is to be left alone; what was said there meanwhile is answered when that is over."""
    ada, bob = world.person("Ada"), world.person("Bob")
    ada.says("/start")
    world.telegram.flood(ada.user.number, seconds)
    assert ada.says("/help").new == ()
    assert bob.says("/help").new
    if restarted:
        world.restart()
    over = world.clock.now + timedelta(seconds=seconds)
    assert world.wait_until(over - timedelta(seconds=2)).new == ()
    assert [each.room for each in world.wait_until(over + timedelta(seconds=1)).new] == [ada.room]
    assert world.telegram.breaches == []


def test_a_flood_is_waited_for_to_the_second(world) -> None:
    answered_after(world, LONGEST, restarted=False)


def test_a_flood_is_waited_for_across_a_restart(world) -> None:
    answered_after(world, LONGEST, restarted=True)


def test_who_blocked_the_bot_is_not_written_to_and_finds_everything_when_they_return(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("/add language model")
    world.react(None, lambda: world.telegram.blocks(ada.user))
    world.news_comes()
    calls = len(world.telegram.calls("sendMessage"))
    world.wait_until(world.clock.now + timedelta(days=1))
    assert len(world.telegram.calls("sendMessage")) == calls
    world.react(None, lambda: world.telegram.unblocks(ada.user))
    ada.says("/start")
    assert "language model" in ada.says("/profiles").text
