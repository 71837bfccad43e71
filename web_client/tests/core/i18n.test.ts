import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import errors from "../../../server/catalogue/errors.json";
import web from "../../../server/catalogue/web.json";
import { apiText, codeText, language, setLanguage, t, tn } from "../../src/core/i18n";
import { CloseCode, ErrorCode } from "../../src/core/wire.gen";

const ALL: Record<string, { en: string; zh: string }> = { ...web, ...errors };

afterEach(() => setLanguage("en"));

describe("the catalogue", () => {
  test("says the same in both languages, with the same values to fill in", () => {
    const unequal = keysWhere(({ en, zh }) => {
      const complete = en.trim() !== "" && zh.trim() !== "";
      return !complete || placeholders(en).join() !== placeholders(zh).join();
    });
    expect(unequal).toEqual([]);
  });

  test("has Chinese punctuation in Chinese", () => {
    const western = /\p{Script=Han}[,:;?!(]|[,;?!)]\p{Script=Han}/u;
    expect(keysWhere(({ zh }) => western.test(zh))).toEqual([]);
  });

  test("has no key that nothing uses", () => {
    const source = sources(resolve(import.meta.dirname, "../../src"));
    const unused = Object.keys(web).filter(
      (key) => !source.includes(`"${stem(key)}"`) && !isComposed(key, source),
    );
    expect(unused).toEqual([]);
  });

  test("has words for every error code and every close code", () => {
    for (const code of [...Object.values(ErrorCode), ...Object.values(CloseCode)])
      expect(codeText(code)).not.toContain("code");
    expect(codeText(4999)).toContain("4999");
  });

  test("has words for a refusal that it does not know", () => {
    expect(apiText("invite_unknown")).toBe(ALL.api_invite_unknown?.en);
    expect(apiText("from_the_future")).toContain("from_the_future");
  });
});

describe("texts", () => {
  test("fill in their values", () => {
    expect(t("lobby_hello", { name: "韩梅梅" })).toBe("Hello, 韩梅梅");
    setLanguage("zh");
    expect(t("lobby_hello", { name: "韩梅梅" })).toBe("韩梅梅，你好");
  });

  test("leave values that look like placeholders or patterns alone", () => {
    expect(t("lobby_hello", { name: "{name} $& $1" })).toBe("Hello, {name} $& $1");
  });

  test("count in the language's way", () => {
    expect(tn("people_here", 1)).toBe("1 person");
    expect(tn("people_here", 1200)).toBe("1,200 people");
    setLanguage("zh");
    expect(tn("people_here", 1)).toBe("1 人");
  });

  test("the choice is remembered", () => {
    setLanguage("zh");
    expect(language.value).toBe("zh");
    expect(localStorage.getItem("studyhall.language")).toBe('"zh"');
  });
});

describe("a value in a sentence", () => {
  test.each([
    ["Mia", "Mia (you)"],
    ["\u05d3\u05e0\u05d4", "\u2068\u05d3\u05e0\u05d4\u2069 (you)"],
    ["\u202e)uoy( aiM\u2069", ")uoy( aiM (you)"],
  ])("%j keeps its direction to itself", (name, expected) => {
    expect(t("name_and_you", { name })).toBe(expected);
  });
});

function keysWhere(isBad: (text: { en: string; zh: string }) => boolean): string[] {
  return Object.keys(ALL).filter((key) => {
    const text = ALL[key];
    return text !== undefined && isBad(text);
  });
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

/** Whether the source puts this key together where it uses it: `role_${role}`, `${tab}_hint`. */
function isComposed(key: string, source: string): boolean {
  const begins = [...source.matchAll(/`([a-z_]+)\$\{/g)].map((match) => match[1] ?? "");
  const ends = [...source.matchAll(/`\$\{[^`{}]+\}([a-z_]+)`/g)].map((match) => match[1] ?? "");
  return begins.some((each) => key.startsWith(each)) || ends.some((each) => key.endsWith(each));
}

function stem(key: string): string {
  return key.replace(/_(one|other)$/, (form) =>
    web[`${key.slice(0, -form.length)}_other` as keyof typeof web] ? "" : form,
  );
}

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf-8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(resolve(folder, name), "utf-8"))
    .join("\n");
}
