using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Ends a token before its time; devices that enrolled with it stay.</summary>
internal sealed class RevokeEnrollmentToken(FleetDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Enroll);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/enrollment-tokens/{id}", (EnrollmentTokenId id, RevokeEnrollmentToken feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, EnrollmentTokenId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await FleetDb.TokenForUpdate(change, id, ct) is not { } token)
        {
            return FleetProblems.TokenNotFound;
        }

        var fact = EnrollmentTokenView.Fact(token, null);
        token.Revoke(time.GetUtcNow());
        FleetDb.Update(change, token);
        change.Audit(fact);
        return await change.Commit(Done.Value, ct);
    }
}
