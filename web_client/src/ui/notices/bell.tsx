/* In every header: how much there is to know, the list of it, and for staff the way to the board. */
import { useSignal } from "@preact/signals";
import { Bell, ListTodo } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import { client } from "../../page";
import { route } from "../../router";
import { Link } from "../link";
import { NoticesDialog } from "./notices_dialog";

export function NoticeTools() {
  const session = client.session.value;
  if (session === null) return null;
  return (
    <>
      {isStaff(session.role) && route.value.screen !== "ops" && <BoardLink />}
      <NoticeBell />
    </>
  );
}

/** From a room it opens beside: who is in class stays there. */
function BoardLink() {
  const content = (
    <>
      <ListTodo size={20} aria-hidden="true" />
      <span class="header-board-text">{t("ops_board")}</span>
    </>
  );
  if (client.room.value === null)
    return (
      <Link to="/ops" class="button button--quiet header-board" testId="board-link">
        {content}
      </Link>
    );
  return (
    <a
      href="/ops"
      target="_blank"
      rel="noopener"
      class="button button--quiet header-board"
      title={t("ops_board_beside")}
      data-testid="board-link"
    >
      {content}
    </a>
  );
}

function NoticeBell() {
  const open = useSignal(false);
  const unseen = client.notices.unseen.value;
  const label = unseen === 0 ? t("notices") : tn("notices_unseen", unseen);
  return (
    <>
      <button
        type="button"
        class="icon-button bell"
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        onClick={() => {
          open.value = true;
        }}
        data-testid="notice-bell"
        data-unseen={unseen}
      >
        <Bell size={20} aria-hidden="true" />
        {unseen > 0 && (
          <span class="badge bell-badge" aria-hidden="true">
            {unseen > 99 ? "99+" : unseen}
          </span>
        )}
      </button>
      {open.value && (
        <NoticesDialog
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}
