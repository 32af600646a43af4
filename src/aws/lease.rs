//! Leases, kept in the bucket that Elastic Beanstalk has in each region of an account.
//!
//! Conditional writes and deletes are S3's own (user guide, "conditional-writes" and
//! "conditional-deletes"): 412 where the condition does not hold, 409 where another request came
//! between, 404 for an edition of what is gone. The bucket's name is documented ("Using Elastic
//! Beanstalk with Amazon S3"); making it is left to Elastic Beanstalk, and asked for only where
//! there is none, since that takes far more permissions.

use aws_sdk_s3::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::{ByteStream, DateTime, DateTimeFormat};

use super::{Aws, text, time};
use crate::cloud::{
    Age, Condition, Edition, Error, ErrorKind, Kept, Leases, Place, Removed, Result, Written,
};

/// A lease is read whole; what is longer than this is none.
const LONGEST: usize = 64 * 1024;
/// The name under which S3's clock passes for metadata of the object.
const CLOCK: &str = "ebdeploy-clock";

impl Leases for Aws {
    async fn place(&self) -> Result<Place> {
        // Everybody may ask this, whatever their permissions.
        let asked = self.identity.get_caller_identity();
        let answer = self.call("sts:GetCallerIdentity", asked.send()).await?;
        let account = text(answer.account());
        let bucket = format!("elasticbeanstalk-{}-{account}", self.region);
        Ok(Place { account, bucket, caller: text(answer.arn()) })
    }

    async fn read(&self, place: &Place, key: &str) -> Result<Option<Kept>> {
        let asked = self
            .storage
            .get_object()
            .bucket(&place.bucket)
            .expected_bucket_owner(&place.account)
            .key(key)
            .customize()
            .interceptor(Clock);
        let answer = match self.call("s3:GetObject", asked.send()).await {
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            answer => answer?,
        };
        let written = answer.last_modified().and_then(time);
        let date = answer.metadata().and_then(|metadata| metadata.get(CLOCK));
        let date = date.and_then(|date| DateTime::from_str(date, DateTimeFormat::HttpDate).ok());
        let read = date.as_ref().and_then(time);
        let age = written.zip(read).map(|(written, read)| Age { written, read });
        let edition = Edition(text(answer.e_tag()));
        let body = answer.body.collect().await.map_err(|error| cut_short(&error.to_string()))?;
        let mut bytes = body.to_vec();
        bytes.truncate(LONGEST);
        Ok(Some(Kept { text: String::from_utf8_lossy(&bytes).into_owned(), edition, age }))
    }

    async fn write(
        &self,
        place: &Place,
        key: &str,
        text: &str,
        condition: Condition<'_>,
    ) -> Result<Written> {
        match self.put(place, key, text, condition).await {
            Err(error) if error.code.as_deref() == Some("NoSuchBucket") => {
                let asked = self.beanstalk.create_storage_location();
                self.call("elasticbeanstalk:CreateStorageLocation", asked.send()).await?;
                self.put(place, key, text, condition).await
            }
            result => result,
        }
    }

    async fn remove(&self, place: &Place, key: &str, edition: &Edition) -> Result<Removed> {
        let told = self
            .storage
            .delete_object()
            .bucket(&place.bucket)
            .expected_bucket_owner(&place.account)
            .key(key)
            .if_match(&edition.0);
        match self.call("s3:DeleteObject", told.send()).await {
            Err(error) if is_refusal(&error) => Ok(Removed::Refused),
            result => result.map(|_| Removed::Gone),
        }
    }
}

impl Aws {
    async fn put(
        &self,
        place: &Place,
        key: &str,
        text: &str,
        condition: Condition<'_>,
    ) -> Result<Written> {
        let told = self
            .storage
            .put_object()
            .bucket(&place.bucket)
            .expected_bucket_owner(&place.account)
            .key(key)
            .content_type("application/json")
            .body(ByteStream::from(text.as_bytes().to_vec()));
        let told = match condition {
            Condition::Absent => told.if_none_match("*"),
            Condition::Is(edition) => told.if_match(&edition.0),
        };
        match self.call("s3:PutObject", told.send()).await {
            Err(error) if is_refusal(&error) => Ok(Written::Refused),
            result => Ok(Written::As(Edition(super::text(result?.e_tag())))),
        }
    }
}

/// The condition did not hold, rather than that something went wrong.
fn is_refusal(error: &Error) -> bool {
    let code = error.code.as_deref().unwrap_or_default();
    matches!(code, "PreconditionFailed" | "ConditionalRequestConflict" | "NoSuchKey")
}

fn cut_short(message: &str) -> Error {
    Error {
        operation: "s3:GetObject",
        code: None,
        message: message.to_owned(),
        request_id: None,
        kind: ErrorKind::Unreachable,
    }
}

/// Hands on what S3's clock says, which the SDK keeps to itself: as if it were metadata of the
/// object.
#[derive(Debug)]
struct Clock;

impl Intercept for Clock {
    fn name(&self) -> &'static str {
        "Clock"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> std::result::Result<(), BoxError> {
        let headers = context.response_mut().headers_mut();
        if let Some(date) = headers.get("date").map(str::to_owned) {
            headers.try_insert(format!("x-amz-meta-{CLOCK}"), date)?;
        }
        Ok(())
    }
}
