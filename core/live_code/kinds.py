"""The kinds of live code and what they are called."""

from __future__ import annotations

from core.message import Message

KINDS: dict[str, tuple[str, Message]] = {
    "numpy": ("NumPy", Message("One step in NumPy, as a first course writes it")),
    "pandas": ("pandas", Message("A table in, predictions out, with pandas")),
    "numpy-training": ("NumPy training", Message("The whole training in NumPy: batches, epochs, optimizer")),
    "pytorch": ("PyTorch", Message("The same training in PyTorch")),
    "keras": ("Keras", Message("The same training in Keras")),
}
"""By the name that commands use: a short title, which is a name in every language, and what it shows."""
