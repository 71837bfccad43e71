import { describe, expect, test } from "vitest";
import {
  fileAddress,
  isImage,
  MAX_ATTACHMENTS,
  type SendFile,
  UploadRefused,
  Uploads,
} from "../../src/core/uploads";
import type { Attachment } from "../../src/core/wire.gen";
import { settled } from "../support/visiting";

const NOTES: Attachment = { id: `${"a".repeat(64)}.txt`, name: "notes.txt", size: 5 };

/** A server that answers when it is told to. */
class Server {
  readonly files: string[] = [];
  cancelled = 0;
  progress: (share: number) => void = () => undefined;
  answer: (attachment: Attachment) => void = () => undefined;
  refuse: (error: Error) => void = () => undefined;

  readonly send: SendFile = (room, file, onProgress) => {
    this.files.push(`${room}/${file.name}`);
    this.progress = onProgress;
    const done = new Promise<Attachment>((resolve, reject) => {
      this.answer = resolve;
      this.refuse = reject;
    });
    return {
      done,
      cancel: () => {
        this.cancelled += 1;
        this.refuse(new UploadRefused("cancelled"));
      },
    };
  };
}

const file = (name: string) => new File(["hello"], name);

describe("a file", () => {
  test("shows how far it is, and is an attachment in the end, once", async () => {
    const server = new Server();
    const uploads = new Uploads(server.send);
    uploads.add("study", [file("notes.txt")]);
    server.progress(0.5);
    expect(uploads.items.value).toMatchObject([{ name: "notes.txt", progress: 0.5, attachment: null }]);
    expect(uploads.isBusy).toBe(true);
    server.answer(NOTES);
    await settled();
    expect(uploads.isBusy).toBe(false);
    expect(uploads.take()).toEqual([NOTES]);
    expect(uploads.take()).toEqual([]);
  });

  test("that is refused says why, and holds nothing up", async () => {
    const server = new Server();
    const uploads = new Uploads(server.send);
    uploads.add("study", [file("big.zip")]);
    server.refuse(new UploadRefused("too_large"));
    await settled();
    expect(uploads.items.value).toMatchObject([{ refusal: "too_large" }]);
    expect(uploads.isBusy).toBe(false);
    expect(uploads.take()).toEqual([]);
  });

  test("that is taken out is not sent any further", async () => {
    const server = new Server();
    const uploads = new Uploads(server.send);
    uploads.add("study", [file("notes.txt")]);
    uploads.remove(uploads.items.value[0]?.key ?? 0);
    await settled();
    expect(server.cancelled).toBe(1);
    expect(uploads.items.value).toEqual([]);
  });
});

test("no more files are sent than a message carries", () => {
  const server = new Server();
  const uploads = new Uploads(server.send);
  const many = Array.from({ length: MAX_ATTACHMENTS + 2 }, (_, index) => file(`${index}`));
  expect(uploads.add("study", many)).toBe(2);
  expect(server.files).toHaveLength(MAX_ATTACHMENTS);
});

test("a content id says where it is read, and whether it is a picture", () => {
  expect(fileAddress("study", NOTES.id)).toBe(`/files/study/${NOTES.id}`);
  expect(isImage(NOTES.id)).toBe(false);
  expect(isImage("aa.webp")).toBe(true);
});
