/* The top of every screen: where one is, and the switches for language and theme. */
import { ArrowLeft, Languages, Monitor, Moon, Sun } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { language, setLanguage, t } from "../core/i18n";
import { THEMES, type Theme, theme } from "../core/preferences";
import { Link } from "./link";
import { NoticeTools } from "./notices/bell";

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

export function Header(props: { title: string; back?: boolean; children?: ComponentChildren }) {
  return (
    <header class="header">
      {props.back ? (
        <Link to="/" class="icon-button" label={t("back_to_lobby")}>
          <ArrowLeft size={20} aria-hidden="true" />
        </Link>
      ) : (
        <Mark />
      )}
      <h1 class="header-title">{props.title}</h1>
      {props.children}
      <span class="header-space" />
      <NoticeTools />
      <LanguageSwitch />
      <ThemeSwitch />
    </header>
  );
}

/** The open book of `public/favicon.svg`. */
function Mark() {
  return (
    <svg class="header-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="header-mark-ground" />
      <path
        d="M7 10.5c3-1.3 6-1.2 9 .8 3-2 6-2.1 9-.8v12c-3-1.3-6-1.2-9 .8-3-2-6-2.1-9-.8z M16 11.3v12"
        class="header-mark-book"
      />
    </svg>
  );
}

function LanguageSwitch() {
  const other = language.value === "en" ? "zh" : "en";
  return (
    <button
      type="button"
      class="button button--quiet header-language"
      lang={other === "zh" ? "zh-CN" : "en"}
      title={t("language_switch_hint")}
      onClick={() => setLanguage(other)}
      data-testid="language-switch"
    >
      <Languages size={18} aria-hidden="true" />
      {t("language_switch")}
    </button>
  );
}

function ThemeSwitch() {
  const Icon = THEME_ICONS[theme.value];
  const label = t(`theme_${theme.value}`);
  return (
    <button
      type="button"
      class="icon-button header-theme"
      aria-label={label}
      title={label}
      onClick={() => {
        theme.value = nextTheme(theme.value);
      }}
      data-testid="theme-switch"
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  );
}

function nextTheme(current: Theme): Theme {
  return THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? "system";
}
