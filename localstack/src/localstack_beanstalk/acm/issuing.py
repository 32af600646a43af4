"""Making the certificates that are requested."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from moto.acm.models import CertBundle

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: how long Amazon's certificates are valid
VALIDITY = timedelta(days=395)
#: key algorithms that ACM issues certificates for; others can be imported only
ISSUABLE = ("RSA_2048", "EC_prime256v1", "EC_secp384r1")


def pending(account: str, region: str, domain_names: list[str], key_algorithm: str) -> CertBundle:
    """A new certificate that waits for its validation."""
    key = _key(key_algorithm)
    certificate = _certificate(key, domain_names).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return CertBundle(
        account_id=account,
        certificate=certificate,
        private_key=private,
        region=region,
        cert_type="AMAZON_ISSUED",
        cert_status="PENDING_VALIDATION",
    )


def _key(algorithm: str) -> PrivateKey:
    if algorithm == "RSA_2048":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1() if algorithm == "EC_prime256v1" else ec.SECP384R1())


def _certificate(key: PrivateKey, domain_names: list[str]) -> x509.Certificate:
    now = datetime.now(UTC)
    issuer = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Amazon"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Amazon RSA 2048 M02"),
    ]
    usage = x509.KeyUsage(True, False, True, False, False, False, False, False, False)
    extended = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain_names[0])]))
        .issuer_name(x509.Name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number() >> 32)
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in domain_names]), False)
        .add_extension(usage, True)
        .add_extension(x509.ExtendedKeyUsage(extended), False)
        .sign(key, hashes.SHA256())
    )
