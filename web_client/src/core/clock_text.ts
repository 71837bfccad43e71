/* Times of day as people write them, to minutes after midnight and back. */

/** The field that cannot be read, and what stands in it. */
export class Unreadable extends Error {
  constructor(
    readonly field: string,
    readonly text: string,
  ) {
    super(`${field}: ${text}`);
  }
}

export const DAY_MINUTES = 1440;
const CLOCK = /^(\d{1,2})[:：](\d{2})$/;

export function clockText(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** 24:00 is the end of the day. Throws Unreadable. */
export function minutesOf(text: string, field: string): number {
  const [, hours, minutes] = CLOCK.exec(text.trim()) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || Number(minutes) > 59 || total > DAY_MINUTES) throw new Unreadable(field, text);
  return total;
}
