"""Has a page write down what it receives, ten times a second, while a test makes its network worse."""

from __future__ import annotations

from tests.e2e.person import Person
from tests.netem.figures import Sample, samples_of

_RECORD = """() => {
  window.recorded = [];
  const take = async () => {
    const sample = { at: performance.now() / 1000, audio_packets: 0, samples: 0, concealed: 0, concealed_silence: 0,
      frames: 0, frozen: 0, height: 0, video_bytes: 0, video_lost: 0, nacks: 0, plis_received: {}, protocol: "" };
    for (const connection of window.connections) {
      if (connection.connectionState === "closed") continue;
      const reports = await connection.getStats();
      for (const report of reports.values()) {
        if (report.type === "inbound-rtp" && report.kind === "audio") {
          sample.audio_packets += report.packetsReceived;
          if (report.packetsReceived === 0) continue;
          sample.samples += report.totalSamplesReceived ?? 0;
          sample.concealed_silence += report.silentConcealedSamples ?? 0;
          sample.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0);
        } else if (report.type === "inbound-rtp" && report.packetsReceived > 0) {
          sample.frames += report.framesDecoded ?? 0;
          sample.frozen += report.totalFreezesDuration ?? 0;
          sample.height = Math.max(sample.height, report.frameHeight ?? 0);
          sample.video_bytes += report.bytesReceived;
          sample.video_lost += report.packetsLost ?? 0;
          sample.nacks += report.nackCount ?? 0;
        } else if (report.type === "outbound-rtp" && report.kind === "video") {
          sample.plis_received[report.rid ?? ""] = report.pliCount ?? 0;
        } else if (report.type === "transport" && report.selectedCandidatePairId) {
          const pair = reports.get(report.selectedCandidatePairId);
          sample.protocol = reports.get(pair?.localCandidateId)?.protocol ?? "";
        }
      }
    }
    window.recorded.push(sample);
    window.recording = setTimeout(take, 100);
  };
  clearTimeout(window.recording);
  void take();
}"""

_LASTS = "([end]) => performance.now() / 1000 >= end"


class Recorder:
    """Samples of one person's page from `start` on; times are those of that page."""

    def __init__(self, person: Person) -> None:
        self._page = person.page

    async def start(self) -> None:
        """Forgets what was recorded before."""
        await self._page.evaluate(_RECORD)

    async def now(self) -> float:
        now: float = await self._page.evaluate("performance.now() / 1000")
        return now

    async def lasts(self, seconds: float) -> float:
        """Returns after so many seconds of the page's clock, with the time then."""
        end = await self.now() + seconds
        await self._page.wait_for_function(_LASTS, arg=[end], timeout=(seconds + 30) * 1000)
        return end

    async def samples(self) -> list[Sample]:
        return samples_of(await self._page.evaluate("window.recorded"))
