"""Every setting of the service; what differs between installations comes from the environment.

The names and their meaning are in docs/operations.md. Values may also stand in `var/env`.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
env.read_env(VAR_DIR / "env")


def _kept_secret(path: Path) -> str:
    """A key that is made once, readable by the service alone, for machines where none was given."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := get_random_secret_key())
    return key


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret(VAR_DIR / "secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "govuk",
    "printing",
    "drafts",
    "audit",
    "access",
    "accounts",
    "reviews",
    "notices",
    "documents",
    "publication",
    "feedback",
    "qa_panel",
    "actionplans",
    "intake",
    "agencies",
    "packs",
    "retention",
    "backups",
    "history",
    "dhr_qa",
]

MIDDLEWARE = [
    "audit.middleware.FromWhere",
    "django.middleware.security.SecurityMiddleware",
    "access.middleware.Utf8Only",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "access.middleware.SameOrigin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.staying.TimeLimits",
    "access.middleware.SignedIn",
    "accounts.asking.SecondStepFirst",
    "access.once.ReadOnce",
    "access.middleware.KeptByNobody",
    "django.contrib.messages.middleware.MessageMiddleware",
    "reviews.middleware.FilesArrived",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "dhr_qa.urls"
WSGI_APPLICATION = "dhr_qa.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.presenters.navigation",
            ],
            "builtins": ["govuk.templatetags.govuk"],
        },
    }
]
FORM_RENDERER = "govuk.forms.GovukRenderer"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a writer queues at its first statement rather than failing at its last.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",  # what is removed is written over
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever is invited has shown that the address is theirs
ACCOUNT_RATE_LIMITS = {  # wrong passwords at sign-in are counted in accounts/throttling.py
    "login_failed": "5/15m/key",  # wrong codes, for each person
    "reauthenticate": "10/15m/user",
    "reset_password": "20/m/ip",
    "reset_password_mail": "5/15m/key",
    "reset_password_from_key": "20/m/ip",
}
MFA_ADAPTER = "accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "DHR quality assurance"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after: telephones' clocks are not exact
SOCIALACCOUNT_ADAPTER = "accounts.providers.SocialAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds that a council's sign-in service has for each answer
OIDC_PROVIDERS = env.json("OIDC_PROVIDERS", default=[])  # accounts.oidc.Service says of what
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [  # scrypt needs memory as well as time; older passwords are read until next used
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NotANameThatAnybodyKnows"},
]
SESSION_ENGINE = "accounts.session_store"
SESSION_IDLE = 60 * env.int("SESSION_IDLE_MINUTES", default=60)  # seconds without doing anything
SESSION_WHOLE = 60 * 60 * env.int("SESSION_HOURS", default=12)  # seconds in any case
# The session signs nobody in after that, but three days long it still says whose text was sent too late.
SESSION_COOKIE_AGE = SESSION_WHOLE + 60 * 60 * 24 * 3
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Shared by all the workers, so that what is counted is counted once. Its table comes with a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # entries that have not ended go only beyond these
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_DIR = VAR_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR, "file_permissions_mode": 0o600, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What takes long runs outside the request: each task in a process of its own, or from a queue in the
# database for which somebody runs `manage.py db_worker`.
TASK_BACKENDS = {
    "process": "packs.workers.ProcessBackend",
    "database": "django_tasks_db.DatabaseBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
TASKS = {"default": {"BACKEND": TASK_BACKENDS[env.str("TASKS", default="process")]}}
PRINTING_PROCESSES = (
    env.int("PRINTING_PROCESSES", default=0) or None
)  # None: one for each processor
TASKS_AT_ONCE = env.int("TASKS_AT_ONCE", default=2)

MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", default=20)
CLAMAV = env.str("CLAMAV", default="")  # unix:/run/clamav/clamd.ctl or tcp:host:3310; empty: off
PACK_LIMIT_MB = env.int("PACK_LIMIT_MB", default=20)  # what one e-mail takes
BACKUP_KEY = env.str("BACKUP_KEY", default="")  # age1…, or AGE-SECRET-KEY-…
DISPOSAL_WAIT_DAYS = env.int("DISPOSAL_WAIT_DAYS", default=7)  # between agreement and removal
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # the text of a form; files are counted apart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a letter of 200 items is one form

INSECURE_LOCALHOST = env.bool("INSECURE_LOCALHOST", default=DEBUG)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_LOCALHOST
# A link for a new password belongs in a letter-box, and in a log only on one's own machine.
_mail = env.email(
    "EMAIL_URL", default="consolemail://" if INSECURE_LOCALHOST else "smtp://localhost:25"
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")
MAIL_BEHIND_THE_PAGE = True  # what concerns one's own account; in the tests the page waits for it
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")  # where e-mails lead

SECURE_SSL_REDIRECT = not INSECURE_LOCALHOST
SESSION_COOKIE_SECURE = not INSECURE_LOCALHOST
CSRF_COOKIE_SECURE = not INSECURE_LOCALHOST
if not INSECURE_LOCALHOST:  # the browser itself then refuses one that another host has set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_HSTS_SECONDS = 0 if INSECURE_LOCALHOST else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_LOCALHOST
SECURE_HSTS_PRELOAD = not INSECURE_LOCALHOST
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# What a browser could do beyond showing a page: nothing, except to ask for a passkey.
_POWERS = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen "
    "geolocation gyroscope hid idle-detection local-fonts magnetometer microphone midi payment "
    "picture-in-picture screen-wake-lock serial storage-access usb window-management xr-spatial-tracking"
)
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{power: [] for power in _POWERS.split()},
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")  # as the proxy names it
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "audit.middleware.RequestNumber"},
        "without_addresses": {"()": "agencies.logs.WithoutAddresses"},
    },
    "formatters": {
        "line": {
            "()": "audit.lines.WithoutWords",
            "format": "{asctime} {levelname} {name} {request_id} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request", "without_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
