/* A visit whose media are real, over peer connections of which the test says what they count. */
import { signal } from "@preact/signals-core";
import { Media } from "../../src/core/media";
import { answer, InMemoryPeer, newTrack } from "./in_memory_peer";
import { member, view } from "./views";
import { settled, Visiting } from "./visiting";

export class Connected {
  private constructor(
    readonly room: Visiting,
    private readonly media: Media,
    private readonly sent: InMemoryPeer,
    private readonly received: InMemoryPeer,
  ) {}

  /** We send a microphone and are shown Ann's camera. */
  static async enter(): Promise<Connected> {
    InMemoryPeer.install();
    const room = await Visiting.enter(view({ members: [member("me"), member("ann", { name: "Ann" })] }));
    const media = new Media(signal(room.session), room.visit.capture);
    Object.assign(room.visit, { media });
    room.visit.capture.mic.value = newTrack();
    const slots = [{ mid: "0", member: "ann", device: "ann-device", source: "camera" }] as const;
    room.socket.deliver({ t: "slots", room: "study", slots, want_audio: 0, want_video: 1 });
    await settled();
    for (const request of [...room.socket.received])
      if (request.t === "media_offer")
        room.socket.deliver({ t: "media_answer", ref: request.ref, sdp: answer(1) });
    await settled();
    const [sent, received] = InMemoryPeer.made;
    if (sent === undefined || received === undefined) throw new Error("no connections were made");
    return new Connected(room, media, sent, received);
  }

  leave(): void {
    this.media.close();
    this.room.leave();
  }

  /** So many packets of Ann's picture came until now, of 125 bytes each, and so many were lost; `missed`: of our sound. */
  counts(packets: number, lost: number, missed: number): void {
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "way" };
    this.received.report.set("pair", { ...pair, currentRoundTripTime: 0.042 });
    this.received.report.set("way", { id: "way", type: "local-candidate", protocol: "tcp" });
    this.received.report.set("in", {
      ...{ type: "inbound-rtp", mid: "0", bytesReceived: packets * 125, packetsReceived: packets },
      ...{
        packetsLost: lost,
        frameWidth: 640,
        frameHeight: 360,
        framesPerSecond: 24.7,
        totalFreezesDuration: 0,
      },
    });
    this.sent.report.set("out", { id: "out", type: "outbound-rtp", mid: "0", bytesSent: 0, packetsSent: 0 });
    this.sent.report.set("missed", { type: "remote-inbound-rtp", localId: "out", fractionLost: missed });
  }

  /** The server says how good our line is. */
  isJudged(quality: "fair" | "poor" | "bad" | null): void {
    const devices = quality === null ? [] : [{ member: "me", device: "mine", quality }];
    this.room.socket.deliver({ t: "qualities", room: "study", devices });
  }
}
