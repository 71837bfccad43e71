/* The list of notices. To open it is to have seen them; those that were new stay marked until it closes. */
import { ListTodo } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../core/i18n";
import { homeOf } from "../../core/room_notices";
import { isStaff } from "../../core/rules";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import type { Notice } from "../../core/wire.gen";
import { client } from "../../page";
import { Dialog } from "../dialog";
import { RichLine } from "../rich_text";
import { NoticeSettings } from "./notice_settings";
import { noticeTitle } from "./notice_text";

export function NoticesDialog({ onClose }: { onClose(): void }) {
  const fresh = useMemo(
    () => new Set(client.notices.items.peek().flatMap(({ id, seen }) => (seen ? [] : [id]))),
    [],
  );
  const items = client.notices.items.value;
  const forStaff = isStaff(client.session.value?.role ?? "guest");
  useEffect(() => client.notices.see(), [items]);
  return (
    <Dialog title={t("notices")} onClose={onClose} testId="notices-dialog">
      {forStaff && (
        <a
          class="button button--small"
          href="/ops"
          target={client.room.value === null ? undefined : "_blank"}
        >
          <ListTodo size={16} aria-hidden="true" />
          {t("ops_board")}
        </a>
      )}
      {items.length === 0 ? (
        <p class="hint notices-empty">{t(forStaff ? "notices_empty" : "notices_empty_member")}</p>
      ) : (
        <ul class="notice-list">
          {items.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} isNew={fresh.has(notice.id)} />
          ))}
        </ul>
      )}
      <NoticeSettings />
    </Dialog>
  );
}

/** Whoever is in the room needs no way to it. */
const isHere = (notice: Notice) => homeOf(client.room.value?.room ?? "") === homeOf(notice.room);

function NoticeRow({ notice, isNew }: { notice: Notice; isNew: boolean }) {
  return (
    <li
      class={isNew ? "notice-row notice-row--new" : "notice-row"}
      data-testid="notice-row"
      data-notice={notice.id}
      data-reason={notice.reason}
    >
      <p class="notice-title">
        {isNew && <span class="pill pill--info">{t("notice_new")}</span>}
        <strong>{noticeTitle(notice)}</strong>
        <time dateTime={new Date(notice.at * 1000).toISOString()}>{momentText(notice.at)}</time>
        {!notice.rings && <span class="hint">{t("notice_quiet")}</span>}
      </p>
      {notice.excerpt !== "" && (
        <p class="notice-excerpt" dir="auto">
          <RichLine text={notice.excerpt} />
        </p>
      )}
      {(notice.obligation !== null || notice.message !== null) && !isHere(notice) && (
        <a href={`/r/${homeOf(notice.room)}/join`}>
          {t("notice_go", { room: titleText(notice.room_title) })}
        </a>
      )}
    </li>
  );
}
