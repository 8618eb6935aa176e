import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { onTestFinished } from "vitest";
import { startLanguage } from "@/i18n";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** A part of the console as it stands in a page, in English, found by what people see of it. */
export async function shown(content: ReactNode, at = "/") {
  await startLanguage();
  const place = document.createElement("div");
  document.body.append(place);
  const root: Root = createRoot(place);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () =>
    root.render(
      <MantineProvider env="test" withCssVariables={false} withStaticClasses={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <MemoryRouter initialEntries={[at]}>{content}</MemoryRouter>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  onTestFinished(async () => {
    await act(async () => root.unmount());
    place.remove();
    queries.clear();
  });
  const all = <T extends Element>(selector: string) => [...document.body.querySelectorAll<T>(selector)];
  const named = (element: Element) => (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s*\*$/, "").trim();
  const find = (name: string, within = "") =>
    all<HTMLButtonElement>(`${within && `[role=${within}] `}button`).find(each => named(each) === name);
  const button = (name: string, within?: string) => {
    const found = find(name, within);
    if (!found) {
      throw new Error(`There is no button "${name}".`);
    }
    return found;
  };
  const field = <T extends HTMLElement = HTMLInputElement>(label: string, place = 0): T => {
    const found = all<HTMLLabelElement>("label").filter(each => named(each) === label)[place];
    const target = found && document.getElementById(found.htmlFor);
    if (!target) {
      throw new Error(`There is no field "${label}".`);
    }
    return target as T;
  };
  return {
    all,
    button,
    field,
    text: () => document.body.textContent ?? "",
    has: (name: string) => find(name) !== undefined,
    press: (name: string, within?: string) => act(async () => button(name, within).click()),
    fill: (label: string, value: string, place = 0) => act(async () => type(field(label, place), value)),
    /** Until something holds, as when an answer has come. */
    until: async (holds: () => boolean) => {
      for (let i = 0; i < 100 && !holds(); i++) {
        await act(async () => new Promise(resolve => setTimeout(resolve, 10)));
      }
      if (!holds()) {
        throw new Error(`It did not come to that: ${document.body.textContent}`);
      }
    },
  };
}

/** As a person types: React hears of it. */
function type(input: HTMLElement, value: string) {
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value")?.set;
  setter?.call(input, value);
  input.dispatchEvent(new Event(input instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
}
