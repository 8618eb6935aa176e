import type { words as en } from "./words.en";

export const words: typeof en = {
  policies: {
    title: "Políticas",
    intro: "Lo que las políticas propias permiten además de los papeles, y prohíben a pesar de ellos.",
    policy: "Política",
    new: "Nueva política",
    newIntro: "Una prohibición vence a todo permiso y a todo papel. Ninguna toca el derecho a escribir políticas.",
    none: "No hay políticas: deciden solo los papeles.",
    state: "Decide",
    on: "Sí",
    off: "No",
    turnOn: "Activar",
    turnOff: "Desactivar",
    changed: "Cambiada",
    text: "Texto",
    textHint: "Sentencias en el lenguaje de políticas Cedar.",
    at: "Línea {{line}}, columna {{column}}:",
    about: "De qué trata",
    does: { PERMIT: "La línea {{line}} permite", FORBID: "La línea {{line}} prohíbe" },
    decides: "Decide desde que se guarda",
    secondFactor: "Como si hubiera entrado con un segundo factor",
    deleted: "Política eliminada",
    deleteTitle: "¿Eliminar {{name}}?",
    deleteText: "Lo que permite deja de estar permitido, y lo que prohíbe deja de estar prohibido.",
  },
};

export const problems = {
  "access.bad_address": "No es una dirección.",
  "policy.bad_meaning": "Un significado tiene como mucho 500 caracteres visibles en una línea.",
  "policy.bad_name": "Un nombre tiene de 1 a 100 caracteres visibles en una línea.",
  "policy.concerned":
    "Las políticas del inquilino nombran esto: lo cambia quien tiene, por un papel y en todo el inquilino, todos los permisos de los que tratan.",
  "policy.escalation":
    "Escribe, cambia y elimina una política quien tiene, por un papel y en todo el inquilino, todos los permisos de los que trata.",
  "policy.exists": "Ya hay una política con ese nombre.",
  "policy.not_found": "El inquilino no ha creado esa política.",
};

export const events = {
  "policy.created": "El inquilino tiene una política más.",
  "policy.deleted": "Una política ya no está, y no decide nada.",
  "policy.updated": "Una política es otra, o se activó o desactivó.",
};
