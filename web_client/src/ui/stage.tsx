/* The dark area with everybody in it: an even grid, or a strip of faces beside a shared screen or beside the one face
   that its reader wants large. */
import { useSignal } from "@preact/signals";
import { Presentation, Volume2 } from "lucide-preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { onStage } from "../core/rules";
import { FACE, LECTURER, tileGrid } from "../core/tile_grid";
import type { Visit } from "../core/visit";
import type { MemberView, RoomView } from "../core/wire.gen";
import { MessageCard } from "./card";
import { MemberTile, ScreenTile } from "./tile";
import type { Pinning } from "./tile_menu";
import { playAll, soundBlocked } from "./video";

const GAP = 8;

export function Stage({ visit, view }: { visit: Visit; view: RoomView }) {
  const members = selfFirst(onStage(view), visit.me.value);
  const sharing = members.filter((member) => sharesScreen(member, visit));
  return (
    <section class="stage" aria-label={t("stage_label")} data-testid="stage">
      {members.length === 0 ? (
        <MessageCard icon={Presentation} title={t(view.archived ? "room_archived_about" : "stage_empty")} />
      ) : (
        <Tiles
          visit={visit}
          members={members}
          sharing={sharing}
          narrowest={view.everyone_publishes ? FACE : LECTURER}
        />
      )}
      {members.length === 1 && view.everyone_publishes && <p class="stage-hint">{t("room_alone")}</p>}
      {soundBlocked.value && (
        <button
          type="button"
          class="button button--primary stage-sound"
          onClick={playAll}
          data-testid="tap-to-hear"
        >
          <Volume2 size={20} aria-hidden="true" />
          {t("tap_to_hear")}
        </button>
      )}
    </section>
  );
}

function sharesScreen(member: MemberView, visit: Visit): boolean {
  if (member.id === visit.me.value && visit.capture.screen.value !== null) return true;
  return member.devices.some((device) => device.screen);
}

function selfFirst(members: readonly MemberView[], me: string): readonly MemberView[] {
  return [...members].sort((left, right) => Number(right.id === me) - Number(left.id === me));
}

interface TilesProps {
  visit: Visit;
  members: readonly MemberView[];
  sharing: readonly MemberView[];
  narrowest: number;
}

function Tiles({ visit, members, sharing, narrowest }: TilesProps) {
  const wanted = useSignal<string | null>(null);
  const shared = sharing.length > 0;
  const others = members.length > 1 && !shared;
  const pinned = others ? members.find((member) => member.id === wanted.value)?.id : undefined;
  const pin = (id: string | null) => {
    wanted.value = id;
  };
  const pinningOf = ({ id }: MemberView) => {
    if (!others) return undefined;
    return { pinned: id === pinned, toggle: () => pin(id === pinned ? null : id) };
  };
  return (
    <div class={shared ? "tiles tiles--shared" : pinned === undefined ? "tiles" : "tiles tiles--pinned"}>
      {shared && (
        <ul class="screens">
          {sharing.map((member) => (
            <ScreenTile key={member.id} visit={visit} member={member} />
          ))}
        </ul>
      )}
      <Faces
        visit={visit}
        members={members}
        strip={shared || pinned !== undefined}
        narrowest={narrowest}
        pinningOf={pinningOf}
      />
    </div>
  );
}

interface FacesProps {
  visit: Visit;
  members: readonly MemberView[];
  strip: boolean;
  narrowest: number;
  pinningOf(member: MemberView): Pinning | undefined;
}

/** One list for grid and strip, so that a picture does not restart when somebody shares or is made large. */
function Faces({ visit, members, strip, narrowest, pinningOf }: FacesProps) {
  const list = useRef<HTMLUListElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (list.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined)
        size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);
  const grid = tileGrid(members.length, { ...size.value, gap: GAP, narrowest });
  const style = strip ? {} : { "--tile-width": `${grid.width}px`, "--tile-height": `${grid.height}px` };
  return (
    <ul
      ref={list}
      class={strip ? "faces faces--strip" : "faces"}
      style={style}
      aria-label={t("people")}
      tabIndex={strip ? 0 : undefined}
    >
      {members.map((member) => (
        <MemberTile key={member.id} visit={visit} member={member} pinning={pinningOf(member)} />
      ))}
    </ul>
  );
}
