"""Django's settings. Importing them reads no file, opens no connection and needs no environment.

What a deployment chooses it says in the environment: INFREG_HOME (its folder), INFREG_ROLE (this
process's database role), INFREG_URL (the address people use; https there makes the cookies secure),
INFREG_TRUSTED_PROXY (the network address of the proxy that ends TLS; only from there is its word taken for
where a request comes from), INFREG_REQUESTS_A_SECOND (how much one address may ask for; 0 sets no limit).
"""

import os
import secrets
from urllib.parse import urlsplit

from infreg.flow.database import databases

_ADDRESS = urlsplit(os.environ.get("INFREG_URL", ""))
_HTTPS = _ADDRESS.scheme == "https"
_HOURS = 60 * 60
#: A browser keeps a cookie of that prefix only for this very host and only over https; over plain http, on
#: one's own machine, it would not keep it at all.
_HOST = "__Host-" if _HTTPS else ""

DEBUG = False
# A throw-away key, so that import stays pure. `infreg.doors.web.wsgi` puts the installation's own here.
SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, [_ADDRESS.hostname])]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "infreg.storage",
    "infreg.doors.web",
]

MIDDLEWARE = [
    # Outermost, so that static files, redirects and error pages carry the headers too.
    "infreg.doors.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "infreg.doors.web.middleware.ChosenLanguage",
    # Behind the static files, before anything that costs.
    "infreg.doors.web.limits.AddressLimit",
    "infreg.doors.web.gate.Gate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "infreg.doors.web.limits.AccountLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: a view is open only where it says so (`login_not_required`).
    "infreg.doors.web.sessions.LoginRequired",
    # Behind the login: a form that comes back after it is made anew, not carried out.
    "infreg.doors.web.typed.PutBack",
    "infreg.doors.web.middleware.RefusedIsForbidden",
    # Innermost, so that it hears of a refusal before it becomes a page.
    "infreg.doors.web.sessions.EndWithAccess",
]

ROOT_URLCONF = "infreg.doors.web.urls"
WSGI_APPLICATION = "infreg.doors.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["infreg.doors.web.frame.frame"]},
    }
]

DATABASES = databases(os.environ)
DATABASE_ROUTERS = ["infreg.storage.connection.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "storage.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
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

# A working day from login, and never past the browser's closing. Lax, not Strict: who follows a link
# from an e-mail is still logged in, and nothing is changed by GET.
SESSION_COOKIE_NAME = f"{_HOST}infreg_session"
SESSION_COOKIE_AGE = 8 * _HOURS
# And never longer than this from one page to the next.
SESSION_IDLE_AGE = _HOURS // 2
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_NAME = f"{_HOST}infreg_csrf"
# Which account a browser was last logged in with; it opens nothing.
DEVICE_COOKIE_NAME = f"{_HOST}infreg_device"
DEVICE_COOKIE_AGE = 180 * 24 * _HOURS
CSRF_FAILURE_VIEW = "infreg.doors.web.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [f"https://{_ADDRESS.netloc}"] if _HTTPS else []

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# `infreg serve` tells Django that people come by https when INFREG_URL says so, so that every answer carries
# this. A trusted proxy that says otherwise of one request gets that request redirected.
SECURE_HSTS_SECONDS = 2 * 365 * 24 * _HOURS if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = _HTTPS
X_FRAME_OPTIONS = "DENY"

TRUSTED_PROXY = os.environ.get("INFREG_TRUSTED_PROXY", "")
# A page is one request, its style sheets do not count: a hospital behind one address works undisturbed, and a
# person's account gets half of it.
REQUESTS_A_SECOND = float(os.environ.get("INFREG_REQUESTS_A_SECOND", "50"))

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{_HOST}infreg_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * _HOURS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# What people hand over holds names and numbers: it never touches the disk in clear. The handler says how
# much memory one request may take.
FILE_UPLOAD_HANDLERS = ["infreg.doors.web.uploads.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # of text; files are counted by the handler

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 5 * 60
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}

# Receipts and counts only. Exceptions are logged without their messages, which may quote a row; below
# ERROR, django.request would log addresses that strangers made up. The formatter says what else is left out.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "infreg.doors.log.WithoutValues"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "infreg": {"level": "INFO"},
    },
}
