"""Which names of files are those of programs."""

from __future__ import annotations

import re

_PROGRAM = re.compile(
    r"(?i)\.(?:exe|com|scr|pif|cpl|dll|msi|msp|bat|cmd|ps1|psm1|js|jse|vbs|vbe|wsf|wsh|hta|jar|lnk|reg|chm|scf|url|iso|img"
    r"|docm|dotm|xlsm|xltm|xlam|xll|pptm|app|sh|py)[\s.]*$"
)


def is_program(name: str) -> bool:
    return bool(_PROGRAM.search(name))
