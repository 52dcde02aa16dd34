"""The buttons of papers: turn a page, open a paper, say what one thinks of it, take that back, ask why."""

from bot.app.editions_of_chats import said_of
from bot.app.feedback import judge, look_at, read_stored_profile, undo
from bot.app.signup import FIRST_PROFILE
from bot.channels.types import ChatMessage
from bot.chat.choosing import choose_followed, choose_muted, follow_chosen, mute_chosen, profile_for
from bot.chat.saving import listed_anew
from bot.chat.sheets import OpenList, in_private, opened
from bot.chat.turns import may_change
from bot.chat.types import Answer, Edit, Part, Toast, Turn, Wrong
from bot.chat.why import why_shown
from bot.core.chat.taps import OldTap, Tap
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.types import Keyword, Profile
from bot.render.chat.cards import card
from bot.render.chat.pages import list_page, page_of
from bot.render.language import Language
from bot.render.presentation import name_of
from store.errors import AlreadyUndone, NotFound
from store.profiles import JUDGEMENTS, Feedback, FeedbackKind, GivenFeedback
from store.readers import Reader
from store.records import Paper

SHOWN_LESSONS = 3
"""So many words are named of what was learned from one reaction."""


def open_page(turn: Turn, said: Tap) -> Answer:
    """Show a page of a list."""
    known = listed_anew(turn, opened(turn, said.text(0)))
    return [Edit(list_page(known.view, said.number(1), known.look))]


def open_paper(turn: Turn, said: Tap) -> Answer:
    """Show a paper in full."""
    return [Edit(_card(turn, opened(turn, said.text(0)), said.number(1)))]


def react(turn: Turn, said: Tap) -> Answer:
    """Like, dislike, save or hide a paper."""
    known, index, kind = opened(turn, said.text(0)), said.number(1), _kind(said)
    reader, paper = _speaker(turn, known, kind), known.item(index).paper
    profile = _spoken_of(turn, reader, paper, kind)
    given = judge(turn.desk.store, profile, kind, paper, turn.now, reader.number)
    if given.repeated:
        return [Toast(_already(turn.language, kind)), Edit(_card(turn, known, index))]
    done = " ".join((_done(turn.language, kind), *_taught(turn, profile, given)))
    return [Toast(done), Edit(_card(turn, known, index))]


def take_back(turn: Turn, said: Tap) -> Answer:
    """Take back what was said of a paper."""
    known, index, kind = opened(turn, said.text(0)), said.number(1), _kind(said)
    reader = _speaker(turn, known, kind)
    with turn.desk.store.reading() as catalog:
        standing = said_of(catalog, reader.number, known.item(index).paper, (kind,))
    undone = [_undone(turn, each) for each in standing]
    language = turn.language
    done = language.gettext("Taken back.") if any(undone) else language.gettext("That was taken back already.")
    return [Toast(done), Edit(_card(turn, known, index))]


def explain(turn: Turn, said: Tap) -> Answer:
    """Show why a paper matched, or did not."""
    return [Edit(why_shown(turn, opened(turn, said.text(0)), said.number(1)))]


def offer_words(turn: Turn, said: Tap) -> Answer:
    """Ask which word to mute."""
    return [Edit(choose_muted(turn, opened(turn, said.text(0)), said.number(1)))]


def mute_word(turn: Turn, said: Tap) -> Answer:
    """Mute it."""
    return [Toast(mute_chosen(turn, said)), Edit(_card(turn, opened(turn, said.text(0)), said.number(1)))]


def offer_names(turn: Turn, said: Tap) -> Answer:
    """Ask whom to follow."""
    return [Edit(choose_followed(turn, opened(turn, said.text(0)), said.number(1)))]


def follow_name(turn: Turn, said: Tap) -> Answer:
    """Follow them."""
    return [Toast(follow_chosen(turn, said)), Edit(_card(turn, opened(turn, said.text(0)), said.number(1)))]


def _undone(turn: Turn, feedback: Feedback) -> bool:
    try:
        undo(turn.desk.store, feedback.number, feedback.reader)
    except (AlreadyUndone, NotFound):  # somebody else tapped at the same time
        return False
    return True


def _kind(said: Tap) -> FeedbackKind:
    try:
        kind = FeedbackKind(said.text(2))
    except ValueError as error:
        raise OldTap(said.text(2)) from error
    if kind not in JUDGEMENTS:
        raise OldTap(said.text(2))
    return kind


def _spoken_of(turn: Turn, reader: Reader, paper: Paper, kind: FeedbackKind) -> Profile:
    """For which profile something is said of a paper. What is saved needs none.

    :raises Wrong: they have none.
    """
    with turn.desk.store.reading() as catalog:
        has_none = not catalog.profiles_of(reader.number)
    if has_none and kind is FeedbackKind.SAVE:
        return Profile(FIRST_PROFILE, ())
    return read_stored_profile(profile_for(turn, reader.number, paper))


def _speaker(turn: Turn, known: OpenList, kind: FeedbackKind) -> Reader:
    """Who reacts. What is saved is saved for the person, all else is said for whomever the list is.

    :raises Wrong: they may not, or nobody knows them.
    """
    language = turn.language
    if kind is not FeedbackKind.SAVE:
        if not may_change(turn):
            raise Wrong(language.gettext("Only administrators teach this group. Anyone may save papers, though."))
        return known.reader
    person = saver(turn, known)
    if person is None:
        name = turn.desk.me.username
        raise Wrong(language.gettext("To save papers for yourself, press Start in a chat with @%(bot)s.", bot=name))
    return person


def saver(turn: Turn, known: OpenList) -> Reader | None:
    """On whose reading list papers go: the person's own; ``None`` if they have none, or speak as the group itself."""
    if in_private(turn):
        return turn.own or known.reader
    return turn.own if turn.incoming.person.number else None


def _card(turn: Turn, known: OpenList, index: int) -> ChatMessage:
    """The whole paper. In a group it does not show who saved it."""
    paper = known.item(index).paper
    with turn.desk.store.reading() as catalog:
        said = {each.kind for each in said_of(catalog, known.reader.number, paper)} - {FeedbackKind.SAVE}
        person = saver(turn, known) if in_private(turn) else None
        if person is not None:
            said |= {each.kind for each in said_of(catalog, person.number, paper, (FeedbackKind.SAVE,))}
    back = None if known.alone else page_of(index)
    count = 1 if known.alone else len(known.view.items)
    return card(known.item(index), known.context, index, known.look, said=said, back=back, of=count)


def _done(language: Language, kind: FeedbackKind) -> str:
    return {
        FeedbackKind.LIKE: language.gettext("More like this."),
        FeedbackKind.DISLIKE: language.gettext("Less like this."),
        FeedbackKind.SAVE: language.gettext("Saved. See /saved."),
        FeedbackKind.HIDE: language.gettext("Noted: not interested."),
    }[kind]


def _already(language: Language, kind: FeedbackKind) -> str:
    return {
        FeedbackKind.LIKE: language.gettext("You said already that you like it."),
        FeedbackKind.DISLIKE: language.gettext("You said already that you do not like it."),
        FeedbackKind.SAVE: language.gettext("It is saved already."),
        FeedbackKind.HIDE: language.gettext("You said already that it does not interest you."),
    }[kind]


def _taught(turn: Turn, profile: Profile, given: GivenFeedback) -> tuple[str, ...]:
    """What was learned from a reaction, if anything was."""
    learned = look_at(turn.desk.store, profile, turn.desk.statistics, given.feedback.reader)
    terms = [
        name_of(print_keyword(Keyword(lesson.adjustment.sought)))
        for lesson in learned.lessons
        if given.feedback.number in lesson.numbers
    ]
    words = turn.language.list(terms[:SHOWN_LESSONS])
    return (turn.language.gettext("It teaches: %(words)s.", words=words),) if terms else ()


PART = Part(
    taps={
        "pg": open_page,
        "po": open_paper,
        "pk": react,
        "pu": take_back,
        "pw": explain,
        "pm": offer_words,
        "pmw": mute_word,
        "pf": offer_names,
        "pfw": follow_name,
    },
    # Saving is everybody's: who may say the rest is looked at where it is said.
    changing=frozenset(("pm", "pmw", "pf", "pfw")),
)
