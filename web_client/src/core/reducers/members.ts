/* How coming, going and announcing change the list of members: what `rooms/members/reducer.py` does. */
import type { AnyEvent, DeviceView, MemberView } from "../wire.gen";

type Members = readonly MemberView[];
type Joined = Extract<AnyEvent, { t: "member_joined" }>;

export function reduceMembers(members: Members, event: AnyEvent): Members {
  switch (event.t) {
    case "member_joined":
      return joined(members, event);
    case "member_left":
      return members.filter((member) => member.id !== event.member);
    case "device_attached":
      return changed(members, event.member, (member) => ({
        ...member,
        away_until: null,
        devices: [...member.devices, newDevice(event.device)],
      }));
    case "device_detached":
      return changed(members, event.member, (member) => ({
        ...member,
        away_until: event.away_until,
        devices: member.devices.filter((device) => device.id !== event.device),
      }));
    case "media_announced": {
      const { device: id, mic, camera, screen } = event;
      return changed(members, event.member, (member) => ({
        ...member,
        devices: member.devices.map((device) => (device.id === id ? { id, mic, camera, screen } : device)),
      }));
    }
    default:
      return members;
  }
}

function joined(members: Members, event: Joined): Members {
  const { member: id, name, role } = event;
  if (members.some((member) => member.id === id))
    return changed(members, id, (member) => ({ ...member, name, role }));
  return [...members, { id, name, role, devices: [], away_until: null }];
}

function changed(members: Members, id: string, change: (member: MemberView) => MemberView): Members {
  return members.map((member) => (member.id === id ? change(member) : member));
}

function newDevice(id: string): DeviceView {
  return { id, mic: false, camera: false, screen: false };
}
