"""Application versions: what makes one, how it is processed, and what cannot be deployed."""

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config

from .environments import PLATFORM, Shop
from .refusals import refused

Control = Callable[..., Any]
GOOD = "option_settings:\n  aws:autoscaling:asg:\n    MaxSize: 3\n"


def archive(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        for name, text in files.items():
            writer.writestr(name, text)
    return packed.getvalue()


def store(shop: Shop, label: str, content: bytes) -> dict[str, Any]:
    """Puts a bundle into S3; what a version of it is made with."""
    bucket = shop.eb.create_storage_location()["S3Bucket"]
    s3 = shop.client("s3", s3={"addressing_style": "path"})
    s3.put_object(Bucket=bucket, Key=f"{label}.zip", Body=content)
    where = {"S3Bucket": bucket, "S3Key": f"{label}.zip"}
    return {"ApplicationName": "shop", "VersionLabel": label, "SourceBundle": where}


def status(shop: Shop, label: str) -> str:
    found = shop.eb.describe_application_versions(ApplicationName="shop", VersionLabels=[label])
    return str(found["ApplicationVersions"][0]["Status"])


def processed(shop: Shop, label: str, content: bytes) -> str:
    """Makes a version that is processed, and waits; answers with what it comes to."""
    made = shop.eb.create_application_version(**store(shop, label, content), Process=True)
    assert made["ApplicationVersion"]["Status"] == "PROCESSING"
    for _ in range(200):
        if (now := status(shop, label)) != "PROCESSING":
            return now
        time.sleep(0.05)
    raise AssertionError(f"{label} is still being processed")


def events(shop: Shop, label: str) -> list[tuple[str, str]]:
    """The events of a version, the oldest first."""
    found = shop.eb.describe_events(ApplicationName="shop", VersionLabel=label)["Events"]
    return [(event["Severity"], event["Message"]) for event in reversed(found)]


def test_a_version_is_processed_in_its_own_time_with_events(shop: Shop) -> None:
    assert processed(shop, "v1", archive({"a": "", ".ebextensions/1.config": GOOD})) == "PROCESSED"
    first, last = events(shop, "v1")
    assert first == ("INFO", "createApplicationVersion completed successfully.")
    severity, message = last
    assert severity == "INFO"
    assert message.startswith("Finished processing application version v1")
    assert message.endswith("PROCESSED.")


def test_a_version_that_nobody_wants_processed_is_not(shop: Shop) -> None:
    broken = archive({".ebextensions/1.config": "a: ["})
    made = shop.eb.create_application_version(**store(shop, "v1", broken))["ApplicationVersion"]
    assert made["Status"] == "UNPROCESSED"
    assert len(events(shop, "v1")) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no archive", "is not a valid archive"),
        (
            archive({".ebextensions/1.config": "files:\n  a: 1\n   b: 2\n"}),
            "The configuration file .ebextensions/1.config in application version v1 contains invalid YAML "
            "or JSON. YAML exception: Invalid Yaml: ",
        ),
        (
            archive({".ebextensions/1.config": "\ta: 1"}),
            "JSON exception: Invalid JSON: Unexpected character (&#9;)",
        ),
        (
            archive({".ebextensions/1.config": "option_settings:\n  - 3\n"}),
            "Each option setting in configuration file .ebextensions/1.config in application version v1 "
            "must be a map.",
        ),
        (
            archive({"__MACOSX/a/.ebextensions/._1.config": "\0"}),
            "The configuration file __MACOSX/a/.ebextensions/._1.config in application version v1",
        ),
        (archive({"env.yaml": "- a\n"}), "The environment manifest env.yaml in application version v1"),
    ],
)
def test_what_does_not_pass_has_failed_and_says_why(shop: Shop, content: bytes, told: str) -> None:
    assert processed(shop, "v1", content) == "FAILED"
    (_, why), (severity, end) = events(shop, "v1")[1:]
    assert told in why
    assert (severity, end.endswith("FAILED.")) == ("ERROR", True)


def test_json_is_read_as_well_as_yaml_and_nothing_is_something(shop: Shop) -> None:
    files = {
        ".ebextensions/1.config": '{"option_settings":\t{"aws:autoscaling:asg": {"MaxSize": "3"}}}',
        ".ebextensions/2.config": "# later\n",
        ".ebextensions/3.config": "option_settings:\n  aws:autoscaling:asg:\n",
        "env.yaml": "AWSConfigurationTemplateVersion: 1.1.0.0\n",
    }
    assert processed(shop, "v1", archive(files)) == "PROCESSED"


def test_a_version_that_failed_or_is_being_processed_is_not_deployed(
    shop: Shop, control: Control, account: str
) -> None:
    shop.create("web1")
    assert processed(shop, "v1", b"no archive") == "FAILED"
    control("PUT", f"accounts/{account}", {"phase_seconds": 5})
    shop.eb.create_application_version(**store(shop, "v2", archive({"a": ""})), Process=True)
    for label, state in (("v1", "FAILED"), ("v2", "PROCESSING")):
        for deploy in (
            lambda label=label: shop.eb.update_environment(EnvironmentName="web1", VersionLabel=label),
            lambda label=label: shop.eb.create_environment(
                ApplicationName="shop", EnvironmentName="web2", VersionLabel=label
            ),
        ):
            code, text = refused(deploy)
            assert (code, label in text, state in text) == ("InvalidParameterValue", True, True)
    assert shop.describe("web1")["Status"] == "Ready"


def test_options_of_a_bundle_are_validated_when_it_is_deployed(shop: Shop) -> None:
    shop.create("web1")
    wrong = archive({".ebextensions/1.config": GOOD.replace("MaxSize", "MaxSizes")})
    shop.eb.create_application_version(**store(shop, "v1", wrong))
    assert "VersionLabel" not in shop.update("web1", VersionLabel="v1")
    unknown = "Invalid option specification (Namespace: 'aws:autoscaling:asg', OptionName: 'MaxSizes'): "
    errors = [text for _, text in shop.events("web1", Severity="ERROR")]
    assert errors == [
        '"option_settings" in one of the configuration files failed validation. More details to follow.',
        f"{unknown}Unknown configuration setting.",
        "Failed to deploy application.",
    ]
    # Of a processed version they are known before: the call itself is refused.
    assert processed(shop, "v2", wrong) == "PROCESSED"
    code, text = refused(lambda: shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2"))
    assert (code, unknown in text) == ("ConfigurationValidationException", True)


def test_a_launch_with_a_bundle_at_fault_ends(shop: Shop) -> None:
    wrong = archive({".ebextensions/1.config": "a: ["})
    shop.eb.create_application_version(**store(shop, "v1", wrong))
    named = {"ApplicationName": "shop", "EnvironmentName": "web1", "PlatformArn": PLATFORM}
    shop.eb.create_environment(**named, VersionLabel="v1")
    shop.ready("web1", "Terminated")
    errors = [text for _, text in shop.events("web1", Severity="ERROR")]
    assert errors[0].startswith("The configuration file .ebextensions/1.config in application version v1")
    assert errors[-1] == "Failed to launch environment."


def test_what_a_version_is_made_of_is_checked_when_it_is_made(
    shop: Shop, endpoint: str, account: str
) -> None:
    named = store(shop, "v1", b"")
    bucket = named["SourceBundle"]["S3Bucket"]
    gone = {"S3Bucket": bucket, "S3Key": "gone.zip"}
    refusal = refused(lambda: shop.eb.create_application_version(**named | {"SourceBundle": gone}))
    told = f"Unable to download from S3 location (Bucket: {bucket}  Key: gone.zip). Reason: Not Found"
    assert refusal == ("InvalidParameterCombination", told)
    other = {"ApplicationName": "other", "VersionLabel": "v1"}
    assert refused(lambda: shop.eb.create_application_version(**other)) == (
        "InvalidParameterValue",
        "No Application named 'other' found.",
    )
    shop.eb.create_application_version(**other, AutoCreateApplication=True)
    assert [app["ApplicationName"] for app in shop.eb.describe_applications()["Applications"]] == [
        "shop",
        "other",
    ]
    keys = {"aws_access_key_id": account, "aws_secret_access_key": "x", "region_name": "eu-central-1"}
    elsewhere = boto3.client(
        "s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}), **keys
    )
    elsewhere.create_bucket(
        Bucket=f"{bucket}-far", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    elsewhere.put_object(Bucket=f"{bucket}-far", Key="a.zip", Body=b"")
    far = {"S3Bucket": f"{bucket}-far", "S3Key": "a.zip"}
    code, _ = refused(lambda: shop.eb.create_application_version(**named | {"SourceBundle": far}))
    assert code == "S3LocationNotInServiceRegionException"
