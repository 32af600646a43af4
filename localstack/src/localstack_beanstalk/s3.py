"""Conditional deletes of S3, which LocalStack's own S3 does not know of general purpose buckets."""

from typing import Any


def install() -> None:
    """Makes ``DeleteObject`` mind ``If-Match``: 412 for another object, 404 for none (user guide)."""
    from localstack.aws.api.s3 import NoSuchKey
    from localstack.services.s3 import provider

    delete = provider.S3Provider.delete_object

    def delete_object(
        self: Any, context: Any, bucket: str, key: str, if_match: str | None = None, **rest: Any
    ) -> Any:
        if if_match is None:
            return delete(self, context, bucket, key, **rest)
        _, kept = self._get_cross_account_bucket(context, bucket)
        # the lock of conditional writes: of a write and a delete of one object, one comes first
        lock = self._preconditions_locks[bucket][key]
        with lock:
            if if_match != "*":
                provider.verify_object_equality_precondition_write(kept, key, if_match)
            elif not provider.object_exists_for_precondition_write(kept, key):
                raise NoSuchKey("The specified key does not exist.", Key=key)
            deleted = delete(self, context, bucket, key, **rest)
            # it forgets the lock, and with two locks two writes could both come first
            self._preconditions_locks[bucket][key] = lock
            return deleted

    provider.S3Provider.delete_object = delete_object
