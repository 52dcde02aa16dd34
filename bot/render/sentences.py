"""What is said of a digest as a whole and of the page it was made from, in the same words everywhere. Pure."""

from bot.core.digest import Digest, PageSummary, ProfileSummary
from bot.render.presentation import counted, date_in_words, name_of, number, title_of

NEAREST_TITLE = 120
"""How much of the title of a near miss is shown, in characters."""


def heading(digest: Digest) -> str:
    """What the digest is of: ``29 Oct``. A page's own date says more than its file's name, which the footer has."""
    if digest.day == digest.page.page and digest.page.listing_date:
        return date_in_words(digest.page.listing_date)
    return date_in_words(digest.day) or "Papers"


def tally(digest: Digest) -> str:
    """``53 papers, 53 new · 7 for you``"""
    page = digest.page
    chosen = f"{len(digest.items):,} for you" if digest.items else "nothing for you"
    return f"{counted(page.entries, 'paper')}, {page.new:,} new · {chosen}"


def notices(digest: Digest) -> tuple[str, ...]:
    """What a reader would otherwise wonder about: why a profile brought nothing, and what its cap left out."""
    if not digest.profiles:
        return ("No profile was asked, so no paper was chosen.",)
    said = (_notice(profile, digest.page) for profile in digest.profiles)
    return tuple(sentence for sentence in said if sentence)


def scored_with(digest: Digest) -> str:
    """``Scored with word statistics 3f2a9c81d0b4 (253 papers)``: with these the same pages score the same again."""
    return f"Scored with word statistics {name_of(digest.statistics)} ({counted(digest.counted, 'paper')})"


def page_read(page: PageSummary) -> str:
    """``week.txt (dump, 29 Oct): 71 papers, 41 new, 2 revised, 28 known, 1 block could not be read``"""
    about = ", ".join(part for part in (name_of(page.kind), date_in_words(page.listing_date or "")) if part)
    amounts = [counted(page.entries, "paper"), f"{page.new:,} new"]
    rare = ((page.revised, "revised"), (page.enriched, "enriched"), (page.known, "known"))
    amounts += [f"{count:,} {word}" for count, word in rare if count]
    if page.skipped:
        amounts.append(f"{counted(page.skipped, 'block')} could not be read")
    return f"{name_of(page.page)} ({about}): {', '.join(amounts)}"


def _notice(profile: ProfileSummary, page: PageSummary) -> str:
    name, threshold = name_of(profile.profile), number(profile.threshold)
    hidden = profile.matched - profile.shown
    if hidden > 0:
        return f"{name}: {hidden:,} more reached {threshold}; its cap is {profile.shown:,}."
    if profile.matched:
        return ""
    if not page.new and profile.nearest is None:
        return f"{name}: nothing new on this page."
    tried = f"0 of {counted(page.new, 'new paper')}" if page.new else "nothing"
    if profile.excluded:
        tried += f" ({profile.excluded:,} kept out by its exclusions)"
    if profile.nearest is None:
        others = "none of the others" if profile.excluded else "none"
        return f"{name}: {tried} reached {threshold}; {others} had any of its words."
    title, score = profile.nearest
    return f"{name}: {tried} reached {threshold}; nearest: “{title_of(title, NEAREST_TITLE)}” ({number(score)})."
