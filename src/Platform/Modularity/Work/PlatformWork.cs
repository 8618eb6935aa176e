using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>Adds work of the platform itself; a module's stands in its description.</summary>
public static class PlatformWork
{
    /// <summary>Adds background work, under the name <c>platform.name</c>.</summary>
    public static IServiceCollection AddWork<T>(this IServiceCollection services, string name) where T : class, IWork =>
        services.AddScoped<T>().AddSingleton(new WorkPart($"platform.{name}", typeof(T), Roles.Worker));

    /// <summary>Adds a reconciler, under the name <c>platform.name</c>.</summary>
    public static IServiceCollection AddReconciler<T>(this IServiceCollection services, string name, TimeSpan every) where T : class, IReconciler =>
        services.AddScoped<T>().AddSingleton(new ReconcilerPart($"platform.{name}", typeof(T), every));
}
