using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters.</param>
/// <param name="ExpiresAt">It is worth nothing from then on, within a year; absent, it does not end by itself.</param>
/// <param name="RatePerMinute">How many requests a minute, 1 to 1,000,000; absent, only the tenant's limit holds.</param>
internal sealed record CreateProvisioningTokenRequest(string Name, DateTimeOffset? ExpiresAt = null, int? RatePerMinute = null) : IRequest
{
    public Problem? Check() => ProvisioningToken.CheckName(Name) ?? ProvisioningToken.CheckRate(RatePerMinute);
}

/// <summary>
/// Makes a token with which the tenant's identity provider keeps its people and user groups, and shows its text this once. Who is in a group has its roles, so it
/// takes every permission on the whole tenant.
/// </summary>
internal sealed class CreateProvisioningToken(ProvisioningTokenDb db, RoleTable roles, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/provisioning-tokens", (CreateProvisioningTokenRequest request, CreateProvisioningToken feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(ProvisioningTokenWithTextView.From, _ => "/api/provisioning-tokens"))
        .TakesCredentials();

    public async Task<Result<(ProvisioningToken Token, string Text)>> Handle(OpContext op, CreateProvisioningTokenRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (request.ExpiresAt is { } ends && (ends <= now || ends > now.AddDays(ProvisioningToken.MaxDays)))
        {
            return ProvisioningProblems.BadTokenExpiry;
        }

        if (await fresh.Check(op, ct) is { } stale)
        {
            return stale;
        }

        if (!Rights.Has(op, roles.All.Select(p => p.Name)))
        {
            return ProvisioningProblems.TokenEscalation;
        }

        var text = ProvisioningTokenText.New();
        var token = new ProvisioningToken(
            Id.New<ProvisioningTokenId>(time),
            op.Tenant,
            request.Name.Trim(),
            ProvisioningTokenText.Prefix(text),
            request.ExpiresAt?.ToUniversalTime(),
            request.RatePerMinute,
            op.Principal.Id,
            now);
        await using var change = db.Change();
        if (await ProvisioningTokenDb.Hold(change, ct) >= ProvisioningToken.MaxPerTenant)
        {
            return ProvisioningProblems.TooManyTokens;
        }

        ProvisioningTokenDb.Insert(change, token, ProvisioningTokenText.Digest(text)!.Value.ToBytes());
        change.Publish(new ProvisioningTokenCreated(token.Id, token.Name, token.Prefix, token.ExpiresAt));
        change.Audit(ProvisioningTokenView.Fact(null, token));
        return await change.Commit((token, text), ct);
    }
}
