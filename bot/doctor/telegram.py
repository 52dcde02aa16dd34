"""Telegram: whether the bot is known, and whether those it writes to know it."""

from collections.abc import Iterator, Sequence

from bot.channels.steps import Step
from bot.channels.telegram.check import TelegramCheck
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.types import Place
from bot.channels.types import DeliveryError
from bot.doctor.types import Finding, Patient, State
from bot.telegram_wiring import telegram_client
from bot.web.telegram_page import WEBHOOK
from store.api import Store
from store.readers import Way

_NAME = "telegram"
_MOST_CHATS = 5
"""So many of the readers' chats are asked for."""


async def telegram(patient: Patient) -> Sequence[Finding]:
    """The token, the operator's chat, and some of the readers'."""
    chosen = patient.settings
    if chosen.telegram_token is None:
        cure = "For a bot, ask @BotFather in Telegram for one (/newbot) and set telegram_token."
        return [Finding(_NAME, State.SKIPPED, "It is not set up.", cure)]
    if patient.offline:
        return [Finding(_NAME, State.SKIPPED, "Telegram was not asked: --offline.")]
    client = telegram_client(chosen, None, patient.clock)
    try:
        check = TelegramCheck(client, seconds=patient.seconds)
        steps = await check.token()
        findings = []
        if all(step.ok for step in steps):
            if chosen.telegram_webhook:
                findings = [await _webhook(client, chosen.public_url or "")]
            for chat in _chats(patient):
                steps = await check.chat(chat)
    finally:
        await client.close()
    return [*_findings(steps), *findings]


async def _webhook(client: TelegramClient, public_url: str) -> Finding:
    wanted = f"{public_url}{WEBHOOK}"
    try:
        state = await client.webhook()
    except DeliveryError as error:
        return Finding(_NAME, State.WARNING, f"Whether Telegram comes to {wanted} is not known: {error}")
    if state.url != wanted:
        said = f"Telegram is not told to come to {wanted} yet."
        return Finding(_NAME, State.WARNING, said, "paperround run tells it; is it at work?")
    if state.failure and state.waiting:
        said = f"Telegram could not bring what happened, {state.waiting} updates wait: {state.failure}"
        return Finding(_NAME, State.FAILED, said, f"Can {public_url} be reached from elsewhere, with its certificate?")
    return Finding(_NAME, State.OK, f"Telegram comes to {wanted}; {state.waiting} updates wait.")


def _chats(patient: Patient) -> list[int]:
    operator = patient.settings.operator
    own = [int(operator.target.reveal())] if operator and operator.way is Way.CHAT else []
    readers = _readers_chats(patient.store) if patient.store else []
    return list(dict.fromkeys((*own, *readers)))


def _readers_chats(store: Store) -> list[int]:
    found: dict[int, None] = {}
    with store.reading() as catalog:
        for address in catalog.addresses():
            if address.way is Way.CHAT and address.is_open:
                found[Place.of(address.target).chat] = None
            if len(found) == _MOST_CHATS:
                break
    return list(found)


def _findings(steps: Sequence[Step]) -> Iterator[Finding]:
    token, *chats = steps
    state = State.OK if token.ok else State.FAILED
    yield Finding(_NAME, state, f"{token.name}: {token.said}.".replace("..", "."), token.hint)
    known = [each for each in chats if each.ok]
    if known:
        yield Finding(_NAME, State.OK, f"{len(known)} of {len(chats)} chats that were asked for know the bot.")
    for each in chats:
        if not each.ok:  # it may have blocked the bot, which is its own affair
            yield Finding(_NAME, State.WARNING, f"{each.name}: {each.said}".replace("..", "."), each.hint)
