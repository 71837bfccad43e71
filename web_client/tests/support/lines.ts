/* A line without any trouble, but for what a test says. */
import type { DeviceLine } from "../../src/core/lines";

export function deviceLine(member: string, changes: Partial<DeviceLine> = {}): DeviceLine {
  return {
    member,
    name: member === "" ? "" : `${member.charAt(0).toUpperCase()}${member.slice(1)}`,
    device: `${member}-device`,
    loss_up: 0,
    loss_down: 0,
    rtt_ms: 40,
    estimate: null,
    frozen: 0,
    tracks: [],
    ...changes,
  };
}
