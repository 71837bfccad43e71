/* One's own line is bad: said once when it becomes so, with what is wrong and what the server does about it. */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../core/i18n";
import { LineFigures, troubleOf } from "../core/line_figures";
import type { Visit } from "../core/visit";
import type { NetworkQuality } from "../core/wire.gen";
import { notify } from "./announcer";

/** Between the two looks that tell which half is bad. */
const LOOK_FOR_MS = 2_000;

export function useLineNotice(visit: Visit): void {
  const notice = useMemo(() => new LineNotice(visit), [visit]);
  useSignalEffect(() => notice.follow(visit.session.lines.value.get(visit.me.value)));
  useEffect(() => () => notice.close(), [notice]);
}

export class LineNotice {
  private isBad = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly visit: Visit) {}

  /** What the server says of our line now; undefined: it is good. */
  follow(quality: NetworkQuality | undefined): void {
    const wasBad = this.isBad;
    this.isBad = quality === "poor" || quality === "bad";
    if (!this.isBad) clearTimeout(this.timer);
    else if (!wasBad) void this.lookAndTell();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private async lookAndTell(): Promise<void> {
    const figures = new LineFigures();
    figures.next(await this.visit.media.look());
    if (!this.isBad) return;
    this.timer = setTimeout(() => void this.tell(figures), LOOK_FOR_MS);
  }

  private async tell(figures: LineFigures): Promise<void> {
    const trouble = troubleOf(figures.next(await this.visit.media.look()));
    if (this.isBad) notify(t(`line_notice_${trouble}`));
  }
}
