using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A client or unit inside a tenant.</summary>
public readonly record struct OrganizationId(Guid Value) : IId<OrganizationId>
{
    /// <inheritdoc/>
    public static OrganizationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrganizationId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>A set of devices in an organization.</summary>
public readonly record struct GroupId(Guid Value) : IId<GroupId>
{
    /// <inheritdoc/>
    public static GroupId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GroupId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
