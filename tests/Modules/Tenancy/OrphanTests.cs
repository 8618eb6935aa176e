using Holdfast.Modules.Tenancy.Placing;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>Schemas that nobody came to, and processes that look for a tenant where it is not any more.</summary>
public sealed class OrphanTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schema_of_no_tenant_goes_if_no_row_ever_stood_in_it_and_all_others_stay()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:DatabaseMigrationUrl"] = TestServer.ItsOwner });
        var provider = await server.NewTenant("Provider");
        var lives = (await provider.Admin.Post("/api/tenants", new { name = "Lives", placement = new { kind = "SCHEMA" } })).Expect(201).Id;
        var (old, young, held, made) = (Ago(2), Ago(0), Ago(3), Ago(4));
        foreach (var id in new[] { old, young, held, made })
        {
            await Make(server, id);
        }

        await Run(server, $"""
            create schema tenant_5f0d9a4e8c3b4f7a9e6d1c2b3a4f5e6d;
            create schema tenant_somebody;
            select set_config('holdfast.tenant', '{held}', false);
            insert into {TenantRelocator.OwnSchema(held)}.tenant_fence (tenant_id, state, since) values ('{held}', 'CLOSED', now());
            set holdfast.across = 'on';
            insert into control.tenant (tenant_id, slug, name, state, version, created_at) values ('{made}', 'made-late', 'Made late', 'ACTIVE', 1, now())
            """);
        var before = await Schemas(server);
        await server.Reconcile("tenancy.drop_orphans");
        before.Except(await Schemas(server)).ShouldBe([TenantRelocator.OwnSchema(old)]);
        server.Log.ShouldContain(l => l.Contains(TenantRelocator.OwnSchema(old), StringComparison.Ordinal) && l.Contains("dropped", StringComparison.Ordinal));
        (await provider.Admin.Get($"/api/tenants/{lives}/placement")).Expect(200);
    }

    [Fact]
    public async Task Who_looks_for_a_tenant_in_a_schema_that_is_gone_is_told_that_it_is_moved_and_knows_better_then()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Server:DatabaseMigrationUrl"] = TestServer.ItsOwner,
            // This process reads where tenants are once in a while only.
            ["Holdfast:Tenancy:StatePoll"] = "00:00:05",
        });
        var provider = await server.NewTenant("Provider");
        foreach (var (method, path, body) in new[] { (HttpMethod.Get, "/api/organizations", null), (HttpMethod.Post, "/api/organizations", (object?)new { name = "North" }), (HttpMethod.Put, "/api/tenants/{id}", new { name = "South" }) })
        {
            // Once in a while it reads just then, and knows; it is never at a loss.
            var told = false;
            for (var i = 0; i < 10 && !told; i++)
            {
                told = await IsTold(server, provider, method, path, body);
            }

            told.ShouldBeTrue($"{method} {path}");
        }
    }

    private static async Task<bool> IsTold(TestServer server, TestTenant provider, HttpMethod method, string path, object? body)
    {
        var customer = (await provider.Admin.Post("/api/tenants", new { name = "Customer", placement = new { kind = "SCHEMA" } })).Expect(201).Id;
        await provider.Visit(customer);
        (await Ask(HttpMethod.Get, "/api/organizations", null)).Expect(200);
        // What another process did, after this one should have heard of it.
        await Run(server, $"""
            select set_config('holdfast.tenant', '{customer}', false);
            set holdfast.across = 'on';
            delete from control.placement where tenant_id = '{customer}';
            delete from shared.tenant_fence where tenant_id = '{customer}';
            drop schema {TenantRelocator.OwnSchema(new TenantId(Guid.Parse(customer)))} cascade
            """);
        var answer = await Ask(method, path.Replace("{id}", customer, StringComparison.Ordinal), body);
        answer.Status.ShouldBeOneOf(503, 200, 201);
        if (answer.Status == 503)
        {
            (answer.Code, answer.Headers["Retry-After"]).ShouldBe(("tenancy.relocating", "1"));
        }

        (await Ask(HttpMethod.Get, "/api/organizations", null)).Expect(200);
        return answer.Status == 503;

        Task<ApiAnswer> Ask(HttpMethod with, string at, object? what) => provider.Admin.Send(with, at, what, ("X-Tenant", customer));
    }

    private static TenantId Ago(int hours) => new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(hours)));

    // What a process does before it makes a tenant, and then it ends.
    private static async Task Make(TestServer server, TenantId tenant)
    {
        await using var scope = (await server.Services()).OpenWork(OpContext.OfSystem(default, "test", "test"));
        await scope.ServiceProvider.GetRequiredService<Placing>().Found(tenant, Placements.Own(tenant, PlacementKind.Schema, Store.MainDatabase), Stop);
    }

    private static async Task<List<string>> Schemas(TestServer server)
    {
        await using var source = NpgsqlDataSource.Create(await server.OwnerConnection());
        await using var command = source.CreateCommand("select nspname from pg_namespace where nspname like 'tenant%' order by 1");
        await using var rows = await command.ExecuteReaderAsync(Stop);
        var names = new List<string>();
        while (await rows.ReadAsync(Stop))
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private static async Task Run(TestServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(await server.OwnerConnection());
#pragma warning disable CA2100 // Made of names in tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Stop);
    }
}
