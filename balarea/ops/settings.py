"""Django settings, read from the environment by typed readers; each is described in docs/settings.md."""

from pathlib import Path

import django_stubs_ext

from balarea.ops import env

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = env.boolean("BALAREA_DEBUG", default=False)
DATA_DIR = env.path("BALAREA_DATA_DIR", default=Path.cwd() / "data")
SECRET_KEY = env.secret("BALAREA_SECRET_KEY", directory=DATA_DIR)
ALLOWED_HOSTS = env.text("BALAREA_HOSTS", default="localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("BALAREA_TRUSTED_ORIGINS", default="").split(",") if origin]
BALAREA_PUBLIC_URL = env.text("BALAREA_PUBLIC_URL", default="http://localhost:8000")
BALAREA_JURISDICTION = env.text("BALAREA_JURISDICTION", default="jabarprov.go.id")
BALAREA_CONTACT = env.text("BALAREA_CONTACT", default="")
BALAREA_REPORTS_PER_HOUR = env.integer("BALAREA_REPORTS_PER_HOUR", default=30)
BALAREA_FILES_DIR = env.path("BALAREA_FILES_DIR", default=DATA_DIR / "files")
BALAREA_UPLOAD_MB = env.integer("BALAREA_UPLOAD_MB", default=15)
BALAREA_UPLOADS_PER_HOUR = env.integer("BALAREA_UPLOADS_PER_HOUR", default=60)
BALAREA_SILENCE_DAYS = env.integers("BALAREA_SILENCE_DAYS", default=(5, 5, 5))
BALAREA_PROXIES = env.integer("BALAREA_PROXIES", default=0)
BALAREA_PULL_SECONDS = env.integer("BALAREA_PULL_SECONDS", default=60)
BALAREA_MAIL = env.text("BALAREA_MAIL", default="")
BALAREA_NOTICE_HOSTS = env.text("BALAREA_NOTICE_HOSTS", default="")
BALAREA_WEBHOOK_PRIVATE = env.boolean("BALAREA_WEBHOOK_PRIVATE", default=False)
BALAREA_API_PER_MINUTE = env.integer("BALAREA_API_PER_MINUTE", default=120)
BALAREA_RETENTION_DAYS = env.integer("BALAREA_RETENTION_DAYS", default=365)
BALAREA_PRIVATE_FEEDS = env.boolean("BALAREA_PRIVATE_FEEDS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "heroicons",
    "procrastinate.contrib.django",
    "balarea.people",
    "balarea.audit",
    "balarea.registry",
    "balarea.files",
    "balarea.notices",
    "balarea.posts",
    "balarea.observe",
    "balarea.publishing",
    "balarea.cases",
    "balarea.programmes",
    "balarea.webhooks",
    "balarea.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "balarea.web.squeeze.Squeeze",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "balarea.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "balarea.web.urls"
WSGI_APPLICATION = "balarea.ops.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # before the templates of allauth, which ours replace
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "balarea.web.context.page",
            ],
            "builtins": ["heroicons.templatetags.heroicons"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", pool=env.boolean("BALAREA_DATABASE_POOL", default=True))}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# a worker counts as ended, and its jobs are taken back (ops/upkeep.py), after so long without a sign of life
WORKER_SILENCE = 12.0
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 2.0,
    "stalled_worker_timeout": WORKER_SILENCE,
    # a job that waited for the lock of its kind is announced by nobody when the lock is free: it is looked for
    "fetch_job_polling_interval": 0.25,
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "balarea.web.accounts.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("su", "Basa Sunda"), ("en", "English")]
FORMAT_MODULE_PATH = ["balarea.web.formats"]  # Django has none for Sundanese
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # it would write into ids in forms too: what people read passes `intcomma`

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [folder for folder in (DATA_DIR / "bundle",) if folder.exists()]  # made by `balarea up`
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env.boolean("BALAREA_PLAIN_STATIC", default=False):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

CSRF_FAILURE_VIEW = "balarea.web.pages.stale.refused"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_COOKIES = env.boolean("BALAREA_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {  # these name addresses of officers; notices.outcome listens to the first
        "apprise": {"propagate": False, "handlers": []},
        "urllib3": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # these two write addresses, and a key may stand in one
        "httpcore": {"level": "WARNING"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("BALAREA_LOG_LEVEL", default="WARNING")},
}
