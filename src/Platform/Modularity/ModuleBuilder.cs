using System.Reflection;
using System.Text.Json;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity;

/// <summary>Collects what a module adds.</summary>
public sealed class ModuleBuilder
{
    private readonly string name;
    private readonly Assembly assembly;
    private readonly List<OptionsPart> options = [];
    private readonly List<Permission> permissions = [];
    private readonly List<FeaturePart> features = [];
    private readonly List<EventPart> publishes = [];
    private readonly List<HandlerPart> handlers = [];
    private readonly List<ReconcilerPart> reconcilers = [];
    private readonly List<WorkPart> works = [];
    private readonly List<QuotaPart> quotas = [];
    private readonly List<Flag> flags = [];
    private readonly List<Action<IServiceCollection, IConfiguration, Roles>> registrations = [];
    private bool hasSchema;

    internal ModuleBuilder(string name, Assembly assembly)
    {
        this.name = name;
        this.assembly = assembly;
    }

    /// <summary>The module's settings: section <c>Holdfast:{module}</c>, checked at start by data annotations.</summary>
    public ModuleBuilder Options<T>() where T : class
    {
        var section = $"Holdfast:{name}";
        options.Add(new OptionsPart(section, typeof(T)));
        registrations.Add((services, configuration, _) =>
            services.AddOptions<T>().Bind(configuration.GetSection(section), b => b.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart());
        return this;
    }

    /// <summary>The module's tables: its embedded SQL files.</summary>
    public ModuleBuilder Schema()
    {
        hasSchema = true;
        return this;
    }

    /// <summary>An interface of the module's Contracts, or a platform port, and what implements it; one per scope.</summary>
    public ModuleBuilder Contract<TContract, TImplementation>() where TContract : class where TImplementation : class, TContract =>
        Register(services => services.AddScoped<TContract, TImplementation>());

    /// <summary>A part with no state beyond the operation.</summary>
    public ModuleBuilder Scoped<T>() where T : class => Register(services => services.AddScoped<T>());

    /// <summary>A part that lives as long as the process and can be rebuilt at any time.</summary>
    public ModuleBuilder Singleton<T>() where T : class => Register(services => services.AddSingleton<T>());

    /// <summary>A port that lives as long as the process.</summary>
    public ModuleBuilder Port<TPort, TImplementation>() where TPort : class where TImplementation : class, TPort =>
        Register(services => services.AddSingleton<TPort, TImplementation>());

    /// <summary>Anything else that dependency injection has to know.</summary>
    public ModuleBuilder Register(Action<IServiceCollection> register)
    {
        registrations.Add((services, _, _) => register(services));
        return this;
    }

    /// <summary>A long-running part, in processes that have the role.</summary>
    public ModuleBuilder Runs<T>(Roles role) where T : class, IHostedService
    {
        registrations.Add((services, _, roles) =>
        {
            if (roles.HasFlag(role))
            {
                services.AddHostedService<T>();
            }
        });
        return this;
    }

    /// <summary>The rights that the module's features require.</summary>
    public ModuleBuilder Permissions(IReadOnlyList<Permission> all)
    {
        permissions.AddRange(all);
        return this;
    }

    /// <summary>A use case.</summary>
    public ModuleBuilder Feature<T>() where T : class, IFeature => Feature<T>("/api");

    /// <summary>A use case at an address that a standard fixes, outside <c>/api</c>.</summary>
    public ModuleBuilder WellKnown<T>() where T : class, IFeature => Feature<T>("");

    /// <summary>An event that the module's changes publish.</summary>
    /// <param name="heardBy">Who has this permission where it happens may hear of it.</param>
    public ModuleBuilder Publishes<TEvent>(Permission heardBy) where TEvent : IEvent
    {
        publishes.Add(new EventPart(TEvent.Name, typeof(TEvent), heardBy));
        return this;
    }

    /// <summary>A reaction to an event.</summary>
    public ModuleBuilder Handles<TEvent, THandler>() where TEvent : IEvent where THandler : class, IHandle<TEvent>
    {
        handlers.Add(new HandlerPart($"{name}.{Snake(typeof(THandler))}", TEvent.Name, (services, change, stored, ct) =>
            services.GetRequiredService<THandler>().Handle(change, stored.Data.Deserialize<TEvent>(WireJson.Options)!, stored, ct)));
        return Scoped<THandler>();
    }

    /// <summary>A reaction to the events of any module that somebody of the tenant has asked for.</summary>
    public ModuleBuilder HandlesAll<THandler>() where THandler : class, IHandleAll
    {
        handlers.Add(new HandlerPart($"{name}.{Snake(typeof(THandler))}", null, (services, change, stored, ct) =>
            services.GetRequiredService<THandler>().Handle(change, stored, ct)));
        return Scoped<THandler>();
    }

    /// <summary>Periodic work, leased to one process at a time.</summary>
    public ModuleBuilder Reconciles<T>(TimeSpan every) where T : class, IReconciler
    {
        reconcilers.Add(new ReconcilerPart($"{name}.{Snake(typeof(T))}", typeof(T), every));
        return Scoped<T>();
    }

    /// <summary>Background work over the work lists of every database.</summary>
    public ModuleBuilder Works<T>(Roles role = Roles.Worker) where T : class, IWork
    {
        var part = new WorkPart($"{name}.{Snake(typeof(T))}", typeof(T), role);
        works.Add(part);
        registrations.Add((services, _, roles) =>
        {
            if (roles.HasFlag(role))
            {
                services.AddSingleton(part);
            }
        });
        return Scoped<T>();
    }

    /// <summary>Something that the module counts for each tenant, with the option that is its usual limit.</summary>
    public ModuleBuilder Counts<TOptions>(Quota quota, Func<TOptions, long> usual) where TOptions : class
    {
        quotas.Add(new QuotaPart(quota, services => usual(services.GetRequiredService<IOptions<TOptions>>().Value)));
        return this;
    }

    /// <summary>A part of the module that a tenant has by its plan; operations stand behind it by <see cref="Admission.Behind"/>.</summary>
    public ModuleBuilder Offers(Flag flag)
    {
        flags.Add(flag);
        return this;
    }

    private ModuleBuilder Feature<T>(string prefix) where T : class, IFeature
    {
        features.Add(new FeaturePart(new Operation($"{name}.{Snake(typeof(T))}", T.Admission, typeof(T)), prefix, T.Map));
        return Scoped<T>();
    }

    internal ModuleManifest Build() => new(
        name,
        hasSchema ? SchemaSource.Of(name, assembly) : [],
        options,
        permissions,
        features,
        publishes,
        handlers,
        reconcilers,
        works,
        quotas,
        flags,
        registrations);

    private static string Snake(Type type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);
}
