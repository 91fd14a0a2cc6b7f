"""Lessons: files in Markdown, what stands in them, and what they check and change."""
