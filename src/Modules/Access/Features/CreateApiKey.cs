using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters.</param>
/// <param name="Permissions">What it may do: 1 to 100 of <c>area:verb</c>, <c>area:*</c> and <c>*</c>. Only what one may do there oneself.</param>
/// <param name="Mode">TEST: it acts on nothing outside the platform.</param>
/// <param name="Scope">At which organization, group or device, and below it; absent, on the whole tenant.</param>
/// <param name="ExpiresAt">It is worth nothing from then on; absent, it does not end by itself.</param>
/// <param name="RatePerMinute">How many requests a minute, 1 to 1,000,000; absent, only the tenant's limit holds.</param>
/// <param name="Networks">From where it may be used: at most 50 addresses, or networks in CIDR notation; absent, from anywhere.</param>
internal sealed record CreateApiKeyRequest(
    string Name,
    IReadOnlyList<string> Permissions,
    ApiKeyMode Mode = ApiKeyMode.Live,
    Scope? Scope = null,
    DateTimeOffset? ExpiresAt = null,
    int? RatePerMinute = null,
    IReadOnlyList<string>? Networks = null) : IRequest
{
    public Problem? Check() => ApiKeySettings.CheckName(Name) ?? ApiKeySettings.CheckPermissions(Permissions) ?? ApiKeySettings.CheckRate(RatePerMinute) ?? ApiKeySettings.CheckNetworks(Networks);
}

/// <summary>Makes a key for a program of the tenant's own, and shows its text this once. One can only give it what one may do there oneself.</summary>
internal sealed class CreateApiKey(ApiKeyDb db, KeyPermissions permissions, ScopeTree tree, FreshSignIn fresh, Quotas quotas, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.WriteKeys).Behind(AccessFlags.ApiKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/api-keys", (CreateApiKeyRequest request, CreateApiKey feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(ApiKeyWithTextView.From, view => $"/api/admin/api-keys/{view.Id}"))
        .TakesCredentials();

    public async Task<Result<(ApiKey Key, string Text)>> Handle(OpContext op, CreateApiKeyRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if ((permissions.Check(request.Permissions) ?? (request.ExpiresAt <= now ? AccessProblems.KeyPastExpiry : await fresh.Check(op, ct))) is { } refused)
        {
            return refused;
        }

        if (await tree.Find(op, request.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place)
        {
            return AccessProblems.UnknownNode;
        }

        if (!op.Reach.Covers(place))
        {
            return place == ScopePath.Tenant ? OperationProblems.OutOfReach(AccessPermissions.WriteKeys.Name) : AccessProblems.UnknownNode;
        }

        if (!rights.MayGive(op, permissions.Expand(request.Permissions), place))
        {
            return AccessProblems.KeyEscalation;
        }

        var text = ApiKeyText.New(request.Mode);
        var key = new ApiKey(
            Id.New<ApiKeyId>(time),
            op.Tenant,
            request.Name.Trim(),
            ApiKeyText.Prefix(text),
            request.Mode,
            [.. request.Permissions.Distinct(StringComparer.Ordinal)],
            place,
            request.ExpiresAt?.ToUniversalTime(),
            request.RatePerMinute,
            [.. (request.Networks ?? []).Select(n => ApiKeySettings.Network(n)!.Value).Distinct()],
            op.Principal.Kind == PrincipalKind.User ? op.Principal.Id : null,
            now);
        await using var change = db.Change();
        if (await quotas.Take(change, ApiKeyDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        ApiKeyDb.Insert(change, key, ApiKeyText.Digest(text)!.Value.ToBytes());
        change.Publish(new ApiKeyCreated(key.Id, key.Name, key.Prefix, key.Permissions, place.Node, key.ExpiresAt), place);
        change.Audit(ApiKeyView.Fact(null, key));
        return await change.Commit((key, text), ct);
    }
}
