using Holdfast.Modules.Access;
using Holdfast.Modules.Actions;
using Holdfast.Modules.Audit;
using Holdfast.Modules.Fleet;
using Holdfast.Modules.Integrations;
using Holdfast.Modules.Mail;
using Holdfast.Modules.Playbooks;
using Holdfast.Modules.Tenancy;
using Holdfast.Modules.Tickets;
using Holdfast.Modules.Vault;
using Holdfast.Modules.Webhooks;
using Holdfast.Platform.Modularity;

namespace Holdfast.Hosts.Server;

/// <summary>The modules, in the order of ARCHITECTURE.md: one line each.</summary>
public static class HoldfastModules
{
    /// <summary>Their manifests; describing them has no side effects.</summary>
    public static IReadOnlyList<ModuleManifest> All() =>
    [
        ModuleManifest.Of<TenancyModule>(),
        ModuleManifest.Of<VaultModule>(),
        ModuleManifest.Of<MailModule>(),
        ModuleManifest.Of<AccessModule>(),
        ModuleManifest.Of<AuditModule>(),
        ModuleManifest.Of<WebhooksModule>(),
        ModuleManifest.Of<FleetModule>(),
        ModuleManifest.Of<IntegrationsModule>(),
        ModuleManifest.Of<ActionsModule>(),
        ModuleManifest.Of<TicketsModule>(),
        ModuleManifest.Of<PlaybooksModule>(),
    ];
}
