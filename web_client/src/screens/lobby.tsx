/* The rooms of the space, as they are now. Cards keep the server's order, so nothing moves under the pointer. */
import { useSignal } from "@preact/signals";
import { BookOpen, DoorClosed, MessagesSquare, Presentation, Search, UserRoundCheck } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { dutyText, type RoomDuty } from "../core/duty";
import { t, tn } from "../core/i18n";
import { readSeen, writeJoined } from "../core/preferences";
import { furthest, unreadInLobby } from "../core/reading";
import { isStaff, mayPublish } from "../core/rules";
import { aboutText } from "../core/space_rooms";
import { titleText } from "../core/titles";
import type { LobbyRoom, Role } from "../core/wire.gen";
import { client } from "../page";
import { Avatar } from "../ui/avatar";
import { Banner } from "../ui/banner";
import { MessageCard } from "../ui/card";
import { useDuties } from "../ui/duties";
import { Header } from "../ui/header";
import { Link } from "../ui/link";
import { OwnCardButton } from "../ui/members/own_card_button";
import { RoomBell } from "../ui/notices/room_bell";
import { useTitle } from "../ui/title";

/** Below this there is nothing to search. */
const SEARCH_FROM = 7;
const FACES = 4;
const KIND_ICONS = { study: BookOpen, qa: Presentation, zone: MessagesSquare };

export function LobbyScreen() {
  useTitle(t("lobby_title"));
  useEffect(() => client.watchLobby(), []);
  const session = client.session.value;
  return (
    <div class="screen">
      <Header title={titleText(session?.space_title ?? "") || t("lobby_title")} />
      <Banner />
      <main class="page">
        <div class="lobby-head">
          <h2>{session?.name ? t("lobby_hello", { name: session.name }) : t("lobby_title")}</h2>
          <p>{t("lobby_choose")}</p>
        </div>
        {session !== null && !isStaff(session.role) && <OwnCardButton />}
        <Rooms rooms={client.lobby.value} />
      </main>
    </div>
  );
}

function Rooms({ rooms }: { rooms: readonly LobbyRoom[] | null }) {
  const duties = useDuties();
  const query = useSignal("");
  if (rooms === null) return <RoomSkeletons />;
  if (rooms.length === 0)
    return <MessageCard icon={DoorClosed} title={t("lobby_empty_title")} text={t("lobby_empty_text")} />;
  const wanted = query.value.trim().toLocaleLowerCase();
  const shown = rooms.filter((room) => titleText(room.title).toLocaleLowerCase().includes(wanted));
  return (
    <>
      {rooms.length >= SEARCH_FROM && (
        <div class="search">
          <Search size={18} aria-hidden="true" />
          <input
            type="search"
            class="input"
            aria-label={t("lobby_search")}
            placeholder={t("lobby_search")}
            value={query.value}
            onInput={(event) => {
              query.value = event.currentTarget.value;
            }}
          />
        </div>
      )}
      <ul class="rooms" data-testid="room-list">
        {shown
          .filter((room) => !room.archived)
          .map((room) => (
            <RoomCard key={room.id} room={room} duty={duties.value.find((duty) => duty.room === room.id)} />
          ))}
      </ul>
      <ArchivedRooms rooms={shown.filter((room) => room.archived)} />
      {shown.length === 0 && <p role="status">{t("lobby_no_match", { query: query.value })}</p>}
    </>
  );
}

function ArchivedRooms({ rooms }: { rooms: readonly LobbyRoom[] }) {
  if (rooms.length === 0) return null;
  return (
    <details class="fold lobby-archived" data-testid="lobby-archived">
      <summary>{t("space_rooms_archived", { count: rooms.length })}</summary>
      <ul class="rooms">
        {rooms.map((room) => (
          <RoomCard key={room.id} room={room} />
        ))}
      </ul>
    </details>
  );
}

function RoomSkeletons() {
  return (
    <div class="rooms" role="status" aria-label={t("loading")}>
      {[1, 2, 3].map((each) => (
        <div class="room-card room-card--skeleton" key={each}>
          <span class="skeleton" />
          <span class="skeleton skeleton--short" />
        </div>
      ))}
    </div>
  );
}

function RoomCard({ room, duty }: { room: LobbyRoom; duty?: RoomDuty | undefined }) {
  const Icon = KIND_ICONS[room.kind];
  const full = room.count >= room.capacity;
  return (
    <li
      class="room-card"
      data-testid="room-card"
      data-room={room.id}
      data-kind={room.kind}
      data-purpose={room.purpose}
    >
      <div class="room-card-head">
        <span class={`room-kind room-kind--${room.kind}`}>
          <Icon size={22} aria-hidden="true" />
        </span>
        <div>
          <h3>{titleText(room.title)}</h3>
          <p class="room-about">{room.archived ? t("room_archived_about") : aboutText(room)}</p>
        </div>
      </div>
      <Present room={room} />
      {full && <p class="room-about">{t("room_full_hint")}</p>}
      {duty !== undefined && room.purpose !== "lounge" && <WhoAnswers duty={duty} />}
      <div class="room-card-foot">
        <span class="room-pills">
          <SeatPill room={room} full={full} />
          <UnreadPill room={room} />
          {room.daily && !room.archived && (
            <span class="pill" title={t("room_daily_hint")}>
              {t("room_daily")}
            </span>
          )}
        </span>
        <span class="room-doors">
          <RoomBell room={room.id} title={titleText(room.title)} />
          {!full && <JoinLink room={room} />}
        </span>
      </div>
    </li>
  );
}

function SeatPill({ room, full }: { room: LobbyRoom; full: boolean }) {
  if (full) return <span class="pill pill--warn">{t("room_full")}</span>;
  const text =
    room.kind === "study"
      ? t("room_seats", { count: room.count, capacity: room.capacity })
      : tn("people_here", room.count);
  return <span class={room.count > 0 ? "pill pill--ok" : "pill"}>{text}</span>;
}

/** Only for rooms that its reader was in, with this browser or another. */
function UnreadPill({ room }: { room: LobbyRoom }) {
  const unread = unreadInLobby(room.last_message, furthest(readSeen(room.id), client.rooms.of(room.id).read));
  if (unread === 0) return null;
  return (
    <span class="pill pill--info" data-testid="room-unread">
      {tn("lobby_unread", unread)}
    </span>
  );
}

function Present({ room }: { room: LobbyRoom }) {
  if (room.count === 0) return <p class="room-present room-present--none">{t("room_nobody")}</p>;
  const names = room.present.join(t("list_separator"));
  const more = room.count - room.present.length;
  return (
    <p class="room-present" title={t("room_present_label", { names })}>
      <span class="faces-row">
        {room.present.slice(0, FACES).map((name) => (
          <Avatar key={name} id={name} name={name} small />
        ))}
      </span>
      <span class="room-names">
        {names}
        {more > 0 && ` ${t("room_and_more", { count: more })}`}
      </span>
    </p>
  );
}

/** Not in a lounge: nobody owes an answer there. */
function WhoAnswers({ duty }: { duty: RoomDuty }) {
  const text = dutyText(duty, client.clock.read());
  if (text === null) return null;
  return (
    <p class="room-duty" data-testid="room-duty">
      <UserRoundCheck size={18} aria-hidden="true" />
      {text}
    </p>
  );
}

function JoinLink({ room }: { room: LobbyRoom }) {
  const session = client.session.value;
  const direct = session !== null && session.name !== "" && !needsDevices(room, session.role);
  return (
    <span onClickCapture={() => direct && writeJoined(room.id, { mic: false, camera: false })}>
      <Link
        to={direct ? `/r/${room.id}` : `/r/${room.id}/join`}
        class="button button--primary"
        label={t("join_room_label", { title: titleText(room.title) })}
        testId="join-room"
      >
        {room.archived ? t("room_read") : t("join")}
      </Link>
    </span>
  );
}

function needsDevices(room: LobbyRoom, role: Role): boolean {
  return mayPublish(room, role);
}
