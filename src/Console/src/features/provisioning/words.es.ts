import type { words as en } from "./words.en";

export const words: typeof en = {
  provisioning: {
    title: "Aprovisionamiento",
    intro:
      "Su proveedor de identidad puede llevar aquí sus personas y grupos de usuarios por SCIM 2.0. Introduzca allí esta dirección y un token.",
    address: "Dirección (URL del inquilino, URL base)",
    entra:
      "Microsoft Entra: aplicación empresarial, aprovisionamiento, automático. La URL del inquilino es la dirección, el token secreto es el token. Asigne mail a userName.",
    okta: "Okta: la URL base del conector SCIM es la dirección, el identificador único es userName, la autenticación es la cabecera HTTP con el token.",
    domains:
      "Solo ve y crea personas con una dirección de un dominio que usted ha verificado. A los grupos que crea se les dan papeles aquí; quién está en ellos lo dice él.",
    tokens: "Tokens de aprovisionamiento",
    token: "Token",
    new: "Token nuevo",
    emptyTitle: "Aún no hay tokens",
    empty: "Sin un token no entra ningún proveedor de identidad.",
    ends: "Termina",
    endsHint: "En menos de un año.",
    noEnd: "No termina",
    lastUsed: "Último uso",
    power:
      "Quien tiene el token elige quién está en los grupos que crea, y así quién tiene sus papeles. Para crear uno hacen falta todos los permisos.",
    nameHint: "Qué proveedor de identidad lo usa.",
    once: "Guarde este token ahora: no se vuelve a mostrar.",
    text: "El token",
    revoke: "Revocar",
    revoked: "Token revocado",
    revokeTitle: "¿Revocar {{name}}?",
    revokeText: "En un segundo el proveedor de identidad queda fuera. Las personas y los grupos que creó se quedan. No se puede deshacer.",
    kept: "Su proveedor de identidad lleva el nombre de este grupo y quién está en él.",
  },
};

export const problems = {
  "auth.invalid_provisioning_token": "El token de aprovisionamiento no es válido, ha terminado o se revocó.",
  "provisioning.bulk_cycle": "Hay operaciones de esta petición que se esperan unas a otras en círculo. No se hizo nada.",
  "provisioning.bulk_reference": "Un bulkId nombra una operación que no creó nada, o ninguna.",
  "provisioning.bulk_too_large": "Una petición múltiple tiene como mucho 100 operaciones.",
  "provisioning.disabled_by_hand": "Alguien del inquilino desactivó esta cuenta: se activa allí, y no por aprovisionamiento.",
  "provisioning.foreign_domain": "userName es una dirección de correo de un dominio que el inquilino ha verificado, y esta no lo es.",
  "provisioning.invalid_filter": "El filtro no se puede usar.",
  "provisioning.invalid_path": "La ruta no se puede usar.",
  "provisioning.invalid_syntax": "El cuerpo no es el que se describe para esta petición.",
  "provisioning.invalid_value": "Un valor no se puede usar.",
  "provisioning.mutability": "El aprovisionamiento no cambia ese atributo.",
  "provisioning.no_such_schema": "No existe ese esquema ni ese tipo de recurso.",
  "provisioning.no_target": "Lo que se quita se nombra con una ruta.",
  "provisioning.too_many": "Son demasiados en una petición.",
  "provisioning_token.bad_expiry": "Un token termina en el futuro, en menos de 366 días.",
  "provisioning_token.bad_name": "Un nombre tiene de 1 a 100 caracteres en una línea.",
  "provisioning_token.bad_rate": "Va de 1 a 1000000.",
  "provisioning_token.ended": "Este token de aprovisionamiento ya se revocó.",
  "provisioning_token.escalation":
    "Quien tiene el token elige quién está en los grupos que crea, y así quién tiene sus papeles: lo crea quien tiene todos los permisos en todo el inquilino.",
  "provisioning_token.not_found": "No existe ese token de aprovisionamiento.",
  "provisioning_token.too_many": "Un inquilino tiene como mucho 20 tokens de aprovisionamiento; revoque uno antes.",
  "user_group.provisioned": "El proveedor de identidad del inquilino lleva el nombre de este grupo y quién está en él: cámbielos allí.",
};

export const events = {
  "provisioning_token.created": "Un proveedor de identidad puede llevar las personas y los grupos con un token nuevo.",
  "provisioning_token.revoked": "Un token de aprovisionamiento ya no vale para nada.",
};

export const operations = {
  "access.get_scim_me": "pregunta por SCIM quién es",
  "access.create_provisioning_token": "crea un token de aprovisionamiento",
  "access.create_scim_group": "crea un grupo de usuarios por aprovisionamiento",
  "access.create_scim_user": "añade a una persona por aprovisionamiento",
  "access.delete_provisioning_token": "revoca un token de aprovisionamiento",
  "access.delete_scim_group": "elimina un grupo de usuarios por aprovisionamiento",
  "access.delete_scim_user": "elimina a una persona por aprovisionamiento",
  "access.do_scim_bulk": "hace varias cosas por aprovisionamiento",
  "access.find_provisioning_token": "busca un token de aprovisionamiento",
  "access.get_scim_config": "lee qué hay de SCIM",
  "access.get_scim_group": "lee un grupo de usuarios por aprovisionamiento",
  "access.get_scim_resource_type": "lee un tipo de recursos SCIM",
  "access.get_scim_schema": "lee un esquema SCIM",
  "access.get_scim_user": "lee a una persona por aprovisionamiento",
  "access.list_provisioning_tokens": "lista los tokens de aprovisionamiento",
  "access.list_scim_groups": "lista grupos de usuarios por aprovisionamiento",
  "access.list_scim_resource_types": "lista los tipos de recursos SCIM",
  "access.list_scim_schemas": "lista los esquemas SCIM",
  "access.list_scim_users": "lista personas por aprovisionamiento",
  "access.note_provisioning_uses": "anota cuándo se usan los tokens de aprovisionamiento",
  "access.patch_scim_group": "cambia un grupo de usuarios por aprovisionamiento",
  "access.patch_scim_user": "cambia a una persona por aprovisionamiento",
  "access.replace_scim_group": "sustituye lo que es un grupo de usuarios por aprovisionamiento",
  "access.replace_scim_user": "sustituye lo que es una persona por aprovisionamiento",
  "access.search_scim_groups": "busca grupos de usuarios por aprovisionamiento",
  "access.search_scim_users": "busca personas por aprovisionamiento",
};
