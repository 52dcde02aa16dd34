"""What a reader says of a paper, a word or a name: the page shows what would be said, its button says it."""

from starlette.responses import Response

from bot.app.feedback import FeedbackRefused, follow, judge, mute, read_stored_profile
from bot.app.said_before import undo_restoring
from bot.core.matching.syntax import ProfileSyntaxError
from bot.render.presentation import name_of, title_of
from bot.web.mistakes import NO_MISTAKES, Mistake, Mistakes
from bot.web.site import LinkVoid, Site, Visit
from store.errors import AlreadyUndone, NotFound
from store.profiles import JUDGEMENTS, FeedbackKind, GivenFeedback, StoredProfile
from store.readers import Reader
from store.records import Paper

_SAID_OF_WORDS = {FeedbackKind.MUTE: mute, FeedbackKind.FOLLOW: follow}


def feedback(site: Site, visit: Visit) -> Response:
    """Say something, or take it back."""
    known = site.reader_of(visit, "feedback", values=3)
    number, kind, subject = known.values
    try:
        saying = _Saying(site, known.reader, int(number), FeedbackKind(str(kind)), str(subject))
    except ValueError as error:
        raise LinkVoid from error
    if not visit.post:
        return saying.page()
    if visit.form.line("do") == "undo":
        return saying.take_back(visit)
    return saying.say(visit)


class _Saying:
    """Something that can be said.

    :ivar paper: of which; ``None`` if it is said of a word or name, or the paper is not known any more.
    """

    def __init__(self, site: Site, reader: Reader, profile: int, kind: FeedbackKind, subject: str) -> None:
        """:raises LinkVoid: the profile is no more."""
        self._site = site
        self._reader = reader
        self._kind = kind
        self._subject = subject
        self._profile: StoredProfile
        self.paper: Paper | None = None
        with site.store.reading() as catalog:
            try:
                self._profile = catalog.profile_numbered(profile)
            except NotFound as error:
                raise LinkVoid from error
            if kind in JUDGEMENTS:
                self.paper = catalog.called([subject]).get(subject)
        if self._profile.reader != reader.number:
            raise LinkVoid

    def say(self, visit: Visit) -> Response:
        """Say it."""
        word = self._subject or visit.form.line("subject")
        profile = read_stored_profile(self._profile)
        reader = self._reader.number
        try:
            if self._kind in _SAID_OF_WORDS:
                given = _SAID_OF_WORDS[self._kind](self._site.store, profile, word, visit.now, reader)
            elif self.paper is None:
                return self.page(status=404)
            else:
                given = judge(self._site.store, profile, self._kind, self.paper, visit.now, reader)
        except (ProfileSyntaxError, FeedbackRefused) as error:
            return self.page(word=word, mistakes={"subject": self._mistake(error)}, status=400)
        return self.page(word=word, given=given)

    def _mistake(self, error: Exception) -> Mistake:
        return Mistake.of(error, self._site.language(self._reader.language))

    def take_back(self, visit: Visit) -> Response:
        """Take back what was said on this page; what it took the place of stands again."""
        number, replaced = visit.form.whole("number", 1, 2**62) or 0, visit.form.numbers("replaced")
        try:
            restored = undo_restoring(self._site.store, number, self._reader.number, replaced)
        except (NotFound, AlreadyUndone):
            return self.page(undone=True)  # it stands no more, whoever took it back
        return self.page(undone=True, restored=bool(restored))

    def page(
        self,
        *,
        word: str = "",
        given: GivenFeedback | None = None,
        mistakes: Mistakes = NO_MISTAKES,
        undone: bool = False,
        restored: bool = False,
        status: int = 200,
    ) -> Response:
        """What would be said, or what was."""
        return self._site.page(
            "feedback",
            self._reader.language,
            status=status,
            kind=self._kind.value,
            profile=name_of(self._profile.name),
            paper=self.paper,
            title=title_of(self.paper.title) if self.paper else "",
            about_paper=self._kind in JUDGEMENTS,
            subject=name_of(self._subject),
            word=word,
            given=given,
            undone=undone,
            restored=restored,
            mistakes=mistakes,
            settings=self._site.links.settings(self._reader),
        )
