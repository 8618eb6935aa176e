using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Features;
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
        .Singleton<Connectors>()
        .Scoped<ConnectorRunner>()
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
        .Publishes<IntegrationCreated>(IntegrationsPermissions.Read)
        .Publishes<IntegrationUpdated>(IntegrationsPermissions.Read)
        .Publishes<IntegrationTested>(IntegrationsPermissions.Read)
        .Publishes<IntegrationDeleted>(IntegrationsPermissions.Read);
}
