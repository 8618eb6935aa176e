using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Platform.Outbound;

/// <summary>Registers the outbound client.</summary>
public static class OutboundServices
{
    /// <summary>The client, its resolver and its options from <c>Holdfast:Outbound</c>, checked at start.</summary>
    public static IServiceCollection AddHoldfastOutbound(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OutboundOptions>()
            .Bind(configuration.GetSection("Holdfast:Outbound"), b => b.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.TryAddSingleton<IDnsTexts, DnsTexts>();
        services.TryAddSingleton<OutboundClient>();
        return services;
    }
}
