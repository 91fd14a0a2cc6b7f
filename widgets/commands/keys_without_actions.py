"""The keys that are taken without an action, where the focus is: one table for all who show them."""

from __future__ import annotations

from core.message import Message

CANVAS_KEYS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("Play or pause"), ("Space",)),
    (Message("Walk from unit to unit"), ("←", "→", "↑", "↓")),
    (Message("Walk along the numbers of a unit"), ("Tab",)),
    (Message("Leave the focus, else select nothing"), ("Esc",)),
    (Message("Fit the network"), ("F",)),
    (Message("Zoom"), ("+", "−")),
)
PRESENTING_KEYS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("Play the next beat"), ("→",)),
    (Message("The beat before"), ("←",)),
    (Message("Black screen"), ("B", ".")),
    (Message("Leave"), ("Esc",)),
)
LESSON_KEYS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("Read on, then the next page"), ("PgDown",)),
    (Message("Read back, then the page before"), ("PgUp",)),
)
TIMELINE_KEYS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("A beat back, a beat on"), ("←", "→")),
    (Message("Rest"), ("Home",)),
    (Message("To the end of the step"), ("End",)),
)
