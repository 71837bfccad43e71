/* Which sanctions hold now, to be lifted; and what rules matched lately, also those that are only tried. */
import { t } from "../../core/i18n";
import { setsRules } from "../../core/rules";
import { momentText } from "../../core/time_format";
import type { RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import { type DeskProps, Section } from "./panel";

export function Mutes({ visit, view, staff }: DeskProps) {
  if (staff.mutes.length === 0) return null;
  return (
    <Section title={t("staff_mutes")} testId="desk-mutes">
      <ul>
        {staff.mutes.map(({ member, scope, until, reason, rule, inherited }) => (
          <li key={`${member} ${scope}`} class="desk-row" data-testid="mute" data-member={member}>
            <p>
              <strong>{nameOf(view, member)}</strong> <span class="pill">{t(`scope_${scope}`)}</span>{" "}
              <Why until={until} open={t("duration_open")} reason={reason} rule={rule} />{" "}
              {inherited && <span class="hint">{t("staff_inherited")}</span>}
            </p>
            <div class="desk-buttons" hidden={inherited}>
              <button
                type="button"
                class="button button--small"
                onClick={() => void ask(visit.session, { t: "unmute_member", member, scopes: [scope] })}
                data-testid="lift-mute"
              >
                {t("staff_lift")}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Bans({ visit, staff }: DeskProps) {
  if (staff.bans.length === 0) return null;
  return (
    <Section title={t("staff_bans")} testId="desk-bans">
      <ul>
        {staff.bans.map(({ member, name, until, reason }) => (
          <li key={member} class="desk-row" data-testid="ban" data-member={member}>
            <p>
              <strong>{name === "" ? member : name}</strong>{" "}
              <Why until={until} open={t("ban_good")} reason={reason} rule={null} />
            </p>
            <div class="desk-buttons" hidden={until === null && !setsRules(visit.role.value)}>
              <button
                type="button"
                class="button button--small"
                onClick={() => void ask(visit.session, { t: "lift_ban", member })}
                data-testid="lift-ban"
              >
                {t("staff_lift")}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface WhyProps {
  until: number | null;
  /** Said where there is no end. */
  open: string;
  reason: string;
  rule: string | null;
}

function Why({ until, open, reason, rule }: WhyProps) {
  const parts = [
    until === null ? open : t("staff_until", { time: momentText(until) }),
    rule === null ? "" : t("staff_by_rule", { rule }),
    reason,
  ];
  return <span class="hint">{parts.filter((part) => part !== "").join(" · ")}</span>;
}

export function Matches({ view, staff }: DeskProps) {
  if (staff.matches.length === 0) return null;
  return (
    <Section title={t("staff_matches")} testId="desk-matches">
      <ul>
        {[...staff.matches].reverse().map((match) => (
          <li key={`${match.at} ${match.member} ${match.rule}`} class="desk-row" data-testid="match">
            <p>
              <code>{match.rule}</code>{" "}
              {match.shadow && <span class="pill pill--info">{t("staff_shadow")}</span>}{" "}
              <span class="hint">{`${nameOf(view, match.member)} · ${momentText(match.at)}`}</span>
            </p>
            <blockquote class="excerpt">{match.excerpt}</blockquote>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The name of who is here; of others only the id is known. */
function nameOf(view: RoomView, id: string): string {
  return view.members.find((member) => member.id === id)?.name ?? id;
}
