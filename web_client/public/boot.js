/* Before the first paint: the remembered theme and language, so that nothing flashes. A file, because inline scripts
   are forbidden. Reads what src/core/preferences.ts and src/core/i18n.ts write. */
(() => {
  const remembered = (key) => {
    try {
      return JSON.parse(localStorage.getItem(`studyhall.${key}`));
    } catch {
      return null;
    }
  };
  const theme = remembered("theme");
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const language = remembered("language") ?? navigator.language;
  document.documentElement.lang = language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
})();
