"""The texts of events, as AWS words them."""

UPDATE_STARTING = "Environment update is starting."
UPDATE_COMPLETED = "Environment update completed successfully."
UPDATE_FAILED = "Failed to deploy configuration."
REVERTED = "The environment was reverted to the previous configuration setting."
NEW_CONFIGURATION = "Successfully deployed new configuration to environment."
DEPLOYING = "Deploying new version to instance(s)."
DEPLOYED = "New application version was deployed to running EC2 instances."
INSTANCES_DONE = "Instance deployment completed successfully."
INSTANCE_FAILED = "Instance deployment failed. For details, see 'eb-engine.log'."
INSTALLATION_FAILED = "Instance deployment failed to install application dependencies. The deployment failed."
# assumed: no recording is known
SECRETS_FAILED = (
    "Instance deployment failed to fetch secrets for environment variables. The deployment failed."
)
DEPLOYMENT_FAILED = "Failed to deploy application."
OPTIONS_FAILED = (
    '"option_settings" in one of the configuration files failed validation. More details to follow.'
)
UPDATE_ABORTED = "Environment update was aborted."  # assumed: no recording of an abort's events is known
MIXED_VERSIONS = (
    "During an aborted deployment, some instances may have deployed the new application version. "
    "To ensure all instances are running the same version, re-deploy the appropriate application version."
)
TAKING_OUT = "De-registering instance(s) from the load balancer and waiting for them to go out of service."
PUTTING_IN = "Registering instance(s) with the load balancer and waiting for them to be healthy."
IMMUTABLE = (
    "Immutable deployment policy enabled. Launching one instance with the new settings to verify health."
)
TEST_INSTANCE_PASSED = "Test instance passed health checks. Launching remaining new instances."
ALL_LAUNCHED = "Successfully launched all instances."
POST_DEPLOYMENT = "Starting post-deployment configuration on new instances."
POST_DEPLOYMENT_WAITING = "Waiting for post-deployment configuration to complete."
TERMINATING_OLD = "Deployment succeeded. Terminating old instances and temporary Auto Scaling group."
# assumed, as is the text of ``splitting`` below
SPLITTING = "Traffic splitting deployment policy enabled. Launching new instances to verify health."
SPLITTING_DONE = "New instances stayed healthy. Shifting all incoming client traffic to them."
TAGS_STARTING = "Environment tag update is starting."
TAGS_COMPLETED = "Environment tag update completed successfully."
LOGS_PULLED = "Pulled logs for environment instances."
NOT_LAUNCHED = "Failed to launch environment."
LAUNCH_FAILED = (
    "Create environment operation is complete, but with errors. "
    "For more information, see troubleshooting documentation."
)
NO_INSTANCES = (
    "Environment health has transitioned to Pending. "
    "Initialization in progress (running for 3 seconds). There are no instances."
)


def starting(operation: str) -> str:
    return f"{operation} is starting."


def completed(operation: str) -> str:
    return f"{operation} completed successfully."


def using_bucket(bucket: str) -> str:
    return f"Using {bucket} as Amazon S3 storage bucket for environment data."


def updating(name: str) -> str:
    return f"Updating environment {name}'s configuration settings."


def resource(verb: str, title: str, physical_id: str) -> str:
    return f"{verb} {title} named: {physical_id}"


def added_instances(instances: list[str]) -> str:
    plural = "instances" if len(instances) > 1 else "instance"
    return f"Added {plural} [{', '.join(instances)}] to your environment."


def available(cname: str) -> str:
    return f"Application available at {cname}."


def launched(name: str) -> str:
    return f"Successfully launched environment: {name}"


def launched_with_issues(name: str) -> str:
    return (
        f"Launched environment: {name}. However, there were issues during launch. See event log for details."
    )


def stack_aborted(stack: str, state: str, verb: str, logical_id: str) -> str:
    return (
        f"Service:AmazonCloudFormation, Message:Stack named '{stack}' aborted operation. "
        f"Current state: '{state}'  Reason: The following resource(s) failed to {verb}: [{logical_id}]."
    )


def resource_failed(verb: str, title: str, physical_id: str | None, reason: str) -> str:
    named = f" named: {physical_id}" if physical_id else ""
    return f"{verb} {title}{named} failed Reason: {reason}"


def stack_deletion_failed(logical_ids: list[str]) -> str:
    listed = ", ".join(logical_ids)
    return f"Stack deletion failed: The following resource(s) failed to delete: [{listed}]."


def removed_instances(instances: list[str]) -> str:
    plural = "instances" if len(instances) > 1 else "instance"
    return f"Removed {plural} [{', '.join(instances)}] from your environment."


def batch(number: int, what: str) -> str:
    return f"Batch {number}: {what}"


def batch_starting(number: int, instances: list[str]) -> str:
    return batch(number, f"Starting application deployment on instance(s) [{', '.join(instances)}].")


def additional_batch(size: int) -> str:
    # assumed: no recording of it was found
    policy = "Rolling with Additional Batch deployment policy enabled."
    return f"{policy} Launching a new batch of {size} additional instance(s)."


def commands_completed(done: int, count: int) -> str:
    return f"Command execution completed on {done} of {count} instances in environment."


def temporary_group(name: str) -> str:
    return f"Created temporary auto scaling group {name}."


def adding(instances: list[str]) -> str:
    return f"Adding new instance(s) ({','.join(instances)}) to the load balancer."


def waiting_for(instances: list[str]) -> str:
    return f"Waiting for instance(s) ({','.join(instances)}) to pass health checks."


def detached(group: str) -> str:
    return f"Detached new instance(s) from temporary auto scaling group {group}."


def attached(group: str) -> str:
    return f"Attached new instance(s) to the permanent auto scaling group {group}."


def splitting(percent: int, minutes: int) -> str:
    return f"Shifting {percent}% of incoming client traffic to new instances for {minutes} minutes."


def not_healthy(instances: list[str]) -> str:
    # recorded for one instance; how several are listed is assumed
    which = f"Instance id(s) '{','.join(instances)}'"
    return f"{which} did not pass health check after command execution. Aborting the operation."


def command_failed(instance: str) -> str:
    output = "Engine execution has encountered an error.."
    return f"[Instance: {instance}] Command failed on instance. Return code: 1 Output: {output}"


def command_summary(successful: int, failed: int) -> str:
    counts = f"[Successful: {successful}, Failed: {failed}]"
    return f"Command execution completed on all instances. Summary: {counts}."


def aborting(failed: list[str]) -> str:
    # recorded for one instance; how several are listed is assumed
    return f"Unsuccessful command execution on instance id(s) '{','.join(failed)}'. Aborting the operation."


def wrong_version(wrong: int, count: int, version: str, deployment: int) -> str:
    """A cause of bad health. (EB guide, "Notifications and troubleshooting"; "all instances" is assumed.)"""
    found = "all instances" if wrong == count else f"{wrong} out of {count} instances"
    expected = f'Expected version "{version}" (deployment {deployment}).'
    return f"Incorrect application version found on {found}. {expected}"


def wrong_version_here(found: str, deployment: int, expected: str, expected_deployment: int) -> str:
    """Of one instance. (EB guide, "Notifications and troubleshooting")"""
    return (
        f'Incorrect application version "{found}" (deployment {deployment}). '
        f'Expected version "{expected}" (deployment {expected_deployment}).'
    )


def health_changed(before: str, after: str, because: str) -> str:
    before, after = (status.replace("NoData", "No Data") for status in (before, after))
    return f"Environment health has transitioned from {before} to {after}. {because}"


def unreadable(file: str, label: str, reason: str) -> str:
    return (
        f"The configuration file {file} in application version {label} contains invalid YAML or JSON. "
        f"{reason}. Update the configuration file."
    )


def neither(yaml: str, first: str) -> str:
    """Why a text is neither of the two; AWS words the first as its own reader of YAML does."""
    return (
        f"YAML exception: Invalid Yaml: {yaml}\n, "
        f"JSON exception: Invalid JSON: Unexpected character ({first}) at position 0."
    )


def no_map(file: str, label: str) -> str:
    return (
        f"Each option setting in configuration file {file} in application version {label} must be a map. "
        "Update each option setting in the configuration file."
    )


def no_archive(label: str) -> str:
    # assumed: that it is refused, and the words
    return f"The source bundle of application version {label} is not a valid archive."


def no_manifest(label: str, reason: str) -> str:
    # that it is validated is documented; the words are assumed
    return (
        f"The environment manifest env.yaml in application version {label} contains invalid YAML. {reason}."
    )


def processed(label: str, status: str) -> str:
    # the eb command knows how it begins and ends; what is between is assumed
    return f"Finished processing application version {label}. New status: {status}."


def deleting_topic(name: str) -> str:
    return f"Deleting SNS topic for environment {name}."


def swapped(one: str, other: str) -> str:
    return f"Completed swapping CNAMEs for environments '{one}' and '{other}'."
