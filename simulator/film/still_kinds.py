"""The files that pictures which stand can be."""

from __future__ import annotations

from core.message import Message

KINDS = {"png": Message("Picture"), "svg": Message("Drawing"), "pdf": Message("Document")}
"""By their ending; what each is called."""
