import type { ReactNode } from "react";

interface ChoiceProps<Value extends string> {
  legend: string;
  values: readonly Value[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export function Choice<Value extends string>({ legend, values, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="views">
      <legend className="hidden-words">{legend}</legend>
      {values.map((each) => (
        <button
          key={each}
          type="button"
          className="button"
          aria-pressed={each === value}
          onClick={() => onChange(each)}
        >
          {each}
        </button>
      ))}
    </fieldset>
  );
}

/** One of several, behind a name. */
export function Select<Value extends string>({ legend, values, value, onChange }: ChoiceProps<Value>) {
  return (
    <label className="map-select">
      <span>{legend}</span>
      <select className="field" value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {values.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

export function Tools({ children }: { children: ReactNode }) {
  return <div className="panel-head map-tools">{children}</div>;
}
