using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Platform.Modularity.Operations;

/// <summary>Who may come in to an operation.</summary>
public enum Entry
{
    /// <summary>A principal whose grants give the permission.</summary>
    Permission,

    /// <summary>Any person who is signed in, for what is their own.</summary>
    SignedIn,

    /// <summary>A device's sensor, for what is its own.</summary>
    Sensor,

    /// <summary>A tenant's identity provider, for the people and user groups that it keeps.</summary>
    Provisioner,

    /// <summary>Who holds the platform's own role.</summary>
    Platform,

    /// <summary>Anybody.</summary>
    Anonymous,
}

/// <summary>What an operation requires of who asks for it, however it is reached: over HTTP, by an agent's tool, a playbook or a schedule.</summary>
public sealed record Admission
{
    private Admission(Entry entry) => Entry = entry;

    /// <summary>Any signed-in person, for what is their own.</summary>
    public static Admission SignedIn { get; } = new(Entry.SignedIn);

    /// <summary>A device's sensor, for what is its own.</summary>
    public static Admission Sensor { get; } = new(Entry.Sensor);

    /// <summary>A tenant's identity provider, for the people and user groups that it keeps.</summary>
    public static Admission Provisioner { get; } = new(Entry.Provisioner);

    /// <summary>Who holds the platform's own role SUPER_ADMIN, acting in their own tenant.</summary>
    public static Admission Platform { get; } = new(Entry.Platform) { IsForPlatform = true };

    /// <summary>Who.</summary>
    public Entry Entry { get; }

    /// <summary>The right, for <see cref="Entry.Permission"/>.</summary>
    public Permission? Permission { get; private init; }

    /// <summary>Whether a right on a part of the tenant is enough: the feature then keeps to the reach of the operation.</summary>
    public bool Narrows { get; private init; }

    /// <summary>Whether who holds the platform's own role may do it by that, for tenants wherever they stand.</summary>
    public bool IsForPlatform { get; private init; }

    /// <summary>Why nobody in particular is asked for, for <see cref="Entry.Anonymous"/>.</summary>
    public string? Why { get; private init; }

    /// <summary>Why no audit entry is owed; null when the usual rule holds.</summary>
    public string? Unaudited { get; private init; }

    /// <summary>Whether it reaches something outside: a product, an address that a tenant chose.</summary>
    public bool LeavesPlatform { get; private init; }

    /// <summary>The part of the product to which it belongs, which the tenant has by its plan; null when every tenant has it.</summary>
    public Flag? Flag { get; private init; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead { get; private init; }

    /// <summary>Whether an audit entry is owed even if the feature says nothing of itself: for everything that is no read, refused, failed or done.</summary>
    public bool OwesEntry => !IsRead && Unaudited is null && Entry != Entry.Anonymous;

    /// <summary>This permission at the tenant itself: what the operation is about hangs there.</summary>
    public static Admission Requires(Permission permission) => new(Entry.Permission) { Permission = permission, IsRead = permission?.Verb == "read" };

    /// <summary>A grant of this permission at any node: the feature sees and changes only what lies within the reach of its operation.</summary>
    public static Admission Within(Permission permission) => Requires(permission) with { Narrows = true };

    /// <summary>Nobody in particular; say why that is right.</summary>
    public static Admission OpenToAll(string why) => new(Entry.Anonymous) { Why = why };

    /// <summary>It changes nothing, though its permission's verb is not <c>read</c>.</summary>
    public Admission Reads() => this with { IsRead = true };

    /// <summary>Who holds the platform's own role may do it too, whatever else they hold, to tenants wherever they stand: the feature asks <see cref="OpContext.IsPlatform"/>.</summary>
    public Admission OrPlatform() => this with { IsForPlatform = true };

    /// <summary>It reaches something outside the platform, so it is refused to principals that are for tests.</summary>
    public Admission ReachesOutside() => this with { LeavesPlatform = true };

    /// <summary>It is refused in tenants whose plan lacks this. What makes something new stands behind a flag, and never what shows, changes or removes what is there.</summary>
    public Admission Behind(Flag flag) => this with { Flag = flag };

    /// <summary>No audit entry is owed; say why that is right.</summary>
    public Admission NotAudited(string why) => this with { Unaudited = why };

    /// <summary>For the authorization matrix and OpenAPI.</summary>
    public override string ToString() => Entry switch
    {
        Entry.Permission => Permission!.Name,
        Entry.SignedIn => "(signed in)",
        Entry.Sensor => "(sensor)",
        Entry.Provisioner => "(provisioner)",
        Entry.Platform => "(platform)",
        _ => "(anonymous)",
    };
}
