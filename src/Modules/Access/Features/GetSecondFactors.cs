using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What the caller has beside the password.</summary>
/// <param name="TotpSince">Since when there is an app that makes codes; null when there is none.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes are left.</param>
/// <param name="Required">Whether their tenant asks everybody for a second factor.</param>
internal sealed record SecondFactorsView(DateTimeOffset? TotpSince, int Passkeys, int RecoveryCodesLeft, bool Required)
{
    public static SecondFactorsView From(PersonFactors factors) => new(factors.TotpSince, factors.Passkeys, factors.RecoveryCodes, factors.Required);
}

/// <summary>What the caller has beside the password.</summary>
internal sealed class GetSecondFactors(SecondFactorDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/second-factors", (GetSecondFactors feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp(SecondFactorsView.From));

    public async Task<Result<PersonFactors>> Handle(OpContext op, CancellationToken ct) => await db.Of(op.AtHome(), UserId.From(op.Principal.Id!.Value), ct);
}
