"""Sizes of files in words."""

from __future__ import annotations

from core.message import Message


def megabytes(size: int) -> Message:
    """Bytes, rounded as one speaks of them."""
    whole = size / (1 << 20)
    if whole >= 1024:
        return Message("{size} GB", size=round(whole / 1024, 1))
    return Message("{size} MB", size=round(whole) if whole >= 10 else max(0.1, round(whole, 1)))
