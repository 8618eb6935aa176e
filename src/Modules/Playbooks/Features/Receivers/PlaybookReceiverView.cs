using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Playbooks.Features.Receivers;

/// <summary>An address to which others post to start a playbook. Its token and its secret are shown once, when they are made.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RenewedAt">When its secret, and its address with it or not, was made last.</param>
internal sealed record PlaybookReceiverView(DateTimeOffset CreatedAt, DateTimeOffset RenewedAt)
{
    public static PlaybookReceiverView From(PlaybookReceiver receiver) => new(receiver.CreatedAt, receiver.RenewedAt);

    public static AuditFact Fact(Playbook playbook, PlaybookReceiver? before, PlaybookReceiver? after) =>
        AuditFact.Of("playbook-receiver", playbook.Id.Value, playbook.Name, before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.SystemConfig,
            Path = playbook.Place,
        };
}

/// <summary>A receiver with what is shown once.</summary>
/// <param name="Path">Where others post to, below this server's address; null where the address stays as it is.</param>
/// <param name="Secret">With what they prove that they may.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RenewedAt">Now.</param>
internal sealed record NewPlaybookReceiverView(string? Path, string Secret, DateTimeOffset CreatedAt, DateTimeOffset RenewedAt)
{
    public static NewPlaybookReceiverView From((PlaybookReceiver Receiver, string? Token, string Secret) made) =>
        new(made.Token is null ? null : $"/api/inbound/playbooks/{made.Token}", made.Secret, made.Receiver.CreatedAt, made.Receiver.RenewedAt);
}
