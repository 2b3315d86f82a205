"""Selectors: what they select is tried with the lists; here, how a real server refuses them, recorded from 1.35.4."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from ktui.demo.server.label_queries import label_query
from tests.fakes.objects import job, node, pod
from tests.fakes.reading import get

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer

HAVE = {"app": "web", "size": "7", "empty": ""}


@pytest.mark.parametrize(
    ("selector", "selects"),
    [
        ("", True),
        ("app in(web,api)", True),
        ("app notin (web)", False),
        ("other notin (web)", True),
        ("empty=", True),
        ("empty", True),
        ("app=", False),
        ("other!=x", True),
        ("size>5,size<8", True),
        ("size>7", False),
        ("app>1", False),
        (" app = web , !other ", True),
        ("app in (web,)", True),
    ],
)
def test_what_is_selected(selector: str, selects: bool) -> None:
    assert label_query(selector)(HAVE) is selects


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("labelSelector=a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("labelSelector=a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("labelSelector=a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("labelSelector=,", "found ',', expected: !, identifier, or 'end of string'"),
        (
            "labelSelector=a>x",
            'unable to parse requirement: values[0]: Invalid value: "x": '
            "for 'Gt', 'Lt' operators, the value must be an integer",
        ),
        (
            "labelSelector=-a",
            'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric '
            "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or "
            "'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ),
        (
            "labelSelector=a=-x",
            'unable to parse requirement: values[0][a]: Invalid value: "-x": a valid label must be an empty string or '
            "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
            "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
            "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
        ("fieldSelector=foo", "invalid selector: 'foo'; can't understand 'foo'"),
        ("fieldSelector=spec.foo=1", "field label not supported: spec.foo"),
        ("limit=abc", 'strconv.ParseInt: parsing "abc": invalid syntax'),
        (
            "resourceVersion=abc",
            'invalid resource version: resourceVersion: Invalid value: "abc": '
            'strconv.ParseUint: parsing "abc": invalid syntax',
        ),
    ],
)
async def test_refusals(api_server: ApiServer, query: str, message: str) -> None:
    name, _, value = query.partition("=")
    code, body, _ = await get(api_server, f"/api/v1/pods?{name}={quote(value)}")
    assert (code, body["reason"], body["message"]) == (400, "BadRequest", message)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/v1/services", "field label not supported: spec.foo"),
        ("/api/v1/secrets", "field label not supported: spec.foo"),
        ("/apis/events.k8s.io/v1/events", "field label not supported: spec.foo"),
        ("/apis/batch/v1/jobs", 'field label "spec.foo" not supported for Job'),
        ("/api/v1/configmaps", '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        (
            "/apis/apps/v1/replicasets",
            '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
        ),
    ],
)
async def test_an_unknown_field_is_refused_in_the_words_of_its_kind(
    api_server: ApiServer, path: str, message: str
) -> None:
    code, body, _ = await get(api_server, f"{path}?fieldSelector=spec.foo=1")
    assert (code, body["message"]) == (400, message)


@pytest.mark.parametrize(
    ("path", "selector", "names"),
    [
        ("/api/v1/nodes", "spec.unschedulable=false", ["open"]),
        ("/api/v1/nodes", "spec.unschedulable=true", ["shut"]),
        ("/apis/batch/v1/jobs", "status.successful=0", ["new"]),
        ("/apis/batch/v1/jobs", "status.successful=1", ["done"]),
        ("/api/v1/pods", "status.phase!=Running", []),
    ],
)
async def test_fields_that_are_not_set_have_a_value(
    api_server: ApiServer, path: str, selector: str, names: list[str]
) -> None:
    api_server.put("nodes", node("open"))
    api_server.put("nodes", node("shut", unschedulable=True))
    api_server.put("jobs", job("new"))
    api_server.put("jobs", job("done", finished="Complete", succeeded=1, active=0))
    api_server.put("pods", pod("a"))
    _, body, _ = await get(api_server, f"{path}?fieldSelector={selector}")
    assert [item["metadata"]["name"] for item in body["items"]] == names
