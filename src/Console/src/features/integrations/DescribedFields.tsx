import { Button, Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ConnectorField } from "@/api/types";
import parts from "@/ui/parts.module.css";
import { type DraftValue, draftValue } from "./fields";
import css from "./fields.module.css";

interface Common {
  // biome-ignore lint/suspicious/noExplicitAny: Mantine's form type is invariant in its values
  form: UseFormReturnType<any>;
  /** Of secrets: where they are kept, and whether the present ones may stay. */
  secret?: { hint: string; optional: boolean } | undefined;
}

interface Props extends Common {
  fields: readonly ConnectorField[];
  /** The form's member that holds the fields, as the server names it in problems too. */
  under: string;
}

/** Inputs for what a connector says that it needs. */
export function DescribedFields({ fields, under, ...common }: Props) {
  return fields.map(field => (
    <Field key={field.name} field={field} name={`${under}.${field.name}`} label={labelOf(field.name)} {...common} />
  ));
}

interface FieldProps extends Common {
  field: ConnectorField;
  name: string;
  label: string;
}

function Field({ field, name, label, form, secret }: FieldProps) {
  const { t } = useTranslation();
  const description = [field.description, secret?.hint].filter(Boolean).join(" ");
  const common = { label, description, required: field.required && !secret?.optional };
  const isMasked = field.type === "SECRET" || (secret !== undefined && field.type === "TEXT");
  if (isMasked) {
    return (
      <PasswordInput
        {...common}
        autoComplete="off"
        visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
        {...form.getInputProps(name)}
      />
    );
  }
  switch (field.type) {
    case "BOOLEAN":
      return <Checkbox label={label} description={description} {...form.getInputProps(name, { type: "checkbox" })} />;
    case "LONG_TEXT":
    case "CERTIFICATE":
    case "TEXT_LIST":
      return <Textarea {...common} rows={3} autoComplete={secret && "off"} {...form.getInputProps(name)} />;
    case "CHOICE":
      return <NativeSelect {...common} data={[{ value: "", label: t("common.choose") }, ...field.choices]} {...form.getInputProps(name)} />;
    case "OBJECT":
      return (
        <fieldset className={css.within}>
          <legend>{label}</legend>
          {description && <p className={`${parts.small} ${parts.muted}`}>{description}</p>}
          <DescribedFields fields={field.members} form={form} under={name} secret={secret} />
          <Wrong form={form} name={name} />
        </fieldset>
      );
    case "LIST":
      return <List field={field} name={name} label={label} form={form} secret={secret} />;
    case "NUMBER":
    case "DECIMAL":
      return (
        <TextInput
          {...common}
          type="number"
          step={field.type === "NUMBER" ? 1 : "any"}
          min={field.minimum}
          max={field.maximum}
          {...form.getInputProps(name)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={field.type === "TIME" ? "datetime-local" : field.type === "URL" ? "url" : "text"}
          step={field.type === "TIME" ? 1 : undefined}
          {...form.getInputProps(name)}
        />
      );
  }
}

function List({ field, name, label, form, secret }: FieldProps) {
  const { t } = useTranslation();
  const items = form.getInputProps(name).value as DraftValue[];
  const item = field.item;
  return (
    <fieldset className={css.within}>
      <legend>
        {label}
        {field.required && " *"}
      </legend>
      {field.description && <p className={`${parts.small} ${parts.muted}`}>{field.description}</p>}
      {item &&
        items.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the form knows its items by their place
          <div key={index} className={css.item}>
            <div className={css.value}>
              <Field field={item} name={`${name}.${index}`} label={`${label} ${index + 1}`} form={form} secret={secret} />
            </div>
            <Button
              size="xs"
              variant="default"
              onClick={() => form.removeListItem(name, index)}
              aria-label={`${t("integrations.removeItem")}: ${label} ${index + 1}`}
            >
              {t("integrations.removeItem")}
            </Button>
          </div>
        ))}
      <Wrong form={form} name={name} />
      {item && (
        <div>
          <Button
            size="xs"
            variant="default"
            disabled={items.length >= field.maxItems}
            onClick={() => form.insertListItem(name, draftValue(item))}
            aria-label={`${t("integrations.addItem")}: ${label}`}
          >
            {t("integrations.addItem")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** What is wrong with a whole list or object. */
function Wrong({ form, name }: { form: Common["form"]; name: string }) {
  const error = form.errors[name];
  return error ? (
    <p className={css.wrong} role="alert">
      {error}
    </p>
  ) : null;
}

/** A member's name as words: caCertificatePem becomes CA certificate PEM. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(ca|id|ip|pem|url)\b/g, word => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
