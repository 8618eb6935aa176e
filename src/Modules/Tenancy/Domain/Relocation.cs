using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A tenant's way from one place to another.</summary>
internal sealed record Relocation(TenantId Tenant, Guid Id, Place From, Place To, RelocationState State, TenantId AskedIn, DateTimeOffset AskedAt)
{
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>From when on nothing could be changed in the tenant.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int TablesDone { get; init; }

    public int Tables { get; init; }

    /// <summary>Copied while it worked.</summary>
    public long RowsCopied { get; init; }

    /// <summary>Brought after.</summary>
    public long RowsAfter { get; init; }

    public bool IsCancelled { get; init; }

    /// <summary>Why it failed, in a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>Whether whoever finds it begun has to undo it: the tenant is still where it was.</summary>
    public bool IsBeforeSwitch => State is RelocationState.Waiting or RelocationState.Preparing or RelocationState.Copying or RelocationState.CatchingUp or RelocationState.Paused;
}
