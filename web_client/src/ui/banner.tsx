/* What is wrong with the connection, and the one thing to do about it. Short breaks pass without a word. */
import { useSignal } from "@preact/signals";
import { LoaderCircle, WifiOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { codeText, t } from "../core/i18n";
import type { MediaHealth } from "../core/media";
import type { ConnectionState, EndReason } from "../core/socket";
import { CloseCode } from "../core/wire.gen";
import { client } from "../page";

/** A break shorter than this is not worth a word. */
const PATIENCE_MS = 2_000;

export function Banner({ media = "off" }: { media?: MediaHealth }) {
  const state = client.connection.state.value;
  const late = useLate(state);
  return (
    <div class="banner-place" role="status" data-testid="banner">
      {late && isLost(state) && <LostBanner attempt={state.attempt} />}
      {state.phase === "ended" && state.reason !== "left" && <EndedBanner reason={state.reason} />}
      {state.phase === "live" && (media === "restoring" || media === "failing") && (
        <Shell kind={media} icon={<LoaderCircle size={20} class="turning" aria-hidden="true" />}>
          {t(`banner_${media}`)}
        </Shell>
      )}
    </div>
  );
}

type Lost = Extract<ConnectionState, { phase: "connecting" | "waiting" }>;

function isLost(state: ConnectionState): state is Lost {
  return state.phase === "connecting" || state.phase === "waiting";
}

/** True from two seconds after the connection was lost until it is back. */
function useLate(state: ConnectionState): boolean {
  const late = useSignal(false);
  const lostAt = isLost(state) ? state.lostAt : null;
  useEffect(() => {
    late.value = false;
    if (lostAt === null) return;
    const left = Math.max(0, PATIENCE_MS - (performance.now() - lostAt));
    const timer = setTimeout(() => {
      late.value = true;
    }, left);
    return () => clearTimeout(timer);
  }, [lostAt]);
  return late.value;
}

function LostBanner({ attempt }: { attempt: number }) {
  const wasThere = client.member.value !== "";
  return (
    <Shell kind="lost" icon={<WifiOff size={20} aria-hidden="true" />}>
      <span>
        {t(wasThere ? "banner_reconnecting" : "banner_connecting", { attempt: Math.max(1, attempt) })}
      </span>
      <button
        type="button"
        class="button button--small"
        onClick={() => client.connection.retryNow()}
        data-testid="retry-now"
      >
        {t("banner_retry")}
      </button>
    </Shell>
  );
}

function EndedBanner({ reason }: { reason: Exclude<EndReason, "left"> }) {
  const action = reason === CloseCode.REPLACED ? t("banner_replaced_action") : t("reload");
  return (
    <Shell kind="ended" icon={<WifiOff size={20} aria-hidden="true" />}>
      <span>{reason === "signed_out" ? t("banner_signed_out") : codeText(reason)}</span>
      {reason !== "signed_out" && (
        <button type="button" class="button button--small" onClick={() => location.reload()}>
          {action}
        </button>
      )}
    </Shell>
  );
}

function Shell(props: { kind: string; icon: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class={`banner banner--${props.kind}`} data-banner={props.kind}>
      {props.icon}
      {props.children}
    </div>
  );
}
