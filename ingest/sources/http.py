"""A JSON interface asked over HTTP: bounded in time, size and tries, TLS verified, credentials for one host only."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

from graph.errors import SourceUnavailable
from ingest.files import MAX_BYTES
from ingest.sources.source import Credentials

__all__ = ["Api", "Missing", "api", "download", "quoted"]

TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
LONGEST: Final = 300.0  # seconds that one reply may take in all
TRIES: Final = 4
LONGEST_PAUSE: Final = 10.0
REDIRECTS: Final = 5
AGAIN: Final = frozenset({429, 502, 503, 504})
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
AGENT: Final = "cartulary"


class Missing(SourceUnavailable):
    """The server has no such thing (404), or no longer (410)."""


def quoted(text: str) -> str:
    """A name as one segment of an address."""
    return quote(text, safe="")


class Api:
    """Asks below one base address; every failure is a SourceUnavailable that holds no secret."""

    def __init__(
        self,
        base: str,
        client: httpx.Client,
        credentials: Credentials,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        self.client = client
        self.credentials = credentials
        self.pause = pause

    def get(self, path: str, **parameters: str | int) -> Any:
        """The JSON at a path. Raises Missing, SourceUnavailable."""
        content = self._body(self.base + path, parameters)
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(
                f"{self._shown(path)} answers with something else than JSON; is the address right?"
            ) from error

    def mapping(self, path: str, **parameters: str | int) -> dict[str, Any]:
        """The JSON object at a path."""
        found = self.get(path, **parameters)
        if not isinstance(found, dict):
            raise SourceUnavailable(f"{self._shown(path)} answers with no JSON object")
        return found

    def pages(
        self, path: str, key: str, token: str, next_token: str, **parameters: str | int
    ) -> Iterator[dict[str, Any]]:
        """The objects under `key` of every page; the next page is asked for by `token`."""
        seen: set[str] = set()
        while True:
            found = self.mapping(path, **parameters)
            for item in found.get(key) or ():
                if isinstance(item, dict):
                    yield item
            more: Any = found
            for step in next_token.split("/"):
                more = more.get(step) if isinstance(more, dict) else None
            if not more:
                return
            if str(more) in seen:
                raise SourceUnavailable(f"{self._shown(path)} gives the same page again and again")
            seen.add(str(more))
            parameters[token] = str(more)

    def _shown(self, path: str) -> str:
        return f"{self.base}{path}"

    def _body(self, url: str, parameters: Mapping[str, str | int]) -> bytes:
        for number in range(1, TRIES + 1):
            try:
                status, content, wait = self._once(url, parameters)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                if number == TRIES or isinstance(
                    error, httpx.UnsupportedProtocol | httpx.InvalidURL
                ):
                    raise SourceUnavailable(
                        f"{url} cannot be reached: {self.credentials.scrubbed(_said(error))}"
                    ) from None
                self.pause(min(0.25 * 2**number, LONGEST_PAUSE))
                continue
            if status in AGAIN and number < TRIES:
                self.pause(min(0.25 * 2**number if wait is None else wait, LONGEST_PAUSE))
                continue
            return _checked(url, status, content)
        raise AssertionError

    def _once(
        self, url: str, parameters: Mapping[str, str | int]
    ) -> tuple[int, bytes, float | None]:
        """Status, body, and how long the server asks to wait."""
        target: str | httpx.URL = url
        asked = dict(parameters) or None
        for _ in range(REDIRECTS + 1):
            with self.client.stream("GET", target, params=asked) as reply:
                if not reply.has_redirect_location:
                    return reply.status_code, _read(reply), _wait(reply)
                target = _redirect(reply)
                asked = None  # the new address has them
        raise SourceUnavailable(f"{url} redirects more than {REDIRECTS} times")


def _read(reply: httpx.Response) -> bytes:
    until = time.monotonic() + LONGEST
    parts: list[bytes] = []
    size = 0
    for piece in reply.iter_bytes():
        parts.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise SourceUnavailable(
                f"{_bare(reply.url)} answers with more than {MAX_BYTES // 1024**2} MiB"
            )
        if time.monotonic() > until:
            raise SourceUnavailable(f"{_bare(reply.url)} takes longer than {LONGEST:.0f} s")
    return b"".join(parts)


def _redirect(reply: httpx.Response) -> httpx.URL:
    """Where a redirect leads, when that is the same host, and not from TLS to plain."""
    here = reply.url
    there = here.join(reply.headers["location"])
    same = there.host == here.host and (
        (there.scheme, there.port) == (here.scheme, here.port)
        or (here.scheme == "http" and there.scheme == "https" and there.port is None)
    )
    if not same:
        raise SourceUnavailable(
            f"{_bare(here)} redirects to another host, {_bare(there)}, which is not followed; "
            "name the address that is meant"
        )
    return there


def _wait(reply: httpx.Response) -> float | None:
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None


def _checked(url: str, status: int, content: bytes) -> bytes:
    if 200 <= status < 300:
        return content
    if status in (401, 403):
        raise SourceUnavailable(
            f"{url} refuses the credentials ({status}); check token_env, or username_env and "
            "password_env, and what they may read"
        )
    kind = Missing if status in (404, 410) else SourceUnavailable
    raise kind(f"{url} answers with status {status}")


def _said(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return "it does not answer in time" if isinstance(error, httpx.TimeoutException) else text


def _bare(url: httpx.URL) -> str:
    """An address without credentials, question and fragment."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None))


def checked_base(base: str, credentials: Credentials) -> str:
    """An http(s) address that credentials may be sent to. Raises SourceUnavailable."""
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceUnavailable(f"{base} is no http or https address")
    if credentials and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SourceUnavailable(
            f"{base} would be sent the credentials unencrypted; name its https address"
        )
    return base


@contextmanager
def api(base: str, credentials: Credentials, **options: Any) -> Generator[Api]:
    """An interface below a base address; `options` are httpx's (verify, cert, proxy)."""
    headers = {"accept": "application/json", "user-agent": AGENT}
    basic: httpx.BasicAuth | None = None
    if credentials.token:
        headers["authorization"] = f"Bearer {credentials.token}"
    elif credentials.password or credentials.username:
        basic = httpx.BasicAuth(credentials.username, credentials.password)
    with httpx.Client(
        headers=headers, auth=basic, timeout=TIMEOUT, follow_redirects=False, **options
    ) as client:
        yield Api(checked_base(base, credentials), client, credentials)


def download(address: str, credentials: Credentials) -> bytes:
    """What is at an address, as it is."""
    with api(address, credentials) as asked:
        return asked._body(address, {})  # pyright: ignore[reportPrivateUsage]
