import type { words as en } from "./words.en";

export const words: typeof en = {
  groups: {
    title: "Grupos de usuarios",
    intro: "Personas que tienen papeles juntas: quien está en un grupo tiene sus papeles.",
    group: "Grupo de usuarios",
    new: "Nuevo grupo de usuarios",
    edit: "Editar grupo de usuarios",
    emptyTitle: "Aún no hay grupos de usuarios",
    empty: "Cree uno para personas que hacen el mismo trabajo, y dele los papeles para ello.",
    members: "Miembros",
    nobody: "No hay nadie en él.",
    none: "En ningún grupo.",
    since: "Desde",
    find: "Buscar un usuario",
    add: "Añadir a alguien",
    added: "Añadido al grupo",
    remove: "Quitar",
    removed: "Quitado del grupo",
    deleted: "Grupo de usuarios eliminado",
    deleteTitle: "¿Eliminar {{name}}?",
    deleteText: "Sus miembros se quedan, sin los papeles que tenían por él.",
  },
};

export const problems = {
  "user_group.already_a_member": "Esta persona ya está en el grupo.",
  "user_group.bad_meaning": "Un significado tiene como mucho 500 caracteres visibles en una línea.",
  "user_group.bad_name": "Un nombre tiene de 1 a 100 caracteres visibles en una línea.",
  "user_group.exists": "Ya hay un grupo de usuarios con ese nombre.",
  "user_group.not_a_member": "Esta persona no está en el grupo.",
  "user_group.not_found": "No existe ese grupo de usuarios.",
};

export const events = {
  "user_group.created": "El inquilino tiene un grupo de usuarios más.",
  "user_group.deleted": "Un grupo de usuarios ya no está, y sus miembros no tienen sus papeles.",
  "user_group.member_added": "Alguien está en un grupo de usuarios y tiene sus papeles.",
  "user_group.member_removed": "Alguien ya no está en un grupo de usuarios.",
  "user_group.updated": "Un grupo de usuarios tiene otro nombre o significado.",
};
