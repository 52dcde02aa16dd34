"""What every store promises of matches, promises and deliveries, whichever database is underneath."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable
from store.outbox import Delivery, DeliveryKind, Depth, Due, Gathered, Note, Promise, StoredMatch
from store.outbox import DeliveryState as State
from store.profiles import StoredProfile
from store.readers import Way
from store.sql import SqlStore, SqlWriter
from store.sql.promising import CHUNK
from tests.store.builders import NOON, SOURCE, decision, merging, page, statement
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    MINUTE,
    a_delivery,
    a_match,
    a_promise,
    a_reader,
    an_address,
    an_outcome,
    enrol,
    queue,
)


def promise(store: SqlStore, *promises: Promise) -> int:
    with store.writing() as catalog:
        return catalog.promise((), promises)


def waiting(store: SqlStore) -> list[tuple[int, int, str, str]]:
    with store.reading() as catalog:
        return [(each.number, each.address, each.paper, each.news) for each in catalog.promises()]


def due(store: SqlStore, at: Any = NOON, limit: int = 100, ways: Any = EVERY_WAY, **facts: Any) -> list[Due]:
    with store.writing() as catalog:
        return list(catalog.due(at, ways, limit, **facts))


def due_at(store: SqlStore, *facts: Any, **more: Any) -> list[tuple[int, tuple[int, ...]]]:
    """Addresses and the numbers of their due promises."""
    return [(each.address.number, tuple(p.number for p in each.promises)) for each in due(store, *facts, **more)]


def gather(store: SqlStore, *gathered: Gathered) -> list[Delivery]:
    with store.writing() as catalog:
        return list(catalog.gather(gathered))


def end(store: SqlStore, state: State = State.SENT, at: Any = NOON) -> None:
    """Claim the delivery that is due longest and say that it came to its end."""
    with store.sending() as outbox:
        (claimed,) = outbox.claim("x", NOON, lease=HOUR, limit=1, ways=EVERY_WAY)
        assert outbox.settle(claimed.delivery.number, "x", an_outcome(state, at=at))


def test_an_empty_outbox_answers_every_question(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert catalog.matches() == catalog.matches(reader=1, profile=1, papers=("a NUL \0",)) == ()
        assert catalog.promises() == catalog.promises(reader=1, address=1) == ()
        assert catalog.deliveries() == catalog.deliveries(reader=1, address=1, states=[State.DEAD]) == ()
        assert catalog.promises_in([1, 2]) == catalog.promises_in([]) == {}
        assert catalog.delivery_counts() == {}
        assert catalog.statistics_body("v1") is catalog.statistics_body("a NUL \0") is None
        assert catalog.last_composed(1) is None
        assert catalog.due(NOON, EVERY_WAY, 10) == catalog.due(NOON, (), 10) == catalog.due(NOON, EVERY_WAY, 0) == ()
        assert catalog.gather([]) == ()
        assert catalog.promise([], []) == 0
        catalog.reschedule({1: NOON})
        for number in (0, 7, -1, 2**70):
            with pytest.raises(NotFound, match=f"There is no delivery {number}"):
                catalog.delivery(number)
            with pytest.raises(NotFound):
                catalog.bury(number, "x", NOON)
            with pytest.raises(NotFound):
                catalog.retry(number, NOON)


def test_every_field_of_matches_and_promises_comes_back_as_it_went_in(store: SqlStore) -> None:
    enrol(store)
    matched = a_match("title:ä “𝔘”\n", news="revised 17", score=99.9, statistics="ä\n", at=NOON + MINUTE)
    told = a_promise("title:ä “𝔘”\n", news="revised 17", due_at=NOON - DAY, at=NOON + MINUTE)
    with store.writing() as catalog:
        assert catalog.promise([matched, a_match()], [told]) == 1
        assert catalog.matches() == (a_match(), matched)
        assert catalog.promises() == (replace(told, number=1),)


def test_matches_are_found_by_reader_profile_and_paper_the_last_first(store: SqlStore) -> None:
    matched = [a_match("a"), a_match("b"), a_match("a", 2), a_match("a", 3, 2)]
    with store.writing() as catalog:
        catalog.promise(matched, ())
        assert catalog.matches() == tuple(reversed(matched))
        assert catalog.matches(limit=1) == (matched[3],)
        assert catalog.matches(reader=1) == (matched[2], matched[1], matched[0])
        assert catalog.matches(profile=1, papers=["a", "x"]) == (matched[0],)
        assert catalog.matches(reader=2, profile=1) == ()


def test_the_same_is_promised_once(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    promises = (a_promise(), a_promise(news="revised 1"), a_promise("arxiv:2"), a_promise(address=2, reader=2))
    assert promise(store, *promises, *promises) == 4
    assert promise(store, *promises, replace(promises[0], due_at=NOON + DAY), a_promise("arxiv:3")) == 1
    assert waiting(store) == [
        (1, 1, "arxiv:1", "new"),
        (2, 1, "arxiv:1", "revised 1"),
        (3, 1, "arxiv:2", "new"),
        (4, 2, "arxiv:1", "new"),
        (5, 1, "arxiv:3", "new"),
    ]


def test_the_same_match_is_kept_once(store: SqlStore) -> None:
    matched = (a_match(), a_match(news="revised 1"), a_match(profile=2), a_match("arxiv:2"))
    with store.writing() as catalog:
        catalog.promise((*matched, *matched), ())
        catalog.promise((*matched, replace(matched[0], score=1)), ())
        assert catalog.matches() == tuple(reversed(matched))


def test_a_promise_is_the_same_under_each_of_the_papers_names(store: SqlStore) -> None:
    enrol(store)
    promise(store, a_promise("title:one"), a_promise("doi:2"))
    with store.writing() as catalog:
        catalog.promise([a_match("title:one")], ())
        one, two = statement("One", "arxiv:1", "title:one"), statement("Two", "arxiv:2", "doi:2")
        catalog.record(SOURCE, page(), [decision(one), decision(two, slot=-2, rank=2)])
        fresh = a_promise("arxiv:1", news="revised 1")
        assert catalog.promise([a_match("arxiv:1")], [a_promise("arxiv:1"), a_promise("arxiv:2"), fresh]) == 1
        assert [each.paper for each in catalog.matches()] == ["title:one"]
        assert catalog.promise((), [a_promise("doi:2"), a_promise("title:one"), a_promise("unknown")]) == 1


def test_two_names_of_one_paper_in_one_breath_are_one_promise(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.record(SOURCE, page(), [decision(statement("One", "arxiv:1", "doi:1"))])
        assert catalog.promise((), [a_promise("doi:1"), a_promise("arxiv:1")]) == 1


def test_a_paper_that_was_merged_into_another_is_not_promised_again(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        first, second = statement("One", "arxiv:1"), statement("The Other Title", "title:other")
        catalog.record(SOURCE, page(), [decision(first), decision(second, slot=-2, rank=2)])
        catalog.promise((), [a_promise("title:other")])
        both = decision(first, slot=1, merges=merging("title:other", absorbed=2))
        catalog.record(SOURCE, page("two"), [both])
        assert catalog.promise((), [a_promise("arxiv:1")]) == 0


def test_promises_of_any_number_are_kept_each_once(store: SqlStore) -> None:
    enrol(store)
    many = [a_promise(f"arxiv:{number}") for number in range(CHUNK + 10)]
    with store.writing() as catalog:
        assert catalog.promise((), (each for each in many[:5])) == 5
        assert catalog.promise((), (each for each in (*many, *many))) == CHUNK + 5
        assert [each.number for each in catalog.promises()] == list(range(1, CHUNK + 11))


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (a_promise("a NUL \0"), NotStorable),
        (a_promise("half a pair \ud800"), NotStorable),
        (a_promise(news="a NUL \0"), NotStorable),
        (a_promise(at=NOON.replace(tzinfo=None)), NotStorable),
        (a_promise(address=9), Conflict),
        (a_promise(reader=2), Conflict),
    ],
)
def test_what_cannot_be_promised_is_refused_and_nothing_is_written(
    store: SqlStore, refused: Promise, error: type[Exception]
) -> None:
    enrol(store, "Ada", "Bo")
    with pytest.raises(error):
        promise(store, a_promise("fine"), refused)
    assert waiting(store) == []


def test_a_removed_profile_takes_its_matches_with_it_and_leaves_its_promises(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        for name in ("pigeons", "rooks"):
            catalog.save_profile(StoredProfile(name=name, keywords=(name,), threshold=40, reader=1))
        catalog.promise([a_match(), a_match(profile=2)], [a_promise()])
        catalog.remove_profile("pigeons", 1)
        assert catalog.matches() == (a_match(profile=2),)
        assert len(catalog.promises()) == 1


def test_what_is_due_comes_by_address_the_longest_due_first_with_all_that_is_due(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo", "Cy")
    promise(
        store,
        a_promise("a", 1, 1, due_at=NOON),
        a_promise("b", 2, 2, due_at=NOON - HOUR),
        a_promise("c", 1, 1, due_at=NOON - MINUTE),
        a_promise("d", 1, 1, due_at=NOON + MINUTE),
        a_promise("e", 3, 3, due_at=NOON + MINUTE),
        a_promise("f", 2, 2, due_at=NOON),
    )
    assert due_at(store) == [(2, (2, 6)), (1, (1, 3))]
    assert due_at(store, NOON, 1) == [(2, (2, 6))]
    assert due_at(store, NOON - 2 * MINUTE) == [(2, (2,))]
    assert due_at(store, NOON + HOUR) == [(2, (2, 6)), (1, (1, 3, 4)), (3, (5,))]
    assert due_at(store, NOON, slot="page 1") == [(2, (2, 6)), (1, (1, 3, 4)), (3, (5,))]
    (first,) = due(store, NOON - 2 * MINUTE)
    assert (first.reader, first.address) == (a_reader("Bo", number=2), an_address(2, "bo@doves.example", number=2))
    assert first.promises == (a_promise("b", 2, 2, due_at=NOON - HOUR, number=2),)
    assert first.last is None


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_an_address_with_many_steps_does_not_keep_the_others_out(store: SqlStore, limit: int) -> None:
    enrol(store, "Ada", "Bo", "Cy")
    promise(
        store,
        *(a_promise(f"a{number}", due_at=NOON + number * MINUTE) for number in range(20)),
        a_promise("b", 3, 3, due_at=NOON + 30 * MINUTE),
        a_promise("b", 2, 2, due_at=NOON + 31 * MINUTE),
    )
    found = due_at(store, NOON + HOUR, limit)
    assert [address for address, _ in found] == [1, 3, 2][:limit]
    assert len(found[0][1]) == 20


CLOSED: dict[str, Any] = {
    "not confirmed": lambda catalog: catalog.save_address(replace(catalog.address(1), confirmed_at=None)),
    "stopped": lambda catalog: catalog.save_address(replace(catalog.address(1), stopped="Unsubscribed.")),
    "paused": lambda catalog: catalog.save_reader(replace(catalog.reader(1), paused=True)),
    "snoozed": lambda catalog: catalog.save_reader(
        replace(catalog.reader(1), snoozed_until=NOON + timedelta(microseconds=1))
    ),
}


@pytest.mark.parametrize("close", CLOSED.values(), ids=CLOSED)
def test_nothing_is_due_where_nothing_may_be_sent_now(store: SqlStore, close: Any) -> None:
    enrol(store, "Ada", "Bo")
    promise(store, a_promise(), a_promise("arxiv:1", 2, 2))
    with store.writing() as catalog:
        close(catalog)
    assert due_at(store) == due_at(store, slot="page 1") == [(2, (2,))]


def test_who_has_slept_long_enough_is_told_again(store: SqlStore) -> None:
    enrol(store)
    promise(store, a_promise())
    with store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(1), snoozed_until=NOON))
    assert due_at(store) == [(1, (1,))]


def test_other_ways_out_are_left_alone(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "17", way=Way.CHAT))
    promise(store, a_promise(), a_promise(address=2))
    assert due_at(store, ways=[Way.CHAT]) == [(2, (2,))]
    assert due_at(store, ways=[Way.APPRISE, Way.MAIL]) == [(1, (1,))]


def test_promises_that_wait_can_be_put_off(store: SqlStore) -> None:
    enrol(store)
    promise(store, a_promise("a"), a_promise("b"), a_promise("c"))
    gather(store, Gathered(delivery=a_delivery(), shown=(3,)))
    with store.writing() as catalog:
        catalog.reschedule({1: NOON + DAY, 3: NOON + DAY, 99: NOON + DAY})
    assert due_at(store) == [(1, (2,))]
    assert due_at(store, NOON + DAY) == [(1, (1, 2))]
    with store.reading() as catalog:
        assert catalog.promises_in([1])[1][0].due_at == NOON


def test_every_field_of_a_delivery_comes_back_as_it_went_in(store: SqlStore) -> None:
    enrol(store)
    given = a_delivery(
        "instant “ä𝔘”\n",
        kind=DeliveryKind.INSTANT,
        since=NOON - DAY,
        note=Note.AWAY,
        not_before=NOON + HOUR,
        created_at=NOON + timedelta(microseconds=1),
        attempts=3,
        ambiguous=2,
        said="ä\n",
    )
    (kept,) = gather(store, Gathered(delivery=given))
    assert kept == replace(given, number=1)
    with store.reading() as catalog:
        assert catalog.delivery(1) == kept
        assert catalog.deliveries() == (kept,)
        assert catalog.promises_in([1]) == {}


def test_what_is_gathered_waits_no_more(store: SqlStore) -> None:
    enrol(store)
    promise(store, *(a_promise(paper) for paper in "abcde"))
    (kept,) = gather(store, Gathered(delivery=a_delivery(), shown=(1, 3), counted=(4,), dropped={5: "A profile less."}))
    with store.writing() as catalog:
        assert [each.number for each in catalog.promises()] == [2]
        inside = catalog.promises_in([kept.number, 99])[kept.number]
        assert [(each.number, each.shown, each.delivery) for each in inside] == [
            (1, True, kept.number),
            (3, True, kept.number),
            (4, False, kept.number),
        ]
        assert catalog.promise((), [a_promise(paper) for paper in "abcdef"]) == 1
    assert due_at(store) == [(1, (2, 6))]


def test_a_promise_that_waits_no_more_is_passed_over(store: SqlStore) -> None:
    enrol(store)
    promise(store, a_promise("a"), a_promise("b"), a_promise("c"))
    gather(store, Gathered(delivery=a_delivery("1"), shown=(1,)), Gathered(delivery=None, dropped={2: "Enough."}))
    gather(store, Gathered(delivery=a_delivery("2"), shown=(1, 2), counted=(3,), dropped={1: "x"}))
    with store.reading() as catalog:
        inside = catalog.promises_in([1, 2])
        assert {number: [each.number for each in found] for number, found in inside.items()} == {1: [1], 2: [3]}


def test_a_slot_is_filled_once_and_the_promises_of_the_second_wait_on(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    promise(store, a_promise("a"), a_promise("b"), a_promise("a", 2, 2))
    first = gather(
        store,
        Gathered(delivery=a_delivery("1"), shown=(1,)),
        Gathered(delivery=a_delivery("1"), shown=(2,)),
        Gathered(delivery=a_delivery("1", 2, 2), shown=(3,)),
    )
    assert [(each.number, each.address) for each in first] == [(1, 1), (2, 2)]
    assert gather(store, Gathered(delivery=a_delivery("1"), shown=(2,))) == []
    assert waiting(store) == [(2, 1, "b", "new")]
    assert [each.number for each in gather(store, Gathered(delivery=a_delivery("2"), shown=(2,)))] == [3]


def test_deliveries_are_found_by_reader_address_and_state_the_last_first(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    queue(store, "1", "2")
    queue(store, "1", address=2, reader=2)
    end(store)
    with store.writing() as catalog:
        catalog.bury(3, "Nobody wants it.", NOON)
        assert [each.number for each in catalog.deliveries()] == [3, 2, 1]
        assert [each.number for each in catalog.deliveries(limit=1)] == [3]
        assert [each.number for each in catalog.deliveries(reader=1)] == [2, 1]
        assert [each.number for each in catalog.deliveries(address=2)] == [3]
        assert [each.number for each in catalog.deliveries(states=[State.SENT, State.DEAD])] == [3, 1]
        assert catalog.delivery_counts() == {
            (Way.MAIL, State.DEAD): 1,
            (Way.MAIL, State.PENDING): 1,
            (Way.MAIL, State.SENT): 1,
        }


def test_what_is_in_a_state_is_counted_by_way_with_when_the_oldest_of_it_was_composed(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        chat = catalog.save_address(an_address(1, "tgram://1/2", way=Way.CHAT)).number
    queue(store, "1", created_at=NOON)
    queue(store, "2", created_at=NOON - DAY, not_before=NOON + DAY)
    queue(store, "1", address=2, reader=2, created_at=NOON + DAY)
    queue(store, "1", address=chat, created_at=NOON + 2 * DAY)
    queue(store, "3", created_at=NOON - 3 * DAY)
    with store.writing() as catalog:
        catalog.bury(5, "Nobody wants it.", NOON)
        assert catalog.outbox_depths([State.PENDING, State.UNCERTAIN]) == {
            (Way.CHAT, State.PENDING): Depth(count=1, oldest=NOON + 2 * DAY),
            (Way.MAIL, State.PENDING): Depth(count=3, oldest=NOON - DAY),
        }
        assert catalog.outbox_depths([State.DEAD]) == {(Way.MAIL, State.DEAD): Depth(count=1, oldest=NOON - 3 * DAY)}
        assert catalog.outbox_depths([]) == {}


def test_digests_and_quiet_messages_say_when_the_last_was_composed(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    promise(store, a_promise(), a_promise("arxiv:1", 2, 2))
    for number, kind in enumerate(DeliveryKind):
        queue(store, f"{kind}", kind=kind, created_at=NOON + number * DAY)
    with store.reading() as catalog:
        assert catalog.last_composed(1) == NOON + 2 * DAY
        assert catalog.last_composed(2) is None
    assert [each.last for each in due(store)] == [NOON + 2 * DAY, None]


def test_a_buried_delivery_can_be_dug_out_again(store: SqlStore) -> None:
    enrol(store)
    queue(store, attempts=4, ambiguous=1)
    with store.writing() as catalog:
        buried = catalog.bury(1, "It cannot be rendered.", NOON + HOUR)
        assert buried == catalog.delivery(1)
        assert (buried.state, buried.said, buried.settled_at) == (State.DEAD, "It cannot be rendered.", NOON + HOUR)
        with pytest.raises(Conflict, match="Delivery 1 has come to its end already: it is dead"):
            catalog.bury(1, "again", NOON)
        fresh = catalog.retry(1, NOON + DAY)
        assert fresh == catalog.delivery(1)
        assert (fresh.state, fresh.not_before, fresh.attempts, fresh.ambiguous, fresh.settled_at) == (
            State.PENDING,
            NOON + DAY,
            0,
            0,
            None,
        )


def test_what_was_sent_or_is_just_being_sent_is_not_tried_again(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2")
    end(store)
    with store.sending() as outbox:
        outbox.claim("x", NOON, lease=HOUR, limit=1, ways=EVERY_WAY)
    with store.writing() as catalog:
        with pytest.raises(Conflict, match="Delivery 1 was sent"):
            catalog.retry(1, NOON)
        with pytest.raises(Conflict, match="Delivery 2 is just being sent"):
            catalog.retry(2, NOON)
        catalog.bury(2, "Stop.", NOON)
    with store.sending() as outbox:
        assert not outbox.settle(2, "x", an_outcome())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stopped": "The mailbox is gone."}, "Nothing may be sent to address 1 any more: The mailbox is gone"),
        ({"confirmed_at": None}, "Address 1 is not confirmed yet"),
    ],
)
def test_nothing_is_tried_again_where_nothing_may_be_sent(store: SqlStore, change: dict[str, Any], said: str) -> None:
    enrol(store)
    queue(store)
    with store.writing() as catalog:
        catalog.save_address(replace(catalog.address(1), **change))
        with pytest.raises(Conflict, match=said):
            catalog.retry(1, NOON)


def test_a_confirmation_may_be_tried_again_where_nothing_else_may(store: SqlStore) -> None:
    enrol(store)
    queue(store, kind=DeliveryKind.CONFIRMATION)
    with store.writing() as catalog:
        catalog.save_address(replace(catalog.address(1), confirmed_at=None))
        assert catalog.retry(1, NOON).state is State.PENDING


def test_statistics_are_kept_once(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.keep_statistics("v1", b"\x00\xff", NOON)
        catalog.keep_statistics("v1", b"other", NOON + DAY)
        assert catalog.statistics_body("v1") == b"\x00\xff"
        assert catalog.statistics_body("v2") is None


def tidied(catalog: SqlWriter, **facts: timedelta) -> dict[str, int]:
    patience = {"delivered": 90 * DAY, "unconfirmed": 7 * DAY, "statistics": 90 * DAY, **facts}
    return {name: count for name, count in catalog.tidy(NOON + 100 * DAY, **patience).items() if count}


def test_what_was_delivered_long_ago_is_forgotten_with_what_it_told(store: SqlStore) -> None:
    enrol(store)
    old, young = NOON + 9 * DAY, NOON + 11 * DAY
    matched = [a_match("a", at=old), a_match("b", at=old), a_match("c", at=young), a_match("d", at=old)]
    with store.writing() as catalog:
        catalog.promise(matched, [a_promise("a"), a_promise("b"), a_promise("c", at=young), a_promise("e")])
        catalog.gather(
            [
                Gathered(delivery=a_delivery("1"), shown=(1,)),
                Gathered(delivery=a_delivery("2"), shown=(2,), dropped={3: "x", 4: "x"}),
            ]
        )
        catalog.keep_statistics("old", b"", old)
        catalog.keep_statistics("young", b"", young)
    end(store, at=old)
    end(store, State.DEAD, at=young)
    with store.writing() as catalog:
        assert tidied(catalog) == {"promises": 2, "deliveries": 1, "matches": 2, "statistics": 1}
        assert [each.paper for each in catalog.matches()] == ["c", "b"]
        assert [each.slot for each in catalog.deliveries()] == ["2"]
        assert catalog.statistics_body("young") == b""
        assert tidied(catalog) == {}


def test_what_is_under_way_is_never_too_old(store: SqlStore) -> None:
    enrol(store)
    promise(store, a_promise("a"), a_promise("b"))
    gather(store, Gathered(delivery=a_delivery(), shown=(1,)))
    with store.writing() as catalog:
        catalog.promise([a_match("a"), a_match("b")], ())
        assert tidied(catalog) == {}


def test_a_sign_up_that_was_never_confirmed_is_forgotten(store: SqlStore) -> None:
    early, late = NOON + 92 * DAY, NOON + 94 * DAY
    with store.writing() as catalog:
        catalog.save_readers(a_reader(name) for name in ("no address", "silent", "once more", "half", "confirmed"))
        for reader, at, confirmed in (
            (2, early, None),
            (3, early, None),
            (3, late, None),
            (4, early, None),
            (4, early, 1),
        ):
            address = an_address(reader, f"{reader}{at:%j}{confirmed}@x.example", created_at=at)
            catalog.save_address(replace(address, confirmed_at=at if confirmed else None))
    queue(store, "confirmation", kind=DeliveryKind.CONFIRMATION, reader=2, address=1)
    with store.writing() as catalog:
        before = catalog.readership_version()
        assert tidied(catalog) == {"readers": 1, "addresses": 3, "deliveries": 1}
        assert [each.name for each in catalog.readers()] == ["no address", "once more", "half", "confirmed"]
        assert [(each.reader, each.created_at) for each in catalog.addresses()] == [(3, late), (4, early)]
        assert catalog.readership_version() > before


def test_who_was_asked_lately_may_still_answer(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.save_readers([a_reader()])
        catalog.save_address(an_address(confirmed_at=None))
    queue(store, "confirm again", kind=DeliveryKind.CONFIRMATION, created_at=NOON + 95 * DAY)
    with store.writing() as catalog:
        assert tidied(catalog) == {}
        assert tidied(catalog, unconfirmed=4 * DAY) == {"readers": 1, "addresses": 1, "deliveries": 1}


def test_matches_of_one_reader_are_not_kept_by_anothers_promise(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    matched: list[StoredMatch] = [a_match("a"), a_match("a", 2, 2)]
    with store.writing() as catalog:
        catalog.promise(matched, [a_promise("a", 2, 2)])
        assert tidied(catalog) == {"matches": 1}
        assert catalog.matches() == (matched[1],)
