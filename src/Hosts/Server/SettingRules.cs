using System.Net;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Holdfast.Hosts.Server;

/// <summary>What settings of different modules have to be to each other. No module reads another's; the host sees them all, through the modules' descriptions.</summary>
internal static class SettingRules
{
    // The first is longer than the second, or else…
    private static readonly (string Longer, string Shorter, string Why)[] LongerThan =
    [
        ("Holdfast:Actions:RunLease", "Holdfast:Integrations:CallTimeout", "a run that waits for a slow product would be taken for lost while it is under way"),
    ];

    public const string OpenRegistration = "Holdfast:access:OpenRegistration";

    /// <summary>The same configuration with what follows from it where it says nothing itself: anybody may register only where only this machine can ask.</summary>
    public static IConfiguration Derive(IConfiguration configuration)
    {
        var address = configuration["Holdfast:Server:Address"] ?? new ServerOptions().Address;
        var isHere = IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed) && string.IsNullOrEmpty(configuration["Holdfast:Http:TrustedProxies"]);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [OpenRegistration] = isHere.ToString() })
            .AddConfiguration(configuration)
            .Build();
    }

    /// <summary>Passes when every rule holds.</summary>
    /// <exception cref="OptionsValidationException">Names the settings, their values and the reason.</exception>
    public static void Check(IConfiguration configuration, IReadOnlyList<ModuleManifest> modules)
    {
        string[] broken =
        [
            .. from rule in LongerThan
               let longer = Value(rule.Longer)
               let shorter = Value(rule.Shorter)
               where longer <= shorter
               select $"{rule.Longer} ({longer}) has to be longer than {rule.Shorter} ({shorter}): {rule.Why}.",
        ];
        if (broken.Length > 0)
        {
            throw new OptionsValidationException("Holdfast", typeof(SettingRules), broken);
        }

        // As configured, or by default.
        TimeSpan Value(string setting)
        {
            var end = setting.LastIndexOf(':');
            var part = modules.SelectMany(m => m.Options).Single(o => o.Section.Equals(setting[..end], StringComparison.OrdinalIgnoreCase));
            var options = configuration.GetSection(part.Section).Get(part.Type) ?? Activator.CreateInstance(part.Type)!;
            return (TimeSpan)part.Type.GetProperty(setting[(end + 1)..])!.GetValue(options)!;
        }
    }
}
