"""S3: which actions a call needs, on which resources.

Sources: S3 user guide, "Required permissions for Amazon S3 API operations", "conditional-writes" and
"conditional-deletes" (a condition on an ETag needs ``s3:GetObject`` as well).
"""

from typing import Any

from .need import Need

#: actions that are not named as their operation
ACTIONS = {
    "ListBuckets": "ListAllMyBuckets",
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "HeadObject": "GetObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "ListParts": "ListMultipartUploadParts",
    "DeleteObjects": "DeleteObject",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
CONDITIONAL = {"PutObject", "DeleteObject", "CompleteMultipartUpload"}


def needs(operation: str, request: Any) -> list[Need]:
    """What the call needs."""
    action = "s3:" + ACTIONS.get(operation, operation)
    bucket, key = request.get("Bucket"), request.get("Key")
    if not bucket:
        return [Need(action)]
    place = f"arn:aws:s3:::{bucket}"
    if operation == "DeleteObjects":
        objects = (request.get("Delete") or {}).get("Objects") or ()
        return [Need(action, f"{place}/{each['Key']}") for each in objects]
    if not key:
        prefix = {"s3:prefix": request.get("Prefix") or ""} if action == "s3:ListBucket" else {}
        return [Need(action, place, prefix)]
    found = [Need(action, f"{place}/{key}")]
    if operation in CONDITIONAL and request.get("IfMatch") not in (None, "*"):
        found.append(Need("s3:GetObject", f"{place}/{key}"))
    if source := request.get("CopySource"):
        path = source if isinstance(source, str) else f"{source.get('Bucket')}/{source.get('Key')}"
        found.append(Need("s3:GetObject", f"arn:aws:s3:::{path.lstrip('/')}"))
    return found


def missing_object(request: Any) -> Need:
    """What S3 asks for before it says that an object is not there: who may not list is refused.

    Source: API reference, ``GetObject``: with ``s3:ListBucket`` 404, without it 403.
    """
    return Need("s3:ListBucket", f"arn:aws:s3:::{request['Bucket']}")
