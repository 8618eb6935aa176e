import type { words as en } from "./words.en";

export const words: typeof en = {
  search: {
    title: "Buscar",
    open: "Buscar en todo",
    label: "Equipos, tickets, hallazgos, personas y páginas",
    hint: "Un nombre, una palabra o el número de un ticket, como #12. Las flechas eligen, Intro abre.",
    results: "Resultados",
    found_one: "{{count}} resultado",
    found_other: "{{count}} resultados",
    none: "Nada coincide con «{{text}}».",
    failed: "No se ha podido buscar en todo.",
    kindOf: { page: "Páginas", ticket: "Tickets", device: "Equipos", finding: "Hallazgos", person: "Personas" },
  },
};
