"""What the commands of probes and hooks come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.advice.commandlines import jvm_in, seconds_asleep

JVMS = [
    (["java", "-jar", "check.jar"], "java"),
    (["/opt/java/bin/java", "-version"], "/opt/java/bin/java"),
    (["sh", "-c", "java -jar /check.jar"], "java"),
    (["/bin/bash", "-ec", "cd /app && exec java -cp . Check"], "java"),
    (["bash", "-c", "nodetool status | grep -q UN"], "nodetool"),
    (["timeout", "5", "jcmd", "1", "VM.uptime"], "jcmd"),
    (["sh", "-c", "timeout -s KILL 5s /usr/bin/jps"], "/usr/bin/jps"),
    (["sh", "-c", "if ! kafka-topics.sh --list; then exit 1; fi"], "kafka-topics.sh"),
    (["sh", "-c", "JAVA_OPTS=-Xmx32m java -jar x.jar"], "java"),
    (["sh", "-c", "test $(zkCli.sh ls /) = '[]'"], "zkCli.sh"),
]
NONE = [
    [],
    ["sh"],
    ["sh", "-c"],
    ["pgrep", "java"],
    ["sh", "-c", "ps aux | grep java"],
    ["sh", "-c", "test -f /java"],
    ["cat", "/tmp/java"],
    ["curl", "-f", "localhost:8080/java"],
    ["env"],
    ["timeout"],
]
SLEEPS = [
    (["sleep", "15"], 15),
    (["/bin/sleep", "1m", "5s"], 65),
    (["sh", "-c", "sleep 10"], 10),
    (["sh", "-c", "sleep 5; nginx -s quit; sleep 2.5"], 7.5),
    (["sh", "-c", "nginx -s quit && sleep 5"], 5),
    (["sh", "-c", "nginx -s quit || sleep 5"], 0),
    (["sh", "-c", "sleep 5 & wait"], 0),
    (["sh", "-c", "sleep $DELAY"], 0),
    (["sh", "-c", "echo sleep 40"], 0),
    (["timeout", "60", "sleep", "40"], 40),
    ([], 0),
]


@pytest.mark.parametrize(("command", "jvm"), JVMS, ids=[" ".join(command) for command, _ in JVMS])
def test_a_jvm_is_found_where_a_command_starts_one(command: list[str], jvm: str) -> None:
    assert jvm_in(command) == jvm


@pytest.mark.parametrize("command", NONE, ids=" ".join)
def test_a_name_that_is_only_an_argument_is_no_jvm(command: list[str]) -> None:
    assert jvm_in(command) == ""


@pytest.mark.parametrize(("command", "asleep"), SLEEPS, ids=[" ".join(command) for command, _ in SLEEPS])
def test_a_sleep_counts_where_it_is_certain(command: list[str], asleep: float) -> None:
    assert seconds_asleep(command) == asleep


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["sh", "-c", "sleep", "timeout", "env", "||", "9"]))))
def test_any_command_can_be_read(command: list[str]) -> None:
    assert seconds_asleep(command) >= 0
    assert isinstance(jvm_in(command), str)
