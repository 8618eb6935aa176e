using System.Collections.Concurrent;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Platform.Modularity;

/// <summary>Something that the test says has happened.</summary>
internal sealed record ProbeHappened(int Number) : IEvent
{
    public static string Name => "probe.happened";
}

/// <summary>What the reaction makes of it.</summary>
internal sealed record ProbeNoted(int Number) : IEvent
{
    public static string Name => "probe.noted";
}

/// <summary>An event that no module lists.</summary>
internal sealed record ProbeForgotten : IEvent
{
    public static string Name => "probe.forgotten";
}

/// <summary>A module with one reaction, whose answers the test decides.</summary>
internal sealed class ProbeModule : IModule
{
    public const string Lane = "probe.note_probe";

    public static string Name => "probe";

    public static void Describe(ModuleBuilder module) => module.Publishes<ProbeHappened>(new Permission("probes", "read", "See probes.")).Publishes<ProbeNoted>(new Permission("probes", "read", "See probes.")).Handles<ProbeHappened, NoteProbe>();

    /// <summary>A server with this module beside its own.</summary>
    public static TestServer Server(ProbeScript script, IReadOnlyDictionary<string, string?>? settings = null) => TestServer.With(settings ?? new Dictionary<string, string?>(), services =>
    {
        var probe = ModuleManifest.Of<ProbeModule>();
        foreach (var register in probe.Registrations)
        {
            register(services, new ConfigurationBuilder().Build(), Roles.All);
        }

        services.AddSingleton<IReadOnlyList<ModuleManifest>>([.. HoldfastModules.All(), probe]).AddSingleton(script);
    });
}

/// <summary>What the reaction answers, and what it was asked.</summary>
internal sealed class ProbeScript
{
    public Func<int, int, Problem?> Answers { get; init; } = (_, _) => null;

    public ConcurrentQueue<(int Number, string Transaction)> Asked { get; } = new();
}

internal sealed class NoteProbe(ProbeScript script) : IHandle<ProbeHappened>
{
    public async Task<Problem?> Handle(Change change, ProbeHappened what, StoredEvent stored, CancellationToken ct)
    {
        var transaction = await change.First($"select txid_current()::text, {change.Op.Tenant} as tenant_id", row => row.Text(), ct);
        script.Asked.Enqueue((what.Number, transaction!));
        change.Publish(new ProbeNoted(what.Number));
        return script.Answers(what.Number, script.Asked.Count(a => a.Number == what.Number));
    }
}
