/* Who is here, staff first, with what their microphone and camera do, and what one can do for or about them. */
import { MegaphoneOff, Mic, MicOff, MonitorUp, Video, VideoOff, Wifi, WifiOff } from "lucide-preact";
import { t, tn } from "../core/i18n";
import { isStaff, micOn } from "../core/rules";
import type { Visit } from "../core/visit";
import type { MemberView, MuteScope, OwnCaseView, RoomView } from "../core/wire.gen";
import { Avatar } from "./avatar";
import { HandsList } from "./hands/hands_list";
import { LinesDialog } from "./lines/lines_dialog";
import { WhoToAsk } from "./obligations/who_to_ask";
import { cardItem, PersonMenu } from "./person_menu";
import type { RoomUi } from "./room_ui";

export function PeoplePanel({ visit, ui }: { visit: Visit; ui: RoomUi }) {
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
      <WhoToAsk visit={visit} />
      <HandsList visit={visit} view={view} />
      <p class="people-count">{tn("people_here", members.length)}</p>
      {view.has_media && isStaff(visit.role.value) && <LinesButton visit={visit} ui={ui} />}
      <ul class="people-list" data-testid="people-list">
        {members.map((member) => (
          <Person key={member.id} visit={visit} ui={ui} view={view} member={member} />
        ))}
      </ul>
      <OwnCases cases={view.moderation.own.cases} />
    </div>
  );
}

/** Who does not hear or see well, for whoever can help. */
function LinesButton({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  return (
    <button
      type="button"
      class="button button--small"
      onClick={() => ui.openDialog(() => <LinesDialog room={visit.room} onClose={ui.closeDialog} />)}
      data-testid="people-lines"
    >
      <Wifi size={16} aria-hidden="true" />
      {t("lines_title")}
    </button>
  );
}

interface PersonProps {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
  member: MemberView;
}

function Person({ visit, ui, view, member }: PersonProps) {
  const mic = micOn(member);
  const own = member.id === visit.me.value;
  const muted = view.moderation.door.muted[member.id] ?? [];
  return (
    <li
      class="person"
      data-testid="person"
      data-member={member.id}
      data-mic={mic ? "on" : "off"}
      data-muted={muted.join(" ")}
    >
      <Avatar id={member.id} name={member.name} small />
      <span class="person-name">
        {own ? t("name_and_you", { name: member.name }) : <Name visit={visit} ui={ui} member={member} />}
        {isStaff(member.role) && <span class="pill pill--info">{t(`role_${member.role}`)}</span>}
        {muted.length > 0 && <MutedMark scopes={muted} />}
      </span>
      {member.away_until !== null ? (
        <span class="person-state">
          <WifiOff size={16} aria-hidden="true" />
          {t("tile_away")}
        </span>
      ) : (
        view.has_media && <MediaState member={member} mic={mic} />
      )}
      {!own && <PersonMenu visit={visit} ui={ui} view={view} member={member} />}
    </li>
  );
}

/** For staff a press on it opens the card. */
function Name({ visit, ui, member }: Pick<PersonProps, "visit" | "ui" | "member">) {
  if (!isStaff(visit.role.value) || isStaff(member.role)) return member.name;
  return (
    <button
      type="button"
      class="name-button"
      title={t("card_show")}
      onClick={() => cardItem(ui, member).onSelect()}
      data-testid="person-card"
    >
      {member.name}
    </button>
  );
}

function MutedMark({ scopes }: { scopes: readonly MuteScope[] }) {
  const names = scopes.map((scope) => t(`scope_${scope}`)).join(t("list_separator"));
  return (
    <span class="pill pill--warn" data-testid="muted-mark">
      <MegaphoneOff size={12} aria-hidden="true" />
      {t("person_muted", { scopes: names })}
    </span>
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

/** What became of what one reported or appealed against. */
function OwnCases({ cases }: { cases: readonly OwnCaseView[] }) {
  if (cases.length === 0) return null;
  return (
    <section class="own-cases" data-testid="own-cases">
      <h3>{t("own_cases")}</h3>
      <ul>
        {[...cases].reverse().map((each) => (
          <li key={each.number}>
            {t(each.is_appeal ? "case_appeal" : "case_report")} #{each.number}: {outcomeText(each.outcome)}
            {each.note !== "" && <q class="case-note">{each.note}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const OUTCOMES = ["acted", "dismissed", "granted", "refused"] as const;

export function outcomeText(outcome: string): string {
  const known = OUTCOMES.find((each) => each === outcome);
  return t(known === undefined ? "outcome_open" : `outcome_${known}`);
}
