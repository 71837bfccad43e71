/* What is wrong with a duty plan, in words: where it is, as the form names it, and why it cannot be. */
import type { DutyForm } from "./duty_form";
import { type Flaw, type TargetName, WEEKDAYS } from "./duty_plan";
import { TARGET_NAMES } from "./duty_targets";
import { type TextKey, t } from "./i18n";
import { weekdayName } from "./time_format";
import { OBLIGATION_CLASSES, type Occasion } from "./wire.gen";

/** `names` of people, by id. */
export function flawText({ code, where, detail }: Flaw, names: ReadonlyMap<string, string>): string {
  const key = `flaw_${code}`;
  const known = FLAWS.find((each) => each === key);
  return known === undefined
    ? `${where}: ${code} ${detail}`
    : t(known, { what: names.get(detail) ?? detail });
}

/** As the form names it: "Shift Evening", "Monday". */
export function placeText(where: string, form: DutyForm): string {
  const [part = "", ...rest] = where.split(".");
  if (part === "quiet_hours") return t("duty_quiet");
  if (part === "targets" || part === "occasions") return targetPlace(rest[0] ?? "");
  if (part === "calendar") return calendarPlace(rest);
  return part === "roster" ? rosterPlace(rest[0] ?? "", form) : where;
}

const FLAWS = [
  "flaw_unknown_zone",
  "flaw_reversed",
  "flaw_overlapping",
  "flaw_twice",
  "flaw_bad_rule",
  "flaw_never",
  "flaw_out_of_range",
  "flaw_unknown_shift",
  "flaw_unknown_person",
  "flaw_unfit",
] as const satisfies readonly TextKey[];

function targetPlace(name: string): string {
  const known = TARGET_NAMES.find((each) => each === name);
  return known === undefined ? t("duty_targets") : targetText(known);
}

/** What has a target: a class of what people say, or an occasion. */
export function targetText(name: TargetName): string {
  const kind = OBLIGATION_CLASSES.find((each) => each === name);
  return kind === undefined ? t(`occasion_${name as Occasion}`) : t(`class_${kind}`);
}

function calendarPlace([part = "", day = ""]: readonly string[]): string {
  const [list] = numbered(part);
  if (list === "zone") return t("duty_zone");
  if (list === "weekly") {
    const place = (WEEKDAYS as readonly string[]).indexOf(numbered(day)[0]);
    return place < 0 ? t("duty_hours") : weekdayName(place);
  }
  if (list === "extra_days") return t("duty_field_extraDays");
  return list === "yearly_holidays" ? t("duty_field_yearlyHolidays") : t("duty_field_holidays");
}

function rosterPlace(part: string, { shifts }: DutyForm): string {
  const [list, place] = numbered(part);
  if (list === "overrides") return t("duty_place_override", { number: place + 1 });
  if (list === "swaps") return t("duty_place_swap", { number: place + 1 });
  const shift = shifts[place];
  return t("duty_place_shift", { name: shift?.title || shift?.id || String(place + 1) });
}

/** "shifts[2]" to its name and number. */
function numbered(part: string): readonly [string, number] {
  const [, name = part, place = "0"] = /^(\w+)\[(\d+)\]$/.exec(part) ?? [];
  return [name, Number(place)];
}
