"""How what is on the canvas stands to the page of a lesson."""

from __future__ import annotations

SAME, CHANGED, OTHER = "same", "changed", "other"
"""What the page shows; that, changed since; or something of the user's own."""
