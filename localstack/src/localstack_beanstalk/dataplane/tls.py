"""The certificate that a load balancer presents.

A TLS client that asks the gateway for a load balancer's name is shown the certificate of the listener that it
reaches: among those for server name indication the first that covers the name, otherwise the default one. The
oldest version of TLS is that of the listener's security policy; its ciphers are not applied.
"""

from functools import lru_cache
from typing import Any

from moto.acm.models import CertBundle, acm_backends
from OpenSSL import SSL, crypto

from ..acm.certificate import names as names_on
from ..elbv2.policies import POLICIES
from . import classic, names
from .finding import find
from .listening import reached

VERSIONS = {
    "TLSv1": SSL.TLS1_VERSION,
    "TLSv1.1": SSL.TLS1_1_VERSION,
    "TLSv1.2": SSL.TLS1_2_VERSION,
    "TLSv1.3": SSL.TLS1_3_VERSION,
}


def present(connection: SSL.Connection) -> None:
    """OpenSSL's callback for the name that a client asks for. Others' keep the gateway's own certificate."""
    host = (connection.get_servername() or b"").decode("ascii", "replace")
    target = names.registered(host)
    if target is None and not names.is_balancers(host):
        return
    presented = _presented(target or host, host)
    if presented:
        bundle, policy = presented
        oldest = POLICIES.get(policy, {}).get("SslProtocols", ["TLSv1.2"])[0]
        # The version is settled by now; a context without a certificate makes the handshake fail.
        acceptable = connection.get_protocol_version() >= VERSIONS[oldest]
        connection.set_context(_context(bundle) if acceptable else SSL.Context(SSL.TLS_SERVER_METHOD))


def covers(pattern: str, host: str) -> bool:
    """Whether a name on a certificate covers a host: a wildcard stands for one label."""
    if pattern.startswith("*."):
        return host.partition(".")[2].lower() == pattern[2:].lower()
    return pattern.lower() == host.lower()


def _presented(target: str, host: str) -> tuple[CertBundle, str] | None:
    """The certificate and the security policy for a host."""
    if found := find(target):
        state: Any = found[0]
        listener = reached(list(found[1].listeners.values()), "https", None)
        arns = [*listener.server_names, listener.certificate] if listener else []
        policy = (listener.ssl_policy if listener else None) or ""
    elif old := classic.find(target):
        state = old[0]
        classic_listener = reached(list(old[1].listeners.values()), "https", None)
        arns = [classic_listener.ssl_certificate_id] if classic_listener else []
        policy = next(iter(classic_listener.policies), "") if classic_listener else ""
    else:
        return None
    known = acm_backends[state.account_id][state.region_name]._certificates
    bundles = [known[arn] for arn in arns if arn in known]
    if not bundles:
        return None
    covering = [each for each in bundles if any(covers(name, host) for name in names_on(each))]
    return (covering or bundles[-1:])[0], policy


@lru_cache(maxsize=64)
def _context(bundle: CertBundle) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate(crypto.X509.from_cryptography(bundle._cert))
    context.use_privatekey(crypto.PKey.from_cryptography_key(bundle._key))
    return context
