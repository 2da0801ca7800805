"""Keeps the addresses of links out of the log: whoever reads one there could answer for an agency, or join."""

from __future__ import annotations

import logging
import re

ADDRESS = re.compile(r"(/|%2F)(from-agency|invitation)(/|%2F)[^/%\s\"']+")


class WithoutAddresses(logging.Filter):
    """Django logs the path of each request that it refuses; of ours only the beginning is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if ADDRESS.search(message):
            record.msg, record.args = ADDRESS.sub(r"\1\2\3…", message), ()
        return True
