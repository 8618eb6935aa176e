using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>What can stand in the way in this module.</summary>
internal static class TenancyProblems
{
    public static Problem TenantNotFound { get; } = new(ProblemKind.NotFound, "tenant.not_found", "There is no such tenant.");

    public static Problem Suspended { get; } =
        new(ProblemKind.Forbidden, "tenancy.suspended", "This tenant is suspended: nothing can be done in it until who runs it resumes it. What it has is kept.");

    public static Problem OwnTenant { get; } =
        new(ProblemKind.Conflict, "tenant.own", "A tenant is suspended, resumed and deleted from a tenant above it, not from within.");

    public static Problem OwnQuotas { get; } =
        new(ProblemKind.Conflict, "tenant.own_quotas", "A tenant's quotas are set from a tenant above it, not from within.");

    public static Problem UnknownQuota { get; } = Problem.OfField("tenant.unknown_quota", "limits", "There is no such quota; GET /api/tenants/{id}/quotas lists them.");

    public static Problem BadLimit { get; } =
        Problem.OfField("tenant.bad_limit", "limits", "A limit is a number from 0 to 1000000000000000, its end is in the future, and there is one of a quota.");

    public static Problem OwnPlan { get; } =
        new(ProblemKind.Conflict, "tenant.own_plan", "A tenant's plan, trial and flags are set from a tenant above it, or by the operator, not from within.");

    public static Problem UnknownPlan { get; } = Problem.OfField("tenant.unknown_plan", "plan", "There is no such plan; GET /api/plans lists them.");

    public static Problem HasPlan { get; } = new(ProblemKind.Conflict, "tenant.has_plan", "The tenant has this plan already.");

    public static Problem TrialRuns { get; } = new(ProblemKind.Conflict, "tenant.trial_runs", "The tenant tries a plan already; extend that trial, or end it first.");

    public static Problem NoTrial { get; } = new(ProblemKind.Conflict, "tenant.no_trial", "The tenant tries no plan.");

    public static Problem TrialNoMore { get; } = Problem.OfField("tenant.trial_no_more", "plan", "A trial is of a plan that is more than the tenant's own.");

    public static Problem UnknownFlag { get; } = Problem.OfField("tenant.unknown_flag", "flags", "There is no such flag; GET /api/tenants/{id}/plan lists them.");

    public static Problem BadOverride { get; } = Problem.OfField("tenant.bad_override", "flags", "The end of an override is in the future, and there is one of a flag.");

    public static Problem BadMonth { get; } = Problem.OfField("usage.bad_period", "period", "A period is a month that has begun, such as 2026-11.");

    public static Problem BadPlan { get; } = new(
        ProblemKind.Invalid,
        "plan.bad",
        "A plan's key is 2 to 32 of A-Z, 0-9 and underscore; its name and meaning have 1 to 100 characters and no control characters; its flags and quotas exist; its limits are numbers from 0 to 1000000000000000.");

    public static Problem RankTaken { get; } = new(ProblemKind.Conflict, "plan.rank_taken", "Another plan has this rank.");

    public static Problem MoreThanOwn(string field) =>
        Problem.OfField("tenant.more_than_own", field, "Nobody gives a tenant below more than the own tenant has: no plan above it, no flag that is off, no higher limit.");

    public static Problem BadDays(int most) => Problem.OfField("tenant.bad_days", "days", $"Days are a number from 1 to {most}.");

    public static Problem TooManyTrials(int most) => new(ProblemKind.Conflict, "tenant.too_many_trials", $"The tenant has had {most} trials, which is as many as there may be.");

    public static Problem TooManyExtensions(int most) => new(ProblemKind.Conflict, "tenant.too_many_extensions", $"The trial was extended {most} times, which is as often as it may be.");

    public static Problem NotActive { get; } = new(ProblemKind.Conflict, "tenant.not_active", "The tenant is closed already.");

    public static Problem NotSuspended { get; } = new(ProblemKind.Conflict, "tenant.not_suspended", "The tenant is not suspended.");

    public static Problem Deleting { get; } = new(ProblemKind.Conflict, "tenant.deleting", "The tenant is to be deleted already; resume it to keep it.");

    public static Problem Removing { get; } = new(ProblemKind.Conflict, "tenant.removing", "The tenant's time of grace is over: it is being removed.");

    public static Problem HasTenants { get; } = new(ProblemKind.Conflict, "tenant.has_tenants", "Other tenants stand below this one; delete or move them first.");

    public static Problem NotOwn { get; } =
        new(ProblemKind.Conflict, "tenant.not_own", "What people of the tenants above may do in a tenant, its own people say, from within.");

    public static Problem Ring { get; } = Problem.OfField("tenant.ring", "parentId", "A tenant does not stand below itself or below one that stands below it.");

    public static Problem ParentGoes { get; } = Problem.OfField("tenant.parent_goes", "parentId", "The tenant to stand below is to be deleted.");

    public static Problem UnknownParent { get; } = Problem.OfField("tenant.unknown_parent", "parentId", "There is no such tenant at or below your own.");

    public static Problem TooDeep(int most) => new(ProblemKind.Conflict, "tenant.too_deep", $"Tenants stand below each other {most} levels deep at most.");

    public static Problem OwnPlacement { get; } =
        new(ProblemKind.Conflict, "tenant.own_placement", "Where a tenant is placed is said from a tenant above it, or by the operator, not from within.");

    public static Problem UnknownPlace { get; } = Problem.OfField(
        "tenant.unknown_place", "database", "There is no such place, or this server may not move tenants to it; GET /api/tenants/{id}/placement lists those that there are.");

    public static Problem PlaceTaken { get; } =
        new(ProblemKind.Conflict, "tenant.place_taken", "Somebody else is in that database already: it cannot be a tenant's alone, or is one's alone.");

    public static Problem HasPlace { get; } = new(ProblemKind.Conflict, "tenant.has_place", "The tenant is there already.");

    public static Problem Relocating { get; } = new(ProblemKind.Conflict, "tenant.relocating", "The tenant is on its way to another place already; wait, or cancel that.");

    public static Problem NotRelocating { get; } = new(ProblemKind.Conflict, "tenant.not_relocating", "The tenant is not on its way to another place, or it is too late to cancel that.");

    public static Problem NoPlaces(int most) => new(ProblemKind.Conflict, "tenant.no_places", $"{most} tenants have places of their own, which is as many as the operator allows.");

    public static Problem FiguresTwice { get; } = Problem.OfField("tenant.figures_twice", "figures", "Name each figure once.");

    public static Problem BadReason { get; } = Problem.OfField("tenant.bad_reason", "reason", "A reason has 1 to 500 characters and no control characters.");

    public static Problem OrganizationNotFound { get; } = new(ProblemKind.NotFound, "organization.not_found", "There is no such organization.");

    public static Problem GroupNotFound { get; } = new(ProblemKind.NotFound, "group.not_found", "There is no such group.");

    public static Problem OrganizationExists { get; } = new(ProblemKind.Conflict, "organization.exists", "There is an organization with this name.");

    public static Problem GroupExists { get; } = new(ProblemKind.Conflict, "group.exists", "The organization has a group with this name.");

    public static Problem OrganizationNotEmpty { get; } =
        new(ProblemKind.Conflict, "organization.not_empty", "The organization still has groups; delete them first.");

    public static Problem GroupNotEmpty { get; } = new(ProblemKind.Conflict, "group.not_empty", "The group still has devices; remove them first.");

    public static Problem UnknownOrganization { get; } =
        Problem.OfField("group.unknown_organization", "organizationId", "There is no such organization.");

    public static Problem BadName(string field) =>
        Problem.OfField("name.bad", field, "A name has 1 to 100 characters and no control characters.");
}
