using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Features;
using Holdfast.Modules.Webhooks.Reactions;
using Holdfast.Modules.Webhooks.Reconcilers;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks;

/// <summary>Tells endpoints outside of what happens, signed, at least once.</summary>
public sealed class WebhooksModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "webhooks";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<WebhooksOptions>()
        .Schema()
        .Scoped<WebhooksDb>()
        .Scoped<DeliveriesDb>()
        .Singleton<EventNames>()
        .Singleton<WebhookSecrets>()
        .Singleton<DeliveryWake>()
        .Singleton<DeliveryMeter>()
        .Singleton<DeliverySender>()
        .Singleton<DeliveryRecorder>()
        .Permissions(WebhooksPermissions.All)
        .Feature<CreateWebhook>()
        .Feature<GetWebhook>()
        .Feature<ListWebhooks>()
        .Feature<UpdateWebhook>()
        .Feature<DeleteWebhook>()
        .Feature<TestWebhook>()
        .Feature<ListDeliveries>()
        .Feature<RedeliverDelivery>()
        .Publishes<WebhookDisabled>()
        .HandlesAll<EnqueueDeliveries>()
        .Reconciles<PruneDeliveries>(TimeSpan.FromMinutes(10))
        .Runs<DeliveryRunner>(Roles.Worker);
}
