import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { expect, test, vi } from "vitest";
import type { ConnectorField } from "@/api/types";
import { field } from "@/testing/described";
import { shown } from "@/testing/shown";
import { DescribedFields } from "./DescribedFields";
import { type Draft, draftOf, valuesOf } from "./fields";

const fields = [
  field("level", "CHOICE", { required: true, choices: ["low", "high"], description: "How loud." }),
  field("ratio", "DECIMAL", { minimum: 0, maximum: 1 }),
  field("token", "SECRET"),
  field("rules", "LIST", { maxItems: 2, item: field("", "OBJECT", { members: [field("name", "TEXT"), field("port", "NUMBER")] }) }),
];

function Form({
  given,
  send,
  errors,
}: {
  given: readonly ConnectorField[];
  send: (values: unknown) => void;
  errors?: Record<string, string>;
}) {
  const form = useForm<{ parameters: Draft }>({ initialValues: { parameters: draftOf(given) }, initialErrors: errors });
  return (
    <form onSubmit={form.onSubmit(values => send(valuesOf(given, values.parameters)))}>
      <DescribedFields fields={given} form={form} under="parameters" />
      <Button type="submit">Send</Button>
    </form>
  );
}

test("A choice, a fraction, a secret and a list of objects are filled in and sent", async () => {
  const send = vi.fn();
  const page = await shown(<Form given={fields} send={send} />);
  expect([...page.field<HTMLSelectElement>("Level").options].map(option => option.value)).toEqual(["", "low", "high"]);
  expect(page.field<HTMLInputElement>("Ratio").step).toBe("any");
  expect(page.field<HTMLInputElement>("Token").type).toBe("password");
  await page.fill("Level", "high");
  await page.fill("Ratio", "0.5");
  await page.fill("Token", "s3cret");
  await page.press("Add: Rules");
  await page.press("Add: Rules");
  expect(page.button("Add: Rules").disabled).toBe(true);
  await page.fill("Name", "ssh", 1);
  await page.fill("Port", "22", 1);
  await page.press("Remove: Rules 1");
  await page.press("Send");
  expect(send).toHaveBeenCalledWith({ level: "high", ratio: 0.5, token: "s3cret", rules: [{ name: "ssh", port: 22 }] });
});

test("What the server says of a member deep inside is put at its input", async () => {
  const rules = [field("rule", "OBJECT", { members: [field("port", "NUMBER")] }), field("tags", "LIST", { item: field("", "TEXT") })];
  const errors = { "parameters.rule.port": "A whole number from 0 to 100.", "parameters.tags": "At most 50 items." };
  const page = await shown(<Form given={rules} send={vi.fn()} errors={errors} />);
  expect(page.field("Port").getAttribute("aria-invalid")).toBe("true");
  expect(page.text()).toContain("A whole number from 0 to 100.");
  expect(page.text()).toContain("At most 50 items.");
});
