/* Random ids that the browser chooses: devices (one per page load) and posts (so that a resend is no second post). */

/** 16 random bytes as 32 hexadecimal digits. Works without a secure context, unlike crypto.randomUUID. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
