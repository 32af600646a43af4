"""Amazon Linux AMI, and sites without an application."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from . import echo
from .conftest import Scaffold
from .running import free_port, proxy, running
from .wire import ask


def test_what_ebextensions_write_makes_apache_redirect_too(scaffold: Scaffold, tmp_path: Path) -> None:
    bundle = scaffold("--app", "node", "--proxy", "apache", "--generation", "al1", "--keep-method")
    config = yaml.safe_load((bundle / ".ebextensions/ebdeploy-redirect.config").read_text())
    [(path, file)] = config["files"].items()
    assert (path, file["mode"]) == ("/etc/httpd/conf.d/ebdeploy-redirect.conf", "000644")
    included = bundle / ".platform/httpd/conf.d"
    included.mkdir(parents=True)
    (included / Path(path).name).write_text(file["content"])
    application = free_port()
    with (
        running([sys.executable, echo.__file__], tmp_path, application),
        proxy("apache", bundle, application, tmp_path) as port,
    ):
        assert ask(port, "/a%20b?c").location == "https://shop.example.com/a%20b?c"
        assert ask(port, "/health").status == 200
        assert ask(port, "/", method="POST").status == 308


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that Apache, which is nobody here, may read."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


PAGES = {
    # as PHP's platforms have them, without PHP
    "nginx": "root {root};\nindex index.html;\nlocation / {{ try_files $uri $uri/ =404; }}\n",
    "apache": """
DocumentRoot {root}
<Directory {root}>
    AllowOverride All
    Require all granted
    DirectoryIndex index.html
</Directory>
""",
}


def test_a_site_of_pages_has_one_for_its_health(
    scaffold: Scaffold, server: str, public: Path, tmp_path: Path
) -> None:
    bundle = scaffold("--app", "static", "--proxy", server, "--document-root", "public")
    (public / "health").write_text((bundle / "public/health").read_text())
    (public / "index.html").write_text("home\n")
    # rewritten by a file of the site's own, which the redirect leaves alone
    (public / ".htaccess").write_text("RewriteEngine On\nRewriteRule ^old$ /index.html [L]\n")
    folder = (
        bundle / (".platform/nginx" if server == "nginx" else ".platform/httpd") / "conf.d/elasticbeanstalk"
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "00_application.conf").write_text(PAGES[server].format(root=public))
    with proxy(server, bundle, free_port(), tmp_path) as port:
        for by in (None, "http", "https"):
            answer = ask(port, "/health", by=by, host="10.0.3.7")
            assert (answer.status, answer.body) == (200, "ok\n")
        assert ask(port, "/index.html?a").location == "https://shop.example.com/index.html?a"
        assert ask(port, "/").location == "https://shop.example.com/"
        assert ask(port, "/", by="https").body == "home\n"
        if server == "apache":
            assert ask(port, "/old", by="https").body == "home\n"
            assert ask(port, "/old").location == "https://shop.example.com/old"
