"""What instances may do: by the policies of the role in their profile."""

from . import callers
from .policy import verdict


def may(account: str, profile: str, action: str, resource: str) -> bool:
    """Whether the role in an instance profile allows an action."""
    from moto.iam.models import iam_backends

    name = profile.rsplit("/", 1)[-1]
    profiles = list(iam_backends[account]["aws"].instance_profiles.values())
    roles = [role for each in profiles if each.name == name for role in each.roles]
    documents = [document for role in roles for document in callers.documents(role)]
    return verdict(documents, action, resource, {}) == "allowed"
