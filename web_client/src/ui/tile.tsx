/* One person (or one shared screen) on the stage: picture or initial, name, microphone, ring, and their sound. */
import { useSignal } from "@preact/signals";
import { Hand, Mic, MicOff, MonitorUp, SignalLow, SignalMedium, SignalZero, WifiOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { handPlace } from "../core/hands";
import { t } from "../core/i18n";
import { trackOf } from "../core/receiver";
import { isStaff, micOn } from "../core/rules";
import type { Visit } from "../core/visit";
import type { MemberView, NetworkQuality } from "../core/wire.gen";
import { Avatar } from "./avatar";
import { ConnectionDialog } from "./connection_dialog";
import { type Pinning, TileMenu } from "./tile_menu";
import { LocalVideo, RemoteVideo, Sound } from "./video";

interface MemberTileProps {
  visit: Visit;
  member: MemberView;
  pinning?: Pinning | undefined;
}

export function MemberTile(props: MemberTileProps) {
  return props.member.id === props.visit.me.value ? <OwnTile {...props} /> : <OtherTile {...props} />;
}

function OwnTile({ visit, member }: MemberTileProps) {
  const camera = visit.capture.camera.value;
  const on = visit.capture.micOn.value;
  return (
    <TileFrame
      visit={visit}
      member={member}
      label={t("name_and_you", { name: member.name })}
      mic={on}
      speaking={on && visit.ownSpeaking.value}
      own
    >
      {camera !== null && <LocalVideo track={camera} source="camera" mirrored />}
    </TileFrame>
  );
}

function OtherTile({ visit, member, pinning }: MemberTileProps) {
  const tracks = visit.media.tracks.value;
  const camera = trackOf(tracks, member.id, "camera");
  const hasPicture = camera !== undefined && member.devices.some((device) => device.camera);
  const speaks = micOn(member) && visit.media.speaking.value.has(member.id);
  const sounds = tracks.filter((track) => track.member === member.id && track.source === "mic");
  return (
    <TileFrame
      visit={visit}
      member={member}
      label={nameAndRole(member)}
      mic={micOn(member)}
      speaking={speaks}
      pinned={pinning?.pinned ?? false}
    >
      {hasPicture && (
        <RemoteVideo track={camera} watching={visit.media.watching} priority={priorityOf(speaks, pinning)} />
      )}
      <TileMenu name={member.name} pinning={pinning} hasPicture={hasPicture} />
      {sounds.map((sound) => (
        <Sound key={sound.mid} stream={sound.stream} source="mic" />
      ))}
    </TileFrame>
  );
}

function priorityOf(speaks: boolean, pinning: Pinning | undefined): number {
  if (pinning?.pinned) return 2;
  return speaks ? 1 : 0;
}

function nameAndRole(member: MemberView): string {
  return isStaff(member.role) ? `${member.name} · ${t(`role_${member.role}`)}` : member.name;
}

interface FrameProps {
  visit: Visit;
  member: MemberView;
  label: string;
  mic: boolean;
  speaking: boolean;
  own?: boolean;
  pinned?: boolean;
  children: ComponentChildren;
}

function TileFrame({ visit, member, label, mic, speaking, own, pinned, children }: FrameProps) {
  const view = visit.view.value;
  const place = view === null ? null : handPlace(view, member.id);
  const away = member.away_until !== null;
  const line = visit.session.lines.value.get(member.id);
  const details = useSignal(false);
  const Icon = away ? WifiOff : mic ? Mic : MicOff;
  const state = away ? t("tile_away") : t(mic ? "tile_mic_on" : "tile_mic_off");
  return (
    <li
      class={classOf({ speaking, away, pinned })}
      data-testid="tile"
      data-member={member.id}
      data-source="camera"
      data-self={own ? "true" : undefined}
      data-mic={mic ? "on" : "off"}
      data-speaking={speaking}
    >
      <Avatar id={member.id} name={member.name} />
      {children}
      {line !== undefined && !away && (
        <LineMark
          quality={line}
          onOpen={() => {
            details.value = true;
          }}
        />
      )}
      {details.value && (
        <ConnectionDialog
          visit={visit}
          onClose={() => {
            details.value = false;
          }}
        />
      )}
      {place !== null && (
        <span class="hand-number tile-hand" data-testid="tile-hand">
          <Hand size={14} role="img" aria-label={t("hand_up_place")} />
          {place}
        </span>
      )}
      <span class="tile-name">
        <Icon size={16} aria-hidden="true" />
        <span class="tile-label">{label}</span>
        <span class="visually-hidden">{`, ${state}${speaking ? `, ${t("tile_speaking")}` : ""}`}</span>
      </span>
    </li>
  );
}

function classOf(looks: Readonly<Record<string, boolean | undefined>>): string {
  const parts = Object.entries(looks).flatMap(([look, has]) => (has ? [`tile--${look}`] : []));
  return ["tile", ...parts].join(" ");
}

/** Whose connection is bad is told by the server: it sees both ends of it. */
function LineMark({ quality, onOpen }: { quality: NetworkQuality; onOpen(): void }) {
  const Icon = quality === "fair" ? SignalMedium : quality === "poor" ? SignalLow : SignalZero;
  const text = t(`line_${quality}`);
  return (
    <button
      type="button"
      class={`tile-line tile-line--${quality}`}
      title={text}
      aria-label={`${text}. ${t("details_open")}`}
      onClick={onOpen}
      data-testid="tile-line"
      data-quality={quality}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}

/** The screens that are shared now, with whose they are; our own too, as the others see it. */
export function ScreenTile({ visit, member }: { visit: Visit; member: MemberView }) {
  const own = member.id === visit.me.value;
  const track = visit.capture.screen.value;
  const tracks = visit.media.tracks.value;
  const remote = own ? undefined : trackOf(tracks, member.id, "screen");
  const sound = own ? undefined : trackOf(tracks, member.id, "screen_audio");
  return (
    <li class="tile tile--screen" data-testid="tile" data-member={member.id} data-source="screen">
      {own && track !== null && <LocalVideo track={track} source="screen" />}
      {remote !== undefined && (
        <RemoteVideo track={remote} watching={visit.media.watching} priority={3} whole />
      )}
      {!own && <TileMenu name={t("tile_screen", { name: member.name })} hasPicture={remote !== undefined} />}
      {sound !== undefined && <Sound stream={sound.stream} source="screen_audio" />}
      <span class="tile-name">
        <MonitorUp size={16} aria-hidden="true" />
        <span class="tile-label">{own ? t("sharing_now") : t("tile_screen", { name: member.name })}</span>
      </span>
    </li>
  );
}
