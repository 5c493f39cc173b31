"""One typed settings file; every value comes from the environment."""

from importlib.util import find_spec
from pathlib import Path
from sys import maxsize
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from sourcebridge.config import environment as env
from sourcebridge.config.apps import DOMAINS

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("SB_DATA", ".data")).resolve()

DEMO = env.flag("SB_DEMO")
TESTING = env.flag("SB_TESTING")
CLOCK_MOVABLE = DEMO or TESTING
DEBUG = False
SECRET_KEY = env.text("SB_SECRET_KEY") or ("unsafe-key-for-tests-and-checks-only" if TESTING or DEMO else "")
PUBLIC_URL = env.text("SB_PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
STREAMS_URL = env.text("SB_STREAMS_URL")
OPERATOR_NAME = env.text("SB_OPERATOR_NAME", "柯桥面料产业带 · Keqiao fabric belt")

INSTALLED_APPS = [
    "sourcebridge.config.apps.ConfigApp",
    *(f"sourcebridge.{name}" for name in DOMAINS if find_spec(f"sourcebridge.{name}")
      and (name == "console" or find_spec(f"sourcebridge.{name}.models"))),
    *(["sourcebridge.demo"] if find_spec("sourcebridge.demo") else []),
    *(["sourcebridge.stories"] if find_spec("sourcebridge.stories") else []),
    "sourcebridge.shell",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
]  # fmt: skip

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sourcebridge.config.headers.ContentPolicy",
    "sourcebridge.config.lanes.session",
    "django.middleware.locale.LocaleMiddleware",
    "sourcebridge.config.lanes.address_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sourcebridge.config.lanes.signed_in",
    "sourcebridge.config.lanes.messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sourcebridge.config.lanes.htmx",
    "allauth.account.middleware.AccountMiddleware",
    "sourcebridge.config.lanes.activity",
    "sourcebridge.config.lanes.viewer",
    "sourcebridge.config.readable.Readable",
]

ROOT_URLCONF = "sourcebridge.config.urls"
WSGI_APPLICATION = "sourcebridge.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "sourcebridge.config.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "sourcebridge.shell.forms.Renderer"


def database(url: str, **options: Any) -> dict[str, Any]:
    """A Django database entry from a postgresql:// address (host may be a socket directory, percent-encoded)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "sourcebridge.config.engine",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {name: unquote(value) for name, value in query.items() if name not in {"host", "port"}} | options,
    }


_OWNER = env.flag("SB_AS_OWNER")
DATABASES = {
    "default": {
        **database(
            (env.text("SB_OWNER_DATABASE_URL") if _OWNER else env.text("SB_DATABASE_URL"))
            or "postgresql://sb_app@127.0.0.1:5432/sourcebridge",
            prepare_threshold=maxsize,  # only statements that ask for it keep their plan
            **({} if _OWNER or TESTING or env.flag("SB_WORKER") else {"pool": {"min_size": 1, "max_size": 8}}),
        ),
        "CONN_HEALTH_CHECKS": True,  # where there is no pool: config/engine looks after one
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # it counts attempts: of Django's 300 anyone could push the others out
    }
}

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "sourcebridge.parties.adapters.allauth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "signup": "sourcebridge.parties.forms.RegisterForm",
    "reset_password": "sourcebridge.parties.forms.ResetForm",
}
PASSWORD_RESET_TIMEOUT = 2 * 3600
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PUBLIC_URL).scheme
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
LIMITS_ON = not TESTING  # on guesses and mails; the numbers are parameters (parties.adapters.allauth.limits)
ACCOUNT_RATE_LIMITS: dict[str, None] | bool = (
    False if TESTING else {"login_failed": None, "signup": None, "reset_password": None}
)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("SB_BEHIND_PROXY") else 0
MFA_ADAPTER = "sourcebridge.parties.adapters.allauth.MfaAdapter"
MFA_FORMS = {"add_webauthn": "sourcebridge.parties.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sourcebridge"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or TESTING
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [PACKAGE / "kit" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86400

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([STREAMS_URL] if STREAMS_URL else [])],
        "font-src": [SELF],
        "form-action": [SELF, *([env.text("SB_SIMULATORS_URL")] if env.text("SB_SIMULATORS_URL") else []),
                        "https://openapi.alipay.com", "https://*.alipay.com"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SESSION_ENGINE = "sourcebridge.config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("SB_BEHIND_PROXY") else None

DEFAULT_FROM_EMAIL = env.text("SB_MAIL_FROM", "Sourcebridge 源桥 <no-reply@localhost>")
EMAIL_HOST = env.text("SB_SMTP_HOST")
EMAIL_PORT = env.number("SB_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("SB_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SB_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SB_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = MAIL_QUEUE = "sourcebridge.messaging.adapters.mailbox.backend.MailboxBackend"

SIMULATORS_URL = env.text("SB_SIMULATORS_URL")
OUTGOING_ALLOWED = [urlsplit(SIMULATORS_URL).netloc] if SIMULATORS_URL else []
ALIPAY = {
    "app_id": env.text("SB_ALIPAY_APP_ID", "2021000000000000"),
    "seller_id": env.text("SB_ALIPAY_SELLER_ID", "2088000000000000"),
    "gateway": env.text("SB_ALIPAY_GATEWAY", f"{SIMULATORS_URL}/alipay/gateway.do" if SIMULATORS_URL else ""),
    "private_key_file": env.text("SB_ALIPAY_PRIVATE_KEY_FILE", str(DATA / "secrets" / "alipay_app_private.pem")),
    "public_key_file": env.text("SB_ALIPAY_PUBLIC_KEY_FILE", str(DATA / "simulators" / "alipay_public.pem")),
}
KUAIDI100 = {
    "key": env.text("SB_KUAIDI100_KEY", "demo-kuaidi100-key"),
    "customer": env.text("SB_KUAIDI100_CUSTOMER", "demo-customer"),
    "salt": env.text("SB_KUAIDI100_SALT", "demo-salt"),
    "poll_url": env.text(
        "SB_KUAIDI100_POLL_URL",
        f"{SIMULATORS_URL}/kuaidi100/poll" if SIMULATORS_URL else "https://poll.kuaidi100.com/poll",
    ),
}
BANK_TRANSFER = {
    "holder": env.text("SB_BANK_HOLDER", "源桥托管资金专户 Sourcebridge escrow (demo)"),
    "bank": env.text("SB_BANK_NAME", "示范银行绍兴柯桥支行 Demo Bank, Keqiao branch"),
    "number": env.text("SB_BANK_NUMBER", "0000 0000 0000 0000 001"),
}
LEDGER_HEAD_FILE = DATA / "ledger-head.txt"

PROCRASTINATE_ON_APP_READY = None
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
