"""What went wrong, told from the driver's error: one kind a thing to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from graph.store.driver import exceptions

Kind = Literal[
    "invalid",
    "refused",
    "stopped",
    "down",
    "credentials",
    "database",
    "encryption",
    "busy",
    "full",
    "other",
]

_CODES: Final[tuple[tuple[str, Kind], ...]] = (
    ("Neo.ClientError.Security.Forbidden", "refused"),
    ("Neo.ClientError.Statement.AccessMode", "refused"),
    ("Neo.ClientError.Security", "credentials"),
    ("Neo.ClientError.Database.DatabaseNotFound", "database"),
    ("Neo.ClientError.Transaction.Terminated", "stopped"),
    ("Neo.ClientError.Transaction.TransactionTimedOut", "stopped"),
    ("Neo.TransientError.Transaction.Terminated", "stopped"),
    ("Neo.ClientError.Schema.ConstraintValidationFailed", "busy"),  # two who merged one key at once
    ("Neo.ClientError.Statement", "invalid"),
    ("Neo.ClientError.Procedure", "invalid"),
    ("Neo.ClientError.Schema", "invalid"),
    ("Neo.TransientError", "busy"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    kind: Kind
    message: str


def classify(error: Exception) -> Failure:
    if isinstance(error, exceptions.Neo4jError):
        code = error.code or ""
        message = error.message or code
        for prefix, kind in _CODES:
            if code.startswith(prefix):
                return Failure(kind, message)
        if "has been terminated" in message:
            return Failure("stopped", message)
        if re.search("(?i)unknown (procedure|function)", message):
            return Failure("invalid", message)
        return Failure("other", f"{message} ({code})")
    text = str(error)
    if re.search("(?i)ssl|tls|certificate|encrypt", text):
        return Failure("encryption", text)
    if isinstance(error, exceptions.ConfigurationError | exceptions.AuthConfigurationError):
        return Failure("other", text)
    return Failure("down", text)
