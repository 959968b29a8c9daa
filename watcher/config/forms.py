"""Owns the loose forms: a string where a list is meant, a string or a list where a table is meant.

Reads them, and shows them in the JSON Schema.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from watcher.config.words import kind, wrong


def checked(trouble: Callable[[str], str | None]) -> AfterValidator:
    """Make a validator of a function that says what is wrong with a string, or None."""

    def check(value: str) -> str:
        if message := trouble(value):
            raise wrong(message)
        return value

    return AfterValidator(check)


class OneOrMany:
    """A list of strings, or one string by itself. What is listed twice counts once; an empty list is refused."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        listed = core_schema.no_info_before_validator_function(_as_tuple, handler(source))
        return core_schema.no_info_after_validator_function(_filled, listed)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(schema)
        return {"anyOf": [listed["items"], {**listed, "minItems": 1}]}


def _as_tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(value)
    raise wrong(f"expected a string or a list of strings, got {kind(value)}")


def _filled(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise wrong("the list is empty")
    return tuple(dict.fromkeys(value))


@dataclass(frozen=True, slots=True, eq=False)  # typing wants to hash it, and a dict can't be
class Short:
    """A table, or in its place the value of its first `key`."""

    key: str
    expected: str
    schemas: tuple[dict[str, Any], ...]  # JSON Schema of each short form: a string, a list of strings

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.unfold, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [*self.schemas, handler(schema)]}

    def unfold(self, value: object) -> object:
        """Write the short form as the table it stands for."""
        types = tuple({"string": str, "array": list}[schema["type"]] for schema in self.schemas)
        if isinstance(value, types):
            return {self.key: value}
        if isinstance(value, dict):
            return value
        raise wrong(f"expected {self.expected} or a table, got {kind(value)}")
