/*
 * The sending peer connection: one transceiver per source, made when the source is first used and kept. Switching
 * a camera off and on is replaceTrack, without a new offer.
 */
import { type Negotiate, PeerLink, preferCodecs } from "./peer_link";
import { cameraQuality, MIC_MAX_BITRATE, SCREEN_MAX_BITRATE, scaleDown } from "./video_quality";
import type { Source } from "./wire.gen";

export type LocalTracks = Readonly<Partial<Record<Source, MediaStreamTrack | null>>>;

export class Publisher {
  readonly link: PeerLink;
  private readonly transceivers = new Map<Source, RTCRtpTransceiver>();
  private people = 1;
  private tracks: LocalTracks = {};

  constructor(negotiate: Negotiate) {
    this.link = new PeerLink("publish", negotiate, () => this.sources());
  }

  /** Send these from now on. */
  async send(tracks: LocalTracks): Promise<void> {
    this.tracks = tracks;
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
    await this.applyQuality();
  }

  /** How many are in the room decides how much the camera may send. */
  async fit(people: number): Promise<void> {
    this.people = people;
    await this.applyQuality();
  }

  private add(source: Source, track: MediaStreamTrack): void {
    const kind = isAudio(source) ? "audio" : "video";
    const transceiver = this.link.peer.addTransceiver(track, { direction: "sendonly" });
    preferCodecs(transceiver, "publish", kind);
    this.transceivers.set(source, transceiver);
  }

  /** By mid; known once the offer was set locally. */
  private sources(): Record<string, Source> {
    const named: Record<string, Source> = {};
    for (const [source, { mid }] of this.transceivers) if (mid !== null) named[mid] = source;
    return named;
  }

  private async applyQuality(): Promise<void> {
    for (const [source, transceiver] of this.transceivers) {
      const parameters = transceiver.sender.getParameters();
      const [encoding] = parameters.encodings ?? [];
      if (encoding === undefined) continue; // Before the first answer some browsers have none.
      Object.assign(encoding, this.encoding(source));
      // Refused while an offer is under way; the next call, after the answer, is not.
      await transceiver.sender.setParameters(parameters).catch(() => undefined);
    }
  }

  private encoding(source: Source): Partial<RTCRtpEncodingParameters> {
    if (source === "camera") {
      const { height, maxBitrate, maxFramerate } = cameraQuality(this.people);
      const captured = this.tracks.camera?.getSettings().height;
      return { maxBitrate, maxFramerate, scaleResolutionDownBy: scaleDown(captured, height) };
    }
    return { maxBitrate: isAudio(source) ? MIC_MAX_BITRATE : SCREEN_MAX_BITRATE };
  }
}

function isAudio(source: Source): boolean {
  return source === "mic" || source === "screen_audio";
}

function entries(tracks: LocalTracks): [Source, MediaStreamTrack | null][] {
  return Object.entries(tracks) as [Source, MediaStreamTrack | null][];
}
