"""Writes the shape of the file as a JSON Schema, for editors."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from watcher.config.schema import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Schema(GenerateJsonSchema):
    """TOML has no null: an option that may be missing has the schema of what it holds."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  pydantic's signature
        return False  # "Url File" tells nobody anything

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") in (None, {}, ()):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the file, for editors."""
    return {"$schema": DIALECT, **Document.model_json_schema(by_alias=True, schema_generator=_Schema)}
