"""Turtle files that say what exists, which words people use for it, and what follows from it. Data only."""
