using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.RollUps;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Figures">What those above may see: SCORE, DEVICES, TICKETS, USE, each once; empty for nothing.</param>
internal sealed record ShareFiguresRequest(IReadOnlyList<FigureKind> Figures) : IRequest
{
    public Problem? Check() => Figures.Distinct().Count() == Figures.Count ? null : TenancyProblems.FiguresTwice;
}

/// <summary>Says which figures people of the tenants above may see. Only the tenant's own people say so, from within; what they take back is gone at once.</summary>
internal sealed class ShareFigures(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/shared-figures", (TenantId id, ShareFiguresRequest request, IfMatch match, ShareFigures feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(FiguresView.From));

    public async Task<Result<TenantFigures>> Handle(OpContext op, TenantId id, ShareFiguresRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        if (id != op.Tenant || op.Principal.Home != op.Tenant)
        {
            return TenancyProblems.NotOwn;
        }

        var before = await FiguresDb.Of(change, id, ct) ?? throw new InvalidOperationException($"Tenant {id} is not there.");
        tenant.Renew();
        FigureKind[] shared = [.. request.Figures.Order()];
        var after = before with
        {
            Shared = shared,
            Figures = TenantFigures.Only(before.Figures, shared),
            Use = shared.Contains(FigureKind.Use) ? before.Use : null,
            Version = tenant.Version,
        };
        TenancyDb.Update(change, tenant);
        FiguresDb.Share(change, id, after);
        change.Publish(new TenantFiguresShown(shared));
        change.Audit(AuditFact.Of("tenant", id.Value, tenant.Name, new ShownFact(before.Shared), new ShownFact(shared)) with { Category = AuditCategory.SystemConfig });
        return await change.Commit(after, ct);
    }

    /// <summary>What is shown to those above, as the audit log has it.</summary>
    private sealed record ShownFact(IReadOnlyList<FigureKind> SharedFigures);
}
