"""Presets: a task force as a folder of files, checked whole and loaded whole."""
