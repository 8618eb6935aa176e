using System.Text;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks;

/// <summary>Signing secrets as they stand in rows: sealed, and bound to their endpoint, so that one copied to another row does not open.</summary>
internal sealed class WebhookSecrets(ISealer sealer)
{
    public byte[] Seal(TenantId tenant, WebhookId webhook, string secret) => sealer.Seal(Encoding.ASCII.GetBytes(secret), Purpose(tenant, webhook));

    public string Open(TenantId tenant, WebhookId webhook, byte[] sealedSecret) => Encoding.ASCII.GetString(sealer.Open(sealedSecret, Purpose(tenant, webhook)));

    private static string Purpose(TenantId tenant, WebhookId webhook) => $"webhooks.secret {tenant} {webhook}";
}
