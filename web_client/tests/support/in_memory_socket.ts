/* The server's end of a WebSocket, in memory: an implementation of the port, driven by the test. */
import { decode, encode } from "@msgpack/msgpack";
import type { SocketLike } from "../../src/core/socket";
import type { AnyFrame, AnyRequest } from "../../src/core/wire.gen";

export class InMemorySocket implements SocketLike {
  binaryType: BinaryType = "blob";
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  readonly received: AnyRequest[] = [];
  closedWith: number | null = null;

  send(data: Uint8Array<ArrayBuffer>): void {
    this.received.push(decode(data) as AnyRequest);
  }

  close(code = 1005): void {
    this.closedWith ??= code;
  }

  // ---------------------------------------------------------------- what the server does

  accept(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  /** All frames in one message, as the server batches them. */
  deliver(...frames: AnyFrame[]): void {
    const parts = frames.map((frame) => encode(frame));
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    this.deliverBytes(bytes.buffer);
  }

  deliverBytes(data: ArrayBuffer): void {
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent("message", { data }));
  }

  /** The server, or the network, closes. */
  end(code: number): void {
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent("close", { code }));
  }

  last<T extends AnyRequest["t"]>(t: T): Extract<AnyRequest, { t: T }> {
    const found = this.received.findLast((request) => request.t === t);
    if (found === undefined) throw new Error(`no ${t} was sent`);
    return found as Extract<AnyRequest, { t: T }>;
  }
}
