//! What an id in brackets stands for.

use ebdeploy::explain::entries;
use insta::assert_snapshot;

use crate::support::{Ran, ebdeploy, ran};

fn explain(id: &str) -> Ran {
    ran(&mut ebdeploy(&["explain", id]))
}

#[test]
fn a_problem_of_a_file_is_explained_by_its_rule_its_reason_and_the_way_out() {
    assert_snapshot!(explain("environment-name"), @r"
    environment-name

      kind          a problem of the file
      rule          An environment's name has 4 to 40 letters, digits and hyphens,
                      with no hyphen first or last.
      why           So says the API reference of Elastic Beanstalk,
                      `CreateEnvironment`.
      help          use 4 to 40 letters, digits and hyphens, with no hyphen first
                      or last
    ------- stderr -------
    [exit status: 0]
    ");
}

#[test]
fn what_two_tell_of_is_explained_by_both() {
    assert_snapshot!(explain("certificate-expiring"), @r"
    certificate-expiring

      kind          a lint that warns
      says          the chosen certificate ends within 30 days, and ACM does not
                      renew it
      why           it ends within 30 days, and ACM does not renew it: clients
                      will be refused
      help          import its successor under the same ARN, or request one of
                      ACM, which renews itself

    certificate-expiring

      kind          a finding of `ebdeploy doctor`
      says          the listener's certificate ends soon or has ended, and ACM
                      does not renew it
      help          import its successor under the same ARN (`aws acm
                      import-certificate --certificate-arn …`), or request one of
                      ACM, which renews itself
    ------- stderr -------
    [exit status: 0]
    ");
}

#[test]
fn an_id_that_there_is_not_is_a_usage_error_with_the_one_that_was_meant() {
    assert_snapshot!(explain("enviroment-name"), @r"
    ------- stderr -------
    error: there is no id `enviroment-name`
    hint: did you mean `environment-name`?
    [exit status: 64]
    ");
    assert_snapshot!(explain("E0308"), @r"
    ------- stderr -------
    error: there is no id `E0308`
    hint: an id stands in brackets before what is told: `error[environment-name]`
    [exit status: 64]
    ");
}

#[test]
fn every_id_is_explained() {
    for entry in entries() {
        let told = explain(entry.id);
        assert!(told.code == 0 && told.stdout.starts_with(entry.id), "{told}");
    }
}
