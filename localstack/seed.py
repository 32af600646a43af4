"""What the demonstration needs: a certificate, roles, subnets in two zones, a bundle in a bucket.

    python3 localstack/seed.py --endpoint URL [--account 000000000000] [--region eu-west-1]

Makes what is missing, leaves what is there, and prints both. It makes no Elastic Beanstalk application.
"""

import argparse
import datetime
import io
import json
import os
import sys
import zipfile
from typing import Any

import venvs

#: the names under which AWS's console makes them, which it does no longer by itself
PROFILE, SERVICE_ROLE = "aws-elasticbeanstalk-ec2-role", "aws-elasticbeanstalk-service-role"
DOMAIN = "shop.example.com"
BUNDLE_KEY = "shop/v1.zip"
PROCFILE = "web: python3 application.py\n"
APPLICATION = '''"""A web server that answers 200 on / and /health."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path.split("?")[0] in ("/", "/health")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(b"the shop is open\\n" if found else b"no such page\\n")


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Shop).serve_forever()
'''


def main() -> None:
    asked = _arguments()
    try:
        import boto3
        import cryptography  # noqa: F401
    except ImportError:
        _again_with_boto3()
    session = boto3.Session(asked.account, "test", region_name=asked.region)
    clients = {
        name: session.client(name, endpoint_url=asked.endpoint) for name in ("acm", "ec2", "iam", "s3")
    }
    print("certificate", certificate(clients["acm"], asked.domain))
    print("instance-profile", instance_profile(clients["iam"]))
    print("service-role", role(clients["iam"], SERVICE_ROLE, "elasticbeanstalk.amazonaws.com"))
    print("subnets", *subnets(clients["ec2"]))
    print("bundle", bundle(clients["s3"], f"elasticbeanstalk-{asked.region}-{asked.account}", asked.region))


def certificate(acm: Any, domain: str) -> str:
    """The ARN of a certificate for the domain, imported unless there is one."""
    for page in acm.get_paginator("list_certificates").paginate():
        for found in page["CertificateSummaryList"]:
            if found["DomainName"] == domain:
                return str(found["CertificateArn"])
    body, key = _self_signed(domain)
    return str(acm.import_certificate(Certificate=body, PrivateKey=key)["CertificateArn"])


def _self_signed(domain: str) -> tuple[bytes, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, domain)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signed.public_bytes(pem), private


def instance_profile(iam: Any) -> str:
    """The name of the instance profile, without which nothing launches; its role has the same name."""
    role(iam, PROFILE, "ec2.amazonaws.com")
    if PROFILE not in [
        found["InstanceProfileName"] for found in iam.list_instance_profiles()["InstanceProfiles"]
    ]:
        iam.create_instance_profile(InstanceProfileName=PROFILE)
        iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=PROFILE)
    return PROFILE


def role(iam: Any, name: str, service: str) -> str:
    """The name of a role that the service may assume."""
    if name not in [found["RoleName"] for found in iam.list_roles()["Roles"]]:
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)
    return name


def subnets(ec2: Any) -> list[str]:
    """The default VPC's subnets, in two zones at least."""
    default = [{"Name": "is-default", "Values": ["true"]}]
    vpcs = ec2.describe_vpcs(Filters=default)["Vpcs"] or [ec2.create_default_vpc()["Vpc"]]
    here = [{"Name": "vpc-id", "Values": [vpcs[0]["VpcId"]]}]
    found = ec2.describe_subnets(Filters=here)["Subnets"]
    for zone in ec2.describe_availability_zones()["AvailabilityZones"]:
        zones = {subnet["AvailabilityZone"] for subnet in found}
        if len(zones) < 2 and zone["ZoneName"] not in zones:
            found.append(ec2.create_default_subnet(AvailabilityZone=zone["ZoneName"])["Subnet"])
    return sorted(subnet["SubnetId"] for subnet in found)


def bundle(s3: Any, bucket: str, region: str) -> str:
    """The S3 URL of a small application's bundle."""
    if bucket not in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
        place = {} if region == "us-east-1" else {"LocationConstraint": region}
        s3.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": place} if place else {}))
    if BUNDLE_KEY not in [o["Key"] for o in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("Procfile", PROCFILE)
            file.writestr("application.py", APPLICATION)
        s3.put_object(Bucket=bucket, Key=BUNDLE_KEY, Body=archive.getvalue())
    return f"s3://{bucket}/{BUNDLE_KEY}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="seed.py", description="fills LocalStack for the demonstration")
    parser.add_argument("--endpoint", required=True, help="where LocalStack answers, http://127.0.0.1:4566")
    parser.add_argument("--account", default="000000000000", help="its access key id (default: %(default)s)")
    parser.add_argument("--region", default="eu-west-1", help="(default: %(default)s)")
    parser.add_argument("--domain", default=DOMAIN, help="what the certificate is for (default: %(default)s)")
    return parser.parse_args()


def _again_with_boto3() -> None:
    python = str(venvs.environment("runtime") / "bin" / "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(os.path.dirname(os.path.dirname(python))):
        sys.exit("seed.py: the runtime environment has no boto3: delete it and start again")
    os.execv(python, [python, *sys.argv])


if __name__ == "__main__":
    main()
