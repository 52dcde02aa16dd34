"""What the forms of the settings page do. Each reads its form and asks one use case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.app.feedback import undo
from bot.app.joining import ask_to_join
from bot.app.reader_addresses import own_address
from bot.app.readers import (
    ReaderRefused,
    change_reader,
    pause,
    remove_address,
    remove_reader_profile,
    renew_links,
    resume,
    save_reader_profile,
    snooze,
)
from bot.app.signup import SignUpRefused, resubscribe, unsubscribe
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.rising import MAX_RISING
from bot.core.timing import BadTiming, parse_quiet, snooze_until, zone
from bot.web.forms import BadField
from bot.web.mistakes import Mistake
from bot.web.profile_form import ProfileForm, chosen, read_profile
from bot.web.settings_view import Trouble
from bot.web.site import Site, Visit
from bot.web.timing_form import read_timing
from store.errors import AlreadyUndone, NotFound
from store.readers import Address, QuietDay, Reader

_TIMES = ("timezone", "language", "quiet_from", "quiet_to", "quiet_day", "trending")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    :ivar said: as a word, for the next page. :ivar place: the part of the page to look at. :ivar reader: as they are
        now, where their links have changed.
    """

    said: str
    place: str = ""
    reader: Reader | None = None


Result = Done | Trouble
Action = Callable[[Site, Visit, Reader], Result]


def act(site: Site, visit: Visit, reader: Reader) -> Result:
    """Do what the form wants whose button was pressed."""
    wanted, _ = visit.form.line("do"), site.language(reader.language).gettext
    action = _ACTIONS.get(wanted)
    if action is None:
        return Trouble("", said=_("The form did not say what to do. Press one of its buttons."))
    try:
        return action(site, visit, reader)
    except (ReaderRefused, SignUpRefused, BadTiming) as error:
        return Trouble("", said=site.language(reader.language).translated(error))
    except NotFound:
        return Trouble("", said=_("That is not there any more."))


def _keep_profile(site: Site, visit: Visit, reader: Reader) -> Result:
    form = visit.form
    number = form.whole("number", 1, 2**62)
    key = f"p{number}-" if number else "new-"
    try:
        profile, timing = read_profile(form), read_timing(form)
        save_reader_profile(
            site.store,
            reader.number,
            profile,
            visit.now,
            number=number,
            timing=timing,
            sources=form.lines("source"),
            addresses=_addresses(site, reader, number, form.numbers("address")),
            revisions="revisions" in form,
        )
    except ProfileSyntaxError as error:
        return Trouble(
            key, {"keywords": Mistake.of(error, site.language(reader.language))}, ProfileForm.typed(form, number or 0)
        )
    except BadField as error:
        wrong = {error.field: Mistake.of(error, site.language(reader.language))}
        return Trouble(key, wrong, ProfileForm.typed(form, number or 0))
    except ReaderRefused as error:
        return Trouble(
            key, {"name": Mistake.of(error, site.language(reader.language))}, ProfileForm.typed(form, number or 0)
        )
    return Done("saved", f"p{number}" if number else "profiles")


def _field_of(error: ProfileSyntaxError | BadField | ReaderRefused) -> str:
    """Which field of a profile was filled in wrongly."""
    if isinstance(error, BadField):
        return error.field
    return "keywords" if isinstance(error, ProfileSyntaxError) else "name"


def _remove_profile(site: Site, visit: Visit, reader: Reader) -> Result:
    remove_reader_profile(site.store, reader.number, visit.form.whole("number", 1, 2**62) or 0, visit.now)
    return Done("removed", "profiles")


def _keep_times(site: Site, visit: Visit, reader: Reader) -> Result:
    form = visit.form
    values = {name: form.line(name) for name in _TIMES}
    typed = {**values, "until": "", "mail": ""}
    hours = values["quiet_from"], values["quiet_to"]
    field = "quiet_from"
    try:
        quiet = parse_quiet("-".join(hours)) if any(hours) else None
        field = "timezone"
        zone(values["timezone"])
        field = "language"
        change_reader(
            site.store,
            reader.number,
            visit.now,
            timezone=values["timezone"],
            language=values["language"],
            quiet_hours=quiet,
            quiet_day=QuietDay(values["quiet_day"]) if values["quiet_day"] in list(QuietDay) else None,
            trending=form.whole("trending", 0, MAX_RISING),
        )
    except BadField as error:
        return Trouble("times-", {error.field: Mistake.of(error, site.language(reader.language))}, values=typed)
    except (BadTiming, ReaderRefused) as error:
        return Trouble("times-", {field: Mistake.of(error, site.language(reader.language))}, values=typed)
    return Done("saved", "times")


def _pause(site: Site, visit: Visit, reader: Reader) -> Result:
    pause(site.store, reader.number, visit.now)
    return Done("paused")


def _resume(site: Site, visit: Visit, reader: Reader) -> Result:
    resume(site.store, reader.number, visit.now)
    return Done("resumed")


def _snooze(site: Site, visit: Visit, reader: Reader) -> Result:
    try:
        until = snooze_until(visit.form.line("until"), zone(reader.timezone), visit.now)
    except BadTiming as error:
        return Trouble("snooze-", {"until": Mistake.of(error, site.language(reader.language))})
    snooze(site.store, reader.number, until, visit.now)
    return Done("snoozed")


def _add_mail(site: Site, visit: Visit, reader: Reader) -> Result:
    site.allow(visit)
    typed = visit.form.line("mail")
    try:
        ask_to_join(site.store, reader.number, typed, visit.now)
    except ReaderRefused as error:
        return Trouble("mail-", {"mail": Mistake.of(error, site.language(reader.language))}, values={"mail": typed})
    return Done("asked", "addresses")


def _remove_address(site: Site, visit: Visit, reader: Reader) -> Result:
    remove_address(site.store, reader.number, _own(site, visit, reader).number)
    return Done("removed", "addresses")


def _stop_address(site: Site, visit: Visit, reader: Reader) -> Result:
    unsubscribe(site.store, _own(site, visit, reader).number, visit.now)
    return Done("stopped", "addresses")


def _open_address(site: Site, visit: Visit, reader: Reader) -> Result:
    resubscribe(site.store, _own(site, visit, reader).number, visit.now)
    return Done("opened", "addresses")


def take_back(site: Site, visit: Visit, reader: Reader) -> Result:
    """Take back what was said of a paper, a word or a name."""
    try:
        undo(site.store, visit.form.whole("number", 1, 2**62) or 0, reader.number)
    except AlreadyUndone:  # the button was pressed twice
        return Done("undone", "saved")
    return Done("undone", "saved")


def _renew(site: Site, _visit: Visit, reader: Reader) -> Result:
    return Done("renewed", "yours", renew_links(site.store, reader.number))


def _own(site: Site, visit: Visit, reader: Reader) -> Address:
    with site.store.reading() as catalog:
        return own_address(catalog, reader.number, visit.form.whole("number", 1, 2**62) or 0)


def _addresses(site: Site, reader: Reader, profile: int | None, ticked: Sequence[int]) -> tuple[int, ...] | None:
    """Where a profile is to be told; see :func:`bot.web.profile_form.chosen`.

    :param profile: by number; ``None`` for a new one.
    """
    with site.store.reading() as catalog:
        theirs = [address.number for address in catalog.addresses(reader.number)]
        before = [each.addresses for each in catalog.profiles_of(reader.number) if each.number == profile]
    return chosen(ticked, theirs, before[0] if before else ())


_ACTIONS: dict[str, Action] = {
    "profile": _keep_profile,
    "remove-profile": _remove_profile,
    "times": _keep_times,
    "pause": _pause,
    "resume": _resume,
    "snooze": _snooze,
    "add-mail": _add_mail,
    "remove-address": _remove_address,
    "stop-address": _stop_address,
    "open-address": _open_address,
    "undo": take_back,
    "renew": _renew,
}
