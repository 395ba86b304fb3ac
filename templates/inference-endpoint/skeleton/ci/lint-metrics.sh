#!/bin/sh
# Do queries name only what the server exports and the platform records? A name that nobody exports is no error to
# Prometheus: the alert never fires, the scaler never scales.
set -eu
cd "$(dirname "$0")/.."
status=0
report() {
  echo "$1" >&2
  status=1
}

queries=$(mktemp)
trap 'rm -f "$queries"' EXIT
for file in deploy/base/alert-rules.yaml deploy/base/scaler.yaml; do
  if [ -f "$file" ]; then
    grep -v '^ *#' "$file" >>"$queries"
  fi
done

for name in $(grep -oE '(vllm|inference):[A-Za-z0-9_:]+|nv_[a-z_]+|[A-Za-z_:][A-Za-z0-9_:]*\{' "$queries" | tr -d '{' | sort -u); do
  grep -qxF "$name" ci/metric-names.txt || report "$name is in no list of ci/metric-names.txt"
done
{% if values.plan.runtime == 'vllm' %}
if grep -qE 'vllm:[a-z_]+\{(([^}]|[0-9]\})*,)? *model *[=!]' "$queries"; then
  report 'vLLM exports the label model_name, not model'
fi
{% endif %}
running=$(grep -E '^ *(image|runtimeVersion):' deploy/base/${{ "llm-inference-service.yaml" if values.plan.runtime == "vllm" else "inference-service.yaml" }} || true)
if [ -z "$running" ] || echo "$running" | grep -qvF '${{ values.plan.runtimeVersion }}'; then
  report 'ci/metric-names.txt is of ${{ values.plan.runtime }} ${{ values.plan.runtimeVersion }}, which is not what runs: look the names up anew'
fi
exit $status
