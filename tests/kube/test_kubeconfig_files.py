"""Which files are read, and how several become one: as kubectl does it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ktui.errors import ConfigError
from ktui.kube.kubeconfig import context_names, read_access


def write(path: Path, *, current: str = "", **servers: str) -> Path:
    """A file with, for each name, a cluster, a user and a context of that name; the server is `https://<value>`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"current-context: {current!r}\n"
        + "clusters:\n"
        + "".join(f"- {{name: {name}, cluster: {{server: 'https://{host}'}}}}\n" for name, host in servers.items())
        + "users:\n"
        + "".join(f"- {{name: {name}, user: {{tokenFile: {name}.token}}}}\n" for name in servers)
        + "contexts:\n"
        + "".join(f"- {{name: {name}, context: {{cluster: {name}, user: {name}}}}}\n" for name in servers)
    )
    return path


def joined(*paths: Path) -> dict[str, str]:
    return {"KUBECONFIG": os.pathsep.join(map(str, paths)), "HOME": "/no/such/home"}


def test_the_first_current_context_wins(tmp_path: Path) -> None:
    environ = joined(
        write(tmp_path / "1", one="h1"),
        write(tmp_path / "2", current="two", two="h2"),
        write(tmp_path / "3", current="one"),
    )
    assert read_access(kubeconfig=None, context=None, environ=environ).context == "two"


def test_the_first_to_name_an_entry_wins_whole(tmp_path: Path) -> None:
    first, second = (
        write(tmp_path / "a" / "1", both="h1"),
        write(tmp_path / "b" / "2", current="both", both="h2", two="h3"),
    )
    first.write_text(first.read_text().replace("tokenFile: both.token", ""))
    access = read_access(kubeconfig=None, context=None, environ=joined(first, second))
    assert access.server == "https://h1"
    assert access.token_file is None
    assert access.source == str(first)
    assert context_names(kubeconfig=None, environ=joined(first, second)) == ("both", "two")


def test_a_context_may_name_what_stands_in_another_file_and_paths_stay_with_theirs(tmp_path: Path) -> None:
    contexts = tmp_path / "contexts"
    contexts.write_text("{current-context: mix, contexts: [{name: mix, context: {cluster: one, user: one}}]}")
    environ = joined(contexts, write(tmp_path / "elsewhere" / "config", one="h"))
    assert read_access(kubeconfig=None, context=None, environ=environ).token_file == str(
        tmp_path / "elsewhere" / "one.token"
    )


def test_missing_and_empty_files_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "comments").write_text("# nothing\n---\n")
    (tmp_path / "nulls").write_text("{clusters: null, users: null, contexts: null, current-context: null}")
    environ = joined(
        tmp_path / "missing",
        Path(),
        tmp_path / "empty",
        tmp_path / "comments",
        tmp_path / "nulls",
        write(tmp_path / "last", current="one", one="h"),
    )
    environ["KUBECONFIG"] = environ["KUBECONFIG"].replace(f"{os.pathsep}.{os.pathsep}", os.pathsep * 2)
    assert read_access(kubeconfig=None, context=None, environ=environ).server == "https://h"


def test_a_broken_file_is_told_even_beside_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("{")
    environ = joined(write(tmp_path / "good", current="one", one="h"), tmp_path / "broken")
    with pytest.raises(ConfigError, match=rf"^{tmp_path}/broken, line 1 is not valid YAML"):
        read_access(kubeconfig=None, context=None, environ=environ)


def test_a_file_that_is_told_goes_before_the_environment(tmp_path: Path) -> None:
    told = write(tmp_path / "told", current="told", told="h")
    environ = joined(write(tmp_path / "env", current="env", env="h"))
    assert read_access(kubeconfig=str(told), context=None, environ=environ).context == "told"


@pytest.mark.parametrize("kubeconfig", [None, ""])
def test_without_either_the_one_at_home_is_read(tmp_path: Path, kubeconfig: str | None) -> None:
    write(tmp_path / ".kube" / "config", current="home", home="h")
    environ = {"HOME": str(tmp_path), "KUBECONFIG": ""}
    assert read_access(kubeconfig=kubeconfig, context=None, environ=environ).context == "home"


def test_relative_paths_are_of_the_folder_we_run_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "config", current="one", one="h")
    monkeypatch.chdir(tmp_path)
    access = read_access(kubeconfig="config", context=None, environ={})
    assert access.token_file == str(tmp_path / "one.token")


def test_no_kubeconfig_at_all_is_told_with_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"^no cluster is configured in {tmp_path}/.kube/config: name a kubeconfig"):
        read_access(kubeconfig=None, context=None, environ={"HOME": str(tmp_path)})
    with pytest.raises(ConfigError, match=r"^no cluster is configured in /no/a, /no/b: name a kubeconfig"):
        read_access(kubeconfig=None, context=None, environ=joined(Path("/no/a"), Path("/no/b"), Path("/no/a")))
