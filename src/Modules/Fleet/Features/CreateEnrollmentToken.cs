using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <param name="GroupId">Where machines that enrol with it stand.</param>
/// <param name="ExpiresInMinutes">1 to 43200 (30 days).</param>
/// <param name="MaxUses">How many machines, 1 to 1000.</param>
internal sealed record CreateEnrollmentTokenRequest(GroupId GroupId, int ExpiresInMinutes, int MaxUses) : IRequest
{
    public Problem? Check() =>
        ExpiresInMinutes < 1 || ExpiresInMinutes > EnrollmentToken.MaxLifetime.TotalMinutes ? FleetProblems.BadLifetime
        : MaxUses is < 1 or > EnrollmentToken.MaxUsesLimit ? FleetProblems.BadUses
        : null;
}

/// <summary>Makes a token with which machines become devices of a group.</summary>
internal sealed class CreateEnrollmentToken(FleetDb db, IStructure structure, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Enroll);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/enrollment-tokens", (CreateEnrollmentTokenRequest request, CreateEnrollmentToken feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(NewEnrollmentTokenView.From, view => $"/api/enrollment-tokens/{view.Id}"));

    public async Task<Result<(EnrollmentToken Token, string Secret)>> Handle(OpContext op, CreateEnrollmentTokenRequest request, CancellationToken ct)
    {
        if (await structure.FindGroup(op, request.GroupId, ct) is not { } group || !op.Reach.Covers(group.Place))
        {
            return FleetProblems.UnknownGroup;
        }

        var issued = EnrollmentToken.Issue(group, TimeSpan.FromMinutes(request.ExpiresInMinutes), request.MaxUses, time);
        await db.Announce(op, issued.Token, ct);
        await using var change = db.Change();
        FleetDb.Insert(change, issued.Token);
        change.Audit(EnrollmentTokenView.Fact(null, issued.Token));
        return await change.Commit(issued, ct);
    }
}
