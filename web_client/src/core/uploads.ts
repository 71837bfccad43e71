/*
 * Files on their way to the server, which become attachments of the next message. The server looks into them and says
 * what they are; nothing here decides what may be sent, except how many.
 */
import { signal } from "@preact/signals-core";
import type { Attachment } from "./wire.gen";

export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly attachment: Attachment | null;
  /** The code of a refusal, with words as `api_<code>`. */
  readonly refusal: string | null;
}

export interface Sending {
  readonly done: Promise<Attachment>;
  cancel(): void;
}

/** Rejects with UploadRefused. */
export type SendFile = (room: string, file: File, onProgress: (share: number) => void) => Sending;

export class UploadRefused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export const MAX_ATTACHMENTS = 6;
const MAX_NAME = 120;

export class Uploads {
  readonly items = signal<readonly Upload[]>([]);
  private readonly sendings = new Map<number, Sending>();
  private lastKey = 0;

  constructor(private readonly send: SendFile = sendFile) {}

  /** How many of `files` did not fit any more. */
  add(room: string, files: readonly File[]): number {
    const free = Math.max(0, MAX_ATTACHMENTS - this.items.value.length);
    for (const file of files.slice(0, free)) this.start(room, file);
    return Math.max(0, files.length - free);
  }

  remove(key: number): void {
    this.sendings.get(key)?.cancel();
    this.sendings.delete(key);
    this.items.value = this.items.value.filter((item) => item.key !== key);
  }

  /** What is ready, once: the list is empty then. */
  take(): readonly Attachment[] {
    const ready = this.items.value.flatMap(({ attachment }) => (attachment === null ? [] : [attachment]));
    this.items.value = [];
    return ready;
  }

  get isBusy(): boolean {
    return this.items.value.some((item) => item.attachment === null && item.refusal === null);
  }

  private start(room: string, file: File): void {
    const key = ++this.lastKey;
    const { name, size } = file;
    this.items.value = [
      ...this.items.value,
      { key, name, size, progress: 0, attachment: null, refusal: null },
    ];
    const sending = this.send(room, file, (progress) => this.change(key, { progress }));
    this.sendings.set(key, sending);
    sending.done
      .then((attachment) => this.change(key, { attachment, progress: 1 }))
      .catch((error: unknown) => {
        if (!(error instanceof UploadRefused)) throw error;
        this.change(key, { refusal: error.code });
      });
  }

  private change(key: number, change: Partial<Upload>): void {
    this.items.value = this.items.value.map((item) => (item.key === key ? { ...item, ...change } : item));
  }
}

/** By XMLHttpRequest: `fetch` does not tell how much of a body was sent. */
function sendFile(room: string, file: File, onProgress: (share: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Attachment);
      else reject(new UploadRefused(codeOf(request)));
    };
    request.onerror = () => reject(new UploadRefused("unreachable"));
    request.onabort = () => reject(new UploadRefused("cancelled"));
  });
  request.open("POST", `/api/rooms/${room}/files`);
  request.responseType = "json";
  request.setRequestHeader("content-type", file.type || "application/octet-stream");
  request.setRequestHeader("x-file-name", encodeURIComponent(file.name.slice(-MAX_NAME)));
  request.send(file);
  return { done, cancel: () => request.abort() };
}

function codeOf(request: XMLHttpRequest): string {
  const answer: unknown = request.response;
  const code = (answer as { code?: unknown } | null)?.code;
  if (typeof code === "string") return code;
  return request.status === 413 ? "too_large" : "unreachable";
}

/** Where the content of an attachment is read from. */
export function fileAddress(room: string, id: string): string {
  return `/files/${room}/${id}`;
}

export function isImage(id: string): boolean {
  return /\.(?:png|jpg|gif|webp)$/.test(id);
}
