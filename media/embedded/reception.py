"""What has arrived of one incoming stream: extended sequence numbers, losses to ask for, figures to report."""

from collections.abc import Iterator

from media.embedded import rtp
from media.embedded.rtcp import Reception, SenderReport

WINDOW = 1024
"""Packets; the replay window of SRTP is as long, so that nothing older could be authentic anyway."""
MAX_MISSING = 128
RETRY = 0.1
MAX_TRIES = 8


class Receiver:
    """Follows the sequence numbers of one SSRC (RFC 3550 appendix A).

    `received` counts the packets that came at all, `repaired` those of them that had to be asked for.
    """

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.highest = -1
        self.missing: dict[int, tuple[float, int]] = {}
        self.received = 0
        self.repaired = 0
        self._clock_rate = clock_rate
        self._first = 0
        self._held = [-1] * WINDOW
        self._expected_before = 0
        self._lost_before = 0
        self._missed_before = 0
        self._reported = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._report: tuple[SenderReport, float] | None = None

    def admit(self, packet: rtp.RtpPacket, now: float) -> int | None:
        """Return the packet's extended sequence number, or None for one too old to be of use or here already."""
        if self.highest < 0:
            # One cycle up, so that what was reordered before the first packet stays positive.
            self._first = packet.sequence + 0x10000
            self.highest = self._first - 1
        index = rtp.nearest(self.highest, packet.sequence)
        ahead = index - self.highest
        if ahead > 0:
            if ahead > 1:
                self._note_gap(range(self.highest + 1, index), now)
            self.highest = index
            self._measure_jitter(packet.timestamp, now)
        elif ahead <= -WINDOW or self._held[index % WINDOW] == index:
            return None
        else:
            self._fill_gap(index)
        self._held[index % WINDOW] = index
        self.received += 1
        return index

    def _fill_gap(self, index: int) -> None:
        _, tries = self.missing.pop(index, (0.0, 0))
        self.repaired += tries > 0

    @property
    def expected(self) -> int:
        """Packets from the first to the highest."""
        return self.highest - self._first + 1 if self.highest >= 0 else 0

    @property
    def missed(self) -> int:
        """Packets that were lost on their first way, whether or not they were repaired."""
        return self.expected - self.received + self.repaired

    def _note_gap(self, gap: range, now: float) -> None:
        if len(self.missing) + len(gap) > MAX_MISSING:
            self.missing.clear()
        elif gap:
            self.missing.update(dict.fromkeys(gap, (now, 0)))

    def _measure_jitter(self, timestamp: int, now: float) -> None:
        transit = now * self._clock_rate - timestamp
        if self._transit is not None:
            # A wrapped or jumping timestamp says nothing of the network.
            change = min(abs(transit - self._transit), self._clock_rate)
            self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def due(self, now: float, retry: float = RETRY) -> list[int]:
        """Take the sequence numbers to ask for now; each is asked for a few times, `retry` seconds apart."""
        asked = [index for index, (at, _) in self.missing.items() if at <= now]
        for index in asked:
            tries = self.missing[index][1] + 1
            if tries >= MAX_TRIES:
                del self.missing[index]
            else:
                self.missing[index] = (now + retry, tries)
        return asked

    def heard(self, report: SenderReport, now: float) -> None:
        """Remember a sender report, for the round-trip figures of the next block."""
        self._report = (report, now)

    def blocks(self, now: float, *, strict: bool = False) -> Iterator[Reception]:
        """Report what happened since the last block, repaired losses too if `strict`; nothing before a packet."""
        if self.highest >= 0:
            interval, lost = self._since_last(strict=strict)
            self._reported += lost
            yield Reception(
                ssrc=self.ssrc,
                fraction_lost=min(255, max(0, lost) * 256 // interval) if interval > 0 else 0,
                lost=self._reported,
                highest=self.highest - 0x10000,
                jitter=int(self._jitter),
                last_report=self._report[0].middle if self._report else 0,
                delay=int((now - self._report[1]) * 65536) if self._report else 0,
            )

    def _since_last(self, *, strict: bool) -> tuple[int, int]:
        expected, missed = self.expected, self.missed
        lost = expected - self.received
        interval = expected - self._expected_before
        since = missed - self._missed_before if strict else lost - self._lost_before
        self._expected_before, self._missed_before, self._lost_before = expected, missed, lost
        return interval, since
