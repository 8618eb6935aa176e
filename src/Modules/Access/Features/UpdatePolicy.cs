using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Text">One statement or more, in Cedar's policy language.</param>
/// <param name="Enabled">Whether it decides from now on.</param>
/// <param name="Meaning">For who reads it: at most 500 characters.</param>
internal sealed record UpdatePolicyRequest(string Name, string Text, bool Enabled, string? Meaning = null) : IRequest
{
    public Problem? Check() => PolicySettings.Check(Name, Meaning);
}

/// <summary>Changes a policy, or turns it on or off: by who has all that it is about, before and after.</summary>
internal sealed class UpdatePolicy(PolicyDb db, PolicySets sets, PolicyTexts texts, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WritePolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/policies/{id}", (PolicyId id, UpdatePolicyRequest request, IfMatch match, UpdatePolicy feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(PolicyView.From));

    public async Task<Result<AccessPolicy>> Handle(OpContext op, PolicyId id, UpdatePolicyRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if ((await match.Take(PolicyDb.ForUpdate(change, id, ct), AccessProblems.PolicyNotFound)).Fails(out var policy, out var problem))
        {
            return problem;
        }

        if (texts.CheckWriting(op, policy.Text, request.Text) is { } wrong)
        {
            return wrong;
        }

        var updated = policy.Set(request.Name, request.Meaning, request.Text, request.Enabled, time.GetUtcNow());
        PolicyDb.Update(change, updated);
        change.Publish(new PolicyUpdated(updated.Id, updated.Name, updated.Enabled));
        change.Audit(PolicyView.Fact(policy, updated));
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await sets.Refresh(CancellationToken.None);
        return updated;
    }
}
