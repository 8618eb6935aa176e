using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>Who has moved an alert.</summary>
internal sealed record AlertActor(PrincipalKind Kind, Guid? Id, string Name)
{
    public static AlertActor Of(Principal principal) => new(principal.Kind, principal.Id, principal.Name);
}

/// <summary>
/// What a product says is wrong, with what people here have made of it. Most products keep no state of an alert, so it is kept here; one that
/// fires anew after it was over is NEW again.
/// </summary>
internal sealed record Alert(AlertId Id, IntegrationId Integration, string Connector, string Read, string Key, string Title, SeverityId Severity, FindingStatus Status) : IVersioned
{
    public bool IsActive { get; init; }

    public DateTimeOffset HappenedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public int Occurrences { get; init; } = 1;

    public AlertState State { get; init; }

    public AlertActor? StateBy { get; init; }

    public DateTimeOffset? StateAt { get; init; }

    public ScopePath Place { get; init; }

    /// <summary>The normalised document, as JSON.</summary>
    public JsonElement Record { get; init; }

    /// <summary>The product's document.</summary>
    public JsonElement Data { get; init; }

    public long Version { get; init; } = 1;

    /// <summary>Somebody has looked at it, is done with it, or takes that back.</summary>
    public Alert Move(AlertState to, AlertActor by, DateTimeOffset now) => this with { State = to, StateBy = by, StateAt = now, Version = Version + 1 };
}
