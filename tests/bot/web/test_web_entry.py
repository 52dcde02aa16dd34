"""The way in: signing up, confirming, asking for one's links."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.web.app import EVENLY
from store.outbox import DeliveryKind
from store.readers import EVERY_DAY, Timing
from tests.bot.web.site_world import NOON, Answer, Visitor, World

GOOD = {"mail": "Bob@Reader.Example", "keywords": "reward model, -survey", "plan": "daily", "time": "07:30"}
ZONE = {"timezone": "europe/berlin"}


def posted(world: World) -> list[tuple[str, str]]:
    """To whom which letters were posted."""
    with world.store.reading() as catalog:
        targets = {each.number: each.target for each in catalog.addresses()}
        return [
            (targets[each.address], each.slot.split()[0])
            for each in reversed(catalog.deliveries(limit=1000))
            if each.kind is DeliveryKind.CONFIRMATION
        ]


def sign_up(visitor: Visitor, **changed: str) -> Answer:
    return visitor.press(visitor.get("/"), "Sign up", **GOOD, **ZONE, **changed)


def test_signing_up_posts_a_question_and_tells_nothing_yet(world: World, visitor: Visitor) -> None:
    answer = sign_up(visitor)
    assert (answer.status, answer.heading) == (200, "Look into your mail")
    assert posted(world) == [("Bob@reader.example", "confirm")]
    address = world.known_addresses()["Bob@reader.example"]
    assert address.confirmed_at is None
    with world.store.reading() as catalog:
        reader = catalog.reader(address.reader)
        (profile,) = catalog.profiles_of(reader.number)
    assert reader.timezone == "Europe/Berlin"
    assert profile.keywords == ("reward model", "-survey")
    assert profile.timing == Timing(minute=450)


@pytest.mark.parametrize("path", ["/", "/links"])
@pytest.mark.parametrize("mail", ["ada@example.org", "nobody@example.org", "no address"])
def test_what_was_posted_is_answered_after_the_same_time_whoever_is_known(world: World, path: str, mail: str) -> None:
    waited: list[float] = []

    async def noted(seconds: float) -> None:
        waited.append(seconds)

    with Visitor(world.app(pause=noted)) as visitor:
        visitor.get(path)
        assert waited == []
        visitor.post(path, mail=mail, keywords="pigeon", plan="daily", time="08:00", timezone="UTC")
    assert waited == [EVENLY]


@pytest.mark.parametrize(
    ("plan", "timing"),
    [
        ("daily", Timing(minute=450, weekdays=EVERY_DAY)),
        ("weekdays", Timing(minute=450, weekdays=(0, 1, 2, 3, 4))),
        ("weekly", Timing(minute=450, weekdays=(0,))),
        ("instant", Timing(minute=None)),
        ("whenever", Timing(minute=450)),
    ],
)
def test_how_often_is_what_was_chosen(world: World, visitor: Visitor, plan: str, timing: Timing) -> None:
    visitor.post("/", **{**GOOD, **ZONE, "plan": plan})
    reader = world.known_addresses()["Bob@reader.example"].reader
    with world.store.reading() as catalog:
        (profile,) = catalog.profiles_of(reader)
    assert profile.timing == timing


def test_a_known_address_and_a_new_one_get_the_same_answer(world: World, visitor: Visitor) -> None:
    fresh, known = visitor.post("/", **GOOD), visitor.post("/", **{**GOOD, "mail": "ada@reader.example"})
    assert (fresh.status, fresh.text, dict(fresh.headers)) == (known.status, known.text, dict(known.headers))
    fresh, known = visitor.post("/links", mail="eve@reader.example"), visitor.post("/links", mail="ada@reader.example")
    assert (fresh.status, fresh.text, dict(fresh.headers)) == (known.status, known.text, dict(known.headers))
    assert posted(world) == [("Bob@reader.example", "confirm"), ("ada@reader.example", "links")]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("mail", "nobody", "nobody"),
        ("mail", "", "address"),
        ("mail", "x@reader.example\r\nBcc: y@reader.example", ""),
        ("keywords", "", "There is nothing to look for"),
        ("keywords", 'reward model, "open', "This quotation mark is never closed"),
        ("keywords", "-survey", "With exclusions alone"),
        ("timezone", "Europe/Berlim", "Europe/Berlin"),
        ("time", "25:00", "23:59"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_is_kept(
    world: World, visitor: Visitor, field: str, typed: str, says: str
) -> None:
    answer = visitor.post("/", **{**GOOD, **ZONE, field: typed})
    assert answer.status == 400
    wrong = answer.page.select_one("[aria-invalid=true]")
    assert wrong is not None
    assert wrong["name"] == field
    said = answer.page.find(id=wrong["aria-describedby"])
    assert said is not None
    assert says in said.get_text()
    assert answer.page.select_one("[role=alert]")
    kept = {"mail": GOOD["mail"], "time": GOOD["time"], **ZONE} | {field: " ".join(typed.split())}
    for name in ("mail", "time", "timezone"):
        field_shown = answer.page.select_one(f"[name={name}]")
        assert field_shown is not None
        assert " ".join(str(field_shown["value"]).split()) == kept[name]
    assert posted(world) == []


def test_a_mistake_in_keywords_is_pointed_at(visitor: Visitor) -> None:
    answer = visitor.post("/", **{**GOOD, "keywords": 'pigeon\nreward (model\n"x"'})
    excerpt = answer.page.select_one("pre")
    assert excerpt is not None
    line, caret = excerpt.get_text().rstrip("\n").split("\n")
    assert line.strip() == "reward (model"
    assert line[caret.index("^")] in "(m" or caret.index("^") == len(line)
    assert answer.page.select_one("textarea").get_text().strip() == 'pigeon\nreward (model\n"x"'  # type: ignore[union-attr]


def test_where_nobody_may_sign_up_the_form_is_not_there_and_is_not_taken(world: World) -> None:
    with Visitor(world.app(sign_up=False)) as visitor:
        page = visitor.get("/")
        assert page.status == 200
        assert not page.page.select("form")
        assert visitor.post("/", **GOOD).status == 403
        assert visitor.post("/links", mail="ada@reader.example").status == 200
    assert posted(world) == [("ada@reader.example", "links")]


def confirmation(world: World, visitor: Visitor) -> str:
    visitor.post("/", **{**GOOD, **ZONE})
    return world.links.confirm(world.known_addresses()["Bob@reader.example"].number, world.now)


def test_looking_at_the_question_answers_nothing_and_the_button_does(world: World, visitor: Visitor) -> None:
    link = confirmation(world, visitor)
    world.now += timedelta(hours=47)
    question = visitor.get(link)
    assert (question.heading, "Bob@reader.example" in question.words) == ("Is this address yours?", True)
    assert world.known_addresses()["Bob@reader.example"].confirmed_at is None
    answer = visitor.press(question, "Yes, it is mine")
    assert answer.heading == "Confirmed"
    assert world.known_addresses()["Bob@reader.example"].confirmed_at == world.now
    assert answer.page.select_one("time")["datetime"] == "2026-11-05T07:30+01:00"  # type: ignore[index]
    settings = answer.page.select_one("main a")
    assert settings is not None
    assert visitor.get(str(settings["href"])).heading == "Your settings"


def test_confirming_twice_is_confirming_once(world: World, visitor: Visitor) -> None:
    link = confirmation(world, visitor)
    first = visitor.post(link)
    world.now += timedelta(hours=1)
    second = visitor.post(link)
    assert (second.status, second.heading) == (first.status, first.heading)
    assert world.known_addresses()["Bob@reader.example"].confirmed_at == NOON


def test_after_two_days_the_question_cannot_be_answered(world: World, visitor: Visitor) -> None:
    link = confirmation(world, visitor)
    world.now += timedelta(hours=48, seconds=1)
    assert visitor.get(link).status == visitor.post(link).status == 404
    assert visitor.get(link).heading == "This link does not work"
    assert world.known_addresses()["Bob@reader.example"].confirmed_at is None


def test_a_void_link_offers_a_fresh_one(world: World, visitor: Visitor) -> None:
    answer = visitor.press(visitor.get("/settings/x"), "Send me the link", mail="ada@reader.example")
    assert answer.heading == "Look into your mail"
    assert posted(world) == [("ada@reader.example", "links")]


def test_what_is_no_address_is_said_so(visitor: Visitor) -> None:
    answer = visitor.post("/links", mail="ada at reader")
    assert answer.status == 400
    assert answer.page.select_one("input[name=mail]")["value"] == "ada at reader"  # type: ignore[index]


def test_time_on_the_pages_is_the_clock_that_was_given(world: World) -> None:
    world.now = datetime(2031, 1, 1, tzinfo=UTC)
    with Visitor(world.app()) as visitor:
        sign_up(visitor)
    assert world.known_addresses()["Bob@reader.example"].created_at == world.now
