using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>One of a tenant's own policies: statements in Cedar that permit and forbid, beside what roles give.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">For people; unique in the tenant, whatever its case.</param>
/// <param name="Meaning">For who reads it; may be empty.</param>
/// <param name="Text">The statements.</param>
/// <param name="Enabled">Whether it decides.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record AccessPolicy(
    PolicyId Id, TenantId Tenant, string Name, string Meaning, string Text, bool Enabled, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    /// <summary>The policy with other settings.</summary>
    public AccessPolicy Set(string name, string? meaning, string text, bool enabled, DateTimeOffset now) =>
        this with { Name = name.Trim(), Meaning = meaning?.Trim() ?? "", Text = text, Enabled = enabled, Version = Version + 1, UpdatedAt = now };
}
