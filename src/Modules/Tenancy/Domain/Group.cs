using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A set of devices in an organization. It never moves to another: its devices' history belongs to that client.</summary>
internal sealed class Group(GroupId id, OrganizationId organization, string name, long version, DateTimeOffset createdAt) : IVersioned
{
    public GroupId Id { get; } = id;

    public OrganizationId Organization { get; } = organization;

    /// <summary>Its place in the tenant's tree.</summary>
    public ScopePath Place => new(Organization.Value, Id.Value, null);

    public string Name { get; private set; } = name;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public static Group Found(OrganizationId organization, string name, TimeProvider time) =>
        new(Platform.Kernel.Id.New<GroupId>(time), organization, DisplayName.Clean(name), 1, time.GetUtcNow());

    public void Rename(string name)
    {
        Name = DisplayName.Clean(name);
        Version++;
    }
}
