"""How every table of the file is read: unknown keys refused, types strict, values never repeated in errors (they may be secrets)."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)
