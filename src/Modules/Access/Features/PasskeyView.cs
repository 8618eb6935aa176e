using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Features;

/// <summary>A passkey on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">By which its person tells it from others.</param>
/// <param name="IsSynced">Whether it is kept in several devices.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it was last used; null when never.</param>
internal record PasskeyView(PasskeyId Id, string Name, bool IsSynced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static PasskeyView From(Passkey key) => new(key.Id, key.Name, key.IsBackedUp, key.CreatedAt, key.LastUsedAt);

    public static AuditFact Fact(Passkey? before, Passkey? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("passkey", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning,
        };
    }
}

/// <summary>A passkey that was just added.</summary>
internal sealed record NewPasskeyView : PasskeyView
{
    private NewPasskeyView(PasskeyView view, IReadOnlyList<string>? recoveryCodes) : base(view) => RecoveryCodes = recoveryCodes;

    /// <summary>Shown this once, where it is the person's first second factor; null otherwise.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; }

    public static NewPasskeyView From((Passkey Key, string[] Codes) made) => new(From(made.Key), made.Codes.Length > 0 ? made.Codes : null);
}
