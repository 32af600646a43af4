"""What S3 writes and deletes only on a condition."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Callable[..., Any]
KEY = "leases/shop.json"


@pytest.fixture
def s3(client: Client) -> Any:
    s3 = client("s3", s3={"addressing_style": "path"}, max_pool_connections=20)
    s3.bucket = client("elasticbeanstalk").create_storage_location()["S3Bucket"]
    return s3


def put(s3: Any, text: str, **condition: str) -> str:
    return str(s3.put_object(Bucket=s3.bucket, Key=KEY, Body=text, **condition)["ETag"])


def refusal(act: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ClientError) as caught:
        act()
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_one_of_many_who_write_at_once_comes_first(s3: Any) -> None:
    def write(number: int) -> bool:
        try:
            put(s3, str(number), IfNoneMatch="*")
        except ClientError:
            return False
        return True

    for _ in range(5):
        with ThreadPoolExecutor(10) as pool:
            assert sum(pool.map(write, range(10))) == 1
        s3.delete_object(Bucket=s3.bucket, Key=KEY)


def test_what_changed_is_not_overwritten(s3: Any) -> None:
    first = put(s3, "first")
    second = put(s3, "second", IfMatch=first)
    assert refusal(lambda: put(s3, "third", IfMatch=first)) == (412, "PreconditionFailed")
    s3.delete_object(Bucket=s3.bucket, Key=KEY, IfMatch=second)
    assert refusal(lambda: put(s3, "third", IfMatch=second)) == (404, "NoSuchKey")


def test_what_changed_is_not_deleted(s3: Any) -> None:
    first = put(s3, "first")
    put(s3, "second", IfMatch=first)

    def delete(tag: str) -> Any:
        return s3.delete_object(Bucket=s3.bucket, Key=KEY, IfMatch=tag)

    assert refusal(lambda: delete(first)) == (412, "PreconditionFailed")
    assert s3.get_object(Bucket=s3.bucket, Key=KEY)["Body"].read() == b"second"
    delete("*")
    assert refusal(lambda: delete("*")) == (404, "NoSuchKey")
    assert refusal(lambda: delete(first)) == (404, "NoSuchKey")
