using Holdfast.Modules.Audit.Features;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Audit;

/// <summary>The tamper-evident log of what was done.</summary>
public sealed class AuditModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "audit";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<AuditOptions>()
        .Schema()
        .Scoped<AuditDb>()
        .Scoped<PlatformKeyDb>()
        .Scoped<PlatformStatements>()
        .Contract<IPlatformStatements, PlatformStatements>()
        .Singleton<AuditWriter>()
        .Register(services => services.AddSingleton<ICommitContributor>(s => s.GetRequiredService<AuditWriter>()))
        .Register(services => services.AddSingleton<IAuditSink>(s => s.GetRequiredService<AuditWriter>()))
        .Singleton<IntakeMeter>()
        .Works<SequenceAudit>()
        .Works<WatchIntake>()
        .Permissions(AuditPermissions.All)
        .Feature<SearchAudit>()
        .Feature<GetAuditEntry>()
        .Feature<GetAuditProof>()
        .Feature<GetCheckpoint>()
        .Feature<GetAuditKey>()
        .WellKnown<GetPlatformKey>();
}
