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
        .Singleton<Flight>()
        .Scoped<OutcomeWriter>()
        .Contract<IWebhooks, WebhooksContract>()
        .Offers(WebhooksFlags.Webhooks)
        .Counts<WebhooksOptions>(WebhooksDb.Quota, o => o.MaxWebhooks)
        .Permissions(WebhooksPermissions.All)
        .Feature<CreateWebhook>()
        .Feature<GetWebhook>()
        .Feature<ListWebhooks>()
        .Feature<UpdateWebhook>()
        .Feature<DeleteWebhook>()
        .Feature<TestWebhook>()
        .Feature<ListEvents>()
        .Feature<ListDeliveries>()
        .Feature<RedeliverDelivery>()
        .Publishes<WebhookDisabled>(WebhooksPermissions.Read)
        .HandlesAll<EnqueueDeliveries>()
        .Works<PruneDeliveries>()
        .Works<DeliverWebhooks>();
}
