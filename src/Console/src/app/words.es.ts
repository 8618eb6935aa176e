import type { words as en } from "./words.en";

export const words: typeof en = {
  app: {
    skip: "Ir al contenido",
    menu: "Menú",
    navigation: "Navegación principal",
    closeMenu: "Cerrar el menú",
    signOut: "Cerrar sesión",
    loading: "Cargando",
    tagline: "De una señal a una acción autorizada y a una prueba.",
    groups: { work: "Trabajo", connections: "Conexiones", people: "Personas y permisos", tenant: "Organización" },
  },
  live: { live: "En directo", connecting: "Conectando", offline: "Sin conexión", explain: "Novedades del servidor" },
  errors: {
    pageTitle: "Página no encontrada",
    page: "No hay ninguna página en esta dirección.",
    home: "Ir al inicio",
    crashTitle: "Esta página ha fallado",
    crash: "Recárguela. Si vuelve a fallar, comunique a su administrador lo que pone abajo.",
  },
};

export const problems = {
  "live.too_many": "Hay demasiadas páginas abiertas en directo.",
};
