using System.Text.Json;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Hosts.Server;

/// <summary>The file in which earlier releases kept the keys of the broker's operator and accounts, in clear. What is in it is taken over into the control store, once.</summary>
internal static class NatsIdentity
{
    /// <summary>What the file has; null when there is none.</summary>
    public static BrokerIdentity? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var seeds = JsonSerializer.Deserialize<Seeds>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{file} is empty.");
        return new(NKey.FromSeed(seeds.Operator), NKey.FromSeed(seeds.System), NKey.FromSeed(seeds.Account));
    }

    private sealed record Seeds(string Operator, string System, string Account);
}
