"""Time and drawing: document, timeline, frames, painter, training worker, recorder. No QtWidgets in here."""
