"""``/why``: what the reader's profiles make of a paper, also of one that did not match, and what would have done."""

from collections.abc import Iterable, Iterator, Sequence

from bot.app.tracing import Considered, Story, Told, WhyNot, trace
from bot.channels.telegram.types import Message
from bot.channels.types import Button, ChatMessage
from bot.chat.contents import Contents, Kind
from bot.chat.questions import ask
from bot.chat.screens import leaving
from bot.chat.sheets import OpenList, kept
from bot.chat.types import Answer, Command, Part, Say, Turn, Wrong
from bot.core.chat.taps import tap
from bot.core.digest import DigestItem, ProfileMatch
from bot.render.chat.fitting import kept as fitting
from bot.render.chat.markup import bold, escaped, foreign, message
from bot.render.chat.papers import bold_title, title_of
from bot.render.explanation import remedy, verdict
from bot.render.language import marked
from bot.render.mail.rows import wants_of
from bot.render.presentation import name_of
from scrapers.ids import recognise
from store.api import Reading
from store.outbox import DeliveryState
from store.records import Paper

ASKED = "pwhy"
"""The topic of the question which paper is meant."""
MAX_CANDIDATES = 8
"""At most so many papers are offered where several could be meant."""
MAX_REPLIED = 10
"""Of a message that is answered so many links are looked at."""
MAX_UNITS = 3_000
"""How long what is said of the profiles may be, in UTF-16 units."""

_MAX_TITLE = 300
_MAX_LABEL = 50
_MAX_REASONS = 300

_WHY_NOT = {
    WhyNot.SOURCE: marked("It would match, but none of the sources this profile listens to told of it."),
    WhyNot.YOUNGER: marked("It would match, but it came before this profile became what it is."),
    WhyNot.UNDATED: marked("It would match, but nobody knows when it came: it was read from an old page."),
    WhyNot.LONG_AGO: marked("It would match, but it came so long ago that nobody knows what was told then."),
    WhyNot.PAUSED: marked("It would match, but you have paused, and meanwhile nothing is kept for you."),
    WhyNot.THEN: marked("It would match as things are now, but did not when it came."),
}
_ENDED = frozenset((DeliveryState.DEAD, DeliveryState.SUPPRESSED))


def why(turn: Turn, text: str) -> Answer:
    """``/why ID``, ``/why words of a title``, or as a reply to a message with links to papers."""
    turn.known()
    if text:
        return why_paper(turn, text)
    if isinstance(turn.incoming, Message) and turn.incoming.reply_to is not None:
        return _why_replied(turn, turn.incoming)
    ask(turn, ASKED)
    asked = turn.language.gettext("Which paper? Send its arXiv id, a link, or words of its title.")
    return [Say(message(escaped(asked)), reply=True)]


def why_paper(turn: Turn, name: str) -> Answer:
    """What the reader's profiles make of a paper.

    :param name: an identifier, an arXiv id or DOI, a link with one, or words of the title.
    :raises bot.chat.types.NotKnown: nobody knows for whom.
    :raises Wrong: no such paper is known.
    """
    with turn.desk.store.reading() as catalog:
        found = _meant(catalog, name)
    if not found:
        raise Wrong(_unknown(turn, name))
    return _answered(turn, found)


def why_shown(turn: Turn, known: OpenList, index: int) -> ChatMessage:
    """Why a paper of a list matched or did not, with the way back to it."""
    paper = known.item(index).paper
    with turn.desk.store.reading() as catalog:
        statistics = turn.desk.statistics.present(catalog)
        story = trace(catalog, known.reader, paper.key, turn.desk.background, turn.now, {}, statistics)
    language = turn.language
    lines = [bold_title(paper, language, _MAX_TITLE), *map(escaped, _told(turn, story)), ""]
    if story.considered:
        lines += _profiles(turn, story)
    else:
        lines.append(escaped(language.gettext("There is no profile yet. Make one with /add.")))
    paper_again = tap("po", known.context, index)
    if known.alone and known.contents.kind is Kind.NAMED:
        rows = ((Button(language.gettext("📄 The paper"), paper_again),), *leaving(language))
    else:  # it stands in place of a digest, which is not to be closed by mistake
        rows = ((Button(language.gettext("‹ Back"), paper_again),),)
    return message("\n".join(lines), rows, silent=known.look.silent)


def _answered(turn: Turn, found: Sequence[Paper]) -> Answer:
    """Of one paper why; of several, which one is meant."""
    language = turn.language
    heading = (bold(language.gettext("Which one do you mean?")),) if len(found) > 1 else ()
    keys = tuple(paper.key for paper in found[:MAX_CANDIDATES])
    known = kept(turn, Contents(kind=Kind.NAMED, keys=keys, heading=heading))
    if len(found) == 1:
        return [Say(why_shown(turn, known, 0))]
    lines = [f"{place}. {title_of(paper.title, language, 150)}" for place, paper in enumerate(_papers(known), start=1)]
    buttons = (Button(str(place), tap("pw", known.context, place - 1)) for place in range(1, len(lines) + 1))
    return [Say(message("\n".join((*heading, *lines)), (tuple(buttons), *leaving(language))))]


def _papers(known: OpenList) -> Iterator[Paper]:
    return (item.paper for item in known.view.items)


def _why_replied(turn: Turn, said: Message) -> Answer:
    found: dict[str, Paper] = {}
    with turn.desk.store.reading() as catalog:
        for name in dict.fromkeys(_named_in(said)):
            found |= {paper.key: paper for paper in _meant(catalog, name)[:1]}
    if not found:
        raise Wrong(turn.language.gettext("I see no paper that I know in that message. Send /why with its arXiv id."))
    return _answered(turn, list(found.values()))


def _named_in(said: Message) -> Iterator[str]:
    """What looks like a paper in a message that is answered: its links, then its words, which may be identifiers."""
    for link in said.reply_links[:MAX_REPLIED]:
        if _identifier(link):
            yield link
    for word in said.reply_text.split():
        if _identifier(word.strip(".,;:()[]<>")):
            yield word.strip(".,;:()[]<>")


def _identifier(text: str) -> str | None:
    pasted = recognise(text)
    return pasted.arxiv_id or pasted.doi


def _meant(catalog: Reading, name: str) -> Sequence[Paper]:
    return catalog.find(_identifier(name) or name, limit=MAX_CANDIDATES)


def _unknown(turn: Turn, name: str) -> str:
    shown = name_of(name)
    if _identifier(name):
        return turn.language.gettext(
            "I do not know the paper “%(name)s”: none of the sources I watch has listed it yet.", name=shown
        )
    return turn.language.gettext(
        "No paper is known by “%(name)s”. Try its arXiv id, or other words of its title.", name=shown
    )


def _told(turn: Turn, story: Story) -> Iterator[str]:
    """What became of it, for the message of which most came."""
    for told in sorted(story.told, key=_rank)[:1]:
        yield _became(turn, told, story.reader.timezone)


def _rank(told: Told) -> int:
    order = (DeliveryState.SENT, DeliveryState.LEASED, DeliveryState.UNCERTAIN, DeliveryState.PENDING)
    if told.promise.dropped:
        return len(order) + 1
    state = told.delivery.state if told.delivery else DeliveryState.PENDING
    return order.index(state) if state in order else len(order)


def _became(turn: Turn, told: Told, timezone: str) -> str:
    language, delivery = turn.language, told.delivery
    if told.promise.dropped or (delivery is not None and delivery.state in _ENDED):
        return language.gettext("It was promised, and not told after all.")
    if delivery is None:
        when = language.moment(told.promise.due_at, timezone, turn.now)
        return language.gettext("It waits to be told, %(when)s.", when=when)
    if delivery.state is not DeliveryState.SENT:
        return language.gettext("It is on its way.")
    when = language.moment(delivery.settled_at or delivery.created_at, timezone, turn.now)
    if not told.promise.shown:
        return language.gettext("It was beyond the number of papers you want, %(when)s.", when=when)
    return language.gettext("You were told of it %(when)s.", when=when)


def _profiles(turn: Turn, story: Story) -> Iterable[str]:
    """A paragraph for each profile, the one it answers best first; as many as there is room for."""
    considered = sorted(story.considered, key=lambda each: -each.explanation.match.score)
    paragraphs = ["\n".join(_of_profile(turn, story.paper, each)) for each in considered]
    shown = fitting(paragraphs, MAX_UNITS)
    more = len(paragraphs) - len(shown)
    said = turn.language.ngettext("And %(count)s more profile.", "And %(count)s more profiles.", more)
    return "\n\n".join((*shown, *((escaped(said),) if more else ()))).split("\n")


def _of_profile(turn: Turn, paper: Paper, considered: Considered) -> Iterator[str]:
    language, explanation = turn.language, considered.explanation
    yield f"{'✅' if considered.match or explanation.told else '▫️'} {bold(name_of(considered.profile.name))}"
    yield foreign(verdict(explanation, language))
    if explanation.match.reasons:
        item = DigestItem(paper, (ProfileMatch(considered.profile.name, explanation.match),))
        yield from (foreign(want.why) for want in wants_of(item, language, 1, _MAX_REASONS))
    if enough := remedy(explanation, language=language):
        yield foreign(enough)
    if considered.why_not is not None and considered.why_not is not WhyNot.SCORE and explanation.told:
        yield escaped(language.gettext(_WHY_NOT[considered.why_not]))


PART = Part(
    commands=(
        Command(
            name="why",
            about=marked("Why a paper came, or did not"),
            handler=why,
            example="2503.02130",
        ),
    ),
    answers={ASKED: lambda turn, text, _body: why_paper(turn, text)},
    linking=frozenset({ASKED}),
)
