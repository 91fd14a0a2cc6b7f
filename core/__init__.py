"""What is true: networks, functions, traces, explanations, engines, data, files. No Qt in here."""
