"""What the cluster must permit for something to work, in the API's words."""

from __future__ import annotations

from typing import NamedTuple


class Right(NamedTuple):
    """A verb on a resource, as an authorizer is asked for it."""

    verb: str
    group: str
    """"" for the core group."""
    resource: str
    subresource: str = ""

    @property
    def words(self) -> str:
        """As `kubectl auth can-i` wants it: `create pods/exec`, `patch daemonsets.apps`."""
        resource = f"{self.resource}.{self.group}" if self.group else self.resource
        return f"{self.verb} {resource}{f'/{self.subresource}' if self.subresource else ''}"
