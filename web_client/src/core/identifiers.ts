/* Random ids that the browser chooses: devices (one per page load) and posts (so that a resend is no second post). */

/** 16 random bytes as 32 hexadecimal digits. Works without a secure context, unlike crypto.randomUUID. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The id of what one form posts: the same as long as it posts the same, so that trying again posts once. Other words are
 * another post, also when nobody knows what became of the first one: under its id they would be lost.
 */
export class PostId {
  private last = "";
  private id = "";

  under<T extends object>(content: T): T & { cid: string } {
    const written = JSON.stringify(content);
    if (written !== this.last) {
      this.last = written;
      this.id = randomId();
    }
    return { ...content, cid: this.id };
  }
}
