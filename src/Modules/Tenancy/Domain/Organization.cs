using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A client or unit inside a tenant.</summary>
internal sealed class Organization(OrganizationId id, string name, long version, DateTimeOffset createdAt) : IVersioned
{
    public OrganizationId Id { get; } = id;

    /// <summary>Its place in the tenant's tree.</summary>
    public ScopePath Place => new(Id.Value, null, null);

    public string Name { get; private set; } = name;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public static Organization Found(string name, TimeProvider time) =>
        new(Platform.Kernel.Id.New<OrganizationId>(time), DisplayName.Clean(name), 1, time.GetUtcNow());

    public void Rename(string name)
    {
        Name = DisplayName.Clean(name);
        Version++;
    }
}
