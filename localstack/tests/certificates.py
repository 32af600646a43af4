"""Certificates to import."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


def self_signed(
    *domain_names: str, curve: ec.EllipticCurve | None = None, days: int = 90, named: bool = True
) -> dict[str, Any]:
    """The parameters of ImportCertificate for a self-signed certificate."""
    key = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, 2048)
    common = [x509.NameAttribute(NameOID.COMMON_NAME, domain_names[0])]
    name = x509.Name(common if named else [])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.DNSName(each) for each in domain_names])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(alternative, False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"Certificate": certificate.public_bytes(serialization.Encoding.PEM), "PrivateKey": private}
