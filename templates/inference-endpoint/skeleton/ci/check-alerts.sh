#!/bin/sh
# Asks Prometheus' own tool whether the alert rules are sound. Needs promtool.
set -eu
cd "$(dirname "$0")/.."
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
# A PrometheusRule's spec is a rules file.
awk '/^spec:/ { inside = 1; next } inside { sub(/^  /, ""); print }' deploy/base/alert-rules.yaml >"$rules"
promtool check rules "$rules"
