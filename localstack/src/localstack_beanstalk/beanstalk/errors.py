"""The refusals of Elastic Beanstalk: codes and texts as AWS words them."""

from localstack.aws.api import CommonServiceException

from ..asf import refusal


def invalid(message: str) -> CommonServiceException:
    """The code under which Elastic Beanstalk refuses nearly everything."""
    return refusal("InvalidParameterValue", message)


def combination(message: str) -> CommonServiceException:
    return refusal("InvalidParameterCombination", message)


def missing(message: str) -> CommonServiceException:
    return refusal("MissingParameter", message)


def configuration(reason: str) -> CommonServiceException:
    return refusal("ConfigurationValidationException", f"Configuration validation exception: {reason}")


def must_be_ready(name: str) -> CommonServiceException:
    return invalid(f"Environment named {name} is in an invalid state for this operation. Must be Ready.")


def must_be_pending(name: str) -> CommonServiceException:
    return invalid(
        f"Environment named {name} is in an invalid state for this operation. Must be pending deployment."
    )


def cannot_terminate(name: str) -> CommonServiceException:
    return invalid(f"Cannot terminate environment named {name}. It is currently pending deployment.")


def no_environment(name: str | None, identifier: str | None) -> CommonServiceException:
    if identifier:
        return invalid(f"No Environment found for EnvironmentId = '{identifier}'.")
    return invalid(f"No Environment found for EnvironmentName = '{name}'.")


def no_application(name: str) -> CommonServiceException:
    return invalid(f"No Application named '{name}' found.")


def no_version(label: str) -> CommonServiceException:
    return invalid(f"No Application Version named '{label}' found.")


def unusable_version(label: str, status: str) -> CommonServiceException:
    # the service model calls it not usable, and clients report that it is refused; the words are assumed
    return invalid(
        f"Application Version {label} is in an invalid state for this operation. Its status is {status}."
    )


def no_template(name: str) -> CommonServiceException:
    return invalid(f"No Configuration Template named '{name}' found.")


def no_platform(arn: str) -> CommonServiceException:
    return invalid(f"No Platform named '{arn}' found.")


def no_solution_stack(name: str) -> CommonServiceException:
    return invalid(f"No Solution Stack named '{name}' found.")


def no_resource(arn: str) -> CommonServiceException:
    return refusal("ResourceNotFoundException", f"Resource not found for ARN '{arn}'.")


def not_enhanced(name: str) -> CommonServiceException:
    # AWS documents the code; the text is assumed
    return refusal("InvalidRequestException", f"Enhanced health is not enabled for environment {name}.")
