using System.Net;

namespace Holdfast.Platform.Kernel;

/// <summary>Who acts.</summary>
public enum ActorKind
{
    /// <summary>Nobody has proved who they are.</summary>
    Anonymous,

    /// <summary>A person.</summary>
    User,

    /// <summary>A device's sensor.</summary>
    Sensor,

    /// <summary>The platform itself: reactions and reconcilers.</summary>
    System,
}

/// <summary>The one who acts, as it will stand in the audit log.</summary>
/// <param name="Kind">What kind of principal.</param>
/// <param name="Id">Its id; null for anonymous and system.</param>
/// <param name="Name">A user's name, a device's host name, or the name of the background part.</param>
/// <param name="Email">A user's e-mail address.</param>
public sealed record Actor(ActorKind Kind, Guid? Id, string Name, string? Email = null)
{
    /// <summary>Nobody in particular.</summary>
    public static Actor Anonymous { get; } = new(ActorKind.Anonymous, null, "anonymous");

    /// <summary>A background part of the platform.</summary>
    public static Actor OfSystem(string name) => new(ActorKind.System, null, name);
}

/// <summary>Where a request came from.</summary>
/// <param name="Address">The caller's address.</param>
/// <param name="UserAgent">As sent, cut to 256 characters.</param>
/// <param name="SessionId">The login session, where there is one.</param>
/// <param name="RequestId">Answered as X-Request-Id; ties logs, traces and audit entries together.</param>
public sealed record Origin(IPAddress? Address, string? UserAgent, Guid? SessionId, string RequestId);

/// <summary>The operation under way: passed first to everything that acts. Nothing about it is ambient.</summary>
/// <param name="Tenant">The tenant whose data is touched. Default (all zero) only before a tenant exists or is known: registration and login.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Origin">Where from.</param>
/// <param name="Operation">What is done, as <c>module.feature</c>; the default action of audit entries and the name of the span.</param>
public sealed record OpContext(TenantId Tenant, Actor Actor, Origin Origin, string Operation)
{
    /// <summary>What the audit log has of this operation; one for all copies of the context.</summary>
    public AuditTrail Trail { get; } = new();

    /// <summary>A context for background work in one tenant.</summary>
    public static OpContext OfSystem(TenantId tenant, string operation, string requestId) =>
        new(tenant, Actor.OfSystem(operation), new Origin(null, null, null, requestId), operation);
}

/// <summary>Ties an operation to its audit entries, so that none that is owed is missing.</summary>
public sealed class AuditTrail
{
    /// <summary>Whether the operation owes an entry even if it says nothing of itself.</summary>
    public bool Owed { get; set; }

    /// <summary>How many entries it has.</summary>
    public int Written { get; set; }
}

/// <summary>The levels of the tree on which rights and scores hang.</summary>
public enum ScopeLevel
{
    /// <summary>The whole tenant.</summary>
    Tenant,

    /// <summary>A client or unit inside it.</summary>
    Organization,

    /// <summary>A set of devices.</summary>
    Group,

    /// <summary>One device.</summary>
    Device,
}

/// <summary>A node of the tree tenant / organization / group / device.</summary>
public readonly record struct Scope(ScopeLevel Level, Guid Id);
