using Holdfast.Platform.Outbound;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Connectors;

/// <summary>Outbound clients for tests.</summary>
public static class Outbounds
{
    /// <summary>May reach products on this machine, in the clear.</summary>
    public static OutboundClient Loopback() => Client(new OutboundOptions { AllowHttp = true, AllowedNetworks = ["127.0.0.0/8", "::1/128"] });

    /// <summary>As an operator has it who has allowed nothing.</summary>
    public static OutboundClient Strict() => Client(new OutboundOptions());

    private static OutboundClient Client(OutboundOptions options) =>
        new(Options.Create(options), new SystemHostResolver(), TimeProvider.System, NullLogger<OutboundClient>.Instance);
}
