using System.ComponentModel;
using System.Globalization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What was asked with a key, of one operation on one day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Operation">As in the audit log: <c>module.feature</c>.</param>
/// <param name="Requests">How often it was asked for.</param>
/// <param name="Refusals">How often of these the key was not let in: by permission, address or rate.</param>
internal sealed record ApiKeyUseView(DateOnly Day, string Operation, long Requests, long Refusals)
{
    public static ApiKeyUseView From(KeyUseOfDay use) => new(use.Day, use.Operation, use.Counts.Requests, use.Counts.Refusals);
}

/// <summary>What was asked with a key.</summary>
/// <param name="From">The first day of it, in UTC.</param>
/// <param name="To">The last: today.</param>
/// <param name="LastUsedAt">When it was last used; null when never.</param>
/// <param name="LastUsedFrom">From which address.</param>
/// <param name="Items">Newest first; days and operations of which nothing was asked are left out.</param>
internal sealed record ApiKeyUsageView(DateOnly From, DateOnly To, DateTimeOffset? LastUsedAt, string? LastUsedFrom, IReadOnlyList<ApiKeyUseView> Items);

/// <summary>What was asked with a key by day and operation, some seconds late.</summary>
internal sealed class GetApiKeyUsage(ApiKeyDb db, TimeProvider time) : IFeature
{
    private const int DefaultDays = 30;
    private const int MaxDays = 90;

    public static Admission Admission { get; } = Admission.Within(AccessPermissions.ReadKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/api-keys/{id}/usage", (
                ApiKeyId id, [Description("How many days, today included: 1 to 90; 30 when not said.")] string? days, GetApiKeyUsage feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, days, ct).ToHttp());

    public async Task<Result<ApiKeyUsageView>> Handle(OpContext op, ApiKeyId id, string? days, CancellationToken ct)
    {
        var wanted = DefaultDays;
        if (days is not null && (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out wanted) || wanted is < 1 or > MaxDays))
        {
            return RequestProblems.BadParameter("days", $"days is a number from 1 to {MaxDays}.");
        }

        if (await db.Key(op, id, ct) is not { } key)
        {
            return AccessProblems.KeyNotFound;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - wanted);
        var uses = await db.Uses(op, id, from, ct);
        return new ApiKeyUsageView(from, today, key.LastUsedAt, key.LastUsedFrom?.ToString(), [.. uses.Select(ApiKeyUseView.From)]);
    }
}
