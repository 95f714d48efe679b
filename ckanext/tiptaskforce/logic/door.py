"""TEMP."""


def opened(c):
    return c
