//! What AWS's refusals mean for us.

use aws_sdk_elasticbeanstalk::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_elasticbeanstalk::operation::RequestId;

use crate::cloud::{Error, ErrorKind};

/// Codes, and parts of messages where Elastic Beanstalk gives one code to many things. The first
/// row that fits holds.
///
/// Sources: botocore's service models; messages as recorded in public reports of Elastic
/// Beanstalk's users.
const MEANINGS: &[(&str, &str, ErrorKind)] = &[
    ("InvalidParameterValue", "Must be Ready", ErrorKind::Busy),
    ("InvalidParameterValue", "currently pending deployment", ErrorKind::Busy),
    ("OperationInProgressFailure", "", ErrorKind::Busy),
    ("OperationInProgressException", "", ErrorKind::Busy),
    ("InvalidParameterValue", "No Environment found", ErrorKind::NotFound),
    ("InvalidParameterValue", "No Application named", ErrorKind::NotFound),
    ("InvalidParameterValue", "No Application Version named", ErrorKind::NotFound),
    ("InvalidParameterValue", "already exists", ErrorKind::Exists),
    ("ResourceNotFoundException", "", ErrorKind::NotFound),
    ("LoadBalancerNotFound", "", ErrorKind::NotFound),
    ("ListenerNotFound", "", ErrorKind::NotFound),
    ("RuleNotFound", "", ErrorKind::NotFound),
    ("TargetGroupNotFound", "", ErrorKind::NotFound),
    // A target group, a moment after the rule that forwarded to it.
    ("ResourceInUse", "", ErrorKind::Busy),
    ("InvalidSubnetID.NotFound", "", ErrorKind::NotFound),
    ("InvalidGroup.NotFound", "", ErrorKind::NotFound),
    ("InvalidPermission.Duplicate", "", ErrorKind::Exists),
    ("PriorityInUse", "", ErrorKind::Exists),
    ("NoSuchBucket", "", ErrorKind::NotFound),
    // An answer to HEAD has no body, and so no code of S3's own.
    ("NotFound", "", ErrorKind::NotFound),
    ("NoSuchUpload", "", ErrorKind::NotFound),
    ("NoSuchKey", "", ErrorKind::NotFound),
    ("SlowDown", "", ErrorKind::Throttled),
    ("Throttling", "", ErrorKind::Throttled),
    ("ThrottlingException", "", ErrorKind::Throttled),
    ("RequestLimitExceeded", "", ErrorKind::Throttled),
    ("AccessDenied", "", ErrorKind::AccessDenied),
    ("AccessDeniedException", "", ErrorKind::AccessDenied),
    ("UnauthorizedOperation", "", ErrorKind::AccessDenied),
    ("InsufficientPrivilegesException", "", ErrorKind::AccessDenied),
    ("InvalidClientTokenId", "", ErrorKind::Credentials),
    ("InvalidAccessKeyId", "", ErrorKind::Credentials),
    ("UnrecognizedClientException", "", ErrorKind::Credentials),
    ("SignatureDoesNotMatch", "", ErrorKind::Credentials),
    ("InvalidSignatureException", "", ErrorKind::Credentials),
    ("AuthFailure", "", ErrorKind::Credentials),
    ("ExpiredToken", "", ErrorKind::Credentials),
    ("ExpiredTokenException", "", ErrorKind::Credentials),
    ("RequestExpired", "", ErrorKind::Credentials),
    ("OptInRequired", "", ErrorKind::Credentials),
];

const FORBIDDEN: u16 = 403;

/// Puts a failed call in our terms.
pub(super) fn read<E>(operation: &'static str, failure: &SdkError<E>) -> Error
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let request_id = failure.request_id().map(str::to_owned);
    if let Some(service) = failure.as_service_error() {
        let code = service.code().map(str::to_owned);
        let message = service.message().unwrap_or("AWS gave no reason").to_owned();
        let kind = match &code {
            Some(code) => meaning(code, &message),
            // The answer to a HEAD request has no body, and so neither code nor words.
            None if status(failure) == Some(FORBIDDEN) => ErrorKind::AccessDenied,
            None => meaning("", &message),
        };
        return Error { operation, code, message, request_id, kind };
    }
    let kind = match failure {
        _ if is_about_credentials(failure) => ErrorKind::Credentials,
        SdkError::ConstructionFailure(_) => ErrorKind::Other,
        _ => ErrorKind::Unreachable,
    };
    Error { operation, code: None, message: deepest(failure), request_id, kind }
}

fn status<E>(failure: &SdkError<E>) -> Option<u16> {
    failure.raw_response().map(|response| response.status().as_u16())
}

fn meaning(code: &str, message: &str) -> ErrorKind {
    let fits =
        |(known, part, _): &&(&str, &str, ErrorKind)| *known == code && message.contains(part);
    MEANINGS.iter().find(fits).map_or(ErrorKind::Other, |(_, _, kind)| *kind)
}

/// The first line of the innermost cause says most: `Connection refused`, `no credentials found in
/// chain`. What follows are the places that were tried.
fn deepest(failure: &dyn std::error::Error) -> String {
    let mut cause = failure;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_suffix(" Attempted:").unwrap_or(line);
    let reason = line.strip_prefix("the credential provider was not enabled: ").unwrap_or(line);
    reason.trim_end_matches('.').to_owned()
}

fn is_about_credentials(failure: &dyn std::error::Error) -> bool {
    let mut cause = Some(failure);
    while let Some(error) = cause {
        let text = error.to_string();
        if text.contains("credential") || text.contains("identity") {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_is_told_apart_by_its_message() {
        let busy =
            "Environment named shop is in an invalid state for this operation. Must be Ready.";
        assert_eq!(meaning("InvalidParameterValue", busy), ErrorKind::Busy);
        assert_eq!(
            meaning("InvalidParameterValue", "No Environment found for EnvironmentName = 'shop'."),
            ErrorKind::NotFound
        );
        assert_eq!(
            meaning("InvalidParameterValue", "Cannot change environment tier"),
            ErrorKind::Other
        );
    }
}
