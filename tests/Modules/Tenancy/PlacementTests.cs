using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>Tenants in places of their own, and on their way there.</summary>
public sealed class PlacementTests(Places places)
{
    private readonly PlacedServer placed = places.Placed;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_goes_to_a_schema_to_another_server_and_back_and_has_everything_everywhere()
    {
        var (provider, customer) = await placed.NewPair();
        var group = await customer.NewGroup(await customer.NewOrganization("North"));
        (await customer.Admin.Post("/api/tickets", new { subject = "One", description = "d", severity = "LOW" })).Expect(201);
        (await customer.Admin.Post("/api/admin/webhooks", new { url = "http://127.0.0.1:61999/", events = new[] { "webhook.disabled" } })).Expect(201);
        var size = await Settled(customer);
        var own = PlacedServer.Schema(customer.Id);
        var before = await placed.Rows("main", "shared", customer.Id);
        before.Count.ShouldBeGreaterThan(8);
        foreach (var (kind, database, at, schema) in new[]
                 {
                     ("SCHEMA", null, "main", own), ("DATABASE", "alone", "alone", own), ("SCHEMA", "apart", "apart", own), ("SHARED", (string?)null, "main", "shared"), ("SCHEMA", "apart", "apart", own), ("SHARED", null, "main", "shared"),
                 })
        {
            var (from, fromSchema) = await Where(customer);
            var relocation = await PlacedServer.Move(provider, customer.Id, kind, database);
            ((long)relocation["rowsCopied"]!).ShouldBeGreaterThan(10);
            ((long)relocation["pauseMilliseconds"]!).ShouldBeInRange(1, 20_000);
            (await Where(customer)).ShouldBe((at, schema));
            var left = fromSchema == "shared" ? await placed.Rows(from, "shared", customer.Id) : [];
            left.Keys.Except(["tenant_fence"]).ShouldBeEmpty();
            (await placed.HasSchema(from, own)).ShouldBe(from == at && schema == own);
            // It goes on there, with all that it had.
            (await customer.Admin.Get($"/api/groups/{group}")).Expect(200);
            await customer.NewOrganization($"Place {size}");
            var now = await Settled(customer);
            now.ShouldBeGreaterThan(size);
            await LogIsWhole(customer, now);
            size = now;
            var rows = await placed.Rows(at, schema, customer.Id);
            before.Keys.Except(["tenant_fence", "arrival", "quota_period_use"]).Except(rows.Keys).ShouldBeEmpty();
            rows["organization"].ShouldBeGreaterThan(1);
        }

        (await provider.Audit("tenancy.relocate_tenants", 6)).ShouldNotBeEmpty();
        (await customer.Audit("tenancy.relocate_tenants", 6)).ShouldNotBeEmpty();
        (await customer.Audit("tenancy.place_tenant", 6)).ShouldAllBe(e => (string?)e!["actor"]!["id"] == provider.AdminId);
    }

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_while_it_moves_and_what_is_refused_says_so()
    {
        var (provider, customer) = await placed.NewPair();
        var (made, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<ApiAnswer>());
        var gone = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        var longest = TimeSpan.Zero;
        var writers = Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            var last = Stopwatch.GetTimestamp();
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                var answer = await customer.Admin.Post("/api/organizations", new { name = $"{n}-{i}" });
                if (answer.Status == 201)
                {
                    made.Add(answer.Id);
                    var now = Stopwatch.GetTimestamp();
                    var since = Stopwatch.GetElapsedTime(last, now);
                    last = now;
                    longest = since > longest ? since : longest;
                    // What is changed and deleted while it is copied arrives as well.
                    if (i % 3 == 0)
                    {
                        (await Persist(() => customer.Admin.Put($"/api/organizations/{answer.Id}", new { name = $"{n}-{i} renamed" }), end.Token))?.Expect(200);
                    }
                    else if (i % 3 == 1 && await Persist(() => customer.Admin.Delete($"/api/organizations/{answer.Id}"), end.Token) is { } deleted)
                    {
                        deleted.Status.ShouldBe(204);
                        gone.Add(answer.Id);
                    }
                }
                else
                {
                    refused.Add(answer);
                    await Task.Delay(20, Stop);
                }
            }
        }, Stop)).ToList();
        foreach (var (kind, database) in new[] { ("SCHEMA", "apart"), ("SCHEMA", "main"), ("SHARED", null as string) })
        {
            await PlacedServer.Move(provider, customer.Id, kind, database);
        }

        await end.CancelAsync();
        await Task.WhenAll(writers);
        TestContext.Current.TestOutputHelper!.WriteLine($"{made.Count} made, {refused.Count} refused, longest without one {longest.TotalMilliseconds:0} ms");
        made.Count.ShouldBeGreaterThan(20);
        refused.ShouldNotBeEmpty("a pause is seen by who writes all the time");
        refused.ShouldAllBe(r => r.Status == 503 && r.Code == "tenancy.relocating" && r.Headers["Retry-After"] == "1");
        var there = await All(customer, "/api/organizations");
        there.Order().ShouldBe(made.Except(gone).Order());
        await LogIsWhole(customer, await Settled(customer));
        (await customer.Audit("tenancy.create_organization", 1)).ShouldNotBeEmpty();
        (await placed.Rows("main", "shared", customer.Id)).Keys.ShouldNotContain("row_change");
    }

    [Theory]
    [InlineData("PREPARING")]
    [InlineData("COPYING")]
    [InlineData("CATCHING_UP")]
    [InlineData("PAUSED")]
    [InlineData("SWITCHED")]
    public async Task Whatever_fails_before_it_is_there_leaves_it_where_it_was(string step)
    {
        var (provider, customer) = await placed.NewPair();
        await customer.NewOrganization("Stays");
        var size = await Settled(customer);
        await using (await Refuse(customer, step))
        {
            (await PlacedServer.Ask(provider, customer.Id, "SCHEMA", "apart")).Expect(200);
            var relocation = await PlacedServer.Ended(provider, customer.Id);
            ((string?)relocation["state"]).ShouldBe("FAILED");
            ((string?)relocation["error"])!.ShouldContain("log says more");
        }

        (await Where(customer)).ShouldBe(("main", "shared"));
        (await placed.HasSchema("apart", PlacedServer.Schema(customer.Id))).ShouldBeFalse();
        (await placed.Rows("apart", "work", customer.Id)).ShouldBeEmpty();
        (await placed.Rows("main", "shared", customer.Id)).Keys.ShouldNotContain("tenant_fence");
        await customer.NewOrganization("Goes on");
        (await Settled(customer)).ShouldBeGreaterThan(size);
        await LogIsWhole(customer, await Settled(customer));
        (await provider.Audit("tenancy.relocate_tenants")).ShouldAllBe(e => (string?)e!["severity"] == "WARNING");
    }

    [Fact]
    public async Task A_move_is_cancelled_as_long_as_the_tenant_is_where_it_was()
    {
        var (provider, customer) = await placed.NewPair();
        await using (await Delay(customer, "COPYING", 8))
        {
            (await PlacedServer.Ask(provider, customer.Id, "SCHEMA")).Expect(200);
            (await PlacedServer.Ask(provider, customer.Id, "SCHEMA")).Expect(409).Code.ShouldBe("tenant.relocating");
            (await provider.Admin.Post($"/api/tenants/{customer.Id}/placement/cancel")).Expect(200);
            ((string?)(await PlacedServer.Ended(provider, customer.Id))["state"]).ShouldBe("CANCELLED");
        }

        (await provider.Admin.Post($"/api/tenants/{customer.Id}/placement/cancel")).Expect(409).Code.ShouldBe("tenant.not_relocating");
        (await Where(customer)).ShouldBe(("main", "shared"));
        (await placed.HasSchema("main", PlacedServer.Schema(customer.Id))).ShouldBeFalse();
        await customer.NewOrganization();
    }

    [Fact]
    public async Task Only_who_stands_above_places_a_tenant_and_only_where_there_is_room()
    {
        var (provider, customer) = await placed.NewPair();
        var stranger = await placed.Server.NewTenant("Stranger");
        (await PlacedServer.Ask(stranger, customer.Id, "SCHEMA")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await stranger.Admin.Get($"/api/tenants/{customer.Id}/placement")).Expect(404);
        (await PlacedServer.Ask(customer, customer.Id, "SCHEMA")).Expect(409).Code.ShouldBe("tenant.own_placement");
        (await customer.Admin.Post($"/api/tenants/{customer.Id}/placement/cancel")).Expect(409).Code.ShouldBe("tenant.own_placement");
        (await (await provider.NewUser("MANAGER")).Post($"/api/tenants/{customer.Id}/placement", new { kind = "SCHEMA" })).Expect(403);
        (await PlacedServer.Ask(provider, customer.Id, "SCHEMA", "nowhere")).Expect(400).Code.ShouldBe("tenant.unknown_place");
        (await PlacedServer.Ask(provider, customer.Id, "DATABASE")).Expect(400).Code.ShouldBe("tenant.unknown_place");
        (await PlacedServer.Ask(provider, customer.Id, "DATABASE", "main")).Expect(400).Code.ShouldBe("tenant.unknown_place");
        (await PlacedServer.Ask(provider, customer.Id, "ELSEWHERE")).Expect(400);
        (await PlacedServer.Ask(provider, customer.Id, "SHARED")).Expect(409).Code.ShouldBe("tenant.has_place");
        var choices = (await provider.Admin.Get($"/api/tenants/{customer.Id}/placement")).Expect(200).Json["choices"]!.AsArray();
        choices.Select(c => $"{c!["kind"]} {c["database"]}").ShouldBe(["SHARED main", "SCHEMA main", "SCHEMA alone", "SCHEMA apart", "DATABASE alone", "DATABASE apart"]);
        (await customer.Admin.Get($"/api/tenants/{customer.Id}/placement")).Expect(200).Json["choices"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_is_a_tenants_alone_or_many_tenants()
    {
        await using var own = await PlacedServer.Start(("Holdfast:Tenancy:OwnPlaces", "2"));
        var (provider, first) = await own.NewPair();
        var second = await own.Server.NewTenantBelow(provider);
        var third = await own.Server.NewTenantBelow(provider);
        await PlacedServer.Move(provider, first.Id, "DATABASE", "alone");
        (await PlacedServer.Ask(provider, second.Id, "DATABASE", "alone")).Expect(409).Code.ShouldBe("tenant.place_taken");
        (await PlacedServer.Ask(provider, second.Id, "SCHEMA", "alone")).Expect(409).Code.ShouldBe("tenant.place_taken");
        await PlacedServer.Move(provider, second.Id, "SCHEMA", "apart");
        (await PlacedServer.Ask(provider, third.Id, "DATABASE", "apart")).Expect(409).Code.ShouldBe("tenant.place_taken");
        (await PlacedServer.Ask(provider, third.Id, "SCHEMA", "apart")).Expect(409).Code.ShouldBe("tenant.no_places");
        await PlacedServer.Move(provider, first.Id, "SHARED");
        await PlacedServer.Move(provider, third.Id, "DATABASE", "alone");
    }

    [Fact]
    public async Task A_new_tenant_is_in_its_own_place_from_its_first_moment_on_and_gone_from_there_when_it_is_removed()
    {
        await using var own = await PlacedServer.Start(("Holdfast:Tenancy:DeletionGrace", "00:00:00"));
        var provider = await own.Server.NewTenant("Provider");
        (await provider.Admin.Post("/api/tenants", new { name = "Nowhere", placement = new { kind = "SCHEMA", database = "nowhere" } })).Expect(400).Code.ShouldBe("tenant.unknown_place");
        var id = (await provider.Admin.Post("/api/tenants", new { name = "Apart", placement = new { kind = "DATABASE", database = "alone" } })).Expect(201).Id;
        (await provider.Admin.Get($"/api/tenants/{id}/placement")).Expect(200).Json["place"]!.ToJsonString().ShouldBe("""{"kind":"DATABASE","database":"alone"}""");
        (await provider.Admin.Post("/api/auth/switch", new { tenant = id })).Expect(200);
        (await provider.Admin.Send(HttpMethod.Post, "/api/organizations", JsonContentOf(new { name = "North" }), ("X-Tenant", id))).Expect(201);
        (await own.Rows("alone", PlacedServer.Schema(id), id))["organization"].ShouldBe(1);
        (await own.Rows("main", "shared", id)).Keys.ShouldBe(["tenant_fence"]);

        (await provider.Admin.Delete($"/api/tenants/{id}")).Expect(200);
        await Eventually.Holds("the tenant to be gone", async () =>
        {
            await own.Server.Work("tenancy.remove_tenants");
            return (await provider.Admin.Get($"/api/tenants/{id}")).Status == 404;
        });
        (await own.HasSchema("alone", PlacedServer.Schema(id))).ShouldBeFalse();
        (await own.Rows("alone", "work", id)).ShouldBeEmpty();
        (await own.Rows("main", "shared", id)).ShouldBeEmpty();
        (await own.Rows("main", "control", id)).ShouldBeEmpty();
    }

    private static async Task<ApiAnswer?> Persist(Func<Task<ApiAnswer>> ask, CancellationToken end)
    {
        for (; ; )
        {
            var answer = await ask();
            if (answer.Status != 503)
            {
                return answer;
            }

            if (end.IsCancellationRequested)
            {
                return null;
            }

            await Task.Delay(20, Stop);
        }
    }

    private static global::System.Net.Http.Json.JsonContent JsonContentOf(object body) => global::System.Net.Http.Json.JsonContent.Create(body);

    private static async Task<List<string>> All(TestTenant tenant, string path)
    {
        var ids = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await tenant.Admin.Get($"{path}?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(200).Json;
            ids.AddRange(page["items"]!.AsArray().Select(i => (string)i!["id"]!));
            if ((cursor = (string?)page["nextCursor"]) is null)
            {
                return ids;
            }
        }
    }

    // Where the control store says that it is.
    private async Task<(string Database, string Schema)> Where(TestTenant tenant) =>
        (await placed.Server.Sql(tenant, "select database || ' ' || schema from control.placement where tenant_id = $1", Guid.Parse(tenant.Id))) is [var place] && place.Split(' ') is [var database, var schema]
            ? (database, schema)
            : ("main", "shared");

    // The size of the log once it stands still.
    private static async Task<long> Settled(TestTenant tenant)
    {
        var (last, same) = (0L, 0);
        await Eventually.Holds("the log to stand still", async () =>
        {
            var now = (await tenant.Admin.Get("/api/audit/checkpoint")) is { Status: 200 } answer ? Size(answer) : 0;
            same = now == last && now > 0 ? same + 1 : 0;
            last = now;
            return same == 8;
        }, TimeSpan.FromSeconds(60));
        return last;
    }

    // The second line of a checkpoint.
    private static long Size(ApiAnswer checkpoint) => long.Parse(checkpoint.Body.Split('\n')[1], global::System.Globalization.CultureInfo.InvariantCulture);

    // The newest and the oldest entry have their proofs under the newest checkpoint.
    private static async Task LogIsWhole(TestTenant tenant, long size)
    {
        var entries = (await tenant.Admin.Get("/api/audit?limit=200")).Expect(200).Json["items"]!.AsArray();
        foreach (var entry in new[] { entries[0], entries[^1] })
        {
            (await tenant.Admin.Get($"/api/audit/{entry!["id"]}/proof")).Expect(200);
        }

        Size((await tenant.Admin.Get("/api/audit/checkpoint")).Expect(200)).ShouldBeGreaterThanOrEqualTo(size);
    }

    // From now on the control store refuses to write down that a tenant's relocation has come to a step.
    private Task<Lifted> Refuse(TestTenant tenant, string step) => Hook(tenant, step, "raise exception 'poisoned';");

    private Task<Lifted> Delay(TestTenant tenant, string step, int seconds) => Hook(tenant, step, $"perform pg_sleep({seconds});");

    private async Task<Lifted> Hook(TestTenant tenant, string step, string what)
    {
        var name = $"hook_{Guid.CreateVersion7():N}";
        var owner = await placed.Owner("main");
        await Run(owner, $"""
            create function public.{name}() returns trigger language plpgsql as $$
            begin
                if new.tenant_id = '{tenant.Id}' and new.state = '{step}' and old.state <> '{step}' then {what} end if;
                return new;
            end
            $$;
            create trigger {name} before update on control.tenant_relocation for each row execute function public.{name}();
            """);
        return new Lifted(() => Run(owner, $"drop trigger {name} on control.tenant_relocation"));
    }

    private static async Task Run(string owner, string sql)
    {
        await using var source = NpgsqlDataSource.Create(owner);
#pragma warning disable CA2100 // Made of names in tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Lifted(Func<Task> lift) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await lift();
    }
}
