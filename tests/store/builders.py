"""Decisions from few words, as the core would make them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_type_hints

from store.records import (
    ChangeKind,
    Counts,
    Decision,
    KnownPaper,
    Merge,
    PageRecord,
    Paper,
    SourceRecord,
    Statement,
)

NOON = datetime(2025, 7, 25, 12, 30, 15, 123456, tzinfo=UTC)
SOURCE = SourceRecord(name="pigeon-post", kind="dump", title="Pigeon Post", homepage="https://pigeons.example/")


def page(name: str = "one", *, source: str = SOURCE.name, **facts: Any) -> PageRecord:
    """A page; its name makes its fingerprint."""
    return PageRecord(
        **{
            "source": source,
            "address": f"{name}.txt",
            "fingerprint": f"fingerprint of {name}",
            "kind": "dump",
            "listing_date": "--07-25",
            "observed_at": NOON,
            "entry_count": 1,
            **facts,
        }
    )


def statement(title: str = "Pigeons Sort Letters", *names: str, source: str = SOURCE.name, **facts: Any) -> Statement:
    """What a source says; named after its title unless names are given."""
    return Statement(source=source, title=title, identifiers=names or (f"title:{title.casefold()}",), **facts)


def paper(said: Statement, **facts: Any) -> Paper:
    """The paper of one statement."""
    return Paper(**{"key": said.identifiers[0], "title": said.title, "sources": (said.source,), **facts})


def decision(said: Statement, *, slot: int = -1, rank: int = 1, **facts: Any) -> Decision:
    """A decision that a statement brings a new paper, unless the facts say otherwise."""
    new = slot < 0
    return Decision(
        **{
            "rank": rank,
            "slot": slot,
            "kind": ChangeKind.NEW if new else ChangeKind.KNOWN,
            "paper": paper(said),
            "counts": Counts(),
            "statement": said,
            "identifiers": said.identifiers if new else (),
            "fingerprints": (),
            **facts,
        }
    )


def listing(*titles: str, **facts: Any) -> list[Decision]:
    """Decisions that bring a new paper for each title."""
    return [
        decision(statement(title), slot=-rank, rank=rank, fingerprints=(rank, 1000 + rank), **facts)
        for rank, title in enumerate(titles, start=1)
    ]


def repeated(known: Sequence[KnownPaper], titles: Sequence[str]) -> list[Decision]:
    """Decisions that these titles are known and say nothing new; those that are not known are new."""
    led = {name: each for each in known for name in each.identifiers}
    decisions = []
    for rank, title in enumerate(titles, start=1):
        said = statement(title)
        each = led.get(said.identifiers[0])
        if each is None:
            decisions.append(decision(said, slot=-rank, rank=rank, fingerprints=(hash_of(title),)))
        else:
            old = next(s for s in each.statements if s.title == title)
            decisions.append(decision(old, slot=each.paper_id, rank=rank, paper=each.paper))
    return decisions


def hash_of(title: str) -> int:
    """A 63-bit number that depends on the title alone."""
    return int.from_bytes(title.encode()[-7:], "big")


def merging(identifier: str, *, absorbed: int | None = None) -> tuple[Merge]:
    """One merge."""
    return (Merge(identifier=identifier, title="The Other Title", reason="title 97 % alike", absorbed=absorbed),)


def full(kind: type[Any], **facts: Any) -> Any:
    """A record of which every field is set to something of its own, so that none can be mistaken for another."""
    made: dict[str, Any] = {}
    for number, (name, hint) in enumerate(get_type_hints(kind).items(), start=1):
        text = f"{name} “ä𝔘” %_\\'\"\n"
        worth: dict[Any, Any] = {
            str: text,
            int: number,
            bool: True,
            datetime: NOON,
            Counts: Counts(upvotes=7, observed_at=NOON),
        }
        worth |= {each | None: value for each, value in worth.items()}
        made[name] = {**worth, tuple[str, ...]: (f"{name}, first", "", 'second "quoted"')}[hint]
    return kind(**{**made, **facts})
