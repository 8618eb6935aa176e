using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="GraceSeconds">For how long the text before is good as well: 0, the default, to 604,800 (7 days).</param>
internal sealed record RotateApiKeyRequest(int GraceSeconds = 0) : IRequest
{
    public TimeSpan Grace() => TimeSpan.FromSeconds(GraceSeconds);

    public Problem? Check() => Grace() < TimeSpan.Zero || Grace() > ApiKeySettings.MaxGrace ? AccessProblems.BadGrace : null;
}

/// <summary>Gives a key another text, and shows it this once. Whoever does so gets the key, and so has to have what it has.</summary>
internal sealed class RotateApiKey(ApiKeyDb db, Entitlements entitlements, Places places, FreshSignIn fresh, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.WriteKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/api-keys/{id}/rotate", (ApiKeyId id, RotateApiKeyRequest request, RotateApiKey feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(ApiKeyWithTextView.From))
        .TakesCredentials();

    public async Task<Result<(ApiKey Key, string Text)>> Handle(OpContext op, ApiKeyId id, RotateApiKeyRequest request, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        var seen = await db.Key(op, id, ct) is { } known ? await places.Look(op, (await entitlements.OfKey(op, known, ct)).Select(e => (e.In, e.Node)), ct) : null;
        await using var change = db.Change();
        if (seen is null || await ApiKeyDb.ForUpdate(change, id, ct) is not { } key)
        {
            return AccessProblems.KeyNotFound;
        }

        // What it was made with, and the roles that it was given since.
        var has = await entitlements.OfKey(change, key, ct);
        if (rights.CheckNamed(op, [PolicyVocabulary.KeyOf(key.Id.Value), .. has.SelectMany(e => e.Roles).Select(PolicyVocabulary.RoleOf)]) is { } concerned)
        {
            return concerned;
        }

        if (has.Any(e => !rights.MayGive(op, e.Permissions, e.In, e.Assignment is null ? key.Place : seen.Of(e.In, e.Node))))
        {
            return AccessProblems.KeyEscalation;
        }

        var text = ApiKeyText.New(key.Mode);
        if (key.Rotate(ApiKeyText.Prefix(text), request.Grace(), time.GetUtcNow()).Fails(out var rotated, out var problem))
        {
            return problem;
        }

        ApiKeyDb.Rotate(change, rotated, ApiKeyText.Digest(text)!.Value.ToBytes());
        change.Publish(new ApiKeyRotated(key.Id, key.Name, rotated.Prefix, rotated.ReplacedUntil), key.Place);
        change.Audit(ApiKeyView.Fact(key, rotated));
        return await change.Commit((rotated, text), ct);
    }
}
