/* Enough of WebRTC for tests: transceivers get their mids with the local description, and the test decides what connects. */

class InMemoryTrack {
  enabled = true;
  readonly kind = "video";
  addEventListener(): void {}
  stop(): void {}
  clone(): InMemoryTrack {
    return new InMemoryTrack();
  }
  getSettings(): MediaTrackSettings {
    return { height: 720 };
  }
}

class InMemoryStream {
  constructor(readonly tracks: unknown[] = []) {}
}

export function newTrack(): MediaStreamTrack {
  return new InMemoryTrack() as unknown as MediaStreamTrack;
}

class InMemoryTransceiver {
  mid: string | null = null;
  readonly receiver = { track: newTrack(), getSynchronizationSources: () => this.sources };
  sources: { timestamp: number; audioLevel: number }[] = [];
  readonly sender: {
    track: MediaStreamTrack | null;
    replaceTrack(track: MediaStreamTrack | null): Promise<void>;
    getParameters(): { encodings: object[] };
    setParameters(): Promise<void>;
  };

  constructor(track: MediaStreamTrack | null) {
    const sender = {
      track,
      replaceTrack: async (next: MediaStreamTrack | null) => {
        sender.track = next;
      },
      getParameters: () => ({ encodings: [{}] }),
      setParameters: () => Promise.resolve(),
    };
    this.sender = sender;
  }

  setCodecPreferences(): void {}
}

export class InMemoryPeer {
  static made: InMemoryPeer[] = [];
  readonly transceivers: InMemoryTransceiver[] = [];
  connectionState: RTCPeerConnectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  remote: string | null = null;
  closed = false;

  constructor() {
    InMemoryPeer.made.push(this);
  }

  addTransceiver(trackOrKind: MediaStreamTrack | string): InMemoryTransceiver {
    const made = new InMemoryTransceiver(typeof trackOrKind === "string" ? null : trackOrKind);
    this.transceivers.push(made);
    return made;
  }

  async createOffer(): Promise<{ sdp: string }> {
    return { sdp: `offer of ${this.transceivers.length}` };
  }

  async setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
    for (const [index, transceiver] of this.transceivers.entries()) transceiver.mid ??= String(index);
  }

  async setRemoteDescription(description: { sdp: string }): Promise<void> {
    this.remote = description.sdp;
  }

  restartIce(): void {}

  close(): void {
    this.closed = true;
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  /** Put it in place of the browser's. */
  static install(): void {
    InMemoryPeer.made = [];
    const capabilities = { getCapabilities: () => ({ codecs: [] }) };
    Object.assign(globalThis, {
      MediaStream: InMemoryStream,
      RTCPeerConnection: InMemoryPeer,
      RTCRtpSender: capabilities,
      RTCRtpReceiver: capabilities,
    });
  }
}

/** An answer about the server's connection number `session`. */
export function answer(session: number): string {
  return `v=0\r\no=- ${session} 1 IN IP4 127.0.0.1\r\ns=-\r\n`;
}
