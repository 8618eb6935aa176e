import type { words as en } from "./words.en";

export const words: typeof en = {
  approvals: {
    title: "Aprobaciones",
    intro: "Lo que espera a que alguien lo permita: acciones en productos externos y pasos de playbooks que preguntan.",
    none: "Nada le espera",
    noneHint: "Lo que pide aprobación se muestra aquí hasta que alguien decide o se acaba su tiempo.",
    what: "Qué",
    waits: "{{number}} le esperan",
    asks: "Un playbook pregunta",
    action: "Una acción",
    for: "Por",
    since: "Desde",
    until: "Hasta",
    where: "Dónde",
    others: "Para otra persona",
    othersHint: "Las pidió usted, o actúan por usted: decide otra persona.",
  },
};
