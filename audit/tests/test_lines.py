"""A line of the log tells where something failed, and not what it said."""

import logging
import sys

from audit.lines import WithoutWords


def formatted(fail):
    try:
        fail()
    except ValueError:
        line = logging.LogRecord("dhr_qa", logging.ERROR, "", 1, "It failed.", None, sys.exc_info())
    return WithoutWords("{message}", style="{").format(line)


def test_exception_is_told_without_its_words():
    def fail():
        raise ValueError("Ida wrote this")

    told = formatted(fail)

    assert told.startswith("It failed.\n")
    assert "in fail" in told
    assert told.endswith("builtins.ValueError")
    assert "Ida" not in told.replace('raise ValueError("Ida wrote this")', "")


def test_what_it_came_from_is_told_too():
    words = "Ida " + "wrote this"

    def fail():
        try:
            int(words)
        except ValueError as error:
            raise ValueError(words) from error

    told = formatted(fail)

    assert told.count("builtins.ValueError") == 2
    assert "Ida wrote" not in told


def test_what_is_hidden_stays_hidden():
    def fail():
        try:
            int("x")
        except ValueError:
            raise ValueError("y") from None

    assert formatted(fail).count("builtins.ValueError") == 1
