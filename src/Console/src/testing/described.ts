import type { ConnectorField } from "@/api/types";

/** A described field, with what a connector leaves unsaid. */
export const field = (name: string, type: ConnectorField["type"], more: Partial<ConnectorField> = {}): ConnectorField => ({
  name,
  type,
  description: "",
  required: false,
  maxLength: 1000,
  maxItems: 50,
  minimum: 0,
  maximum: 100,
  choices: [],
  item: null,
  members: [],
  bindsSecret: false,
  ...more,
});
