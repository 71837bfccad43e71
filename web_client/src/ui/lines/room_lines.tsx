/* Who in a room has a bad line, worst first, looked at again every few seconds while it is shown. For staff. */
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { type DeviceLine, readLines, sizesOf, verdictOf, type Way, wayOf } from "../../core/lines";
import { kilobitsText, millisecondsText, percentText, secondsText } from "../../core/number_format";
import { useLoaded } from "../ops/loaded";
import { Refusal } from "../refusal";

const LOOK_EVERY_MS = 3_000;

export function RoomLines({ room }: { room: string }) {
  const [loaded, again] = useLoaded(() => readLines(room), room);
  useEffect(() => {
    const timer = setInterval(again, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [room]);
  const { value } = loaded;
  if (value.state === "loading") return <p role="status">{t("loading")}</p>;
  if (value.state === "refused") return <Refusal text={value.text} />;
  if (value.value.length === 0) return <p data-testid="lines-none">{t("lines_none")}</p>;
  return (
    <ul class="connection-tracks" data-testid="lines">
      {value.value.map((line) => (
        <Line key={`${line.member} ${line.device}`} line={line} />
      ))}
    </ul>
  );
}

const PILLS = { good: "pill", fair: "pill", poor: "pill pill--warn", bad: "pill pill--warn" } as const;

function Line({ line }: { line: DeviceLine }) {
  const verdict = verdictOf(line);
  return (
    <li class="line-row" data-testid="line" data-member={line.member} data-quality={verdict}>
      <span>
        <span class="connection-track-name">
          <span dir="auto">{line.name || t("ops_somebody")}</span>{" "}
          <span class={PILLS[verdict]}>{t(`line_${verdict}`)}</span>
        </span>
        <span class="hint">{factsOf(line).join(" · ")}</span>
      </span>
    </li>
  );
}

function factsOf(line: DeviceLine): string[] {
  const facts = [
    t("lines_up", { figures: wayText(wayOf(line, true)) }),
    t("lines_down", { figures: wayText(wayOf(line, false)) }),
  ];
  const sizes = sizesOf(line);
  if (line.rtt_ms !== null) facts.push(t("lines_trip", { time: millisecondsText(line.rtt_ms) }));
  if (line.estimate !== null) facts.push(t("lines_estimate", { rate: kilobitsText(line.estimate) }));
  if (sizes.length > 0) facts.push(t("lines_sizes", { sizes: sizes.join(t("list_separator")) }));
  if (line.frozen > 0) facts.push(t("lines_frozen", { time: secondsText(line.frozen) }));
  return facts;
}

function wayText({ bitrate, loss }: Way): string {
  const rate = kilobitsText(bitrate);
  return loss === null ? rate : `${rate}, ${t("details_loss", { share: percentText(loss) })}`;
}
