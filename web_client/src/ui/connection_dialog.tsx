/* "Connection details": the way that sound and picture take, and of every track what the browser counts, each second. */
import { useSignal } from "@preact/signals";
import { ArrowDown, ArrowUp } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../core/i18n";
import { type Figures, LineFigures, type TrackFigures } from "../core/line_figures";
import { kilobitsText, millisecondsText, percentText } from "../core/number_format";
import type { Visit } from "../core/visit";
import { Dialog } from "./dialog";

const LOOK_EVERY_MS = 1_000;

export function ConnectionDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const figures = useFigures(visit);
  return (
    <Dialog title={t("details_title")} onClose={onClose} testId="connection-dialog">
      <div class="fields">
        <dl class="connection-facts">
          <Fact name={t("details_way")} testId="connection-way">
            {figures?.way ? t(`details_way_${figures.way}`) : t("details_none_yet")}
          </Fact>
          <Fact name={t("details_round_trip")} testId="connection-round-trip">
            {figures?.roundTrip == null ? t("details_none_yet") : millisecondsText(figures.roundTrip)}
          </Fact>
          <Fact name={t("details_quality")} testId="connection-quality">
            {t(`line_${visit.session.lines.value.get(visit.me.value) ?? "good"}`)}
          </Fact>
        </dl>
        {figures === null || figures.tracks.length === 0 ? (
          <p class="hint">{t("details_nothing")}</p>
        ) : (
          <ul class="connection-tracks">
            {figures.tracks.map((track) => (
              <TrackRow key={track.key} visit={visit} track={track} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

/** Null until the first look; looks each second while it is shown. */
function useFigures(visit: Visit): Figures | null {
  const figures = useSignal<Figures | null>(null);
  const line = useMemo(() => new LineFigures(), []);
  useEffect(() => {
    const look = async () => {
      figures.value = line.next(await visit.media.look());
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [visit]);
  return figures.value;
}

function Fact(props: { name: string; children: string; testId: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd data-testid={props.testId}>{props.children}</dd>
    </div>
  );
}

function TrackRow({ visit, track }: { visit: Visit; track: TrackFigures }) {
  const Icon = track.outgoing ? ArrowUp : ArrowDown;
  return (
    <li data-testid="connection-track" data-outgoing={track.outgoing} data-source={track.source}>
      <Icon size={18} role="img" aria-label={t(track.outgoing ? "details_sent" : "details_received")} />
      <span>
        <span class="connection-track-name">{nameOf(visit, track)}</span>
        <span class="hint">{factsOf(track).join(" · ")}</span>
      </span>
    </li>
  );
}

function nameOf(visit: Visit, { member, source }: TrackFigures): string {
  const name =
    member === null
      ? t("details_you")
      : (visit.view.value?.members.find((each) => each.id === member)?.name ?? "");
  return t("details_track", { name, source: t(`details_source_${source}`) });
}

function factsOf({ bitrate, loss, frozen, picture, layers, outgoing }: TrackFigures): string[] {
  const facts = [kilobitsText(bitrate), t("details_loss", { share: percentText(loss) })];
  if (picture !== null)
    facts.push(
      t("details_picture", {
        width: picture.width,
        height: picture.height,
        frames: Math.round(picture.frames),
      }),
    );
  if (outgoing && picture !== null) facts.push(t("details_layers", { count: layers }));
  if (frozen !== null) facts.push(t("details_frozen", { share: percentText(frozen) }));
  return facts;
}
