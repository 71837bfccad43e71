/*
 * The sending peer connection: one transceiver per source, made when the source is first used and kept. Switching
 * a camera off and on is replaceTrack, without a new offer. Encodings that nobody sees are switched off.
 */
import { type Negotiate, PeerLink, preferCodecs } from "./peer_link";
import { CAMERA_ENCODINGS, MIC_MAX_BITRATE, SCREEN_ENCODINGS } from "./video_quality";
import type { LayersWanted, Source } from "./wire.gen";

export type LocalTracks = Readonly<Partial<Record<Source, MediaStreamTrack | null>>>;
type Layers = LayersWanted["layers"];

const ENCODINGS: Readonly<Record<Source, readonly RTCRtpEncodingParameters[]>> = {
  mic: [{ maxBitrate: MIC_MAX_BITRATE }],
  screen_audio: [{ maxBitrate: 2 * MIC_MAX_BITRATE }],
  camera: CAMERA_ENCODINGS,
  screen: SCREEN_ENCODINGS,
};

export class Publisher {
  readonly link: PeerLink;
  private readonly transceivers = new Map<Source, RTCRtpTransceiver>();
  private layers: Layers = {};
  private switching: Promise<void> = Promise.resolve();

  constructor(negotiate: Negotiate, iceServers: RTCIceServer[] = []) {
    this.link = new PeerLink("publish", negotiate, () => this.sources(), iceServers);
  }

  /** Send these from now on. */
  async send(tracks: LocalTracks): Promise<void> {
    let grown = false;
    for (const [source, track] of entries(tracks)) {
      if (!this.link.isOpen()) return;
      const transceiver = this.transceivers.get(source);
      if (transceiver !== undefined) await transceiver.sender.replaceTrack(track);
      else if (track !== null) {
        this.add(source, track);
        grown = true;
      }
    }
    if (grown) await this.link.offer();
    await this.switchEncodings();
  }

  /** How many encodings of each source anybody sees, lowest first. */
  async want(layers: Layers): Promise<void> {
    this.layers = layers;
    await this.switchEncodings();
  }

  private add(source: Source, track: MediaStreamTrack): void {
    if (source === "screen") track.contentHint = "detail";
    const transceiver = this.link.peer.addTransceiver(track, {
      direction: "sendonly",
      sendEncodings: ENCODINGS[source].map((encoding) => ({ ...encoding })),
    });
    preferCodecs(transceiver, "publish", isAudio(source) ? "audio" : "video");
    this.transceivers.set(source, transceiver);
  }

  /** By mid; known once the offer was set locally. */
  sources(): Record<string, Source> {
    const named: Record<string, Source> = {};
    for (const [source, { mid }] of this.transceivers) if (mid !== null) named[mid] = source;
    return named;
  }

  /** One change after the other: while one is under way, a sender still tells what was before it. */
  private switchEncodings(): Promise<void> {
    this.switching = this.switching.then(() => this.switchNow());
    return this.switching;
  }

  private async switchNow(): Promise<void> {
    for (const [source, { sender }] of this.transceivers) {
      const parameters = sender.getParameters();
      const wanted = this.layers[source] ?? parameters.encodings.length;
      const changed = parameters.encodings.filter((encoding, index) => {
        const active = index < wanted;
        const differs = (encoding.active ?? true) !== active;
        encoding.active = active;
        return differs;
      });
      if (source === "screen") parameters.degradationPreference = "maintain-resolution";
      // Refused while an offer is under way; the next call, after the answer, is not.
      if (changed.length > 0 || source === "screen")
        await sender.setParameters(parameters).catch(() => undefined);
    }
  }
}

function isAudio(source: Source): boolean {
  return source === "mic" || source === "screen_audio";
}

function entries(tracks: LocalTracks): [Source, MediaStreamTrack | null][] {
  return Object.entries(tracks) as [Source, MediaStreamTrack | null][];
}
