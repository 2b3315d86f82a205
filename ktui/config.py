"""The user's configuration: a YAML file to frozen values, and one sentence for everything in it that is not right.

What is wrong in one part costs that part alone: everything else is kept.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ktui.errors import UsageError
from ktui.model.keeping import USUAL
from ktui.model.keys import KEYS
from ktui.model.kinds import KINDS
from ktui.model.label_keys import label_keys
from ktui.model.rebound import rebound
from ktui.paths import config_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.keeping import Keeping
    from ktui.model.keys import Key

AGES = 2
"""Seconds between two looks at the ages in view, at least; older ages are looked at less often (`until_older`). A young
pod's age is then two seconds old at most, and an idle screen costs half the bytes."""

MAX_FILE = 1_000_000
"""Characters of a configuration at most: what is longer is another file by mistake."""


PANES = tuple(kind.name for kind in KINDS)
"""The kinds in their usual order."""


class Config(NamedTuple):
    """What the user wants; each default is what one gets without a file."""

    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Binding id to keys, in Textual's names."""
    theme: str = ""
    """One of `THEMES`; empty: the terminal decides."""
    columns: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Kind to columns in their order: headers as kubectl has them, and `label:KEY` for a label's value."""
    namespace: tuple[str, ...] | None = None
    """The scope at the start: names, none of them for all namespaces; None: not told."""
    panes: tuple[str, ...] = PANES
    """The kinds in the order of their panes."""
    ages: int = AGES
    """Seconds between two looks at the ages, at least."""
    mouse: bool = True
    label_keys: Mapping[str, str] = MappingProxyType({})
    """Key, in Textual's name, to the line of labels that it begins with: `disk=ssd tier-`."""
    history: Keeping = USUAL
    """What is kept of what was seen, in memory and in the history."""

    @property
    def table(self) -> tuple[Key, ...]:
        """The table of keys as this user has it."""
        return rebound((*KEYS, *label_keys(self.label_keys)), self.keys, self.panes)


def read_config(path: Path) -> tuple[Config, Sequence[str]]:
    """The configuration in a file and what is wrong with it; the defaults and nothing where there is none."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return Config(), ()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Config(), (f"{path} line {line}: this is no UTF-8 text; the defaults are used",)
    except OSError as error:
        return Config(), (f"{path} cannot be read ({error.strerror or error}); the defaults are used",)
    return parse_config(text, str(path))


def user_config(named: str | None) -> tuple[Config, Sequence[str]]:
    """The configuration that the command line names, which must be there, or the user's usual one, which need not."""
    if named is None:
        return read_config(config_file())
    if not Path(named).exists():
        raise UsageError(f"there is no file {named} to read the configuration from")
    return read_config(Path(named))


def parse_config(text: str, file: str) -> tuple[Config, Sequence[str]]:
    """The same from text, in the name of `file`."""
    if not text.strip():
        return Config(), ()
    if len(text) > MAX_FILE:
        return Config(), (f"{file} is far too long for a configuration; the defaults are used",)
    import yaml  # noqa: PLC0415  20 ms, and only where there is a file

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        what = error.problem or error.context or "it cannot be read"
        return Config(), (f"{file} line {line}: this is no YAML ({_flat(what)}); the defaults are used",)
    except yaml.reader.ReaderError as error:
        # Its position is a count of characters of the text as it was given.
        line = text[: error.position].count("\n") + 1
        return Config(), (f"{file} line {line}: this is no YAML ({_flat(error.reason)}); the defaults are used",)
    except (RecursionError, ValueError):
        return Config(), (f"{file} line 1: this is no YAML that makes sense here; the defaults are used",)
    if root is None or root.tag.endswith(":null"):
        return Config(), ()
    from ktui.config_parts import Reading  # noqa: PLC0415  only where there is a file

    reading = Reading(file)
    return reading.config(root), tuple(reading.problems)


def _flat(words: str) -> str:
    return " ".join(words.split())
