import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { Announcer } from "../../src/ui/announcer";
import { type Pinning, TileMenu } from "../../src/ui/tile_menu";
import { all, clear, click, during, page, show } from "../support/page";
import { settled } from "../support/visiting";

let floated: string[];

beforeEach(() => {
  setLanguage("en");
  floated = [];
  HTMLElement.prototype.showPopover = function () {
    this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
  };
  HTMLElement.prototype.hidePopover = () => undefined;
  Object.defineProperty(document, "pictureInPictureEnabled", { value: true, configurable: true });
  HTMLVideoElement.prototype.requestPictureInPicture = async function () {
    if (this.dataset.source === "dark") throw new DOMException("no metadata", "InvalidStateError");
    floated.push(this.dataset.source ?? "");
    return {} as PictureInPictureWindow;
  };
});

afterEach(() => {
  clear();
  vi.restoreAllMocks();
});

function tile(source: string | null, pinning?: Pinning): void {
  show(
    <>
      <Announcer />
      <div class="tile">
        {source !== null && <video data-source={source} muted />}
        <TileMenu name="Ben" pinning={pinning} hasPicture={source !== null} />
      </div>
    </>,
  );
}

test("a picture floats above other programs when one asks for it", async () => {
  tile("camera");
  click("tile-menu");
  await during(async () => {
    click("tile-menu-float");
    await settled();
  });
  expect(floated).toEqual(["camera"]);
});

test("a picture that cannot float says so, and what to do", async () => {
  tile("dark");
  click("tile-menu");
  await during(async () => {
    click("tile-menu-float");
    await settled();
  });
  expect(page().textContent).toContain("no picture to show yet");
});

test("one who shows no picture can be made large, and alike again", () => {
  let pinned = false;
  const toggle = () => {
    pinned = !pinned;
  };
  tile(null, { pinned, toggle });
  click("tile-menu");
  expect(all("tile-menu-float")).toEqual([]);
  click("tile-menu-pin");
  expect(pinned).toBe(true);
});

test("where nothing can be done, nothing is offered", () => {
  tile(null);
  expect(all("tile-menu")).toEqual([]);
});
