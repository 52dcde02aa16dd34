"""The methods about chats, files, and what the bot says of itself."""

import json
import re
from typing import Any

from tests.telegram.calls import BadRequest, Call
from tests.telegram.cloud import Cloud
from tests.telegram.rooms import Standing, member_told

MAX_COMMANDS = 100
MAX_ABOUT = 256
MAX_DESCRIPTION = 512
MAX_SHORT = 120
MAX_FILE = 20 * 1024 * 1024
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(cloud: Cloud, _: Call) -> dict[str, Any]:
    """``getMe``."""
    flags = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return cloud.me.told() | flags


def get_chat(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``getChat``."""
    room = cloud.room(call.chat())
    if room.kind != "private" and not room.username:
        cloud.entered(room)
    return room.told_fully()


def get_member(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``getChatMember``."""
    room, number = cloud.entered(cloud.room(call.chat())), call.integer("user_id")
    if room.kind == "channel" and not room.standing(cloud.me.number).rules:
        raise BadRequest("member list is inaccessible")
    if number not in cloud.users:
        raise BadRequest("user not found")
    return member_told(cloud.users[number], room.standing(number))


def get_administrators(cloud: Cloud, call: Call) -> list[dict[str, Any]]:
    """``getChatAdministrators``."""
    room = cloud.entered(cloud.room(call.chat()))
    if room.kind == "private":
        raise BadRequest("there are no administrators in the private chat")
    return [member_told(cloud.users[who], standing) for who, standing in room.standings.items() if standing.rules]


def leave(cloud: Cloud, call: Call) -> bool:
    """``leaveChat``."""
    room = cloud.entered(cloud.room(call.chat()))
    if room.kind == "private":
        raise BadRequest("chat not found")
    room.standings[cloud.me.number] = Standing.LEFT
    return True


def get_file(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``getFile``."""
    number = call.text("file_id")
    if number not in cloud.files:
        raise BadRequest("invalid file_id")
    _, body = cloud.files[number]
    if len(body) > MAX_FILE:
        raise BadRequest("file is too big")
    return {
        "file_id": number,
        "file_unique_id": f"u{number}",
        "file_size": len(body),
        "file_path": f"documents/{number}",
    }


def _scope(call: Call) -> tuple[str, str]:
    scope, language = call.object("scope") or {"type": "default"}, call.text("language_code")
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES or set(scope) - {"type"} != set(_SCOPES[kind]):
        raise BadRequest("can't parse BotCommandScope")
    if not _LANGUAGE.fullmatch(language):
        raise BadRequest("invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


def set_commands(cloud: Cloud, call: Call) -> bool:
    """``setMyCommands``."""
    where, commands = _scope(call), call.object("commands")
    if "chat_id" in (scope := json.loads(where[0])):
        cloud.room(scope["chat_id"])
    if not isinstance(commands, list) or len(commands) > MAX_COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= MAX_ABOUT:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    cloud.commands[where] = commands
    return True


def get_commands(cloud: Cloud, call: Call) -> list[dict[str, str]]:
    """``getMyCommands``."""
    return cloud.commands.get(_scope(call), [])


def delete_commands(cloud: Cloud, call: Call) -> bool:
    """``deleteMyCommands``."""
    cloud.commands.pop(_scope(call), None)
    return True


def set_description(cloud: Cloud, call: Call) -> bool:
    """``setMyDescription`` and ``setMyShortDescription``."""
    short = call.method == "setMyShortDescription"
    name, most = ("short_description", MAX_SHORT) if short else ("description", MAX_DESCRIPTION)
    text, language = call.text(name), call.text("language_code")
    if len(text) > most:
        raise BadRequest("DESCRIPTION_TOO_LONG")
    if not _LANGUAGE.fullmatch(language):
        raise BadRequest("invalid language code specified")
    cloud.descriptions[name, language] = text
    return True


CHATS = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "leaveChat": leave,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyDescription": set_description,
    "setMyShortDescription": set_description,
}
