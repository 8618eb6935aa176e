using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

/// <summary>Asks every endpoint for another tenant's things, wherever in a request an id stands, and for things that nobody has.</summary>
internal static partial class ForeignIds
{
    // Differ from answer to answer whatever was asked.
    private static readonly string[] OwnToEachAnswer = ["Date", "X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

    /// <summary>What the answers tell of the victim, and how many questions there were.</summary>
    public static async Task<(List<string> Told, int Tried)> Tell(IReadOnlyList<ApiEndpoint> endpoints, StockedTenant intruder, StockedTenant victim, ApiClient? caller = null)
    {
        var tried = 0;
        var told = new List<string>();
        foreach (var endpoint in endpoints)
        {
            foreach (var slot in Slots(endpoint, intruder))
            {
                var foreign = await Ask(endpoint, intruder, slot, victim.Ids[slot.Kind], caller);
                var random = await Ask(endpoint, intruder, slot, Guid.CreateVersion7().ToString(), caller);
                if (foreign != random || (slot.Query is null && !foreign.StartsWith('4')))
                {
                    told.Add($"{endpoint}, {slot}:\n{foreign}\n-- and at random:\n{random}");
                }

                tried++;
            }
        }

        return (told, tried);
    }

    // A place in a request where an id stands: the nth id of route and body, or a query parameter.
    private static IEnumerable<Slot> Slots(ApiEndpoint endpoint, StockedTenant tenant)
    {
        var kinds = new List<string>();
        SampleRequest.To(endpoint, kind =>
        {
            kinds.Add(kind);
            return tenant.Ids[kind];
        });
        return kinds.Select((kind, i) => new Slot(kind, i, null)).Concat(endpoint.QueryIds.Select(q => new Slot(SampleRequest.Kind(endpoint, q.Name, q.Type), -1, q.Name)));
    }

    private static async Task<string> Ask(ApiEndpoint endpoint, StockedTenant tenant, Slot slot, string id, ApiClient? caller)
    {
        var n = 0;
        var request = SampleRequest.To(endpoint, kind => n++ == slot.Index ? id : tenant.Ids[kind]);
        request = slot.Query is null ? request : request with { Path = $"{request.Path}?{slot.Query}={id}" };
        return Plain(await request.SendAnyVersion(caller ?? CallerOf(endpoint, tenant)), id);
    }

    /// <summary>Who asks at an endpoint: where people are provisioned, the identity provider.</summary>
    public static ApiClient CallerOf(ApiEndpoint endpoint, StockedTenant tenant) =>
        endpoint.Access!.Entry == Platform.Modularity.Operations.Entry.Provisioner ? tenant.Provisioner : tenant.Tenant.Admin;

    public static string Plain(ApiAnswer answer, string id)
    {
        var headers = answer.Headers.Where(h => !OwnToEachAnswer.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return TraceId().Replace(string.Create(CultureInfo.InvariantCulture, $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Body}"), "").Replace(id, "{id}", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("\"traceId\":\"[^\"]+\"")]
    private static partial Regex TraceId();

    private sealed record Slot(string Kind, int Index, string? Query);
}
