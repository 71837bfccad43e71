/* Fields whose value lives in a signal of their form. */

interface NumberProps {
  label: string;
  min: number;
  max: number;
  value: number;
  onChange(value: number): void;
}

export function NumberInput({ label, min, max, value, onChange }: NumberProps) {
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
