using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes a policy: by who has all that it is about, since what it forbade is not forbidden any more.</summary>
internal sealed class DeletePolicy(PolicyDb db, PolicySets sets, PolicyTexts texts) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WritePolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/policies/{id}", (PolicyId id, IfMatch match, DeletePolicy feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, PolicyId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if ((await match.Take(PolicyDb.ForUpdate(change, id, ct), AccessProblems.PolicyNotFound)).Fails(out var policy, out var problem))
        {
            return problem;
        }

        if (texts.CheckWriting(op, policy.Text, null) is { } refused)
        {
            return refused;
        }

        PolicyDb.Delete(change, policy);
        await Quotas.Return(change, PolicyDb.Quota, 1, ct);
        change.Publish(new PolicyDeleted(policy.Id, policy.Name));
        change.Audit(PolicyView.Fact(policy, null));
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await sets.Refresh(CancellationToken.None);
        return Done.Value;
    }
}
