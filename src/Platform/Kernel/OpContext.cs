using System.Net;

namespace Holdfast.Platform.Kernel;

/// <summary>Where a request came from.</summary>
/// <param name="Address">The caller's address.</param>
/// <param name="UserAgent">As sent, cut to 256 characters.</param>
/// <param name="SessionId">The login session, where there is one.</param>
/// <param name="RequestId">Answered as X-Request-Id; ties logs, traces and audit entries together.</param>
public sealed record Origin(IPAddress? Address, string? UserAgent, Guid? SessionId, string RequestId);

/// <summary>The operation under way: passed first to everything that acts. Nothing about it is ambient.</summary>
/// <param name="Tenant">The tenant whose data is touched. Default (all zero) only before a tenant exists or is known: registration and login.</param>
/// <param name="Principal">Who acts, with what they may do.</param>
/// <param name="Origin">Where from.</param>
/// <param name="Operation">What is done, as <c>module.feature</c>; the default action of audit entries and the name of the span.</param>
public sealed record OpContext(TenantId Tenant, Principal Principal, Origin Origin, string Operation)
{
    /// <summary>How much of the tenant's tree this operation may touch: set by who admits it, nothing until then.</summary>
    public Reach Reach { get; init; } = Reach.None;

    /// <summary>Whether it is admitted by the platform's own role, and is about tenants wherever they stand: set by who admits it.</summary>
    public bool IsPlatform { get; init; }

    /// <summary>What the audit log has of this operation; one for all copies of the context.</summary>
    public AuditTrail Trail { get; } = new();

    /// <summary>How it uses the database; one for all copies of the context.</summary>
    public OpConnections Connections { get; } = new();

    /// <summary>What the same act is in another tenant that it concerns: the same principal, with the whole of that tenant in reach and books of its own.</summary>
    public OpContext In(TenantId other) => new(other, Principal, Origin, Operation) { Reach = Reach.All };

    /// <summary>A context for background work in one tenant.</summary>
    public static OpContext OfSystem(TenantId tenant, string operation, string requestId) =>
        new(tenant, Principal.OfSystem(operation), new Origin(null, null, null, requestId), operation) { Reach = Reach.All };
}

/// <summary>Ties an operation to its audit entries, so that none that is owed is missing.</summary>
public sealed class AuditTrail
{
    /// <summary>Whether the operation owes an entry even if it says nothing of itself.</summary>
    public bool Owed { get; set; }

    /// <summary>How many entries it has.</summary>
    public int Written { get; set; }
}
