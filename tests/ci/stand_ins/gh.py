#!/usr/bin/env python3
"""Stands in for `gh api`: the comments of one pull request, in a file; jq itself answers what `--jq` asks.

Its interpreter is the tests' own: a wrapper on the PATH calls it. `GH_COMMENTS` names the file.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import jq

#: whom GITHUB_TOKEN writes as
ME = "github-actions[bot]"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--method", default="GET")
    parser.add_argument("--jq")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("-f", "--raw-field")
    parser.add_argument("-F", "--field")
    asked = parser.parse_args()
    if os.environ.get("GH_TOKEN") != "the-token":
        sys.exit("gh: HTTP 401: Bad credentials")
    answer = answered(asked)
    if asked.jq:
        print(*jq.compile(asked.jq).input_value(answer).all(), sep="\n", end="")
    elif not asked.silent:
        print(json.dumps(answer))


def answered(asked: argparse.Namespace) -> object:
    if asked.path == "graphql":
        assert asked.raw_field == "query=query { viewer { login } }"
        return {"data": {"viewer": {"login": ME}}}
    file = Path(os.environ["GH_COMMENTS"])
    comments = json.loads(file.read_text())
    path = asked.path.removeprefix("repos/acme/shop/issues/")
    if asked.method == "GET":
        assert path == "7/comments?per_page=100" and asked.paginate
        return comments
    name, _, source = asked.field.partition("=@")
    assert name == "body"
    body = Path(source).read_text()
    if asked.method == "POST":
        assert path == "7/comments"
        comments.append({"id": len(comments) + 1, "user": {"login": ME}, "body": body})
    else:
        assert asked.method == "PATCH"
        [comment] = [one for one in comments if f"comments/{one['id']}" == path]
        comment["body"] = body
    file.write_text(json.dumps(comments))
    return {}


main()
