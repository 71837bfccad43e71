/* A face for those whose camera is off. The name always stands beside it, so it says nothing itself. */
import { hueOf, initials } from "../core/initials";

export function Avatar(props: { id: string; name: string; small?: boolean }) {
  const size = props.small ? "avatar--small" : "";
  return (
    <span class={`avatar avatar--${hueOf(props.id)} ${size}`} aria-hidden="true">
      {initials(props.name)}
    </span>
  );
}
