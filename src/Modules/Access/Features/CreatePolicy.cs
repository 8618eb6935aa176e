using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Text">One statement or more, in Cedar's policy language: GET /api/policies/schema has the words, POST /api/policies/validate checks.</param>
/// <param name="Meaning">For who reads it: at most 500 characters.</param>
/// <param name="Enabled">Whether it decides from now on; true where it is absent.</param>
internal sealed record CreatePolicyRequest(string Name, string Text, string? Meaning = null, bool Enabled = true) : IRequest
{
    public Problem? Check() => PolicySettings.Check(Name, Meaning);
}

/// <summary>Makes a policy of the tenant's own: it permits beside what roles give, or forbids in spite of them.</summary>
internal sealed class CreatePolicy(PolicyDb db, PolicySets sets, PolicyTexts texts, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WritePolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/policies", (CreatePolicyRequest request, CreatePolicy feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(PolicyView.From, view => $"/api/policies/{view.Id}"));

    public async Task<Result<AccessPolicy>> Handle(OpContext op, CreatePolicyRequest request, CancellationToken ct)
    {
        if (texts.CheckWriting(op, null, request.Text) is { } wrong)
        {
            return wrong;
        }

        var now = time.GetUtcNow();
        var policy = new AccessPolicy(Id.New<PolicyId>(time), op.Tenant, "", "", "", false, 0, now, now).Set(request.Name, request.Meaning, request.Text, request.Enabled, now);
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if (await quotas.Take(change, PolicyDb.Quota, 1, ct) is { } problem)
        {
            return problem;
        }

        PolicyDb.Insert(change, policy);
        change.Publish(new PolicyCreated(policy.Id, policy.Name, policy.Enabled));
        change.Audit(PolicyView.Fact(null, policy));
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await sets.Refresh(CancellationToken.None);
        return policy;
    }
}
