"""The other AWS services of this LocalStack, as Elastic Beanstalk calls them for an account."""

from typing import Any

from localstack.aws.connect import connect_to


class Aws:
    """Clients of one account in one Region: ``aws.elbv2``, ``aws.ec2``, and so on.

    Calls are marked as made by CloudFormation, as on AWS: it may set the ``aws:`` tags that users may not.
    """

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region

    def presigned(self, operation: str, parameters: dict[str, str], seconds: int) -> str:
        """An S3 address that answers without credentials, at the place where LocalStack is reached."""
        s3 = connect_to(aws_access_key_id=self.account, region_name=self.region).s3
        address: str = s3.generate_presigned_url(operation, parameters, seconds)
        return address

    def __getattr__(self, service: str) -> Any:
        clients = connect_to(aws_access_key_id=self.account, region_name=self.region)
        return getattr(clients, service).request_metadata(service_principal="cloudformation")
