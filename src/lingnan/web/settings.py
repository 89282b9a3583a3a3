"""Settings, all from the environment; docs/guides/settings.md is the table of them."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import SELF

from lingnan.web.environment import choice, data_folder, flag, secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()

DEBUG = flag("LINGNAN_DEBUG")
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = os.environ.get("LINGNAN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINGNAN_ORIGINS", "").split(",") if origin]

ENGINES = ["identity", "place", "sense", "cases", "evaluate", "plan", "group", "report"]
SECTORS = ["environment", "water"]
INSTALLED_APPS = [
    "lingnan.web",
    "lingnan.shell",
    *[f"lingnan.engines.{engine}" for engine in ENGINES],
    *[f"lingnan.sectors.{sector}" for sector in SECTORS],
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "lingnan.web.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lingnan.shell.preferences.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "lingnan.web.middleware.actor",
    "lingnan.engines.identity.duties.middleware",
    "lingnan.web.middleware.known_errors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lingnan.web.urls"
WSGI_APPLICATION = "lingnan.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lingnan.shell.context.shell",
            ],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name` (host may be a socket folder as ?host=), else the SQLite file."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "lingnan.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # 8,000 pages (32 MB) between checkpoints: pages that change with every batch are copied back once
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                " PRAGMA wal_autocheckpoint=8000;",
            },
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username"]]
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says how long, and keeps its word
AXES_LOCKOUT_CALLABLE = "lingnan.engines.identity.pages.signing_in.after_lock"
REQUIRE_TOTP = flag("LINGNAN_REQUIRE_TOTP")
OTP_TOTP_ISSUER = "Lingnan"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("LINGNAN_HTTPS")
SECURE_SSL_REDIRECT = False
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if flag("LINGNAN_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/api/v1/docs"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "frame-ancestors": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "object-src": ["'none'"],
    },
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": choice(
            "LINGNAN_STATIC",
            {
                "plain": "django.contrib.staticfiles.storage.StaticFilesStorage",
                "hashed": "whitenoise.storage.CompressedManifestStaticFilesStorage",
            },
            default="plain",
        ),
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".geojson": "application/geo+json"}
FILES_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
EMAIL_BACKEND = choice(
    "LINGNAN_EMAIL",
    {
        "file": "django.core.mail.backends.filebased.EmailBackend",
        "smtp": "django.core.mail.backends.smtp.EmailBackend",
    },
    default="file",
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = os.environ.get("LINGNAN_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("LINGNAN_SMTP_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("LINGNAN_MAIL_FROM", "lingnan@localhost")

MAP_REVIEW_NUMBER = os.environ.get("LINGNAN_MAP_REVIEW_NUMBER", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lingnan.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LINGNAN_LOG_LEVEL", "WARNING")},
    "loggers": {"lingnan": {"level": os.environ.get("LINGNAN_LOG_LEVEL", "INFO")}, "axes": {"level": "ERROR"}},
}
# axes.W006: locked by name alone, because a whole office shares one address behind its gateway.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
