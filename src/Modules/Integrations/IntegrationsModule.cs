using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Features;
using Holdfast.Modules.Integrations.Features.Alerts;
using Holdfast.Modules.Integrations.Features.Feeds;
using Holdfast.Modules.Integrations.Features.Receivers;
using Holdfast.Modules.Integrations.Feeding;
using Holdfast.Modules.Integrations.Reactions;
using Holdfast.Modules.Integrations.Reconcilers;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Integrations;

/// <summary>Outside products: connectors, tenants' integrations, and the actions that run through them.</summary>
public sealed class IntegrationsModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "integrations";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<IntegrationsOptions>()
        .Schema()
        .Scoped<IntegrationsDb>()
        .Scoped<FeedsDb>()
        .Scoped<AlertsDb>()
        .Scoped<HoldingsDb>()
        .Scoped<ReceiversDb>()
        .Scoped<Intake>()
        .Singleton<ConnectionTokens>()
        .Singleton<Connectors>()
        .Scoped<ConnectorRunner>()
        .Contract<IAlertHistory, AlertHistory>()
        .Contract<IIntegrations, IntegrationsContract>()
        .Offers(IntegrationsFlags.Integrations)
        .Counts<IntegrationsOptions>(IntegrationsDb.Quota, o => o.MaxPerTenant)
        .Permissions(IntegrationsPermissions.All)
        .Feature<ListConnectors>()
        .Feature<CreateIntegration>()
        .Feature<GetIntegration>()
        .Feature<ListIntegrations>()
        .Feature<UpdateIntegration>()
        .Feature<DeleteIntegration>()
        .Feature<TestIntegration>()
        .Feature<ListIntegrationActions>()
        .Feature<ListFeeds>()
        .Feature<UpdateFeed>()
        .Feature<ListRejections>()
        .Feature<ListAlerts>()
        .Feature<GetAlert>()
        .Feature<MoveAlert>()
        .Feature<ListAssets>()
        .Feature<ListVulnerabilities>()
        .Feature<CreateReceiver>()
        .Feature<ListReceivers>()
        .Feature<DeleteReceiver>()
        .Feature<ReceiveDocument>()
        .Handles<DeviceMoved, MoveAlertsOnDeviceMoved>()
        .Works<PollFeeds>()
        .Works<PruneAlerts>()
        .Publishes<IntegrationCreated>(IntegrationsPermissions.Read)
        .Publishes<IntegrationUpdated>(IntegrationsPermissions.Read)
        .Publishes<IntegrationTested>(IntegrationsPermissions.Read)
        .Publishes<IntegrationDeleted>(IntegrationsPermissions.Read)
        .Publishes<IntegrationFailing>(IntegrationsPermissions.Read)
        .Publishes<IntegrationRecovered>(IntegrationsPermissions.Read)
        .Publishes<AlertReceived>(IntegrationsPermissions.ReadAlerts)
        .Publishes<AlertMoved>(IntegrationsPermissions.ReadAlerts)
        .Publishes<AlertEnded>(IntegrationsPermissions.ReadAlerts);
}
