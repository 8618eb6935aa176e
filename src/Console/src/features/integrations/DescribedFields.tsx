import { Checkbox, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ConnectorField } from "@/api/types";

interface Props {
  fields: readonly ConnectorField[];
  // biome-ignore lint/suspicious/noExplicitAny: Mantine's form type is invariant in its values
  form: UseFormReturnType<any>;
  /** The form's member that holds the fields, as the server names it in problems too. */
  under: "settings" | "secret" | "parameters";
  secret?: { hint: string; optional: boolean };
}

/** Inputs for what a connector says that it needs. */
export function DescribedFields({ fields, form, under, secret }: Props) {
  const { t } = useTranslation();
  return fields.map(field => {
    const name = `${under}.${field.name}`;
    const key = form.key(name);
    const label = labelOf(field.name);
    const required = field.required && !secret?.optional;
    if (secret) {
      return (
        <PasswordInput
          key={key}
          label={label}
          required={required}
          description={`${field.description} ${secret.hint}`}
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
          {...form.getInputProps(name)}
        />
      );
    }
    if (field.type === "BOOLEAN") {
      return <Checkbox key={key} label={label} description={field.description} {...form.getInputProps(name, { type: "checkbox" })} />;
    }
    if (field.type === "LONG_TEXT" || field.type === "CERTIFICATE" || field.type === "TEXT_LIST") {
      return (
        <Textarea key={key} label={label} required={required} description={field.description} rows={3} {...form.getInputProps(name)} />
      );
    }
    return (
      <TextInput
        key={key}
        label={label}
        required={required}
        description={field.description}
        type={field.type === "NUMBER" ? "number" : field.type === "TIME" ? "datetime-local" : field.type === "URL" ? "url" : "text"}
        {...form.getInputProps(name)}
      />
    );
  });
}

/** A member's name as words: caCertificatePem becomes CA certificate PEM. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(ca|id|ip|pem|url)\b/g, word => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
