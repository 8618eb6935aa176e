import type { ConnectorField } from "@/api/types";

/** What a form holds for a described field; the JSON value comes at the end. */
export type Draft = Record<string, string | boolean>;

/** Form values from stored ones. */
export function draftOf(fields: readonly ConnectorField[], values: Readonly<Record<string, unknown>> = {}): Draft {
  return Object.fromEntries(
    fields.map(field => {
      const value = values[field.name];
      if (field.type === "BOOLEAN") {
        return [field.name, value === true];
      }
      return [field.name, Array.isArray(value) ? value.join("\n") : value === undefined || value === null ? "" : String(value)];
    }),
  );
}

/** The JSON object of a form's values; what was left empty is left out. */
export function valuesOf(fields: readonly ConnectorField[], draft: Draft): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const given = draft[field.name];
    if (typeof given === "boolean") {
      values[field.name] = given;
    } else if (given !== undefined && given.trim() !== "") {
      values[field.name] = jsonOf(field, given);
    }
  }
  return values;
}

function jsonOf(field: ConnectorField, text: string): unknown {
  switch (field.type) {
    case "NUMBER":
      return Number(text);
    case "TEXT_LIST":
      return text
        .split("\n")
        .map(line => line.trim())
        .filter(line => line !== "");
    case "TIME":
      return new Date(text).toISOString();
    case "LONG_TEXT":
    case "CERTIFICATE":
      return text;
    default:
      return text.trim();
  }
}
