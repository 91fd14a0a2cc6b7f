"""What is drawn at one instant: pure values of trace, time and view. No brush in here."""
