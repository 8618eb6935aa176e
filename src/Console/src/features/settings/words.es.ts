import type { words as en } from "./words.en";

export const words: typeof en = {
  settings: {
    title: "Ajustes",
    intro: "El inquilino y el aspecto de la consola.",
    own: "Usted",
    plan: "Plan y uso",
    tenant: "Inquilino",
    tenantName: "Nombre",
    slug: "Nombre en direcciones",
    account: "Su cuenta",
    appearance: "Aspecto",
    language: "Idioma",
    theme: "Tema",
    themeAuto: "Como el sistema",
    themeLight: "Claro",
    themeDark: "Oscuro",
    kept: "Se guarda en este navegador.",
    password: "Contraseña",
    currentPassword: "Su contraseña",
    changePassword: "Cambiar la contraseña",
    passwordChanged: "Contraseña cambiada; sus otras sesiones han terminado",
    sessions: "Dónde tiene sesión",
    device: "Dispositivo",
    address: "Dirección",
    since: "Desde",
    lastUsed: "Último uso",
    thisSession: "Esta",
    endSession: "Cerrar",
    endOthers: "Cerrar todas las demás",
    sessionEnded: "Sesión cerrada allí",
  },
};

export const problems = {
  "session.not_found": "No tiene esa sesión.",
  "tenant.not_found": "No existe ese inquilino.",
};
