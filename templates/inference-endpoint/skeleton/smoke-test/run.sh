#!/bin/sh
# Does the endpoint answer? Needs curl. ENDPOINT is its address; without it, one is reached through kubectl.
#   ENDPOINT=https://gateway.example/${{ values.plan.namespace }}/${{ values.plan.name }} sh smoke-test/run.sh
set -eu

if [ -z "${ENDPOINT:-}" ]; then
  kubectl --namespace ${{ values.plan.namespace }} port-forward service/${{ values.plan.serviceName }} 18000:${{ values.plan.servicePort }} >/dev/null &
  trap 'kill $!' EXIT
  ENDPOINT=http://127.0.0.1:18000
fi

passed=0
fail() {
  echo "FAILED: $1" >&2
  exit 1
}
# get PATH EXPECTED: the answer of a path must hold a text.
get() {
  answer=$(curl --fail --silent --show-error --retry 5 --retry-connrefused --max-time 30 "$ENDPOINT$1") ||
    fail "$1 does not answer"
  case "$answer" in
  *"$2"*) passed=$((passed + 1)) ;;
  *) fail "$1 answers without $2" ;;
  esac
}
# post PATH BODY EXPECTED
post() {
  answer=$(curl --fail --silent --show-error --no-buffer --max-time ${{ values.plan.latency.requestTimeoutSeconds }} \
    --header 'Content-Type: application/json' --data "$2" "$ENDPOINT$1") || fail "$1 does not answer"
  case "$answer" in
  *"$3"*) passed=$((passed + 1)) ;;
  *) fail "$1 answers without $3" ;;
  esac
}

{% if values.plan.runtime == 'vllm' %}
model='${{ values.plan.modelId }}'
message='"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 8'

get /health ''
get /v1/models "\"$model\""
post /v1/chat/completions "{\"model\": \"$model\", $message}" '"choices"'
post /v1/chat/completions "{\"model\": \"$model\", \"stream\": true, $message}" 'data: [DONE]'
get /metrics vllm:num_requests_waiting
{% else %}
get /v2/health/live ''
get /v2/health/ready ''
get /v2 '"extensions"'
post /v2/repository/index '{}' '"READY"'
{% endif %}

echo "$passed checks passed"
