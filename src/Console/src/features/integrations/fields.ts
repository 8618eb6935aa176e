import type { ConnectorField } from "@/api/types";

/** What a form holds for described fields; the JSON values come at the end. */
export type Draft = { [name: string]: DraftValue };
export type DraftValue = string | boolean | Draft | DraftValue[];

/** Form values from stored ones. */
export function draftOf(fields: readonly ConnectorField[], values: Readonly<Record<string, unknown>> = {}): Draft {
  return Object.fromEntries(fields.map(field => [field.name, draftValue(field, values[field.name])]));
}

/** What a form holds for one field; for one without a value, what is to be filled in. */
export function draftValue(field: ConnectorField, value?: unknown): DraftValue {
  switch (field.type) {
    case "BOOLEAN":
      return value === true;
    case "OBJECT":
      return draftOf(field.members, isObject(value) ? value : undefined);
    case "LIST":
      return Array.isArray(value) && field.item ? value.map(each => draftValue(field.item!, each)) : [];
    case "TEXT_LIST":
      return Array.isArray(value) ? value.join("\n") : "";
    case "TIME":
      return typeof value === "string" ? localMoment(value) : "";
    default:
      return value === undefined || value === null ? "" : String(value);
  }
}

/** The JSON object of a form's values; what was left empty is left out. */
export function valuesOf(fields: readonly ConnectorField[], draft: Draft): Record<string, unknown> {
  return Object.fromEntries(fields.map(field => [field.name, jsonOf(field, draft[field.name])]).filter(([, value]) => value !== undefined));
}

function jsonOf(field: ConnectorField, given: DraftValue | undefined): unknown {
  if (typeof given === "boolean") {
    return given;
  }
  if (Array.isArray(given)) {
    const items = given
      .map(each => (field.item ? jsonOf({ ...field.item, required: true }, each) : undefined))
      .filter(each => each !== undefined);
    return items.length > 0 || field.required ? items : undefined;
  }
  if (typeof given === "object") {
    return field.required || isTouched(given) ? valuesOf(field.members, given) : undefined;
  }
  return given === undefined || given.trim() === "" ? undefined : textOf(field, given);
}

function textOf(field: ConnectorField, text: string): unknown {
  switch (field.type) {
    case "NUMBER":
    case "DECIMAL":
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

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const isTouched = (value: DraftValue): boolean =>
  typeof value === "string" ? value.trim() !== "" : typeof value === "boolean" ? value : Object.values(value).some(isTouched);

/** A moment as an input takes it: in the reader's zone, without one. */
function localMoment(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? "" : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
