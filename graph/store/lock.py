"""A lock on a file that the operating system takes back when its holder dies, however it dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


class FolderLock:
    """Held by one process at a time; anyone may ask whether it is held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, seconds: float = 0.0) -> bool:
        """Whether it could be had within `seconds`."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + seconds
        while not _locked(handle):
            if time.monotonic() >= until:
                os.close(handle)
                return False
            time.sleep(0.02)
        self._handle = handle
        return True

    def held(self) -> bool:
        """Whether some process holds it now."""
        if not self.path.exists():
            return False
        probe = FolderLock(self.path)
        if probe.take():
            probe.release()
            return False
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
