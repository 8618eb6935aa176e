import type { words as english } from "./words.en";

export const words: typeof english = {
  platform: {
    title: "Plataforma",
    intro:
      "Lo que el operador hace por todos los inquilinos. No muestra nada de lo que tiene un inquilino; para actuar en uno, abra una visita en su página, que él ve.",
    tenants: "Todos los inquilinos",
    confirm: "Confirme que es usted",
    confirmed: "Confirmado: puede cambiar durante unos minutos",
    freshHint: "Los cambios con el papel de la plataforma piden entrar de nuevo.",
    tab: { log: "Registro", refusals: "Rechazos", addresses: "Direcciones bloqueadas", keys: "Claves del intermediario" },
    operator: "El operador",
    when: "Cuándo",
    who: "Quién",
    what: "Qué",
    inTenant: "En el inquilino",
    about: "Sobre",
    outcome: "Resultado",
    done: "Hecho",
    notEnded: "Sin terminar",
    noEntries: "Nadie ha cambiado nada con el papel de la plataforma.",
    kind: "Respuesta",
    network: "Red",
    count: "Cuántas veces",
    noRefusals: "No se rechazó a nadie en las últimas 24 horas.",
    address: "Dirección",
    failures: "Fallos",
    lastAt: "Último",
    blockedUntil: "Bloqueada hasta",
    release: "Liberar",
    released: "Se puede entrar otra vez desde allí",
    noAddresses: "Ninguna dirección está bloqueada.",
    keyKind: "Clase",
    publicKey: "Clave pública",
    state: "Estado",
    since: "Desde",
    until: "Hasta",
    due: "Pronto firma la siguiente",
    noKeys: "Todavía no hay claves.",
    keysHint: "Se cambian solas, y por el operador: holdfast admin broker rotate.",
    visitBy: "La plataforma",
    topLevel: "Debajo de ningún otro inquilino",
  },
};

export const operations = {
  "access.list_platform_entries": "lee el registro de la plataforma",
  "access.list_refusals": "lee a quién se rechazó en la plataforma",
  "access.list_platform_addresses": "lista todas las direcciones bloqueadas",
  "access.release_platform_address": "libera para todos una dirección bloqueada",
  "access.platform_log": "escribe el registro de la plataforma",
  "access.grant_super_admin": "da a alguien el papel de la plataforma",
  "access.revoke_super_admin": "quita a alguien el papel de la plataforma",
  "access.list_super_admins": "lista quién tiene el papel de la plataforma",
  "fleet.list_broker_keys": "lee cómo están las claves del intermediario",
};

export const problems = {
  "auth.platform_only": "Es para quien tiene el papel SUPER_ADMIN de la plataforma, en su propio inquilino y con segundo factor.",
  "super_admin.no_second_factor":
    "El papel de la plataforma pide un segundo factor: esta persona no tiene aplicación ni llave de acceso, y ningún proveedor de identidad la identifica.",
  "super_admin.held": "Esta persona ya tiene el papel de la plataforma.",
  "super_admin.not_held": "Esta persona no tiene el papel de la plataforma.",
  "super_admin.guarded":
    "Esta persona tiene el papel de la plataforma: solo quien también lo tiene, o el operador, le da una contraseña o le quita los segundos factores.",
  "password.escalation": "Solo da o restablece una contraseña quien puede hacer todo lo que puede esa persona.",
};

export const events = {
  "super_admin.granted": "Alguien recibió el papel de la plataforma.",
  "super_admin.revoked": "Alguien perdió el papel de la plataforma.",
};
