"""A recording played into the embedded server: what it served then, at the pace and in the direction one wants.

The server is the same as ever, and so is whoever watches it: a move to another moment comes as the net changes to
the objects that differ. Three things of a recorded object cannot both be as they were and be true on a watch: its
resourceVersion, which must grow from one change to the next even where time goes back. In lists and watches it is the
server's own count; whoever reads one object alone gets it as it was recorded. uid and creationTimestamp are the
recorded ones everywhere; where another object of the same name stands at the other moment, the one is deleted and the
other is created, as it was.
"""

from __future__ import annotations

import asyncio
import gc
import json
from collections import OrderedDict
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from math import nextafter
from typing import TYPE_CHECKING

import msgspec

from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.statuses import status
from ktui.demo.server.store import encode
from ktui.insight.incidents import Incident, Incidents
from ktui.model.objects import STRUCTS
from ktui.recording.pasts import Pasts
from ktui.recording.tape import Tape
from ktui.recording.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.evidence import Watched
    from ktui.recording.line import Key, Line
    from ktui.recording.reader import Recording

STEP = 0.1
"""Real seconds between two moments while it plays: rows that change ten times a second are read by nobody."""
SLICE = 0.01
"""Real seconds of work in one turn of the loop: the server, the client and the screen live on the same one."""
TAPE_AT_ONCE = 2_000
"""Lines of the recording that are passed over in one turn: a few milliseconds."""
LOOKED_AT_ONCE = 50
"""Lines in which incidents are looked for before the time is looked at: a millisecond."""
MANY = 1_000
"""Changes from which garbage is not collected until they are made."""
HISTORY = 2_000
"""Changes that the server remembers: a watch that ends goes on from the last one, and nothing needs the rest."""
TOLD_OF = ("pods", "events", "jobs")
"""Kinds in which it is looked for what went wrong, and for the pods' past."""
READ_ONLY = "this is a recording: nothing in it can be changed"
NO_LOGS = "a recording holds no logs"
NOT_RECORDED = "NotRecorded"
"""The reason in the answer to whoever asks for a kind that was not recorded."""


class Player:
    """The clock, the moment and the speed; it keeps `server` as the recording was at that moment.

    It is the time of its server as a session wants it, too: it stands while the recording is held.
    """

    skew = 0.0
    """Nothing is said of it: whoever replays knows that it was another time."""

    def __init__(
        self,
        recording: Recording,
        server: ApiServer,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        speed: float = 1.0,
    ) -> None:
        """`monotonic` in real seconds; `sleep` waits for some. It plays from the start as soon as it is run."""
        self._recording = recording
        self._server = server
        self._tape = Tape(recording)
        self._pasts = Pasts(recording)
        self._watched: tuple[float, Watched] | None = None
        self._monotonic = monotonic
        self._sleep = sleep
        self.start = recording.start
        self.end = recording.end
        self.at = recording.start
        self.speed = speed
        self.playing = True
        self.notes = recording.notes
        self.incidents: list[Incident] = []
        self.telling = Telling()
        self.searched = False
        self.heard: Callable[[], None] = lambda: None
        self.moved: Callable[[], None] = lambda: None
        self.jumped: Callable[[float], None] = lambda _: None
        self.landing: Callable[[], Awaitable[None]] = _landed
        self._looking = self._look()
        self._awake = asyncio.Event()
        self._jumps = 0
        """How many there were."""
        self._landed = 0
        """How many of them are over."""
        self._went_on = 0.0
        """The real second at which time last went on."""
        self._due: OrderedDict[tuple[str, Key], Line | None] = OrderedDict()
        """What the server has to be brought to; the last one for a key wins."""
        self._placed: dict[tuple[str, Key], Line] = {}
        """What the server holds."""
        self._prepare()

    # The server's time

    def time(self) -> float:
        """Unix seconds of the recording: the moment that is shown."""
        return self.at

    def lasting(self, seconds: float) -> float:
        """How many real seconds go by with so many of the recording's; infinite while it is held."""
        return seconds / self.speed if self.playing else float("inf")

    def observe(self, date: str | None, *, sent: float, received: float) -> None:
        """An answer's `Date` says nothing new."""

    # The reader's hands

    def play(self) -> None:
        """Let time go by; at the end, from the start."""
        if self.at >= self.end:
            self.go_to(self.start)
        self.playing = True
        self._went_on = self._monotonic()
        self._awake.set()
        self.heard()

    def hold(self) -> None:
        """Let it stand."""
        self.playing = False
        self._awake.set()
        self.heard()

    def set_speed(self, speed: float) -> None:
        """Seconds of the recording in a real one, above 0."""
        self.speed = speed
        self._awake.set()
        self.heard()

    def go_to(self, moment: float) -> None:
        """Jump; what lies outside the recording is its start or its end."""
        self.at = min(max(moment, self.start), self.end)
        self._jumps += 1
        self._awake.set()
        self.moved()
        self.jumped(self.at)
        self.heard()

    def gap(self, resource: str) -> tuple[float, float | None] | None:
        """From when until when a kind was not recorded, if the moment is in it."""
        for gap in self._recording.gaps.get(resource, ()):
            if gap.begins <= self.at and (gap.ends is None or self.at < gap.ends):
                return gap.begins, gap.ends
        return None

    def recorded(self, resource: str) -> bool:
        """Whether the recording holds a kind at all."""
        return resource in self._recording.resources

    @property
    def watched(self) -> Watched:
        """What of the pods' events can have been seen up to the moment."""
        if self._watched is None or self._watched[0] != self.at:
            self._watched = self.at, self._pasts.watched(self.at)
        return self._watched[1]

    # Playing

    async def run(self) -> None:
        """Play until cancelled; may be run again then."""
        self._went_on = self._monotonic()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._find_incidents())
            tasks.create_task(self._play())

    async def close(self) -> None:
        """Stop the server."""
        await self._server.stop()

    async def _play(self) -> None:
        while True:
            self._awake.clear()
            await self.arrive()
            if self._flying and not self._awake.is_set():
                await self._land()
            if not self._awake.is_set():
                await self._wait()
            if self.playing:
                self._go_on()

    def _go_on(self) -> None:
        """Time has passed; what of it has passed in a jump does not count."""
        now = self._monotonic()
        if not self._flying:
            self.at = min(self.at + (now - self._went_on) * self.speed, self.end)
            if self.at >= self.end:
                self.playing = False
            self.moved()
            self.heard()
        self._went_on = now

    async def _wait(self) -> None:
        """Until it is time for the next step, or somebody does something."""
        if not self.playing:
            await self._awake.wait()
            return
        await _first(self._sleep(STEP), self._awake.wait())

    async def _land(self) -> None:
        jumps = self._jumps  # another one may begin as soon as this one is said to be over
        if await _first(self.landing(), self._awake.wait()):
            self._landed = jumps
            self._went_on = self._monotonic()

    @property
    def _flying(self) -> bool:
        """Whether a jump is under way."""
        return self._landed < self._jumps

    async def arrive(self) -> None:
        """Bring the server to the moment, in slices; if that changes meanwhile, to the new one."""
        turn = self._monotonic()
        while self._wind():
            turn = await self._breathe(turn)
        with _uncollected() if len(self._due) > MANY else nullcontext():
            while self._due:
                (resource, key), line = self._due.popitem(last=False)
                self._place(resource, key, line)
                turn = await self._breathe(turn)
                while self._wind():
                    turn = await self._breathe(turn)
        if self._server.store.remembered > HISTORY:
            self._server.compact()
            self._server.bookmark()  # a watch in which nothing happens would else begin again from what is forgotten

    async def _breathe(self, turn: float) -> float:
        """Give the others a turn where this one has lasted long enough; when the present one began."""
        if self._monotonic() - turn < SLICE:
            return turn
        await asyncio.sleep(0)
        return self._monotonic()

    def _wind(self) -> bool:
        """Wind the tape towards the moment, some of the way; whether it has moved."""
        tape, lines = self._tape, self._recording.lines
        if tape.at == self.at:
            return False
        to, wanted = self.at, self._recording.lines_until(self.at)
        if wanted - tape.position > TAPE_AT_ONCE:
            to = lines[tape.position + TAPE_AT_ONCE].at
        elif tape.position - wanted > TAPE_AT_ONCE:
            # Just before it: a whole list may be of one time, and its last line is no way further back.
            to = nextafter(lines[tape.position - TAPE_AT_ONCE].at, float("-inf"))
        for change in tape.move(to):
            self._due.pop((change.resource, change.key), None)
            self._due[change.resource, change.key] = change.after
        return True

    def _place(self, resource: str, key: Key, line: Line | None) -> None:
        """Have the server hold an object as a line has it, or hold it no more."""
        store = self._server.store
        held = self._placed.get((resource, key))
        if held is line or resource not in RESOURCES:
            return
        if line is None:
            del self._placed[resource, key]
            store.displace(resource, key)
            return
        obj = line.object()
        stored = store.get(resource, key)
        if stored is not None and stored.obj["metadata"].get("uid") != obj["metadata"].get("uid"):
            store.displace(resource, key)
        self._placed[resource, key] = line
        store.place(resource, {name: value for name, value in obj.items() if name not in ("kind", "apiVersion")})

    # What went wrong

    async def _find_incidents(self) -> None:
        """Look through the recording once, beside all else."""
        if self.searched:
            return
        turn = self._monotonic()
        for _ in self._looking:
            if self._monotonic() - turn > SLICE:
                self.moved()
                self.heard()
                await asyncio.sleep(0)
                turn = self._monotonic()
        self.searched = True
        self.moved()
        self.heard()

    def _look(self) -> Iterator[None]:
        """Fill `incidents` and `telling`, and come back now and then."""
        found = Incidents()
        decoders = {resource: msgspec.json.Decoder(STRUCTS[resource]) for resource in TOLD_OF}
        for number, line in enumerate(self._recording.lines):
            decoder = decoders.get(line.resource)
            obj = None
            if decoder is not None:
                # What is not of the form the API promises is left out: the pane says how many there are.
                with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    obj = decoder.decode(line.raw)
                there = None if line.type == "DELETED" else obj
                self.incidents.extend(found.note(line.at, line.resource, line.key, there))  # type: ignore[arg-type]
            self.telling.note(line, obj)
            if number % LOOKED_AT_ONCE == 0:
                yield
        self.telling.end()

    # What the server says

    def _prepare(self) -> None:
        server, recording = self._server, self._recording
        for verb in ("create", "update", "patch", "delete"):
            refusal = status(405, "MethodNotAllowed", READ_ONLY)
            server.faults.answer(405, body=refusal, verb=verb, times=None)  # type: ignore[arg-type]
        server.faults.answer(404, body=status(404, "NotFound", NO_LOGS), kind="pods/log", times=None)
        for plural in RESOURCES:
            if plural in recording.resources:
                server.faults.rewrite(partial(self._as_recorded, plural), kind=plural, verb="get", times=None)
            elif plural == "namespaces":
                for namespace in recording.namespaces():
                    server.store.put(plural, {"metadata": {"name": namespace}})
            else:
                body = status(404, NOT_RECORDED, f"{plural} were not recorded")
                server.faults.answer(404, body=body, kind=plural, times=None)

    def _as_recorded(self, plural: str, body: bytes) -> bytes:
        """The answer to whoever asks for one object: it has the resourceVersion that it had."""
        obj = json.loads(body)
        meta = obj.get("metadata", {})
        line = self._placed.get((plural, (meta.get("namespace", ""), meta.get("name", ""))))
        version = line.object()["metadata"].get("resourceVersion") if line is not None else None
        if version is None:
            return body
        meta["resourceVersion"] = version
        return encode(obj)


def serves_beta_cronjobs(recording: Recording) -> bool:
    """Whether the CronJobs of a recording are batch/v1beta1's, as a server before 1.21 has them."""
    line = next((line for line in recording.lines if line.resource == "cronjobs"), None)
    if line is None:
        return not recording.version.at_least(1, 21)
    return line.object().get("apiVersion") == "batch/v1beta1"


async def _landed() -> None:
    """While nobody listens."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """While thousands of objects are made that stay: a collection would walk all of them, for half a second."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()


async def _first(wanted: Awaitable[object], other: Awaitable[object]) -> bool:
    """Whether the first of two was over first, or with the other; what is not over is cancelled."""
    one, two = asyncio.ensure_future(wanted), asyncio.ensure_future(other)
    try:
        await asyncio.wait({one, two}, return_when=asyncio.FIRST_COMPLETED)
        if one.done():
            one.result()
        return one.done()
    finally:
        one.cancel()
        two.cancel()
