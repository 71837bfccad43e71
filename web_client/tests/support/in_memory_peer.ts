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
  readonly receiver = {
    track: newTrack(),
    jitterBufferTarget: null as number | null,
    heardAt: 0,
    getSynchronizationSources: () =>
      this.receiver.heardAt === 0 ? [] : [{ timestamp: this.receiver.heardAt }],
  };
  readonly sender: {
    track: MediaStreamTrack | null;
    replaceTrack(track: MediaStreamTrack | null): Promise<void>;
    getParameters(): { encodings: RTCRtpEncodingParameters[] };
    setParameters(parameters: { encodings: RTCRtpEncodingParameters[] }): Promise<void>;
  };

  constructor(track: MediaStreamTrack | null, encodings: RTCRtpEncodingParameters[] = [{}]) {
    let sent = encodings;
    const sender = {
      track,
      replaceTrack: async (next: MediaStreamTrack | null) => {
        sender.track = next;
      },
      getParameters: () => ({ encodings: sent.map((encoding) => ({ ...encoding })) }),
      setParameters: async (parameters: { encodings: RTCRtpEncodingParameters[] }) => {
        await null; // It takes a moment in a browser, too.
        sent = parameters.encodings;
      },
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

  constructor(readonly configuration: RTCConfiguration = {}) {
    InMemoryPeer.made.push(this);
  }

  addTransceiver(trackOrKind: MediaStreamTrack | string, init?: RTCRtpTransceiverInit): InMemoryTransceiver {
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    const made = new InMemoryTransceiver(track, init?.sendEncodings);
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

  restarts = 0;
  restartIce(): void {
    this.restarts += 1;
  }

  /** What `getStats` tells. */
  readonly report = new Map<string, object>();
  async getStats(): Promise<Map<string, object>> {
    return this.report;
  }

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
