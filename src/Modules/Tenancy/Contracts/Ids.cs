using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A client or unit inside a tenant.</summary>
public readonly partial record struct OrganizationId(Guid Value) : IId<OrganizationId>;

/// <summary>A set of devices in an organization.</summary>
public readonly partial record struct GroupId(Guid Value) : IId<GroupId>;
