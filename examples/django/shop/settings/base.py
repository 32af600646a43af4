"""What the settings of every place have in common."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = ["health_check", "storefront"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "shop.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE_PATH") or BASE_DIR / "shop.sqlite3",
    }
}
# else Chicago's, in logs too
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What /health asks: that without which there is no page. Storage is not among it. The shop keeps no files; if
# it did, in S3, each check would write, read and delete one, and an outage of S3 would take every instance
# out of service at once, with pages that do not need it.
HEALTH_CHECKS = ["health_check.checks.Cache", "health_check.checks.Database"]
