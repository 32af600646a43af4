//! Lints and annotations are about the file that says what they are about.

use ebdeploy::config;
use ebdeploy::lints::{Remark, Severity};
use ebdeploy::report::{Report, Review, Shape, Verb};
use insta::assert_snapshot;

use super::{BASE, TEST, run};

#[test]
fn a_remark_is_about_the_line_of_the_base() {
    let (base, own) = (BASE.replace("min = 2", "min = 1"), TEST.replace("shop-test", "shop-prod"));
    let told = run(&["validate", "test.toml"], &[("base.toml", &base), ("test.toml", &own)]);
    assert_eq!(told.code, 0, "{told}");
    assert_snapshot!(told, @r"
    test.toml: fine
    ------- stderr -------
    warning[single-instance]: production may shrink to 1
     --> base.toml:8:7
      |
    8 | min = 1
      |       ^
      |
      = note: a deployment, a platform update or a failing instance takes all of production out of service
    help: write `min = 2`, or more

    [exit status: 0]
    ");
}

#[test]
fn a_comment_names_the_file_that_is_meant_beside_the_line() {
    let folder = crate::support::folder(&[("base.toml", BASE), ("test.toml", TEST)]);
    let source = config::load(&folder.path().join("test.toml")).unwrap().source;
    let remark = |path: &str| Remark {
        id: "some-lint",
        severity: Severity::Warning,
        path: path.into(),
        within: None,
        message: "it is odd".into(),
        reason: "it is",
        cure: "take another",
    };
    let remarks = vec![remark("environment.name"), remark("capacity.min")];
    let review = Review { remarks, ..Review::default() };
    let report = Report::new(Verb::Plan, &source.path);
    let comment = Report { review: Some((&source, &review)), ..report }.render(Shape::Markdown);
    assert!(comment.contains("warning `some-lint`, line 3: it is odd"), "{comment}");
    let base = folder.path().join("base.toml");
    let place = format!("warning `some-lint`, line 8 of {}: it is odd", base.display());
    assert!(comment.replace('\\', "").contains(&place), "{comment}");
}

#[test]
fn an_annotation_stands_in_the_file_that_says_it() {
    let files = [
        ("repo/shared/base.toml", BASE.replace("eu-west-1", "nowhere")),
        ("repo/eu/test.toml", TEST.replace("base.toml", "../shared/base.toml") + "nam = \"x\"\n"),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let folder = crate::support::folder(&files);
    let mut command = crate::support::ebdeploy(&["plan", "eu/test.toml", "--format", "github"]);
    let root = folder.path().join("repo");
    let told = crate::support::ran(command.current_dir(&root).env("GITHUB_WORKSPACE", &root));
    let lines: Vec<_> = told.stderr.lines().filter(|line| line.starts_with("::")).collect();
    assert_snapshot!(lines.join("\n"), @r"
    ::error file=eu/test.toml,line=4,endLine=4,col=1,endColumn=3,title=unknown-key::unknown field `nam`, expected one of `name`, `region`, `profile`, `assume-role`, `platform`, `platform-version`, `cname`, `service-role`, `instance-profile`, `tags`%0Ahelp: did you mean `name`?
    ::error file=shared/base.toml,line=4,endLine=4,col=10,endColumn=18,title=region::`nowhere` is no AWS region%0Ahelp: write it as `eu-west-1`
    ");
}
