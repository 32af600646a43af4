"""Where a platform's proxy finds its files, and those that a bundle brings for it.

The developer guide ("Reverse proxy configuration") says: a bundle's ``.platform/nginx`` and
``.platform/httpd`` are copied over the platform's own files. nginx includes ``conf.d/*.conf`` in its
``http`` block and ``conf.d/elasticbeanstalk/*.conf`` in its ``server`` block; Apache includes both in its
server configuration, and the second has the virtual host, ``00_application.conf``. What stands in the
platform's files follows what users have published of their instances; logs, users and ports are those of
this computer.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import ports

HERE = Path(__file__).resolve().parent
#: where a bundle has its files for a server, by the name of the option ProxyServer
IN_BUNDLE = {"nginx": ".platform/nginx", "apache": ".platform/httpd"}
#: a bundle's own one replaces everything, ports and paths of an instance included
_WHOLE = {"nginx": "nginx.conf", "apache": "conf/httpd.conf"}
_PROGRAMS = {"nginx": ("nginx",), "apache": ("httpd", "apache2")}
_MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules")
_FOLDERS = (os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin")


@dataclass(frozen=True)
class Proxy:
    """A server with its files in place: how it is tested, and how it is run in the foreground.

    ``ports`` has the loopback port for each port of an instance that it listens on.
    """

    test: list[str]
    run: list[str]
    ports: dict[int, int]


def program(server: str) -> str | None:
    """Where a server is; None if it is not on this computer."""
    for name in _PROGRAMS[server]:
        if found := shutil.which(name, path=os.pathsep.join(_FOLDERS)):
            return found
    return None


def brought(server: str, bundle: Path) -> bool:
    """Whether an unpacked bundle brings files for a server which can be put in place here."""
    folder = bundle / IN_BUNDLE[server]
    return folder.is_dir() and not (folder / _WHOLE[server]).exists()


def laid_out(server: str, folder: Path, bundle: Path, port: int, application: int) -> Proxy:
    """Puts the platform's files into a folder, and the bundle's over them.

    The proxy listens on a loopback port, and passes requests on to the application's.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "conf.d/elasticbeanstalk").mkdir(parents=True)
    (folder / "logs").mkdir()
    os.chmod(folder, 0o755)
    (_nginx if server == "nginx" else _apache)(folder, port, application)
    brings = bundle / IN_BUNDLE[server]
    listens = {80: port}
    if brings.is_dir():
        brought = folder.with_name(f"{folder.name}-brought")
        shutil.rmtree(brought, ignore_errors=True)
        shutil.copytree(brings, brought)
        listens = ports.taken(brought, port)
        shutil.copytree(brought, folder, dirs_exist_ok=True)
    found = program(server)
    assert found, f"{server} is not on this computer"
    if server == "nginx":
        # what its errors are told to before it has read its file
        base = [
            found,
            "-p",
            str(folder),
            "-e",
            str(folder / "logs/error.log"),
            "-c",
            str(folder / "nginx.conf"),
        ]
        return Proxy([*base, "-t"], [*base, "-g", "daemon off;"], listens)
    base = [found, "-d", str(folder), "-f", str(folder / "conf/httpd.conf")]
    return Proxy([*base, "-t"], [*base, "-D", "FOREGROUND"], listens)


def _nginx(folder: Path, port: int, application: int) -> None:
    given = {"PORT": str(port), "APPLICATION": str(application), "HOME": str(folder)}
    # it starts as root in containers; its workers need no other user for what they do here
    given["USER"] = "user root;" if os.geteuid() == 0 else ""
    _write("nginx.conf", folder / "nginx.conf", given)
    _write("nginx-application.conf", folder / "conf.d/elasticbeanstalk/00_application.conf", given)


def _apache(folder: Path, port: int, application: int) -> None:
    given = {"PORT": str(port), "APPLICATION": str(application), "HOME": str(folder)}
    # it does not serve as root; these two ids are nobody's everywhere
    given["USER"] = "User #65534\nGroup #65534" if os.geteuid() == 0 else ""
    (folder / "conf").mkdir()
    (folder / "modules").symlink_to(next(each for each in _MODULES if Path(each).is_dir()))
    _write("httpd.conf", folder / "conf/httpd.conf", given)
    _write("httpd-application.conf", folder / "conf.d/elasticbeanstalk/00_application.conf", given)


def _write(template: str, path: Path, given: dict[str, str]) -> None:
    text = (HERE / template).read_text()
    for name, value in given.items():
        text = text.replace(f"@{name}@", value)
    path.write_text(text)
