"""Offscribe's engine worker: a speech engine of Python's behind JSON lines. Standard library, plus the engine's own."""
