#!/bin/sh
# Everything that must hold before a change is merged. Needs kubectl; promtool and kubeconform where they are installed,
# and always in a pipeline (CI=true).
set -eu
cd "$(dirname "$0")/.."
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

# has TOOL: whether it is installed; a pipeline without it is broken.
has() {
  command -v "$1" >/dev/null && return 0
  if [ "${CI:-}" = true ] && [ "${SKIP_TOOLS:-}" != "$1" ]; then
    echo "$1 is needed and was not found" >&2
    exit 1
  fi
  echo "skipped: $1 was not found"
  return 1
}

for environment in dev prod; do
  kubectl kustomize "deploy/overlays/$environment" >"$built/$environment.yaml"
  sh ci/check-deadlines.sh "$built/$environment.yaml"
done
kubectl kustomize deploy >"$built/deployed.yaml"
if has kubeconform; then
  kubeconform -strict -summary -ignore-missing-schemas -schema-location default \
    -schema-location 'https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json' \
    "$built/dev.yaml" "$built/prod.yaml"
fi
sh ci/lint-metrics.sh
if has promtool; then
  sh ci/check-alerts.sh
fi
echo 'All checks passed'
