namespace Holdfast.Platform.Kernel;

/// <summary>What kind of principal acts.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody has proved who they are.</summary>
    Anonymous,

    /// <summary>A person.</summary>
    User,

    /// <summary>A device's sensor.</summary>
    Sensor,

    /// <summary>A program of the tenant's own, by a key that the tenant gave it.</summary>
    ApiKey,

    /// <summary>An AI agent.</summary>
    Agent,

    /// <summary>A tenant's identity provider, by a provisioning token: it keeps people and user groups, and does nothing else.</summary>
    Provisioner,

    /// <summary>The platform itself: reactions and reconcilers.</summary>
    System,
}

/// <summary>What a principal is in a tenant that it is a member of.</summary>
/// <param name="In">Which tenant.</param>
/// <param name="UserGroups">The groups of people that it is in there.</param>
/// <param name="Roles">The ids of the roles that it has anywhere in that tenant, and of those that these inherit from.</param>
public sealed record Membership(TenantId In, IReadOnlyList<Guid> UserGroups, IReadOnlyList<string> Roles);

/// <summary>Who acts: what proved it, for whom, and what they may do. It travels with the operation; nothing about it is looked up again.</summary>
/// <param name="Kind">What kind of principal.</param>
/// <param name="Id">Its id; null for anonymous, system, and a sensor that is about to get one.</param>
/// <param name="Name">A user's name, a device's host name, or the name of the background part.</param>
/// <param name="Email">A user's e-mail address.</param>
public sealed record Principal(PrincipalKind Kind, Guid? Id, string Name, string? Email = null)
{
    /// <summary>Nobody in particular.</summary>
    public static Principal Anonymous { get; } = new(PrincipalKind.Anonymous, null, "anonymous");

    /// <summary>The tenant to which it belongs; the operation's tenant is the one in which it acts. Default for anonymous and system.</summary>
    public TenantId Home { get; init; }

    /// <summary>What it is in its own tenant, and in others that have taken the person in as a guest.</summary>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <summary>For whom it acts: the person who asked an agent, the owner of a playbook. Null when for itself.</summary>
    public Principal? OnBehalfOf { get; init; }

    /// <summary>How it proved who it is, by the names of RFC 8176: <c>pwd</c>, <c>otp</c>, <c>hwk</c>. Empty for anonymous and system.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>When it proved it.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>Which credential it used: the log-in session, the key, the device. Null for anonymous and system.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>Whether it acts on nothing outside: operations that leave the platform are refused to it.</summary>
    public bool IsTest { get; init; }

    /// <summary>How many operations a minute it may ask for, beside what its tenant may; null when only the tenant's rate holds.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>Whether the person holds the platform's own role SUPER_ADMIN, in a session that has a second factor.</summary>
    public bool IsSuperAdmin { get; init; }

    /// <summary>What it may do, and where.</summary>
    public Grants Grants { get; init; } = Grants.None;

    /// <summary>What it is in a tenant; null when it is no member of it.</summary>
    public Membership? MembershipIn(TenantId tenant)
    {
        foreach (var membership in Memberships)
        {
            if (membership.In == tenant)
            {
                return membership;
            }
        }

        return null;
    }

    /// <summary>A background part of the platform.</summary>
    public static Principal OfSystem(string name) => new(PrincipalKind.System, null, name);
}
