using System.Net;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Remembers when and from where tokens were last used, and writes it down every few seconds: no request waits for it. There are as many as tokens, which are few.</summary>
internal sealed class ProvisioningUses(IServiceProvider services, TimeProvider time)
{
    private const int Most = 10_000;
    private readonly Lock gate = new();
    private Dictionary<(TenantId Tenant, Guid Token), KeyLastUse> last = [];

    public void Note(Principal token, DateTimeOffset at, IPAddress? from)
    {
        lock (gate)
        {
            Note((token.Home, token.Id!.Value), new KeyLastUse(at, from));
        }
    }

    /// <summary>Writes what was noted since the last time; what cannot be written is kept for the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        Dictionary<(TenantId Tenant, Guid Token), KeyLastUse> used;
        lock (gate)
        {
            (used, last) = (last, []);
        }

        try
        {
            foreach (var tenant in used.GroupBy(u => u.Key.Tenant).ToArray())
            {
                var op = OpContext.OfSystem(tenant.Key, "access.note_provisioning_uses", Id.NewGuid(time).ToString("N"));
                await using var scope = services.OpenWork(op);
                await scope.ServiceProvider.GetRequiredService<ProvisioningTokenDb>().NoteUses(op, [.. tenant.Select(u => KeyValuePair.Create(u.Key.Token, u.Value))], ct);
                foreach (var (key, _) in tenant)
                {
                    used.Remove(key);
                }
            }
        }
        finally
        {
            lock (gate)
            {
                foreach (var (key, use) in used)
                {
                    Note(key, use);
                }
            }
        }
    }

    private void Note((TenantId Tenant, Guid Token) key, KeyLastUse use)
    {
        if (last.TryGetValue(key, out var known) ? known.At < use.At : last.Count < Most)
        {
            last[key] = use;
        }
    }
}

/// <summary>Writes the uses of provisioning tokens as often as those of keys, and once more when the process stops.</summary>
internal sealed partial class WriteProvisioningUses(ProvisioningUses uses, IOptions<AccessOptions> options, TimeProvider time, ILogger<WriteProvisioningUses> logger) : ProcessLoop(time)
{
    protected override TimeSpan Every => options.Value.KeyUseInterval;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    protected override Task Turn(CancellationToken ct) => uses.Write(ct);

    protected override void Failed(string error) => NotWritten(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The uses of provisioning tokens could not be written down; they are kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
