"""Every exception that Cartulary raises on purpose.

    CartularyError
    ├── UsageError            wrong use: the message says what to do instead
    │   ├── UnknownName       nothing in the catalog is called so
    │   ├── QueryRefused      a query that would do more than read the catalog
    │   └── QueryInvalid      the database did not understand the query
    ├── StoreUnavailable      the store cannot be had (retryable when `retryable`)
    ├── QueryTimeout          a query was stopped at its time limit
    ├── OntologyError         an ontology file that cannot be used, with its place
    ├── RunRefused            an ingestion that would do harm unless told to go on
    ├── SourceUnavailable     what was to be read cannot be had: a server, a repository, an archive
    └── UncitedClaim          a claim without a citation (a bug of ours, never of the user's)

Bad *data* is no exception: it is a `graph.facts.Reject` with its place.
"""

from __future__ import annotations

__all__ = [
    "CartularyError",
    "OntologyError",
    "QueryInvalid",
    "QueryRefused",
    "QueryTimeout",
    "RunRefused",
    "SourceUnavailable",
    "StoreUnavailable",
    "UncitedClaim",
    "UnknownName",
    "UsageError",
]


class CartularyError(Exception):
    """The root of all exceptions raised on purpose."""


class UsageError(CartularyError):
    """Wrong use; the message says what to do instead."""


class UnknownName(UsageError):
    """Nothing in the catalog is called so."""


class QueryRefused(UsageError):
    """A query that would do more than read the catalog."""


class QueryInvalid(UsageError):
    """The database did not understand the query."""


class StoreUnavailable(CartularyError):
    """The store cannot be had: it is down, refuses the credentials, or has no such database."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class QueryTimeout(CartularyError):
    """A query was stopped at its time limit."""


class OntologyError(CartularyError):
    """An ontology file that cannot be used; the message names the place."""


class RunRefused(CartularyError):
    """An ingestion that would do harm unless told to go on."""


class SourceUnavailable(CartularyError):
    """What was to be read cannot be had; what it said before is kept. The message holds no secret."""


class UncitedClaim(CartularyError):
    """A claim without a citation was about to be made."""
