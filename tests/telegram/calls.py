"""A call of a method: its parameters, read as the Bot API reads them, and what it answers when it will not."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_WHOLE = re.compile(r"-?[0-9]{1,18}")


class ApiError(Exception):
    """A method was not obeyed.

    :ivar code: as HTTP has it. :ivar parameters: ``retry_after``, ``migrate_to_chat_id``.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """:param description: what the Bot API says, with its first words."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> bytes:
        """The answer as JSON."""
        said: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return json.dumps(said | ({"parameters": self.parameters} if self.parameters else {})).encode()


class BadRequest(ApiError):
    """400."""

    def __init__(self, said: str, **parameters: int) -> None:
        """:param said: without ``Bad Request:``."""
        super().__init__(400, f"Bad Request: {said}", **parameters)


class Forbidden(ApiError):
    """403."""

    def __init__(self, said: str) -> None:
        """:param said: without ``Forbidden:``."""
        super().__init__(403, f"Forbidden: {said}")


@dataclass(frozen=True, slots=True)
class Call:
    """A method with its parameters, which came as text (a form) or as JSON.

    :ivar files: name and content of what was uploaded, by parameter.
    """

    method: str
    given: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A text.

        :raises BadRequest: it is something else.
        """
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        raise BadRequest(f'field "{name}" must be of type String')

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number.

        :raises BadRequest: it is none, or missing without a default.
        """
        value = self.given.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, int | str) and _WHOLE.fullmatch(str(value)):
            return int(value)
        raise BadRequest(f'field "{name}" must be a valid Number')

    def flag(self, name: str) -> bool:
        """Yes or no; no if it is missing.

        :raises BadRequest: it is neither.
        """
        value = self.given.get(name, False)
        if value in (True, "true", "True", "1"):
            return True
        if value in (False, "false", "False", "0", ""):
            return False
        raise BadRequest(f'field "{name}" must be a Boolean')

    def object(self, name: str) -> Any:
        """A JSON object or array; ``None`` if it is missing.

        :raises BadRequest: it is none.
        """
        value = self.given.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value) if value else None
            except ValueError:
                raise BadRequest(f"can't parse {name} JSON object") from None
        if value is None or isinstance(value, dict | list):
            return value
        raise BadRequest(f"object expected as {name}")

    def chat(self, name: str = "chat_id") -> int | str:
        """A chat: its number, or ``@name``.

        :raises BadRequest: nothing was said.
        """
        value = self.given.get(name)
        if value in (None, ""):
            raise BadRequest("chat_id is empty")
        if isinstance(value, str) and value.startswith("@"):
            return value
        return self.integer(name)
