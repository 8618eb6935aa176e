using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Integrations.Features.Receivers;

/// <summary>An address to which a product posts; its token is shown once, when it is made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Inbound">Which of the connector's documents it takes.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ReceiverView(ReceiverId Id, string Inbound, DateTimeOffset CreatedAt)
{
    public static ReceiverView From(Receiver receiver) => new(receiver.Id, receiver.Inbound, receiver.CreatedAt);

    public static AuditFact Fact(Integration integration, Receiver? before, Receiver? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("integration-receiver", named.Id.Value, $"{integration.Name}: {named.Inbound}", before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.SystemConfig,
            Path = integration.Place,
        };
    }
}

/// <summary>A new receiver with its address.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Inbound">Which of the connector's documents it takes.</param>
/// <param name="Path">Where the product posts to, below this server's address. Shown this once: whoever knows it may post here.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewReceiverView(ReceiverId Id, string Inbound, string Path, DateTimeOffset CreatedAt)
{
    public static NewReceiverView From((Receiver Receiver, string Token) made) =>
        new(made.Receiver.Id, made.Receiver.Inbound, $"/api/inbound/{made.Token}", made.Receiver.CreatedAt);
}
