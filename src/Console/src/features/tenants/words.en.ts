export const words = {
  tenants: {
    title: "Tenants",
    intro: "Your tenant and those below it: a provider's customers.",
    new: "New tenant",
    name: "Name",
    slug: "In addresses",
    own: "Your own",
    stateOf: { ACTIVE: "Active", SUSPENDED: "Suspended" },
    search: "Name or slug",
    emptyFiltered: "No tenant is like this.",
    newText: "You are its administrator. What is in it is apart from everything else.",
    created: "Tenant made",
    suspend: "Suspend",
    suspendTitle: "Suspend {{name}}?",
    suspendText: "Its people, sensors and keys are refused everywhere within a second. Everything that it has is kept.",
    reason: "Reason",
    reasonHint: "For whoever looks at the tenant.",
    suspended: "Tenant suspended",
    resume: "Resume",
    resumed: "Tenant resumed",
    quotas: "Quotas",
    quota: "Of what",
    used: "Used",
    limit: "Limit",
    ownLimit: "Own limit",
    yes: "Yes",
    until: "Until",
    setQuotas: "Set limits",
    setQuotasText: "Where nothing is written, the usual limit holds. What the tenant has beyond a lower limit it keeps.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}

export const operations = {
  "tenancy.create_tenant": "makes a tenant",
  "tenancy.get_quotas": "reads a tenant's quotas",
  "tenancy.limits": "reads tenants' own limits",
  "tenancy.list_tenants": "lists the tenants",
  "tenancy.resume_tenant": "resumes a tenant",
  "tenancy.set_quotas": "sets a tenant's quotas",
  "tenancy.states": "reads which tenants are closed",
  "tenancy.suspend_tenant": "suspends a tenant",
};
