/* What one can do with a picture on the stage: have it large, in a window of its own above other programs, or alone on
   the screen. The last two are the browser's, and are offered where it has them. */
import { EllipsisVertical, Maximize, PictureInPicture2, Pin, PinOff } from "lucide-preact";
import { useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { notify } from "./announcer";
import { Menu, type MenuItem } from "./menu";

export interface Pinning {
  readonly pinned: boolean;
  toggle(): void;
}

interface Props {
  name: string;
  /** Where one picture can be larger than the others. */
  pinning?: Pinning | undefined;
  hasPicture: boolean;
}

export function TileMenu({ name, pinning, hasPicture }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const tile = () => place.current?.closest<HTMLElement>(".tile") ?? null;
  const items: MenuItem[] = [];
  if (pinning !== undefined) items.push(pinItem(pinning));
  if (hasPicture && document.pictureInPictureEnabled)
    items.push({
      id: "float",
      icon: PictureInPicture2,
      text: t("tile_float"),
      onSelect: () => void toggleFloating(tile()?.querySelector("video") ?? null),
    });
  if (hasPicture && document.fullscreenEnabled)
    items.push({
      id: "full",
      icon: Maximize,
      text: t("tile_full"),
      onSelect: () => void toggleFullScreen(tile()),
    });
  if (items.length === 0) return null;
  return (
    <span class="tile-menu" ref={place}>
      <Menu
        label={t("tile_menu", { name })}
        icon={EllipsisVertical}
        items={items}
        class="tile-menu-button"
        testId="tile-menu"
      />
    </span>
  );
}

function pinItem({ pinned, toggle }: Pinning): MenuItem {
  return {
    id: "pin",
    icon: pinned ? PinOff : Pin,
    text: t(pinned ? "tile_unpin" : "tile_pin"),
    onSelect: toggle,
  };
}

async function toggleFloating(video: HTMLVideoElement | null): Promise<void> {
  if (video !== null && document.pictureInPictureElement === video) {
    await document.exitPictureInPicture();
    return;
  }
  try {
    if (video === null) throw new DOMException("no picture", "InvalidStateError");
    await video.requestPictureInPicture();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    notify(t("tile_float_failed"));
  }
}

async function toggleFullScreen(tile: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
  else await tile?.requestFullscreen();
}
