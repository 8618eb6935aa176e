using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>What kind of thing an audit entry is about.</summary>
public enum AuditCategory
{
    /// <summary>Log-ins, log-outs, second factors.</summary>
    Authentication,

    /// <summary>Permission checks and grants.</summary>
    Authorization,

    /// <summary>Views and exports.</summary>
    DataAccess,

    /// <summary>Creates, updates, deletes.</summary>
    DataModification,

    /// <summary>Settings of the platform or an integration.</summary>
    SystemConfig,

    /// <summary>Users and roles.</summary>
    UserManagement,

    /// <summary>Use of keys.</summary>
    ApiAccess,

    /// <summary>What AI agents and sensors do.</summary>
    Agent,

    /// <summary>Data-subject requests, reports, retention.</summary>
    Compliance,
}

/// <summary>How much an audit entry matters.</summary>
public enum AuditSeverity
{
    /// <summary>Ordinary.</summary>
    Info,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Look now.</summary>
    Critical,
}

/// <summary>How it ended.</summary>
public enum AuditOutcome
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>Not allowed.</summary>
    Denied,

    /// <summary>Tried and failed.</summary>
    Failure,

    /// <summary>Recorded before something leaves the platform; its outcome follows in an entry of its own.</summary>
    Intent,
}

/// <summary>What a change says of itself for the audit log. Who, where from and when are added by the log.</summary>
/// <param name="ResourceType">As in the route: ticket, user, integration.</param>
/// <param name="ResourceId">Its id.</param>
/// <param name="ResourceName">Its name for people.</param>
/// <param name="Before">The public form before; null for a creation. Never secrets.</param>
/// <param name="After">The public form after; null for a deletion.</param>
public sealed record AuditFact(string ResourceType, Guid? ResourceId, string? ResourceName, JsonElement? Before = null, JsonElement? After = null)
{
    /// <summary>The action when it is not the operation's own name.</summary>
    public string? Action { get; init; }

    /// <summary>The category; by default changes of data.</summary>
    public AuditCategory Category { get; init; } = AuditCategory.DataModification;

    /// <summary>The severity.</summary>
    public AuditSeverity Severity { get; init; }

    /// <summary>The outcome.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>Why it was denied or failed: a problem's code, or a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>Where in the tenant's tree the thing hangs: who has a right there only sees the entry too.</summary>
    public ScopePath Path { get; init; }

    /// <summary>Whether personal data is in it.</summary>
    public bool Pii { get; init; }

    /// <summary>A fact about a thing in its public forms before and after; null where there is none.</summary>
    public static AuditFact Of<T>(string type, Guid id, string name, T? before, T? after) where T : class =>
        new(type, id, name, before is null ? null : Show(before), after is null ? null : Show(after));

    /// <summary>The public form of a value for <see cref="Before"/> or <see cref="After"/>.</summary>
    public static JsonElement Show<T>(T value) => JsonSerializer.SerializeToElement(value, WireJson.Options);
}
