using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Modularity;

/// <summary>One endpoint's feature.</summary>
/// <param name="Operation">What it does and requires.</param>
/// <param name="Prefix">Where its routes begin: <c>/api</c>, or nothing for well-known addresses.</param>
/// <param name="Map">Adds it to the routes.</param>
public sealed record FeaturePart(Operation Operation, string Prefix, Action<IEndpointRouteBuilder> Map);

/// <summary>One event that a module publishes.</summary>
/// <param name="Name">Its public name.</param>
/// <param name="Type">The record whose members it has.</param>
/// <param name="HeardBy">Who has this permission where it happens may hear of it.</param>
public sealed record EventPart(string Name, Type Type, Permission HeardBy);

/// <summary>One reaction.</summary>
/// <param name="Handler">Its lane's name: <c>module.handler</c>.</param>
/// <param name="EventName">The event; null for any event that a tenant is interested in.</param>
/// <param name="Run">Calls it in a scope.</param>
public sealed record HandlerPart(string Handler, string? EventName, Func<IServiceProvider, Change, StoredEvent, CancellationToken, Task<Problem?>> Run);

/// <summary>One periodic job.</summary>
/// <param name="Name"><c>module.reconciler</c>, or <c>platform.reconciler</c>: the lease's name.</param>
/// <param name="Type">The reconciler class; scoped.</param>
/// <param name="Every">How often.</param>
public sealed record ReconcilerPart(string Name, Type Type, TimeSpan Every);

/// <summary>A module's settings.</summary>
/// <param name="Section">The configuration section.</param>
/// <param name="Type">The options class.</param>
public sealed record OptionsPart(string Section, Type Type);

/// <summary>Everything that a module adds, as data: one manifest serves the host, the generated documents and the tests.</summary>
public sealed record ModuleManifest(
    string Name,
    IReadOnlyList<Migration> Migrations,
    IReadOnlyList<OptionsPart> Options,
    IReadOnlyList<Permission> Permissions,
    IReadOnlyList<FeaturePart> Features,
    IReadOnlyList<EventPart> Publishes,
    IReadOnlyList<HandlerPart> Handlers,
    IReadOnlyList<ReconcilerPart> Reconcilers,
    IReadOnlyList<WorkPart> Works,
    IReadOnlyList<QuotaPart> Quotas,
    IReadOnlyList<Flag> Flags,
    IReadOnlyList<Action<IServiceCollection, IConfiguration, Roles>> Registrations)
{
    /// <summary>The manifest of a module.</summary>
    public static ModuleManifest Of<TModule>() where TModule : IModule
    {
        var builder = new ModuleBuilder(TModule.Name, typeof(TModule).Assembly);
        TModule.Describe(builder);
        return builder.Build();
    }

    /// <summary>What is wrong with a set of modules, as sentences; empty when they fit together.</summary>
    public static IEnumerable<string> Check(IReadOnlyList<ModuleManifest> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var twice in modules.GroupBy(m => m.Name).Where(g => g.Count() > 1))
        {
            yield return $"Two modules are called {twice.Key}.";
        }

        foreach (var twice in modules.SelectMany(m => m.Features).GroupBy(f => f.Operation.Name).Where(g => g.Count() > 1))
        {
            yield return $"Two features are called {twice.Key}.";
        }

        foreach (var twice in modules.SelectMany(m => m.Permissions).GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            yield return $"Permission {twice.Key} is declared twice.";
        }

        foreach (var twice in modules.SelectMany(m => m.Quotas).GroupBy(q => q.Quota.Name).Where(g => g.Count() > 1))
        {
            yield return $"Quota {twice.Key} is declared twice.";
        }

        foreach (var twice in modules.SelectMany(m => m.Flags).GroupBy(f => f.Name).Where(g => g.Count() > 1))
        {
            yield return $"Flag {twice.Key} is declared twice.";
        }

        var offered = modules.SelectMany(m => m.Flags).ToHashSet();
        foreach (var feature in modules.SelectMany(m => m.Features).Where(f => f.Operation.Admission.Flag is { } flag && !offered.Contains(flag)))
        {
            yield return $"{feature.Operation.Name} stands behind a flag that no module offers.";
        }

        foreach (var twice in modules.SelectMany(m => m.Handlers).GroupBy(h => (h.Handler, h.EventName)).Where(g => g.Count() > 1))
        {
            yield return $"Handler {twice.Key.Handler} is declared twice for the same event.";
        }

        var published = modules.SelectMany(m => m.Publishes).Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var handler in modules.SelectMany(m => m.Handlers).Where(h => h.EventName is { } name && !published.Contains(name)))
        {
            yield return $"{handler.Handler} handles {handler.EventName}, which no module publishes.";
        }
    }
}
