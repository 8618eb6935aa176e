using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

/// <summary>Another tenant's things do not exist: an id of one and an id of nothing get the same bytes, wherever in a request they stand.</summary>
public sealed partial class ForeignIdTests(EndpointServer server)
{
    // Differ from answer to answer whatever was asked.
    private static readonly string[] OwnToEachAnswer = ["Date", "X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

    [Fact]
    public async Task A_foreign_id_and_a_random_id_get_the_same_bytes_and_change_nothing()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var database = new TenantRows(await server.Server.OwnerConnection());
        var before = await database.Settled(victim.Tenant.Id);
        var tried = 0;
        var told = new List<string>();
        foreach (var endpoint in await server.Features())
        {
            foreach (var slot in Slots(endpoint, intruder))
            {
                var foreign = await Ask(endpoint, intruder, slot, victim.Ids[slot.Kind]);
                var random = await Ask(endpoint, intruder, slot, Guid.CreateVersion7().ToString());
                if (foreign != random || (slot.Query is null && !foreign.StartsWith('4')))
                {
                    told.Add($"{endpoint}, {slot}:\n{foreign}\n-- and at random:\n{random}");
                }

                tried++;
            }
        }

        told.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(50);
        (await database.Of(victim.Tenant.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task A_tenant_that_is_named_and_not_the_callers_own_is_not_there()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var slug = (string)victim.Tenant.Registered.Json["tenant"]!["slug"]!;
        foreach (var (foreign, random) in new[] { (victim.Tenant.Id, Guid.CreateVersion7().ToString()), (slug, slug + "-not") })
        {
            var admin = intruder.Tenant.Admin;
            Plain(await admin.Send(HttpMethod.Get, "/api/users", null, ("X-Tenant", foreign)), foreign)
                .ShouldBe(Plain(await admin.Send(HttpMethod.Get, "/api/users", null, ("X-Tenant", random)), random));
            Plain(await admin.Get($"/t/{foreign}/api/users"), foreign).ShouldBe(Plain(await admin.Get($"/t/{random}/api/users"), random));
            (await admin.Get($"/t/{foreign}/api/users")).Status.ShouldBe(404);
        }
    }

    [Fact]
    public async Task What_a_tenant_lists_is_its_own()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        foreach (var endpoint in (await server.Features()).Where(e => e.Method == "GET"))
        {
            var answer = await SampleRequest.To(endpoint, kind => intruder.Ids[kind]).Send(intruder.Tenant.Admin);
            victim.Ids.ShouldAllBe(id => !answer.Body.Contains(id.Value), endpoint.ToString());
        }
    }

    [Fact]
    public async Task A_sensor_is_of_its_own_tenant_whatever_its_assertion_says()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var claims = new ApiClient(intruder.Tenant.Admin.Address, intruder.SensorClaiming(victim.Tenant.Id, victim.Ids["DeviceId"]));
        (await claims.Post("/api/sensors/credentials")).Expect(401).Code.ShouldBe("sensor.assertion_refused");
        claims = new ApiClient(intruder.Tenant.Admin.Address, intruder.SensorClaiming(victim.Tenant.Id, intruder.Ids["DeviceId"]));
        (await claims.Post("/api/sensors/credentials")).Expect(401).Code.ShouldBe("sensor.assertion_refused");
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

    private static async Task<string> Ask(ApiEndpoint endpoint, StockedTenant tenant, Slot slot, string id)
    {
        var n = 0;
        var request = SampleRequest.To(endpoint, kind => n++ == slot.Index ? id : tenant.Ids[kind]);
        request = slot.Query is null ? request : request with { Path = $"{request.Path}?{slot.Query}={id}" };
        return Plain(await request.SendAnyVersion(tenant.Tenant.Admin), id);
    }

    private static string Plain(ApiAnswer answer, string id)
    {
        var headers = answer.Headers.Where(h => !OwnToEachAnswer.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        return TraceId().Replace(string.Create(CultureInfo.InvariantCulture, $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Body}"), "").Replace(id, "{id}", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("\"traceId\":\"[^\"]+\"")]
    private static partial Regex TraceId();

    private sealed record Slot(string Kind, int Index, string? Query);
}
