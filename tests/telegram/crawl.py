"""Every command and every button that can be reached, gone through as a curious person would, and what was wrong."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.chat.screens import CLOSE, NOTHING
from bot.core.chat.taps import read_tap
from bot.render.language import language, languages
from store.chats import Question
from tests.telegram.conversation import Heard, Seat, shown
from tests.telegram.rooms import Posted

NONSENSE = "xyzzy, -plugh"
SORRY = "Something went wrong here; it has been written down. Please try again."
WENT_WRONG = tuple(language(tag).gettext(SORRY)[:40] for tag in languages())
HARMLESS = (("editMessageText", "message is not modified"), ("getChat", "chat not found"))
"""What Telegram may answer: two taps at once, a name that somebody made up."""
NO_SCREENS = (frozenset(["pg", "po", NOTHING]), frozenset(["bx"]))
"""The buttons of what is no screen that one leaves: a list of papers that was sent, and the very first question."""


@dataclass(frozen=True)
class Open:
    """A button that was not tapped yet. :ivar way: how one gets there."""

    posted: Posted
    label: str
    data: str
    way: str


@dataclass
class Crawl:
    """One person's.

    :ivar most: so many buttons of one verb are tapped. :ivar last: verbs that are tapped at the end.
    :ivar pace: seconds between two things they do.
    :ivar complaints: what was wrong, and how one gets there. :ivar verbs: how often each was tapped.
    :ivar topics: the questions that were asked. :ivar screens: how many messages with buttons were seen.
    """

    seat: Seat
    most: int = 4
    last: frozenset[str] = frozenset()
    pace: float = 1.0
    complaints: list[str] = field(default_factory=list)
    verbs: Counter[str] = field(default_factory=Counter)
    topics: set[str] = field(default_factory=set)
    screens: int = 0
    _open: deque[Open] = field(default_factory=deque)
    _late: deque[Open] = field(default_factory=deque)
    _known: set[str] = field(default_factory=set)
    _errors: int = 0

    def says(self, text: str, *, explore: bool = True) -> Heard:
        """Something is written; what it leads to is gone through."""
        self.seat.world.clock.forward(self.pace)
        if self._asked() is not None:
            self.seat.says("/cancel")
        heard = self.seat.says(text)
        self._look(heard, text)
        if explore:
            self._explore()
        return heard

    def starts_at(self, posted: Posted, way: str) -> None:
        """Go through what a message leads to."""
        self._note([posted], way)
        self._explore()

    def ends(self) -> None:
        """Tap what was left for the end."""
        while self._late:
            self._tap(self._late.popleft())
            self._explore()

    def _explore(self) -> None:
        while self._open:
            self._tap(self._open.popleft())

    def _tap(self, button: Open) -> None:
        if button.posted.gone:
            return
        self.seat.world.clock.forward(self.pace)
        way = f"{button.way} > [{button.label}] {button.data}"
        heard = self.seat.taps_data(button.data, button.posted)
        if heard.toast is None:
            self.complaints.append(f"{way}: the tap was not answered")
        self._look(heard, way)

    def _look(self, heard: Heard, way: str) -> None:
        telegram = self.seat.world.telegram
        if any(words in heard.text for words in WENT_WRONG):
            self.complaints.append(f"{way}: {heard.text[-200:]!r}")
        with telegram.cloud.lock:
            refused = [each for each in telegram.served.calls if each.code != 200]
        for each in refused[self._errors :]:
            if not any(each.call.method == method and words in each.said for method, words in HARMLESS):
                self.complaints.append(f"{way}: {each.call.method} was answered {each.code} {each.said}")
        self._errors = len(refused)
        for posted in (*heard.new, *heard.changed):
            if posted.keyboard and not _has_way_out(posted):
                self.complaints.append(f"{way}: no way out of {shown(posted)!r}")
        self._note((*heard.new, *heard.changed), way)
        self._answer(way)

    def _note(self, posts: Iterable[Posted], way: str) -> None:
        for posted in posts:
            self.screens += bool(posted.keyboard)
            for button in (each for row in posted.keyboard for each in row if "callback_data" in each):
                data = button["callback_data"]
                verb = read_tap(data).verb
                if data in self._known or verb == CLOSE or self.verbs[verb] >= self.most:
                    continue
                self._known.add(data)
                self.verbs[verb] += 1
                (self._late if verb in self.last else self._open).append(Open(posted, button["text"], data, way))

    def _answer(self, way: str) -> None:
        """What was asked is answered with nonsense, and then called off."""
        question = self._asked()
        if question is None or question.topic in self.topics:
            return
        self.topics.add(question.topic)
        self._look(self.seat.says(NONSENSE), f"{way} > {NONSENSE}")
        if self._asked() is not None:
            self._look(self.seat.says("/cancel"), f"{way} > /cancel")

    def _asked(self) -> Question | None:
        with self.seat.world.store.reading() as catalog:
            return catalog.question(self.seat.room.number, self.seat.user.number)


def _has_way_out(posted: Posted) -> bool:
    buttons = [button for row in posted.keyboard for button in row]
    verbs = {read_tap(each["callback_data"]).verb for each in buttons if "callback_data" in each}
    if any(verbs <= plain for plain in NO_SCREENS):
        return True
    return CLOSE in verbs or any(each["text"].startswith("‹ ") for each in buttons)
