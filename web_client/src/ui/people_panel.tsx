/* Who is here, staff first, with what their microphone and camera do. */
import { Mic, MicOff, MonitorUp, Video, VideoOff, WifiOff } from "lucide-preact";
import { t, tn } from "../core/i18n";
import { isStaff, micOn } from "../core/rules";
import type { Visit } from "../core/visit";
import type { MemberView } from "../core/wire.gen";
import { Avatar } from "./avatar";

export function PeoplePanel({ visit }: { visit: Visit }) {
  const view = visit.session.state.value.view;
  if (view === null) return null;
  const members = [...view.members].sort(
    (left, right) => Number(isStaff(right.role)) - Number(isStaff(left.role)),
  );
  return (
    <div
      class="people"
      role="group"
      aria-label={t("people")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="people-panel"
    >
      <p class="people-count">{tn("people_here", members.length)}</p>
      <ul class="people-list" data-testid="people-list">
        {members.map((member) => (
          <Person
            key={member.id}
            member={member}
            own={member.id === visit.me.value}
            hasMedia={view.has_media}
          />
        ))}
      </ul>
    </div>
  );
}

function Person({ member, own, hasMedia }: { member: MemberView; own: boolean; hasMedia: boolean }) {
  const mic = micOn(member);
  return (
    <li class="person" data-testid="person" data-member={member.id} data-mic={mic ? "on" : "off"}>
      <Avatar id={member.id} name={member.name} small />
      <span class="person-name">
        {own ? t("name_and_you", { name: member.name }) : member.name}
        {isStaff(member.role) && <span class="pill pill--info">{t(`role_${member.role}`)}</span>}
      </span>
      {member.away_until !== null ? (
        <span class="person-state">
          <WifiOff size={16} aria-hidden="true" />
          {t("tile_away")}
        </span>
      ) : (
        hasMedia && <MediaState member={member} mic={mic} />
      )}
    </li>
  );
}

function MediaState({ member, mic }: { member: MemberView; mic: boolean }) {
  const camera = member.devices.some((device) => device.camera);
  const screen = member.devices.some((device) => device.screen);
  const MicIcon = mic ? Mic : MicOff;
  const CameraIcon = camera ? Video : VideoOff;
  return (
    <span class="person-media">
      {screen && <MonitorUp size={18} role="img" aria-label={t("tile_screen", { name: member.name })} />}
      <MicIcon
        size={18}
        role="img"
        aria-label={t(mic ? "tile_mic_on" : "tile_mic_off")}
        class={mic ? "" : "is-off"}
      />
      <CameraIcon
        size={18}
        role="img"
        aria-label={t(camera ? "camera_on" : "camera_off")}
        class={camera ? "" : "is-off"}
      />
    </span>
  );
}
