/* What one can do for or about somebody in the list of people. Sanctions are for those below one's own rank. */
import {
  AtSign,
  EllipsisVertical,
  Flag,
  IdCard,
  MegaphoneOff,
  MicVocal,
  Presentation,
  TriangleAlert,
  Undo2,
  UserCog,
  UserMinus,
  UserX,
  Volume2,
} from "lucide-preact";
import { t } from "../core/i18n";
import { isStaff, outranks } from "../core/rules";
import type { Visit } from "../core/visit";
import type { MemberView, RoomView } from "../core/wire.gen";
import { RoleDialog, ShutOutDialog } from "./access_dialogs";
import { notify } from "./announcer";
import { ask } from "./ask";
import { CardDialog } from "./members/card_dialog";
import { Menu, type MenuItem } from "./menu";
import { ReportDialog } from "./report_dialog";
import type { RoomUi } from "./room_ui";
import { MuteDialog, RemoveDialog, WarnDialog } from "./sanction_dialogs";

interface Props {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
  member: MemberView;
}

export function PersonMenu(props: Props) {
  const { name } = props.member;
  return (
    <Menu
      label={t("person_menu", { name })}
      icon={EllipsisVertical}
      items={personItems(props)}
      testId="person-menu"
    />
  );
}

export function personItems(props: Props): readonly MenuItem[] {
  const role = props.visit.role.value;
  return [
    mentionItem(props),
    ...(isStaff(role) ? [cardItem(props.ui, props.member)] : []),
    ...(isStaff(role) ? stageItems(props) : []),
    ...(isStaff(role) && outranks(role, props.member.role) ? sanctionItems(props) : []),
    ...(role === "operator" && props.member.id !== props.visit.me.value ? accessItems(props) : []),
    reportItem(props),
  ];
}

function mentionItem({ ui, member }: Props): MenuItem {
  return {
    id: "mention",
    icon: AtSign,
    text: t("person_mention"),
    onSelect: () => {
      ui.showChat({ page: "all" });
      const { text } = ui.composing;
      text.value = `${text.value}${/(^|\s)$/.test(text.value) ? "" : " "}@${member.name} `;
      ui.focusField.value += 1;
    },
  };
}

/** For staff, of anybody. */
export function cardItem(ui: RoomUi, { id, name }: Pick<MemberView, "id" | "name">): MenuItem {
  return {
    id: "card",
    icon: IdCard,
    text: t("card_show"),
    onSelect: () => ui.openDialog(() => <CardDialog person={id} name={name} onClose={ui.closeDialog} />),
  };
}

function reportItem({ visit, ui, member }: Props): MenuItem {
  const subject = { kind: "member", member: member.id, number: null } as const;
  return {
    id: "report",
    icon: Flag,
    text: t("person_report"),
    onSelect: () => ui.openDialog(() => <ReportDialog visit={visit} ui={ui} subject={subject} />),
  };
}

/** About the whole space, not only this room. */
function accessItems({ ui, member }: Props): readonly MenuItem[] {
  return [
    {
      id: "role",
      icon: UserCog,
      text: t("person_role"),
      onSelect: () => ui.openDialog(() => <RoleDialog ui={ui} member={member} />),
    },
    {
      id: "shut-out",
      icon: UserX,
      text: t("person_shut_out"),
      danger: true,
      onSelect: () => ui.openDialog(() => <ShutOutDialog ui={ui} member={member} />),
    },
  ];
}

/** Who may publish by their role alone needs no call to the stage. */
function stageItems({ visit, view, member }: Props): readonly MenuItem[] {
  const { session } = visit;
  const onStage = view.stage.speakers.some((speaker) => speaker.member === member.id);
  const byRole = view.everyone_publishes || isStaff(member.role);
  if (!view.has_media) return [];
  const unmute: MenuItem = {
    id: "ask-unmute",
    icon: Volume2,
    text: t("person_ask_unmute"),
    onSelect: () =>
      void ask(session, { t: "ask_to_unmute", member: member.id }).then(
        (asked) => asked && notify(t("person_asked", { name: member.name })),
      ),
  };
  const promote: MenuItem = {
    id: "promote",
    icon: Presentation,
    text: t("person_promote"),
    onSelect: () => void ask(session, { t: "promote", member: member.id }),
  };
  const demote: MenuItem = {
    id: "demote",
    icon: MicVocal,
    text: t("person_demote"),
    onSelect: () => void ask(session, { t: "demote", member: member.id }),
  };
  return [
    ...(byRole || onStage ? [unmute] : []),
    ...(onStage ? [demote] : []),
    ...(byRole || onStage ? [] : [promote]),
  ];
}

function sanctionItems({ visit, ui, view, member }: Props): readonly MenuItem[] {
  const inherited = view.moderation.staff?.mutes.filter((mute) => mute.inherited) ?? [];
  const scopes = (view.moderation.door.muted[member.id] ?? []).filter(
    (scope) => !inherited.some((mute) => mute.member === member.id && mute.scope === scope),
  );
  const unmute: MenuItem = {
    id: "unmute",
    icon: Undo2,
    text: t("person_unmute"),
    onSelect: () => void ask(visit.session, { t: "unmute_member", member: member.id, scopes }),
  };
  return [
    ...(scopes.length > 0 ? [unmute] : []),
    {
      id: "mute",
      icon: MegaphoneOff,
      text: t("person_mute"),
      onSelect: () => ui.openDialog(() => <MuteDialog visit={visit} ui={ui} member={member} />),
    },
    {
      id: "warn",
      icon: TriangleAlert,
      text: t("person_warn"),
      onSelect: () => ui.openDialog(() => <WarnDialog visit={visit} ui={ui} member={member} />),
    },
    {
      id: "remove",
      icon: UserMinus,
      text: t("person_remove"),
      danger: true,
      onSelect: () => ui.openDialog(() => <RemoveDialog visit={visit} ui={ui} member={member} />),
    },
  ];
}
