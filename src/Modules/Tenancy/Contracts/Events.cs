using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A tenant exists.</summary>
public sealed record TenantCreated(string Name, string Slug) : IEvent
{
    static string IEvent.Name => "tenant.created";
}

/// <summary>An organization exists.</summary>
public sealed record OrganizationCreated(OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "organization.created";
}

/// <summary>An organization has another name.</summary>
public sealed record OrganizationRenamed(OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "organization.renamed";
}

/// <summary>An organization, which was empty, is gone.</summary>
public sealed record OrganizationDeleted(OrganizationId Organization) : IEvent
{
    static string IEvent.Name => "organization.deleted";
}

/// <summary>A group exists.</summary>
public sealed record GroupCreated(GroupId Group, OrganizationId Organization, string Name) : IEvent
{
    static string IEvent.Name => "group.created";
}

/// <summary>A group has another name.</summary>
public sealed record GroupRenamed(GroupId Group, string Name) : IEvent
{
    static string IEvent.Name => "group.renamed";
}

/// <summary>A group, which was empty, is gone.</summary>
public sealed record GroupDeleted(GroupId Group, OrganizationId Organization) : IEvent
{
    static string IEvent.Name => "group.deleted";
}
