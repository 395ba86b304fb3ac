#!/bin/sh
# Does every wait outlast the one inside it? Else something gives up on a start, or a stop, that is going well.
#   sh ci/check-deadlines.sh BUILT.yaml, as `kubectl kustomize` builds it
set -eu
gitops=$(sed -n 's/^  timeout: \([0-9]*\)s$/\1/p' "$(dirname "$0")/../gitops/flux.yaml")
awk -v gitops="$gitops" '
  function number(text) {
    gsub(/[^0-9]/, "", text)
    return text + 0
  }
  function longer(name, seconds, before, least) {
    if (seconds > least) return
    printf "%s (%d s) must be longer than %s (%d s)\n", name, seconds, before, least > "/dev/stderr"
    failed = 1
  }
  { depth = match($0, /[^ ]/) }
  inside && depth <= outer { inside = "" }
  /^ *startupProbe:$/ { inside = "probe"; outer = depth }
  /^ *preStop:$/ { inside = "pause"; outer = depth }
  inside == "probe" && /periodSeconds:/ { period = number($2) }
  inside == "probe" && /failureThreshold:/ { threshold = number($2) }
  inside == "pause" && /seconds:/ { pause = number($2) }
  /--(shutdown-timeout|exit-timeout-secs)=/ { sub(/.*=/, ""); drain = number($0) }
  /terminationGracePeriodSeconds:/ { grace = number($2) }
  /goldenpath.dev\/progress-deadline-seconds:/ { progress = number($2) }
  /goldenpath.dev\/kueue-timeout-seconds:/ { kueue = number($2) }
  END {
    probe = period * threshold
    if (!probe) {
      print "There is no start-up probe" > "/dev/stderr"
      exit 1
    }
    longer("The progress deadline", progress, "the start-up probe", probe)
    longer("The GitOps time-out", gitops, "the progress deadline", progress)
    longer("The time-out of Kueue", kueue, "the GitOps time-out", gitops)
    longer("terminationGracePeriodSeconds", grace, "pause and drain", pause + drain)
    if (failed) exit 1
    printf "A start may take %d s; every other wait agrees\n", progress
  }
' "$1"
