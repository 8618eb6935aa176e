using Holdfast.Modules.Audit.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Audit;

/// <summary>Puts the audit entries of every change into its commit, and records on its own what has no change: refusals, failures, intents.</summary>
internal sealed class AuditWriter(IServiceProvider services, IOptions<AuditOptions> options, TimeProvider time) : ICommitContributor, IAuditSink
{
    public string Kind => "audit";

    public IEnumerable<TenantRecord> Contribute(ICommitDraft change)
    {
        var op = change.Op;
        if (op.Tenant == default)
        {
            yield break;
        }

        if (change.Facts.Count == 0 && !change.IsBookkeeping && op.Trail is { Owed: true, Written: 0 })
        {
            change.Audit(new AuditFact("operation", null, op.Operation));
        }

        foreach (var fact in change.Facts)
        {
            var entry = AuditEntry.Of(op, fact, time.GetUtcNow(), options.Value.Retention, time);
            op.Trail.Written++;
            yield return new AuditRecord(entry, entry.Canonical());
        }
    }

    public TenantRecord Read(byte[] content) => new AuditRecord(AuditEntry.Parse(content), content);

    public async Task Record(OpContext op, AuditFact fact, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        await using var change = scope.ServiceProvider.GetRequiredService<AuditDb>().Change();
        change.Audit(fact);
        await change.Commit(ct);
    }

    private sealed record AuditRecord(AuditEntry Entry, byte[] Body) : TenantRecord(Entry.Id)
    {
        public override Sql Insert(TenantId tenant) => AuditDb.Insert(Entry, Body);

        public override byte[] ToBytes() => Body;
    }
}
