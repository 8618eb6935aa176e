export const words = {
  provisioning: {
    title: "Provisioning",
    intro: "Your identity provider can keep your people and user groups here by SCIM 2.0. Enter this address there, and a token.",
    address: "Address (tenant URL, base URL)",
    entra:
      "Microsoft Entra: Enterprise application, Provisioning, Automatic. Tenant URL is the address, secret token is the token. Map mail to userName.",
    okta: "Okta: SCIM connector base URL is the address, unique identifier field is userName, authentication is HTTP header with the token.",
    domains:
      "It sees and makes only people with an address in a domain that you have verified. Groups that it makes get roles here; who is in them it says.",
    tokens: "Provisioning tokens",
    token: "Token",
    new: "New token",
    emptyTitle: "No tokens yet",
    empty: "Without a token no identity provider comes in.",
    ends: "Ends",
    endsHint: "Within a year.",
    noEnd: "Does not end",
    lastUsed: "Last used",
    power:
      "Whoever has the token chooses who is in the groups that it makes, and so who has their roles. It takes every permission to make one.",
    nameHint: "Which identity provider uses it.",
    once: "Keep this token now: it is not shown again.",
    text: "The token",
    revoke: "Revoke",
    revoked: "Token revoked",
    revokeTitle: "Revoke {{name}}?",
    revokeText: "Within a second the identity provider is out. The people and groups that it made stay. This cannot be undone.",
    kept: "Your identity provider keeps this group's name and who is in it.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}

export const operations = {
  "access.get_scim_me": "asks by SCIM who it is",
  "access.create_provisioning_token": "makes a provisioning token",
  "access.create_scim_group": "makes a user group by provisioning",
  "access.create_scim_user": "adds a person by provisioning",
  "access.delete_provisioning_token": "revokes a provisioning token",
  "access.delete_scim_group": "deletes a user group by provisioning",
  "access.delete_scim_user": "deletes a person by provisioning",
  "access.do_scim_bulk": "does several things by provisioning",
  "access.find_provisioning_token": "looks for a provisioning token",
  "access.get_scim_config": "reads what there is of SCIM",
  "access.get_scim_group": "reads a user group by provisioning",
  "access.get_scim_resource_type": "reads a kind of SCIM resources",
  "access.get_scim_schema": "reads a SCIM schema",
  "access.get_scim_user": "reads a person by provisioning",
  "access.list_provisioning_tokens": "lists the provisioning tokens",
  "access.list_scim_groups": "lists user groups by provisioning",
  "access.list_scim_resource_types": "lists the kinds of SCIM resources",
  "access.list_scim_schemas": "lists the SCIM schemas",
  "access.list_scim_users": "lists people by provisioning",
  "access.note_provisioning_uses": "notes when provisioning tokens are used",
  "access.patch_scim_group": "changes a user group by provisioning",
  "access.patch_scim_user": "changes a person by provisioning",
  "access.replace_scim_group": "replaces what a user group is, by provisioning",
  "access.replace_scim_user": "replaces what a person is, by provisioning",
  "access.search_scim_groups": "searches user groups by provisioning",
  "access.search_scim_users": "searches people by provisioning",
};
