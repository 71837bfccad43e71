/* A link within the page: a real address, without loading the page again. */
import type { ComponentChildren } from "preact";
import { navigate } from "../router";

interface Props {
  to: string;
  class?: string;
  /** Set when the content is only an icon. */
  label?: string;
  testId?: string;
  /** It leads to where one is. */
  current?: boolean;
  children: ComponentChildren;
}

export function Link({ to, label, testId, current, children, ...rest }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={to}
      onClick={follow}
      aria-label={label}
      aria-current={current ? "page" : undefined}
      title={label}
      data-testid={testId}
      {...rest}
    >
      {children}
    </a>
  );
}
