"""The certificate that a load balancer presents."""

import socket
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from .balancers import Stand
from .certificates import self_signed


def presented(endpoint: str, name: str, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> str:
    """The main name on the certificate that a client is shown which asks for a name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = newest
    address = urlsplit(endpoint)
    with (
        socket.create_connection((str(address.hostname), int(address.port or 0)), 10) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        shown = secure.getpeercert(binary_form=True)
    assert shown
    (common,) = x509.load_der_x509_certificate(shown).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common.value)


@pytest.fixture
def imported(client: Callable[..., Any]) -> Callable[..., str]:
    """Imports self-signed certificates."""

    def put(*names: str) -> str:
        return str(client("acm").import_certificate(**self_signed(*names))["CertificateArn"])

    return put


def secure(stand: Stand, certificate: str, policy: str = "ELBSecurityPolicy-TLS13-1-2-2021-06") -> str:
    made = stand.elbv2.create_listener(
        LoadBalancerArn=stand.arn,
        Port=443,
        Protocol="HTTPS",
        SslPolicy=policy,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[stand.forward()],
    )
    return str(made["Listeners"][0]["ListenerArn"])


def test_the_listeners_certificate_is_shown_and_a_changed_one_too(
    stand: Stand, imported: Callable[..., str]
) -> None:
    name = stand.balancer["DNSName"]
    before = presented(stand.endpoint, name)
    listener = secure(stand, imported("shop.example.com"))
    assert presented(stand.endpoint, name) == "shop.example.com" != before
    other = [{"CertificateArn": imported("other.example.com")}]
    stand.elbv2.modify_listener(ListenerArn=listener, Certificates=other)
    assert presented(stand.endpoint, name) == "other.example.com"


def test_the_name_chooses_among_certificates(stand: Stand, imported: Callable[..., str]) -> None:
    listener = secure(stand, imported("default.example.com"))
    domain = f"a{stand.account}.example.com"
    for extra in (f"*.{domain}", domain):
        wanted = [{"CertificateArn": imported(extra)}]
        stand.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=wanted)
    shown = {}
    for name in (domain, f"www.{domain}", f"a.b.{domain}"):
        stand.control("PUT", "names", {"host": name, "load_balancer": stand.arn})
        shown[name] = presented(stand.endpoint, name)
    assert shown == {
        domain: domain,
        f"www.{domain}": f"*.{domain}",
        f"a.b.{domain}": "default.example.com",
    }


def test_the_policy_says_how_old_tls_may_be(stand: Stand, imported: Callable[..., str]) -> None:
    listener = secure(stand, imported("shop.example.com"), "ELBSecurityPolicy-TLS13-1-3-2021-06")
    name = stand.balancer["DNSName"]
    with pytest.raises(ssl.SSLError):
        presented(stand.endpoint, name, ssl.TLSVersion.TLSv1_2)
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    stand.elbv2.modify_listener(ListenerArn=listener, SslPolicy=policy)
    assert presented(stand.endpoint, name, ssl.TLSVersion.TLSv1_2) == "shop.example.com"


def test_a_classic_load_balancers_certificate(
    stand: Stand, imported: Callable[..., str], client: Any
) -> None:
    arn = imported("classic.example.com")
    front = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": arn}
    made = client("elb").create_load_balancer(
        LoadBalancerName="old", Listeners=[front], Subnets=stand.subnets[:1]
    )
    assert presented(stand.endpoint, made["DNSName"]) == "classic.example.com"
