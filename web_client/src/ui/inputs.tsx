/* Labelled fields whose value lives in the form above them. */
import { useMemo } from "preact/hooks";

interface NumberProps {
  label: string;
  min: number;
  max: number;
  value: number;
  onChange(value: number): void;
  testId?: string;
}

export function NumberInput({ label, min, max, value, onChange, testId }: NumberProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        class="input"
        type="number"
        required
        min={min}
        max={max}
        value={value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        data-testid={testId}
      />
    </label>
  );
}

interface SelectProps {
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  value: string;
  onChange(value: string): void;
  testId: string;
}

export function SelectInput({ label, options, value, onChange, testId }: SelectProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <select
        class="input"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-testid={testId}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  testId?: string;
}

interface InputProps extends FieldProps {
  type?: "text" | "date" | "time" | "datetime-local" | "email" | "url" | "password";
  list?: string;
  placeholder?: string;
  required?: boolean;
  pattern?: string;
  maxLength?: number;
  /** Below the field, and read with it. */
  hint?: string;
}

export function TextInput({ label, value, onChange, testId, type = "text", hint, ...rest }: InputProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        class="input"
        type={type}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
        data-testid={testId}
        {...rest}
      />
      {hint !== undefined && <span class="hint">{hint}</span>}
    </label>
  );
}

interface ZoneProps extends FieldProps {
  /** Of the `ZoneNames` of its form. */
  list: string;
}

export function ZoneInput(props: ZoneProps) {
  return <TextInput required {...props} />;
}

/** What the browser knows of zones, to choose from; any other name may be typed. Once for all fields of a form. */
export function ZoneNames({ id }: { id: string }) {
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  return (
    <datalist id={id}>
      {zones.map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function Lines({ label, value, onChange, testId, placeholder }: FieldProps & { placeholder: string }) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <textarea
        class="input text-area"
        rows={2}
        placeholder={placeholder}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
        data-testid={testId}
      />
    </label>
  );
}
