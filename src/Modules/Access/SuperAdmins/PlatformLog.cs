using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.SuperAdmins;

/// <summary>Writes the platform's own log, beside whatever the operation itself has open. The caller may be gone; the entry is owed all the same.</summary>
internal sealed class PlatformLog(IServiceProvider services, TimeProvider time) : IPlatformLog
{
    public async Task<Guid> Begin(OpContext op, Guid? subject)
    {
        var entry = Of(op, subject, Id.NewGuid(time), time.GetUtcNow());
        await using var scope = Open();
        await scope.ServiceProvider.GetRequiredService<PlatformEntryDb>().Insert(entry, CancellationToken.None);
        return entry.Id;
    }

    public async Task End(OpContext op, Guid entry, string? error)
    {
        await using var scope = Open();
        await scope.ServiceProvider.GetRequiredService<PlatformEntryDb>().End(entry, error, time.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>An entry of what is begun.</summary>
    public static PlatformEntry Of(OpContext op, Guid? subject, Guid id, DateTimeOffset now) => new(
        id, now, op.Principal.Id, op.Principal.Name, op.Principal.Email, op.Principal.Id is null ? null : op.Principal.Home, op.Tenant, op.Operation, subject, op.Origin.SessionId,
        op.Origin.Address, op.Origin.RequestId, null, null);

    private AsyncServiceScope Open() => services.OpenOp(OpContext.OfSystem(default, "access.platform_log", Id.NewGuid(time).ToString("N")));
}
