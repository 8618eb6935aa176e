import type { words as en } from "./words.en";

export const words: typeof en = {
  integrations: {
    title: "Integraciones",
    intro: "Los productos externos en los que se ejecutan las acciones.",
    new: "Nueva integración",
    edit: "Editar integración",
    addItem: "Añadir",
    removeItem: "Quitar",
    connector: "Conector",
    secret: "Secreto",
    secretHint: "Se guarda cifrado en la bóveda. No se vuelve a mostrar.",
    secretKeep: "Déjelo vacío para conservar el actual (versión {{version}}, puesto el {{at}}).",
    test: "Probar conexión",
    testOk: "La conexión funciona",
    testFailed: "La conexión no funciona",
    statusOf: { UNTESTED: "Sin probar", OK: "Funciona", FAILING: "Falla" },
    lastTested: "Última prueba",
    emptyTitle: "No hay integraciones",
    empty: "Añada Grafana para que los tickets dejen una anotación en sus paneles.",
    deleteTitle: "¿Eliminar {{name}}?",
    deleteText: "Los tickets que la usarían ya no podrán ejecutar su acción. Su secreto se destruye.",
    deleted: "Integración eliminada",
    offers: "Acciones",
  },
};

export const problems = {
  "vault.unavailable": "El almacén de secretos no responde; inténtelo más tarde.",
  "vault.refused": "El almacén de secretos rechaza a este servidor; su operador encuentra el motivo en el registro.",
  "vault.secret_missing": "El secreto ya no está; escríbalo de nuevo.",
  "vault.secret_unreadable": "El secreto no se puede abrir; escríbalo de nuevo.",
  "vault.staging_expired": "Se tardó demasiado en guardar el secreto; no se ha cambiado nada. Inténtelo de nuevo.",
  "vault.store_unknown": "El secreto está en un almacén para el que este servidor no está configurado.",
  "vault.too_large": "El secreto es demasiado grande para el almacén.",
  "integration.not_found": "No existe esa integración.",
  "integration.exists": "Ya hay una integración con ese nombre.",
  "integration.unknown_connector": "No existe ese conector.",
  "integration.bad_name": "El nombre no es válido.",
  "integration.bad_fields": "Algunos datos no son válidos.",
  "integration.secret_needed": "Al cambiar a dónde se envía el secreto hay que escribirlo de nuevo.",
  "action.unknown": "No existe esa acción.",
  "action.bad_parameters": "Algunos parámetros no son válidos.",
};

export const operations = {
  "integrations.create_integration": "crea una integración",
  "integrations.delete_integration": "elimina una integración",
  "integrations.get_integration": "lee una integración",
  "integrations.list_connectors": "lista los conectores",
  "integrations.list_integrations": "lista las integraciones",
  "integrations.test_integration": "prueba una integración",
  "integrations.update_integration": "cambia una integración",
  "vault.remove_outside_secrets": "quita secretos que no se usan",
};
