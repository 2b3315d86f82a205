"""Credentials from a plugin: run when needed, kept until they expire, one run at a time for all who wait."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shlex
import ssl
from typing import TYPE_CHECKING

from ktui.errors import ConfigError, CredentialsError
from ktui.kube.exec_credential import BadAnswerError, ExecCredential, exec_info, parse_exec_credential
from ktui.kube.exec_process import Finished, OutputTooLongError, run_plugin
from ktui.kube.tls import present

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.kube.access import Access, Certificate, ExecSpec
    from ktui.kube.clock import Clock

LIMIT_SECONDS = 60.0
"""For one run: cloud tools take 1-5 s, a cold start over a slow VPN tens; nobody can answer a question it asks."""
MARGIN_SECONDS = 30.0
"""Renewed this long before the expiry, for clocks that differ and requests on their way."""
MARGIN_SHARE = 0.1
"""But never earlier than in the last tenth of the life: a token of a hundred seconds serves for ninety."""
KEPT_SECONDS = 10.0
"""Used at least this long, whatever the expiry says: with a clock that is fast every token is born expired."""
RENEWAL_SECONDS = 10.0
"""Between two runs because of refusals: what was just renewed serves all whose requests were on their way with the
old, and a plugin whose credentials are refused again and again is not run at every attempt of every watch."""
FAILURE_SECONDS = 5.0
"""A failure is the answer to all who ask within this time: every watch meets it, and retries."""
TEXT_LIMIT = 300
"""Characters quoted of a plugin's error or an install hint: the reason, in what is still one sentence."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


class ExecPlugin:
    """A plugin and what it gave last. Proves who we are by a token, a client certificate, or both."""

    def __init__(
        self,
        spec: ExecSpec,
        access: Access,
        *,
        clock: Clock,
        environ: Mapping[str, str],
        limit: float = LIMIT_SECONDS,
    ) -> None:
        self._spec = spec
        self._access = access
        self._clock = clock
        self._environ = environ
        self._limit = limit
        self._running: asyncio.Task[ExecCredential | str] | None = None
        self._held: ExecCredential | None = None
        self._use_until = 0.0
        self._got_at = 0.0
        self._failure: str | None = None
        self._failed_at = 0.0
        self._renewed_at: float | None = None

    async def credential(self) -> ExecCredential:
        """What was given last, or after its expiry what a new run gives; raises `CredentialsError`."""
        if self._held is not None and not self._stale():
            return self._held
        if self._failure is None or self._clock.monotonic() - self._failed_at >= FAILURE_SECONDS:
            await self._run_once()
        if self._failure is None and self._held is not None:
            return self._held
        held = self._held
        if held is not None and held.expires is not None and self._clock.time() < held.expires:
            return held  # within the margin: a failed renewal is tried again, the old one holds until then
        raise CredentialsError(self._failure or "the credential plugin gave nothing")

    async def headers(self) -> dict[str, str]:
        """The token, if the plugin gives one; raises `CredentialsError`."""
        token = (await self.credential()).token
        return {"Authorization": f"Bearer {token}"} if token else {}

    async def client_certificate(self) -> Certificate | None:
        """The certificate, if the plugin gives one; raises `CredentialsError`."""
        return (await self.credential()).certificate

    async def renew(self) -> bool:
        """After a 401: run again, unless that has just been done; what came is worth another try.

        Raises `CredentialsError` when the run fails or has just failed.
        """
        now = self._clock.monotonic()
        recent = self._renewed_at is not None and now - self._renewed_at < RENEWAL_SECONDS
        if self._running is not None or not recent:
            self._renewed_at = now
            await self._run_once()
        if self._failure is not None:
            raise CredentialsError(self._failure)
        return True

    async def close(self) -> None:
        """End a run under way."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait([running])

    def _stale(self) -> bool:
        if self._held is None or self._held.expires is None:
            return False
        kept = self._clock.monotonic() - self._got_at
        return kept >= KEPT_SECONDS and self._clock.time() >= self._use_until

    async def _run_once(self) -> None:
        """Run, or wait for the run under way; who waits may be cancelled, the run goes on for the others."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="credential plugin")
            self._running.add_done_callback(self._done)
        await asyncio.shield(self._running)

    def _done(self, task: asyncio.Task[ExecCredential | str]) -> None:
        """Before anybody who waits goes on: keep what came."""
        if self._running is task:
            self._running = None
        if task.cancelled() or task.exception() is not None:
            return
        outcome = task.result()
        if isinstance(outcome, str):
            self._failure, self._failed_at = outcome, self._clock.monotonic()
            return
        self._failure = None
        self._held, self._got_at = outcome, self._clock.monotonic()
        if outcome.expires is not None:
            life = outcome.expires - self._clock.time()
            self._use_until = outcome.expires - max(0.0, min(MARGIN_SECONDS, life * MARGIN_SHARE))

    async def _run(self) -> ExecCredential | str:
        """One run: what it gave, or the sentence that says why it gave nothing."""
        spec = self._spec
        command = shlex.quote(spec.command)
        try:
            env = {**self._environ, **dict(spec.env), "KUBERNETES_EXEC_INFO": exec_info(spec, self._access)}
            finished = await run_plugin([spec.command, *spec.args], env=env, limit=self._limit)
            if finished.code != 0:
                return (
                    f"the credential plugin {command} failed ({_how(finished)}): run it in a terminal, or log in again"
                )
            credential = parse_exec_credential(finished.output, api_version=spec.api_version)
            _check(credential)
        except TimeoutError:
            return (
                f"the credential plugin {command} did not end within {self._limit:g} s:"
                " run it in a terminal to see what it waits for"
            )
        except OutputTooLongError:
            return f"the credential plugin {command} printed far more than a credential: check the user's exec command"
        except BadAnswerError as error:
            return f"the credential plugin {command} {error}: check the user's exec command and its args"
        except ConfigError as error:
            return str(error)
        except (OSError, ValueError) as error:
            return self._not_started(error)
        return credential

    def _not_started(self, error: OSError | ValueError) -> str:
        command = shlex.quote(self._spec.command)
        if not isinstance(error, OSError):
            return f"the credential plugin {command} cannot be started ({error}): check the user's exec"
        if error.errno == errno.ENOENT and not os.path.exists(self._spec.command):
            hint = one_line(self._spec.install_hint)
            return f"the credential plugin {command} is not there: {hint or 'install it, or correct the exec command'}"
        return f"the credential plugin {command} cannot be started ({error.strerror}): check the user's exec command"


def one_line(text: str) -> str:
    """`text` without escapes and control characters, cut to what a sentence can hold."""
    words = " ".join(_ESCAPES.sub("", text).split())
    cleaned = "".join(char for char in words if char.isprintable())
    return cleaned if len(cleaned) <= TEXT_LIMIT else f"{cleaned[: TEXT_LIMIT - 1]}…"


def _how(finished: Finished) -> str:
    """How a run failed: its code and the last line that it wrote to standard error."""
    ended = f"signal {-finished.code}" if finished.code < 0 else f"exit code {finished.code}"
    lines = [line for line in map(one_line, finished.errors.decode(errors="replace").splitlines()) if line]
    return f"{ended}: {lines[-1]}" if lines else ended


def _check(credential: ExecCredential) -> None:
    """Refuse what a request cannot carry; raises `BadAnswerError`, `ConfigError`."""
    token = credential.token
    if token is not None and not (token.isascii() and token.isprintable()):
        raise BadAnswerError("gave a token that no HTTP header can carry")
    if credential.certificate is not None:
        present(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), credential.certificate)
