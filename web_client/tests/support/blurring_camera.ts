/* A camera of a browser whose system can blur what is behind a face. `modes` are what it can do of it. */
export class BlurringCamera extends EventTarget {
  readonly kind = "video";
  asked: MediaTrackConstraints[] = [];

  constructor(private readonly modes?: readonly boolean[]) {
    super();
  }

  get track(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }

  getCapabilities = () => (this.modes === undefined ? {} : { backgroundBlur: this.modes });
  getConstraints = () => ({ frameRate: 24 });
  getSettings = () => ({ deviceId: "camera" });

  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.asked.push(constraints);
  }
}
