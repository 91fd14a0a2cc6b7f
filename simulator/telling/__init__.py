"""A step in words: captions of numbers, transcripts, and the pictures of lessons."""
