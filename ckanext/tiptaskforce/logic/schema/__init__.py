"""Accepted input: one module per noun, one function per action."""
