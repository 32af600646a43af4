#!/usr/bin/env bash
# Plan, approve, apply exactly what was approved; for a terminal, or for a CI system that has no example of its own.
#
#     deploy.sh FILE [ARGUMENT OF APPLY…]
#
# Asks on the terminal. Without one, APPROVED=yes says that somebody has approved already; otherwise the plan is kept in
# PLAN (plan.json), for `ebdeploy apply` to carry out later. Exits with ebdeploy's exit code; RETRIES (3) is how often an
# apply whose deadline passed is taken up again.
set -euo pipefail

file=${1:?"usage: deploy.sh FILE [ARGUMENT OF APPLY…]"}
shift
plan=${PLAN:-plan.json}

code=0
ebdeploy plan "$file" --out "$plan" --detailed-exitcode || code=$?
case $code in
    0) exit 0 ;; # nothing to do
    2) ;;        # there are changes, and they were shown
    *) exit "$code" ;;
esac

if [ "${APPROVED:-}" != yes ]; then
    [ -t 0 ] || { echo "deploy.sh: there are changes, and nobody to ask; APPROVED=yes applies them" >&2; exit 64; }
    read -r -p "Apply this? Only \`yes\` does: " answer
    [ "$answer" = yes ] || exit 1
fi

code=0
ebdeploy apply "$plan" "$@" || code=$?
# The deadline passed, and AWS goes on. What was planned is under way and so no longer to be planned: the file is what is
# taken up, and it is the one that was approved.
for ((again = 0; code == 5 && again < ${RETRIES:-3}; again++)); do
    code=0
    ebdeploy apply "$file" --yes "$@" || code=$?
done

case $code in
    0) ;;
    3) echo "deploy.sh: applied, but on the fallback health check: mend the application, then deploy again" >&2 ;;
    4) echo "deploy.sh: AWS or the file is not as when it was planned; nothing was done: look at a new plan" >&2 ;;
    5) echo "deploy.sh: AWS is still at it: deploy again later, which takes it up" >&2 ;;
    6) echo "deploy.sh: applied, but something else sets values of the file: look for it in .ebextensions" >&2 ;;
    130) echo "deploy.sh: interrupted: deploy again, which finishes it" >&2 ;;
    *) echo "deploy.sh: failed; what is to be done is said above" >&2 ;;
esac
exit "$code"
