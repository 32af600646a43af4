"""Platforms: branches, their versions, and the solution stacks and ARNs that name them.

A sample: AWS publishes new versions every month. The branches are real ones; which versions are listed is no
claim about AWS on any day.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_AL2023 = "64bit Amazon Linux 2023"
_AL2 = "64bit Amazon Linux 2"

#: branch -> (the catalogue's name of the platform, lifecycle state, versions, the newest first)
BRANCHES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    f"Python 3.13 running on {_AL2023}": ("Python", "Supported", ("4.7.2", "4.7.0", "4.6.1", "4.5.0")),
    f"Python 3.12 running on {_AL2023}": ("Python", "Supported", ("4.7.2", "4.7.0", "4.5.0")),
    f"Python 3.11 running on {_AL2023}": ("Python", "Supported", ("4.7.2", "4.5.0")),
    f"Python 3.9 running on {_AL2023}": ("Python", "Deprecated", ("4.6.1", "4.3.0")),
    f"Docker running on {_AL2023}": ("Docker", "Supported", ("4.7.2", "4.7.0", "4.3.2")),
    f"ECS running on {_AL2023}": ("Docker", "Supported", ("4.3.1", "4.2.0")),
    f"Node.js 24 running on {_AL2023}": ("Node.js", "Supported", ("6.7.2", "6.7.0")),
    f"Node.js 22 running on {_AL2023}": ("Node.js", "Supported", ("6.7.2", "6.5.0")),
    f"Node.js 20 running on {_AL2023}": ("Node.js", "Supported", ("6.7.2", "6.5.0")),
    f"Ruby 3.4 running on {_AL2023}": ("Ruby", "Supported", ("4.7.2", "4.5.0")),
    f"PHP 8.4 running on {_AL2023}": ("PHP", "Supported", ("4.8.2", "4.7.0")),
    f"Corretto 21 running on {_AL2023}": ("Java", "Supported", ("4.7.2", "4.5.0")),
    f"Tomcat 11 Corretto 21 running on {_AL2023}": ("Java with Tomcat", "Supported", ("5.8.2", "5.7.0")),
    f"Go 1 running on {_AL2023}": ("Go", "Supported", ("4.5.2", "4.4.0")),
    f".NET 9 running on {_AL2023}": (".NET Core on Linux", "Supported", ("3.6.2", "3.5.0")),
    f"Docker running on {_AL2}": ("Docker", "Supported", ("4.3.1", "4.2.0")),
    f"Python 3.8 running on {_AL2}": ("Python", "Retired", ("3.7.10", "3.7.2")),
}

#: when versions of that number were made. Invented, but in order, and on either side of what came with time:
#: secrets that instances fetch, and JSON keys in them
CREATED = {
    "3.7.2": "2024-04-02",
    "3.7.10": "2024-08-27",
    "4.3.0": "2024-11-12",
    "4.3.2": "2024-11-12",
    "4.5.0": "2025-04-01",
    "6.5.0": "2025-04-01",
    "4.2.0": "2025-06-10",
    "4.4.0": "2025-06-10",
    "4.6.1": "2025-06-10",
    "3.5.0": "2026-02-10",
    "4.7.0": "2026-02-10",
    "5.7.0": "2026-02-10",
    "6.7.0": "2026-02-10",
}
NEWEST = "2026-09-08"
#: from these days on versions can do it (developer guide, "Fetching secrets and parameters to Elastic
#: Beanstalk environment variables")
SECRETS_SINCE = datetime.datetime(2025, 3, 26, tzinfo=datetime.UTC)
JSON_KEYS_SINCE = datetime.datetime(2026, 1, 13, tzinfo=datetime.UTC)

_ARN = re.compile(r"arn:aws[\w-]*:elasticbeanstalk:[\w-]*::platform/(?P<branch>.+)/(?P<version>[\d.]+)")
_STACK = re.compile(r"(?P<system>64bit .+) v(?P<version>[\d.]+) running (?P<name>.+)")


@dataclass(frozen=True)
class Platform:
    """One version of a platform branch."""

    branch: str
    version: str

    @property
    def language(self) -> str:
        """The platform as the option catalogue names it."""
        return BRANCHES[self.branch][0]

    @property
    def branch_state(self) -> str:
        return BRANCHES[self.branch][1]

    @property
    def recommended(self) -> bool:
        """Whether this is the version of its branch that AWS recommends: the newest of a living branch."""
        return BRANCHES[self.branch][2][0] == self.version and self.branch_state == "Supported"

    @property
    def created(self) -> datetime.datetime:
        day = CREATED.get(self.version, NEWEST)
        return datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC)

    @property
    def fetches_secrets(self) -> bool:
        return self.created >= SECRETS_SINCE

    @property
    def finds_json_keys(self) -> bool:
        return self.created >= JSON_KEYS_SINCE

    @property
    def system(self) -> str:
        return self.branch.split(" running on ")[1]

    @property
    def solution_stack(self) -> str:
        return f"{self.system} v{self.version} running {self.branch.split(' running on ')[0]}"

    def arn(self, region: str) -> str:
        return f"arn:aws:elasticbeanstalk:{region}::platform/{self.branch}/{self.version}"


def platforms() -> Iterator[Platform]:
    """Every version, as AWS lists them: the newest of each branch first."""
    for newest in (True, False):
        for branch, (_, _, versions) in BRANCHES.items():
            for version in versions[:1] if newest else versions[1:]:
                yield Platform(branch, version)


def by_arn(arn: str) -> Platform | None:
    """The platform that an ARN names."""
    found = _ARN.fullmatch(arn)
    return _known(found["branch"], found["version"]) if found else None


def by_solution_stack(name: str) -> Platform | None:
    """The platform that a solution stack's name names."""
    found = _STACK.fullmatch(name)
    return _known(f"{found['name']} running on {found['system']}", found["version"]) if found else None


def _known(branch: str, version: str) -> Platform | None:
    return Platform(branch, version) if version in BRANCHES.get(branch, ("", "", ()))[2] else None
