"""Where settings come from beside API calls: .ebextensions, saved configurations."""

import io
import zipfile

from .environments import DEFAULT_PROCESS, VARIABLES, Shop, specifications
from .refusals import refused

ASG = "aws:autoscaling:asg"


def bundle(shop: Shop, label: str, files: dict[str, str]) -> None:
    """An application version with these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    bucket = shop.eb.create_storage_location()["S3Bucket"]
    shop.client("s3", s3={"addressing_style": "path"}).put_object(
        Bucket=bucket, Key=f"{label}.zip", Body=archive.getvalue()
    )
    where = {"S3Bucket": bucket, "S3Key": f"{label}.zip"}
    shop.eb.create_application_version(ApplicationName="shop", VersionLabel=label, SourceBundle=where)


LIST = """
option_settings:
  - namespace: aws:elasticbeanstalk:environment:process:default
    option_name: HealthCheckPath
    value: /from-the-bundle
  - option_name: GREETING
    value: hello
"""
MAP = """
option_settings:
  aws:autoscaling:asg:
    MaxSize: 3
    Cooldown: 100
"""


def test_extensions_in_the_bundle_yield_to_what_was_set_directly(shop: Shop) -> None:
    bundle(shop, "v1", {".ebextensions/1.config": LIST, ".ebextensions/2.config": MAP, "index.html": ""})
    shop.create("web1", {(ASG, "Cooldown"): "200"}, VersionLabel="v1")
    values = shop.values("web1")
    assert values[DEFAULT_PROCESS, "HealthCheckPath"] == "/from-the-bundle"
    assert values[VARIABLES, "GREETING"] == "hello"
    assert (values[ASG, "MaxSize"], values[ASG, "Cooldown"]) == ("3", "200")
    assert shop.target_group("web1")["HealthCheckPath"] == "/from-the-bundle"
    shop.update("web1", OptionsToRemove=specifications((ASG, "Cooldown")))
    assert shop.values("web1")[ASG, "Cooldown"] == "100"
    bundle(shop, "v2", {"index.html": ""})
    shop.update("web1", VersionLabel="v2")
    assert shop.values("web1")[DEFAULT_PROCESS, "HealthCheckPath"] == "/"


def test_a_bundle_with_broken_extensions_is_not_deployed(shop: Shop) -> None:
    shop.create("web1")
    bundle(shop, "v1", {".ebextensions/1.config": "option_settings: [", "index.html": ""})
    described = shop.update("web1", VersionLabel="v1")
    assert "VersionLabel" not in described
    errors = [text for _, text in shop.events("web1", Severity="ERROR")]
    assert errors[0].startswith("The configuration file .ebextensions/1.config in application version v1 ")


def test_saved_configurations_are_kept_in_s3_and_taken_from_there(shop: Shop) -> None:
    shop.create("web1", {(ASG, "MaxSize"): "3"})
    identifier = shop.describe("web1")["EnvironmentId"]
    name = {"ApplicationName": "shop", "TemplateName": "kept"}
    shop.eb.create_configuration_template(**name, EnvironmentId=identifier)
    assert refused(lambda: shop.eb.create_configuration_template(**name, EnvironmentId=identifier)) == (
        "InvalidParameterValue",
        "Configuration Template kept already exists.",
    )
    s3 = shop.client("s3", s3={"addressing_style": "path"})
    where = {"Bucket": shop.eb.create_storage_location()["S3Bucket"], "Key": "resources/templates/shop/kept"}
    content = s3.get_object(**where)["Body"].read().decode()
    s3.put_object(**where, Body=content.replace("MaxSize: '3'", "MaxSize: '5'").encode())
    shop.eb.create_environment(ApplicationName="shop", EnvironmentName="web2", TemplateName="kept")
    shop.ready("web2")
    assert shop.values("web2")[ASG, "MaxSize"] == "5"
    shop.eb.delete_configuration_template(**name)
    assert refused(lambda: shop.eb.update_configuration_template(**name)) == (
        "InvalidParameterValue",
        "No Configuration Template named 'kept' found.",
    )
