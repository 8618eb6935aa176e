using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A tenant exists.</summary>
/// <param name="Name">For people.</param>
/// <param name="Slug">In addresses: unique on the platform.</param>
public sealed record TenantCreated(string Name, string Slug) : IEvent
{
    static string IEvent.Name => "tenant.created";
}

/// <summary>Nothing may be done in the tenant for the time being.</summary>
/// <param name="Reason">Why, in the words of who did it; null when nothing was said.</param>
public sealed record TenantSuspended(string? Reason) : IEvent
{
    static string IEvent.Name => "tenant.suspended";
}

/// <summary>A suspended tenant is as it was.</summary>
public sealed record TenantResumed : IEvent
{
    static string IEvent.Name => "tenant.resumed";
}

/// <summary>A tenant is closed and to be removed; until then it can be resumed.</summary>
/// <param name="DeleteAt">When its time of grace is over.</param>
public sealed record TenantDeletionAsked(DateTimeOffset DeleteAt) : IEvent
{
    static string IEvent.Name => "tenant.deletion_asked";
}

/// <summary>A tenant below this one is gone, with everything that it had.</summary>
/// <param name="Tenant">Which it was.</param>
/// <param name="Slug">What addresses called it.</param>
public sealed record TenantRemoved(TenantId Tenant, string Slug) : IEvent
{
    static string IEvent.Name => "tenant.removed";
}

/// <summary>A tenant allows those above it more, or less.</summary>
/// <param name="Access">What it allows now.</param>
public sealed record TenantAccessChanged(ProviderAccess Access) : IEvent
{
    static string IEvent.Name => "tenant.access_changed";
}

/// <summary>A tenant stands elsewhere in the tree.</summary>
/// <param name="Parent">The tenant above it now.</param>
public sealed record TenantMoved(TenantId Parent) : IEvent
{
    static string IEvent.Name => "tenant.moved";
}

/// <summary>A tenant has other limits of its own.</summary>
/// <param name="Limits">By the quotas' names; of all others the usual ones hold.</param>
public sealed record TenantQuotasChanged(IReadOnlyDictionary<string, long> Limits) : IEvent
{
    static string IEvent.Name => "tenant.quotas_changed";
}

/// <summary>A tenant has another plan. Told in that tenant, in the one above it, and where it was done.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The plan's key.</param>
/// <param name="Before">The key of the plan that it had.</param>
public sealed record TenantPlanChanged(TenantId Tenant, string Plan, string Before) : IEvent
{
    static string IEvent.Name => "tenant.plan_changed";
}

/// <summary>A tenant tries another plan. Told in that tenant, in the one above it, and where it was done.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The key of the plan that it tries.</param>
/// <param name="EndsAt">Until when.</param>
public sealed record TenantTrialStarted(TenantId Tenant, string Plan, DateTimeOffset EndsAt) : IEvent
{
    static string IEvent.Name => "tenant.trial_started";
}

/// <summary>A tenant tries a plan for longer. Told in that tenant, in the one above it, and where it was done.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The key of the plan that it tries.</param>
/// <param name="EndsAt">Until when now.</param>
public sealed record TenantTrialExtended(TenantId Tenant, string Plan, DateTimeOffset EndsAt) : IEvent
{
    static string IEvent.Name => "tenant.trial_extended";
}

/// <summary>A tenant's trial will end soon. Told once before each end, in that tenant and in the one above it.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The key of the plan that it tries.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="After">The key of the plan that holds then.</param>
public sealed record TenantTrialEnding(TenantId Tenant, string Plan, DateTimeOffset EndsAt, string After) : IEvent
{
    static string IEvent.Name => "tenant.trial_ending";
}

/// <summary>A tenant's trial has ended: its own plan holds, what it has stays, and what is above that plan's limits or behind its flags is not made anew. Told in that tenant and in the one above it.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The key of the plan that it tried.</param>
/// <param name="After">The key of the plan that holds now.</param>
public sealed record TenantTrialEnded(TenantId Tenant, string Plan, string After) : IEvent
{
    static string IEvent.Name => "tenant.trial_ended";
}

/// <summary>Other flags are on or off in a tenant whatever its plan says. Told in that tenant, in the one above it, and where it was done.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="On">The names of those that are on.</param>
/// <param name="Off">The names of those that are off; all others are as the plan says.</param>
public sealed record TenantFlagsChanged(TenantId Tenant, IReadOnlyList<string> On, IReadOnlyList<string> Off) : IEvent
{
    static string IEvent.Name => "tenant.flags_changed";
}

/// <summary>A tenant is in another place. Told in that tenant and where it was asked for.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Kind">How far apart from others it is now.</param>
public sealed record TenantPlaced(TenantId Tenant, PlacementKind Kind) : IEvent
{
    static string IEvent.Name => "tenant.placed";
}

/// <summary>A tenant that was to be in another place is where it was, whole. Told in that tenant and where it was asked for.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Error">Why not, in a sentence; null when it was cancelled.</param>
public sealed record TenantPlacementFailed(TenantId Tenant, string? Error) : IEvent
{
    static string IEvent.Name => "tenant.placement_failed";
}

/// <summary>An organization exists.</summary>
/// <param name="Organization">The new organization.</param>
/// <param name="Name">Unique in its tenant.</param>
public sealed record OrganizationCreated(OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "organization.created";
}

/// <summary>An organization has another name.</summary>
/// <param name="Organization">Which.</param>
/// <param name="Name">The new name.</param>
public sealed record OrganizationRenamed(OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "organization.renamed";
}

/// <summary>An organization, which was empty, is gone.</summary>
/// <param name="Organization">Which it was.</param>
public sealed record OrganizationDeleted(OrganizationId Organization) : IEvent
{
    static string IEvent.Name => "organization.deleted";
}

/// <summary>A group exists.</summary>
/// <param name="Group">The new group.</param>
/// <param name="Organization">In which organization.</param>
/// <param name="Name">Unique in its organization.</param>
public sealed record GroupCreated(GroupId Group, OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "group.created";
}

/// <summary>A group has another name.</summary>
/// <param name="Group">Which.</param>
/// <param name="Name">The new name.</param>
public sealed record GroupRenamed(GroupId Group, string Name) : IEvent
{
    static string IEvent.Name => "group.renamed";
}

/// <summary>A group, which was empty, is gone.</summary>
/// <param name="Group">Which it was.</param>
/// <param name="Organization">In which organization it was.</param>
public sealed record GroupDeleted(GroupId Group, OrganizationId Organization) : IEvent
{
    static string IEvent.Name => "group.deleted";
}
