"""Python's garbage, looked for at moments of our own.

Left to itself, Python looks for it whenever something is made: in whatever thread that happens, and in the middle of
Qt handing out a list of widgets. Garbage with widgets in it takes them along, and the program dies of that.
"""

from __future__ import annotations

import gc


def sweep() -> None:
    """Look for as much garbage as Python would have by now. Call it in the thread of the window, between events."""
    both = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, most) in enumerate(both) if count > most > 0]
    if due:
        gc.collect(due[-1])
