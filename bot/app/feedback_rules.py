"""What readers may mute and follow: refused where it makes no sense for a profile. Pure."""

from bot.core.matching.features import name_term
from bot.core.matching.language import parse_keyword, print_keyword
from bot.core.matching.learning import meaning_of
from bot.core.matching.muting import is_empty, silenced
from bot.core.matching.syntax import quoted
from bot.core.matching.types import Field, Keyword, Profile, Role, Term
from bot.core.said import said

_NAMED_FIELDS = {"author": Field.AUTHOR, "org": Field.ORGANIZATION}


class FeedbackRefused(ValueError):
    """What was said makes no sense for this profile. The message says why and what to do."""


def term_to_mute(profile: Profile, word: str) -> Term:
    """What is muted with this word or phrase.

    :raises FeedbackRefused: the profile asks for it or for something that has it in it, nearly every paper has it, or
        it is more than a word or phrase.
    :raises bot.core.matching.language.ProfileSyntaxError: it cannot be understood.
    """
    keyword = parse_keyword(word)
    if not isinstance(keyword.sought, Term) or keyword.role is not Role.WANTED or keyword.weight != 1:
        raise FeedbackRefused(
            said("%(written)s is more than a word or phrase. Mute one at a time, without signs.", written=quoted(word))
        )
    _refuse_typed(profile, keyword.sought)
    if is_empty(keyword.sought):
        raise FeedbackRefused(
            said(
                "%(written)s is in nearly every paper. Mute a word that says what a paper is about.",
                written=quoted(word),
            )
        )
    asked = silenced(profile, keyword.sought)
    if asked:
        raise FeedbackRefused(
            said(
                "%(written)s is part of %(keyword)s, a keyword of '%(profile)s': "
                "papers that answer it would be kept out. Mute a longer phrase.",
                written=quoted(word),
                keyword=quoted(print_keyword(asked)),
                profile=profile.name,
            )
        )
    return keyword.sought


def term_to_follow(profile: Profile, name: str) -> Term:
    """Whom this names: an author, or, with ``org:`` before the name, an organisation.

    :raises FeedbackRefused: the profile asks for them already.
    :raises bot.core.matching.language.ProfileSyntaxError: there is no name in it, or it is too long.
    """
    before, colon, behind = name.partition(":")
    field = _NAMED_FIELDS.get(before.strip().casefold()) if colon else None
    term = name_term(behind if field else name, field or Field.AUTHOR)
    if not term.text:
        raise FeedbackRefused(said("There is no name in %(written)s.", written=quoted(name)))
    parse_keyword(print_keyword(Keyword(term)))
    _refuse_typed(profile, term)
    return term


def _refuse_typed(profile: Profile, term: Term) -> None:
    typed = next((keyword for keyword in profile.keywords if meaning_of(keyword.sought) == meaning_of(term)), None)
    if typed:
        hint = said("It is excluded already.") if typed.excluded else said("Change it in the profile itself.")
        raise FeedbackRefused(
            said(
                "%(written)s is a keyword of '%(profile)s'. %(hint)s",
                written=quoted(print_keyword(typed)),
                profile=profile.name,
                hint=hint,
            )
        )
