"""A Django project as `django-admin startproject` makes it, with a page of its own and what is scaffolded."""

import os
import subprocess
import sys
from pathlib import Path

from .conftest import Scaffold
from .running import free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "shop.example.com"
URLS = """
from django.http import HttpResponse, JsonResponse
from django.urls import path


def page(request):
    return JsonResponse({"secure": request.is_secure(), "address": request.build_absolute_uri()})


def missing(request, exception):
    return HttpResponse("the site's own page for this", status=404)


urlpatterns = [path("", page)]
handler404 = "mysite.urls.missing"
"""
#: appended to the settings that startproject writes
SETTINGS = f'''
import os
DEBUG = False
ALLOWED_HOSTS = ["{NAME}", ".elasticbeanstalk.com"]
DATABASES["default"]["NAME"] = os.environ.get("DATABASE") or BASE_DIR / "db.sqlite3"
SECURE_SSL_REDIRECT = "REDIRECTS" in os.environ
'''


def programs() -> Path:
    """Where Django's and gunicorn's programs are."""
    made = subprocess.run(
        [sys.executable, "localstack/venvs.py", "django"],
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return Path(made.stdout.strip()) / "bin"


def project(scaffold: Scaffold, folder: Path, *arguments: str, file: str | None = None) -> Path:
    """A new project in the folder that is scaffolded into."""
    folder.mkdir(exist_ok=True)
    start = [str(programs() / "django-admin"), "startproject", "mysite", str(folder)]
    subprocess.run(start, check=True)
    (folder / "mysite/urls.py").write_text(URLS)
    with (folder / "mysite/settings.py").open("a") as settings:
        settings.write(SETTINGS)
    return scaffold("--app", "django", *arguments, file=file)


def variables(service: str, **more: str) -> dict[str, str]:
    """The environment's variables, on an instance with a metadata service."""
    settings = {"DJANGO_SETTINGS_MODULE": "mysite.elastic_beanstalk"}
    return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": service, **settings, **more}


def gunicorn() -> tuple[list[str], int]:
    """The command that serves a project, and its port."""
    port = free_port()
    serving = [
        str(programs() / "gunicorn"),
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "8",
    ]
    return [*serving, "--no-control-socket", "mysite.wsgi"], port


def check(folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`manage.py check`, which imports the settings and all routes."""
    environment = {"PATH": os.environ["PATH"], **given}
    command = [str(programs() / "python"), "manage.py", "check"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
