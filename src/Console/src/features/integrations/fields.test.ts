import { expect, test } from "vitest";
import { field } from "@/testing/described";
import { draftOf, draftValue, valuesOf } from "./fields";

const window = [field("from", "TIME"), field("hours", "DECIMAL", { required: true })];
const fields = [
  field("text", "TEXT"),
  field("lines", "LONG_TEXT"),
  field("count", "NUMBER"),
  field("ratio", "DECIMAL"),
  field("on", "BOOLEAN"),
  field("level", "CHOICE", { choices: ["low", "high"] }),
  field("tags", "TEXT_LIST"),
  field("ports", "LIST", { item: field("", "NUMBER") }),
  field("windows", "LIST", { item: field("", "OBJECT", { members: window }) }),
  field("window", "OBJECT", { members: window }),
  field("token", "SECRET"),
];

test("Values of every type come back as they were", () => {
  const values = {
    text: "a",
    lines: "a\nb",
    count: 3,
    ratio: 0.25,
    on: true,
    level: "high",
    tags: ["a", "b"],
    ports: [22, 443],
    windows: [{ from: "2026-11-25T10:00:00.000Z", hours: 1.5 }, { hours: 2 }],
    window: { hours: 0.5 },
    token: "s3cret",
  };
  expect(valuesOf(fields, draftOf(fields, values))).toEqual(values);
});

test("What was left empty is left out", () => {
  expect(valuesOf(fields, draftOf(fields))).toEqual({ on: false });
  expect(valuesOf(fields, { ...draftOf(fields), text: "  ", ports: ["", "80"], level: "" })).toEqual({ on: false, ports: [80] });
});

test("What is required is there though it is empty, so that the server can say what is missing in it", () => {
  const required = [
    field("ports", "LIST", { required: true, item: field("", "NUMBER") }),
    field("window", "OBJECT", { required: true, members: window }),
  ];
  expect(valuesOf(required, draftOf(required))).toEqual({ ports: [], window: {} });
});

test("A new item of a list is made of its description", () => {
  expect(draftValue(field("", "OBJECT", { members: window }))).toEqual({ from: "", hours: "" });
  expect(draftValue(field("", "BOOLEAN"))).toBe(false);
});
