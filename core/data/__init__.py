"""Rows: made ones, shipped ones and a user's own; how they are split and fitted to a network."""
