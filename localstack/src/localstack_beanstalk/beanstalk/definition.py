"""What an environment is defined by: its platform and its settings, in layers."""

from dataclasses import dataclass, field

from .platforms import Platform
from .settings import Able, Configuration, Settings


@dataclass(frozen=True)
class Definition:
    """One state of an environment's definition; an update leads from one to another, or back."""

    platform: Platform
    tier: str
    #: what API calls have set directly
    direct: Settings = field(default_factory=dict)
    #: what the saved configuration brought that the environment was created from
    saved: Settings = field(default_factory=dict)
    #: what the .ebextensions of the deployed bundle say
    extensions: Settings = field(default_factory=dict)

    @property
    def configuration(self) -> Configuration:
        """The merged state: direct settings before saved ones, those before .ebextensions."""
        layers = (self.extensions, self.saved, self.direct)
        able = Able(self.platform.fetches_secrets, self.platform.finds_json_keys)
        return Configuration(layers, self.platform.language, self.tier, able)
