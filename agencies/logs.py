"""Keeps the addresses of links out of the log: whoever reads one there could answer for an agency."""

from __future__ import annotations

import logging
import re

ADDRESS = re.compile(r"/from-agency/[^/\s\"']+")


class WithoutAddresses(logging.Filter):
    """Django logs the path of each request that it refuses; of ours only the beginning is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if ADDRESS.search(message):
            record.msg, record.args = ADDRESS.sub("/from-agency/…", message), ()
        return True
