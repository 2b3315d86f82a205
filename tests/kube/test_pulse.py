"""Quiet or dead: what the pulse asks, when, and what it does to those who wait."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from ktui.errors import ConfigError, CredentialsError, KtuiError, UnreachableError
from ktui.kube.answers import AnswerError
from ktui.kube.pulse import DOWN, JUMP, QUIET, UNREADY, Pulse
from ktui.model.decode import Status
from tests.fakes.clock import START, FakeClock, turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANSWER_TURNS = 8
"""Turns of the loop that an answer takes; even over the loopback it is not there at once."""
REFUSED = UnreachableError("cannot connect: Connection refused")


class Server:
    """Answers the pulse's question as it is told to, and notes when it was asked what."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.failures: dict[str, Exception] = {}
        """Path to what asking it raises; `*` for every path."""
        self.asked: list[tuple[float, str]] = []
        """(seconds since the beginning, path)."""
        self.frozen = False
        self.pulse: Pulse | None = None

    async def get(self, path: str, *, seconds: float) -> bytes:
        self.asked.append((self._clock.monotonic(), path))
        if self.frozen:
            await self._clock.sleep(seconds)
            raise UnreachableError(f"no answer within {seconds:g} s")
        await turns(ANSWER_TURNS)
        failure = self.failures.get(path, self.failures.get("*"))
        if isinstance(failure, KtuiError) and not isinstance(failure, AnswerError):
            raise failure
        if self.pulse is not None:
            self.pulse.heard()  # a transport hears the answer, be it a refusal
        if failure is not None:
            raise failure
        return b"ok"

    def down(self) -> None:
        """Refuse every connection."""
        self.failures = {"*": REFUSED}

    def up(self) -> None:
        """Answer."""
        self.failures = {}

    def says(self, code: int, path: str = "/readyz") -> None:
        """Answer `code` there."""
        self.failures = {path: AnswerError(code, Status())}


class Beating:
    """A pulse at work."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.server = Server(self.clock)
        self.changes: list[bool] = []
        self.pulse = Pulse(self.server, self.clock, lambda: self.changes.append(self.pulse.alive))
        self.server.pulse = self.pulse

    async def die(self) -> None:
        """Let the server go down and the pulse find out."""
        self.server.down()
        self.pulse.suspect()
        await turns()
        assert not self.pulse.alive


@pytest.fixture
async def beating() -> AsyncIterator[Beating]:
    made = Beating()
    task = asyncio.create_task(made.pulse.run())
    await turns()
    yield made
    assert not task.done(), task.exception()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await turns()


# Quiet


async def test_nothing_is_asked_while_something_is_heard(beating: Beating) -> None:
    for _ in range(10):
        await beating.clock.advance(QUIET - 1)
        beating.pulse.heard()
    assert beating.server.asked == []


async def test_silence_is_asked_about_and_a_quiet_server_stays_alive(beating: Beating) -> None:
    await beating.clock.advance(3 * QUIET)
    assert beating.server.asked == [(QUIET, "/readyz"), (2 * QUIET, "/readyz"), (3 * QUIET, "/readyz")]
    assert beating.pulse.alive
    assert beating.changes == []


async def test_what_is_heard_puts_the_question_off(beating: Beating) -> None:
    await beating.clock.advance(QUIET - 1)
    beating.pulse.heard()
    await beating.clock.advance(QUIET - 0.1)
    assert beating.server.asked == []
    await beating.clock.advance(0.2)
    assert len(beating.server.asked) == 1


async def test_the_last_sign_of_life_is_known(beating: Beating) -> None:
    assert beating.pulse.last_heard == START
    await beating.clock.advance(3)
    beating.pulse.heard()
    assert beating.pulse.last_heard == START + 3


# Dead


async def test_a_frozen_server_is_found_dead_within_ten_seconds(beating: Beating) -> None:
    beating.server.frozen = True
    await beating.clock.advance(9.9)
    assert beating.pulse.alive
    await beating.clock.advance(0.2)
    assert not beating.pulse.alive
    assert beating.pulse.reason == "no answer within 5 s"
    assert beating.changes == [False]


async def test_what_is_shown_was_true_when_it_was_last_heard(beating: Beating) -> None:
    await beating.clock.advance(2)
    beating.pulse.heard()
    beating.server.frozen = True
    await beating.clock.advance(60)
    assert beating.pulse.last_heard == START + 2


async def test_a_byte_that_still_arrives_does_not_bring_the_dead_back(beating: Beating) -> None:
    await beating.die()
    await beating.clock.advance(1)
    beating.pulse.heard()
    assert not beating.pulse.alive
    assert beating.pulse.last_heard == START


async def test_a_suspicion_is_looked_into_at_once(beating: Beating) -> None:
    await beating.clock.advance(1)
    beating.server.down()
    beating.pulse.suspect()
    await turns()
    assert beating.server.asked == [(1.0, "/readyz")]
    assert not beating.pulse.alive
    assert beating.pulse.reason == str(REFUSED)


async def test_an_unfounded_suspicion_changes_nothing(beating: Beating) -> None:
    beating.pulse.suspect()
    await turns()
    assert len(beating.server.asked) == 1
    assert beating.pulse.alive
    await beating.clock.advance(QUIET - 0.1)
    assert len(beating.server.asked) == 1


async def test_a_dead_server_is_asked_twice_a_second(beating: Beating) -> None:
    await beating.die()
    asked = len(beating.server.asked)
    await beating.clock.advance(5)
    assert len(beating.server.asked) - asked == 5 / DOWN


async def test_when_it_answers_it_lives(beating: Beating) -> None:
    await beating.die()
    await beating.clock.advance(3)
    beating.server.up()
    await beating.clock.advance(DOWN)
    assert beating.pulse.alive
    assert beating.pulse.reason == ""
    assert beating.pulse.last_heard == START + 3 + DOWN
    assert beating.changes == [False, True]
    asked = len(beating.server.asked)
    await beating.clock.advance(QUIET - 0.1)
    assert len(beating.server.asked) == asked


async def test_it_may_die_again_and_again(beating: Beating) -> None:
    for _ in range(3):
        await beating.die()
        beating.server.up()
        await beating.clock.advance(DOWN)
        assert beating.pulse.alive
    assert beating.changes == [False, True] * 3


# Not ready


async def test_a_returning_server_is_waited_for_until_it_is_ready(beating: Beating) -> None:
    await beating.die()
    beating.server.says(500)
    await beating.clock.advance(UNREADY - 1)
    assert not beating.pulse.alive
    beating.server.up()
    await beating.clock.advance(DOWN)
    assert beating.pulse.alive


async def test_a_server_that_never_gets_ready_is_used_as_it_is(beating: Beating) -> None:
    await beating.die()
    beating.server.says(500)
    await beating.clock.advance(UNREADY + 2 * DOWN)
    assert beating.pulse.alive


async def test_the_wait_for_readiness_begins_anew_when_it_is_gone_again(beating: Beating) -> None:
    await beating.die()
    beating.server.says(500)
    await beating.clock.advance(UNREADY - 1)
    beating.server.down()
    await beating.clock.advance(2 * DOWN)
    beating.server.says(503)
    await beating.clock.advance(UNREADY - 1)
    assert not beating.pulse.alive


async def test_a_live_server_that_is_not_ready_is_alive(beating: Beating) -> None:
    """One failing health check keeps nobody from reading."""
    beating.server.says(500)
    await beating.clock.advance(10 * QUIET)
    assert beating.pulse.alive
    assert beating.changes == []
    assert len(beating.server.asked) == 10


# Not permitted to ask


@pytest.mark.parametrize("code", [401, 403, 404])
async def test_who_may_not_ask_for_readiness_asks_for_the_version(beating: Beating, code: int) -> None:
    beating.server.says(code)
    await beating.clock.advance(3 * QUIET)
    assert [path for _, path in beating.server.asked] == ["/readyz", "/version", "/version"]
    assert beating.pulse.alive


async def test_who_may_ask_for_nothing_still_knows_that_it_answers(beating: Beating) -> None:
    beating.server.failures = {"*": AnswerError(403, Status())}
    await beating.clock.advance(10 * QUIET)
    assert beating.pulse.alive


async def test_an_outage_is_noticed_by_the_version_as_well(beating: Beating) -> None:
    beating.server.says(403)
    await beating.clock.advance(QUIET)
    await beating.die()
    beating.server.says(403)
    await beating.clock.advance(DOWN)
    assert beating.pulse.alive


async def test_a_throttled_answer_is_one(beating: Beating) -> None:
    beating.server.says(429)
    await beating.clock.advance(3 * QUIET)
    assert beating.pulse.alive


@pytest.mark.parametrize("failure", [CredentialsError("the plugin failed"), ConfigError("cannot read client.crt")])
async def test_credentials_that_cannot_be_had_are_not_the_servers_fault(beating: Beating, failure: KtuiError) -> None:
    beating.server.failures = {"*": failure}
    await beating.clock.advance(3 * QUIET)
    assert beating.pulse.alive
    assert len(beating.server.asked) == 3


# The machine slept


async def test_a_machine_that_slept_gives_everything_up_and_asks_at_once(beating: Beating) -> None:
    await beating.clock.advance(1)
    beating.clock.jump(JUMP + 3600)
    await beating.clock.advance(QUIET - 1)
    assert beating.changes[0] is False
    assert beating.server.asked == [(QUIET, "/readyz")]


async def test_after_sleep_a_server_that_answers_lives_at_once(beating: Beating) -> None:
    ended = asyncio.create_task(ending(beating.pulse))
    await turns()
    beating.clock.jump(JUMP + 3600)
    await beating.clock.advance(QUIET)
    assert (await ended).startswith("this machine slept for 36")
    assert beating.pulse.alive
    assert beating.changes == [False, True]
    await beating.clock.advance(10 * QUIET)
    assert beating.pulse.alive


async def test_after_sleep_a_server_that_is_gone_is_dead(beating: Beating) -> None:
    beating.server.down()
    beating.clock.jump(JUMP + 3600)
    await beating.clock.advance(QUIET)
    assert not beating.pulse.alive
    assert beating.pulse.reason == str(REFUSED)
    beating.server.up()
    await beating.clock.advance(DOWN)
    assert beating.pulse.alive


@pytest.mark.parametrize("seconds", [JUMP - 1, -3600.0])
async def test_a_clock_that_is_set_a_little_or_back_is_no_sleep(beating: Beating, seconds: float) -> None:
    beating.clock.jump(seconds)
    await beating.clock.advance(QUIET)
    assert beating.changes == []


# Those who wait


async def ending(pulse: Pulse) -> str:
    """Wait for ever inside an attempt; the sentence by which it ends."""
    try:
        async with pulse.attempt():
            await asyncio.Event().wait()
    except UnreachableError as error:
        return str(error)
    raise AssertionError("it never ends by itself")


async def test_what_is_under_way_is_given_up_when_the_server_dies(beating: Beating) -> None:
    both = asyncio.gather(ending(beating.pulse), ending(beating.pulse))
    await turns()
    await beating.die()
    await turns()
    assert both.done()
    assert list(await both) == [str(REFUSED), str(REFUSED)]


async def test_what_is_under_way_when_it_lives_goes_on(beating: Beating) -> None:
    task = asyncio.create_task(ending(beating.pulse))
    await beating.clock.advance(10 * QUIET)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_no_attempt_is_made_on_a_dead_server(beating: Beating) -> None:
    await beating.die()
    with pytest.raises(UnreachableError, match="Connection refused"):
        async with beating.pulse.attempt():
            raise AssertionError("never reached")


async def test_an_attempt_that_is_over_is_not_given_up_later(beating: Beating) -> None:
    async with beating.pulse.attempt():
        pass
    await beating.die()
    await turns()
    assert asyncio.current_task() is not None


async def test_an_attempts_own_errors_are_its_own(beating: Beating) -> None:
    with pytest.raises(TimeoutError):
        async with beating.pulse.attempt():
            raise TimeoutError
    with pytest.raises(KeyError):
        async with beating.pulse.attempt():
            raise KeyError


async def test_an_attempt_that_ends_slowly_survives_a_second_death(beating: Beating) -> None:
    released = asyncio.Event()

    async def slow() -> None:
        async with beating.pulse.attempt():
            try:
                await asyncio.Event().wait()
            finally:
                await released.wait()

    task = asyncio.create_task(slow())
    await turns()
    await beating.die()
    beating.server.up()
    await beating.clock.advance(DOWN)
    await beating.die()
    released.set()
    with pytest.raises(UnreachableError):
        await task


@asynccontextmanager
async def pausing(pulse: Pulse, seconds: float) -> AsyncIterator[asyncio.Task[None]]:
    """Somebody who pauses."""
    task = asyncio.create_task(pulse.pause(seconds))
    await turns()
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_pause_lasts_as_long_as_it_was_asked_to(beating: Beating) -> None:
    async with pausing(beating.pulse, 30.0) as pause:
        await beating.clock.advance(29.9)
        assert not pause.done()
        await beating.clock.advance(0.2)
        assert pause.done()


async def test_a_pause_ends_as_soon_as_the_server_is_back(beating: Beating) -> None:
    async with pausing(beating.pulse, 60.0) as pause:
        await beating.die()
        await beating.clock.advance(3)
        assert not pause.done()
        beating.server.up()
        await beating.clock.advance(DOWN)
        assert pause.done()


async def test_a_pause_begun_in_an_outage_ends_with_it_and_not_before(beating: Beating) -> None:
    await beating.die()
    async with pausing(beating.pulse, 1.0) as pause:
        await beating.clock.advance(30)
        assert not pause.done()
        beating.server.up()
        await beating.clock.advance(DOWN)
        assert pause.done()


async def test_a_pause_that_runs_out_in_an_outage_lasts_until_its_end(beating: Beating) -> None:
    async with pausing(beating.pulse, 2.0) as pause:
        await beating.die()
        await beating.clock.advance(10)
        assert not pause.done()
        beating.server.up()
        await beating.clock.advance(DOWN)
        assert pause.done()


async def test_a_pause_leaves_nobody_sleeping(beating: Beating) -> None:
    async with pausing(beating.pulse, 60.0):
        await beating.die()
        beating.server.up()
        await beating.clock.advance(DOWN)
    assert [sleeper.seconds for sleeper in beating.clock.sleepers] == [QUIET]


async def test_who_waits_for_an_outage_hears_of_its_end(beating: Beating) -> None:
    task = asyncio.create_task(beating.pulse.outage())
    await beating.clock.advance(10 * QUIET)
    assert not task.done()
    await beating.die()
    await turns()
    assert not task.done()
    beating.server.up()
    await beating.clock.advance(DOWN)
    assert task.done()
