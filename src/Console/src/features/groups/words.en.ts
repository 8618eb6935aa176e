export const words = {
  groups: {
    title: "User groups",
    intro: "People who have roles together: who is in a group has its roles.",
    group: "User group",
    new: "New user group",
    edit: "Edit user group",
    emptyTitle: "No user groups yet",
    empty: "Make one for people who do the same work, and give it the roles for that.",
    members: "Members",
    nobody: "Nobody is in it.",
    none: "In no group.",
    since: "Since",
    find: "Find a user",
    add: "Add somebody",
    added: "Added to the group",
    remove: "Remove",
    removed: "Removed from the group",
    deleted: "User group deleted",
    deleteTitle: "Delete {{name}}?",
    deleteText: "Its members stay, without the roles that they had by it.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
