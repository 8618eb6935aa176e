using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>What a machine says of itself when it enrols, and again in inventories.</summary>
internal sealed record MachineFacts(string Hostname, string MachineId, string OsName, string OsVersion, string Architecture, string SensorVersion);

/// <summary>A managed machine: one key on one machine. A machine that was wiped and enrols with a new key is another device.</summary>
internal sealed class Device(
    DeviceId id,
    GroupId group,
    OrganizationId organization,
    string name,
    MachineFacts facts,
    string publicKey,
    string? natsUser,
    EnrollmentTokenId enrolledWith,
    DateTimeOffset enrolledAt,
    DateTimeOffset? lastSeenAt,
    long deadLetters,
    DateTimeOffset? removedAt,
    long version) : IVersioned
{
    private const int MaxNameLength = 100;

    public DeviceId Id { get; } = id;

    public GroupId Group { get; private set; } = group;

    public OrganizationId Organization { get; private set; } = organization;

    /// <summary>Its place in the tenant's tree.</summary>
    public ScopePath Place => new(Organization.Value, Group.Value, Id.Value);

    public string Name { get; private set; } = name;

    public MachineFacts Facts { get; private set; } = facts;

    public string PublicKey { get; } = publicKey;

    /// <summary>The public key of its NATS user; null until it has one.</summary>
    public string? NatsUser { get; private set; } = natsUser;

    public EnrollmentTokenId EnrolledWith { get; private set; } = enrolledWith;

    public DateTimeOffset EnrolledAt { get; } = enrolledAt;

    public DateTimeOffset? LastSeenAt { get; } = lastSeenAt;

    public long DeadLetters { get; } = deadLetters;

    public DateTimeOffset? RemovedAt { get; private set; } = removedAt;

    public long Version { get; private set; } = version;

    public static Device Enroll(GroupSummary group, MachineFacts facts, string publicKey, EnrollmentTokenId with, TimeProvider time) => new(
        Platform.Kernel.Id.New<DeviceId>(time), group.Id, group.Organization, Cut(facts.Hostname), facts, publicKey, null, with, time.GetUtcNow(), null, 0, null, 1);

    /// <summary>What is wrong with a name that a person gave; null when it will do.</summary>
    public static Problem? CheckName(string name) =>
        name.Trim() is { Length: >= 1 and <= MaxNameLength } && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c)) ? null : FleetProblems.BadName;

    /// <summary>The same machine with the same key enrols again; it stays where it stands.</summary>
    public void EnrollAgain(MachineFacts facts, EnrollmentTokenId with)
    {
        (Facts, EnrolledWith) = (facts, with);
        Version++;
    }

    public void LogInAs(string natsUser) => NatsUser = natsUser;

    public void Rename(string name)
    {
        Name = name.Trim();
        Version++;
    }

    public void MoveTo(GroupSummary group)
    {
        (Group, Organization) = (group.Id, group.Organization);
        Version++;
    }

    public void Remove(DateTimeOffset now)
    {
        RemovedAt = now;
        Version++;
    }

    private static string Cut(string hostname) => hostname.Length <= MaxNameLength ? hostname : hostname[..MaxNameLength];
}
