//! Certificates.

use std::collections::BTreeSet;

use aws_sdk_acm::types::{
    CertificateDetail, CertificateSummary, Filters, KeyAlgorithm, RenewalEligibility,
};

use super::{Aws, found, pages, text, time};
use crate::cloud::{ObserveCertificates, Result};
use crate::observed::Certificate;

/// Without this list ACM tells of RSA keys of up to 2048 bits only (ACM API reference,
/// `ListCertificates`).
const KEY_TYPES: [KeyAlgorithm; 7] = [
    KeyAlgorithm::Rsa1024,
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
    KeyAlgorithm::EcPrime256v1,
    KeyAlgorithm::EcSecp384r1,
    KeyAlgorithm::EcSecp521r1,
];

impl ObserveCertificates for Aws {
    async fn certificates(&self) -> Result<Vec<Certificate>> {
        let every_key = Filters::builder().set_key_types(Some(KEY_TYPES.to_vec())).build();
        let summaries = pages(async |token| {
            let asked = self
                .certificates
                .list_certificates()
                .includes(every_key.clone())
                .set_next_token(token);
            let answer = self.call("acm:ListCertificates", asked.send()).await?;
            Ok((answer.certificate_summary_list.unwrap_or_default(), answer.next_token))
        })
        .await?;
        let mut certificates = Vec::new();
        for summary in &summaries {
            certificates.push(match summary.has_additional_subject_alternative_names() {
                Some(true) => self
                    .certificate(summary.certificate_arn().unwrap_or_default())
                    .await?
                    .unwrap_or_else(|| listed(summary)),
                _ => listed(summary),
            });
        }
        Ok(certificates)
    }

    async fn certificate(&self, arn: &str) -> Result<Option<Certificate>> {
        let asked = self.certificates.describe_certificate().certificate_arn(arn);
        let answer = found(self.call("acm:DescribeCertificate", asked.send()).await)?;
        Ok(answer.and_then(|answer| answer.certificate).as_ref().map(described))
    }
}

fn listed(summary: &CertificateSummary) -> Certificate {
    Certificate {
        arn: text(summary.certificate_arn()),
        domains: domains(summary.domain_name(), summary.subject_alternative_name_summaries()),
        status: summary.status().map_or_else(String::new, |status| status.as_str().to_owned()),
        not_after: summary.not_after().and_then(time),
        renewable: is_renewed(summary.renewal_eligibility()),
    }
}

pub(super) fn described(detail: &CertificateDetail) -> Certificate {
    Certificate {
        arn: text(detail.certificate_arn()),
        domains: domains(detail.domain_name(), detail.subject_alternative_names()),
        status: detail.status().map_or_else(String::new, |status| status.as_str().to_owned()),
        not_after: detail.not_after().and_then(time),
        renewable: is_renewed(detail.renewal_eligibility()),
    }
}

fn domains(first: Option<&str>, others: &[String]) -> Vec<String> {
    let all: BTreeSet<_> =
        first.into_iter().chain(others.iter().map(String::as_str)).map(str::to_owned).collect();
    all.into_iter().collect()
}

fn is_renewed(eligibility: Option<&RenewalEligibility>) -> bool {
    eligibility == Some(&RenewalEligibility::Eligible)
}
