import type { words as english } from "./words.en";

export const words: typeof english = {
  tenants: {
    title: "Inquilinos",
    intro: "Su inquilino y los que están debajo: los clientes de un proveedor.",
    new: "Nuevo inquilino",
    name: "Nombre",
    slug: "En direcciones",
    own: "El suyo",
    stateOf: { ACTIVE: "Activo", SUSPENDED: "Suspendido" },
    search: "Nombre o identificador",
    emptyFiltered: "Ningún inquilino es así.",
    newText: "Usted es su administrador. Lo que hay en él está separado de todo lo demás.",
    created: "Inquilino creado",
    suspend: "Suspender",
    suspendTitle: "¿Suspender {{name}}?",
    suspendText: "Sus personas, sensores y claves se rechazan en todas partes en un segundo. Todo lo que tiene se conserva.",
    reason: "Motivo",
    reasonHint: "Para quien mire el inquilino.",
    suspended: "Inquilino suspendido",
    resume: "Reanudar",
    resumed: "Inquilino reanudado",
    quotas: "Cuotas",
    quota: "De qué",
    used: "Usado",
    limit: "Límite",
    ownLimit: "Límite propio",
    yes: "Sí",
    until: "Hasta",
    setQuotas: "Fijar límites",
    setQuotasText: "Donde no hay nada escrito vale el límite habitual. Lo que el inquilino tiene de más con un límite menor lo conserva.",
  },
};

export const operations = {
  "tenancy.create_tenant": "crea un inquilino",
  "tenancy.get_quotas": "lee las cuotas de un inquilino",
  "tenancy.limits": "lee los límites propios de los inquilinos",
  "tenancy.list_tenants": "lista los inquilinos",
  "tenancy.resume_tenant": "reanuda un inquilino",
  "tenancy.set_quotas": "fija las cuotas de un inquilino",
  "tenancy.states": "lee qué inquilinos están cerrados",
  "tenancy.suspend_tenant": "suspende un inquilino",
};

export const problems = {
  "tenancy.suspended":
    "Este inquilino está suspendido: no se puede hacer nada en él hasta que quien lo gestiona lo reanude. Lo que tiene se conserva.",
  "tenancy.quota_exceeded": "El inquilino ya tiene todo lo que puede tener de esto.",
  "tenant.own_quotas": "Las cuotas de un inquilino se fijan desde uno superior, no desde dentro.",
  "tenant.unknown_quota": "No hay tal cuota.",
  "tenant.bad_limit": "Un límite es un número de 0 a 1 000 000 000 000, y su fin está en el futuro.",
  "tenant.own": "Un inquilino se suspende y se reanuda desde uno superior, no desde dentro.",
  "tenant.not_active": "El inquilino ya está suspendido.",
  "tenant.not_suspended": "El inquilino no está suspendido.",
  "tenant.too_deep": "Los inquilinos no pueden anidarse a tanta profundidad.",
  "tenant.bad_reason": "Un motivo tiene de 1 a 500 caracteres y ninguno de control.",
};

export const events = {
  "tenant.quotas_changed": "Las cuotas de un inquilino han cambiado.",
  "tenant.suspended": "Un inquilino se ha suspendido.",
  "tenant.resumed": "Un inquilino se ha reanudado.",
};
