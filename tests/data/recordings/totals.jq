# What a recording tells of each pod, counted from its lines alone: jq -s -f totals.jq FILE.jsonl > FILE.totals.json
#
# Of each container and probe how often it failed, errored, warned and was the reason of a kill; how many ends of each
# container were told. Nothing of ktui is used, so that ktui can be held against it.
#
# An event counts further under its name and first time: from one count to the next is how often it happened. Where
# similar ones were combined the message is the latest one's: one more is the probe's that it names, more than one
# nobody's (null), unless it has named but one probe ever.

def probe: capture("^(\\(combined from similar events\\): )?(?<p>Liveness|Readiness|Startup) probe (failed|errored|warning)")
  | .p | ascii_downcase;
def kill: capture("failed (?<p>liveness|startup) probe") | .p;
def combined: startswith("(combined from similar events): ");
def part: capture("^spec\\.[a-zA-Z]+\\{(?<c>.+)\\}$") | .c;

def kind:
  if .reason == "Killing" then "killing"
  elif .reason == "ProbeWarning" then "warned"
  elif (.message | test("^(\\(combined from similar events\\): )?[A-Z][a-z]+ probe errored")) then "errored"
  else "failed" end;

# [container, probe] that a write names; $asked: [container, probe] of all probes of its pod.
def names($asked):
  ((.involvedObject.fieldPath // "") | [part][0]) as $container
  | (if .reason == "Killing" then [.message | kill][0] else [.message | probe][0] end) as $probe
  | [$asked[] | select(.[1] == $probe)] as $others
  | if $container == null then [null, null]
    elif $probe != null and (.message | combined) and ($others | index([[$container, $probe]])) == null
      and ($others | length) == 1
    then $others[0]
    else [$container, $probe] end;

def asked:
  [(.spec.initContainers // []) + .spec.containers | .[] | . as $c
    | (["startup", "startupProbe"], ["liveness", "livenessProbe"], ["readiness", "readinessProbe"])
    | select($c[.[1]] != null) | [$c.name, .[0]]];

# The occurrences that one event's writes tell of, as {lane, kind, times}.
def occurrences($asked):
  (group_by(.count) | map(max_by(.lastTimestamp))) as $writes
  | ([$writes[] | names($asked)] | unique | length) as $named
  | foreach $writes[] as $write ({count: 0};
      {count: $write.count, times: ($write.count - .count), write: $write};
      .times as $times | .write
      | {lane: (if $named > 1 and $times > 1 then [null, null] else names($asked) end), kind: kind, times: $times});

def exits:
  [.status | (.containerStatuses, .initContainerStatuses, .ephemeralContainerStatuses) // [] | .[]
    | {name, ended: (.state.terminated, .lastState.terminated)} | select(.ended != null)
    | [.name, .ended.containerID, .ended.finishedAt]];

map(select(.resource == "pods") | .object) as $pods
| map(select(.resource == "events") | .object
    | select(.involvedObject.kind == "Pod" and (.source.component // .reportingComponent) == "kubelet")
    | select(.reason == "Unhealthy" or .reason == "ProbeWarning" or .reason == "Killing")) as $events
| [$pods | group_by(.metadata.uid)[] | . as $lines | last | .metadata.uid as $uid | asked as $asked
  | [$events | map(select(.involvedObject.uid == $uid)) | group_by([.metadata.name, .firstTimestamp])[]
      | occurrences($asked)] as $occurrences
  | {
      namespace: .metadata.namespace, name: .metadata.name, uid: $uid,
      lanes: [$occurrences | group_by(.lane)[] | {
        container: .[0].lane[0], probe: .[0].lane[1],
        failed: (map(select(.kind == "failed").times) | add // 0),
        errored: (map(select(.kind == "errored").times) | add // 0),
        warned: (map(select(.kind == "warned").times) | add // 0),
        killing: (map(select(.kind == "killing").times) | add // 0)
      }],
      exits: ([$lines[] | exits[]] | unique | group_by(.[0]) | map({key: .[0][0], value: length}) | from_entries)
    }]
| sort_by([.namespace, .name, .uid])
