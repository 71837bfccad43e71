/* In which language somebody is written to. Null: that of the installation. */
import { LANGUAGES, type Language, t } from "../core/i18n";
import { SelectInput } from "./inputs";

interface Props {
  value: Language | null;
  onChange(value: Language | null): void;
}

export function LanguageInput({ value, onChange }: Props) {
  return (
    <SelectInput
      label={t("notice_language")}
      options={[
        ["", t("notice_language_default")],
        ...LANGUAGES.map((each) => [each, t(`language_${each}`)] as const),
      ]}
      value={value ?? ""}
      onChange={(chosen) => onChange(LANGUAGES.find((each) => each === chosen) ?? null)}
      testId="notice-language"
    />
  );
}
