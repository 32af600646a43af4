"""The bucket that Elastic Beanstalk keeps for an account in a Region."""

import threading

from botocore.exceptions import ClientError

from .aws import Aws
from .state import Version

#: two environments that start at once would both find no bucket
_making = threading.Lock()


def bucket_name(aws: Aws) -> str:
    return f"elasticbeanstalk-{aws.region}-{aws.account}"


def ensure_bucket(aws: Aws) -> str:
    """Makes the bucket unless it is there."""
    name = bucket_name(aws)
    with _making:
        try:
            aws.s3.head_bucket(Bucket=name)
        except ClientError:
            # us-east-1 is S3's home: it may not be named
            place = {} if aws.region == "us-east-1" else {"LocationConstraint": aws.region}
            aws.s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
    return name


def content(aws: Aws, version: Version) -> bytes | None:
    """The bytes of a version's bundle; a version that has none runs the sample application."""
    if not version.bundle:
        return None
    found = aws.s3.get_object(Bucket=version.bundle["S3Bucket"], Key=version.bundle["S3Key"])
    return bytes(found["Body"].read())
