"""The service as the tests run it: plain HTTP, quick hashing, and nothing kept outside a scratch folder."""

import atexit
import os
import shutil
import tempfile

SCRATCH = tempfile.mkdtemp(prefix="dhr-qa-tests-")
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ |= {"VAR_DIR": SCRATCH, "DEBUG": "1"}

from dhr_qa.settings import *  # noqa: E402, F403 -- after the environment

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
TASKS = {"default": {"BACKEND": TASK_BACKENDS["immediate"]}}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_BEHIND_THE_PAGE = False

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in the service, so that two threads are two connections; but nothing to survive.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
