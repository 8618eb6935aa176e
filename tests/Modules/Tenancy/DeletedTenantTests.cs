using Holdfast.Modules.Audit.Proof;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class DeletedTenantTests(TestServer server)
{
    [Fact]
    public async Task A_deleted_tenant_is_closed_and_is_as_it_was_when_it_is_resumed_in_its_time_of_grace()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var organization = await customer.NewOrganization("Kept");
        var closed = await Delete(provider, customer);
        closed.Expect(200).Text("state").ShouldBe("DELETING");
        (DateTimeOffset.Parse(closed.Text("deleteAt")!) - DateTimeOffset.Parse(closed.Text("stateSince")!)).ShouldBe(TimeSpan.FromDays(30));
        (await customer.Admin.Get("/api/organizations")).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await Delete(provider, customer)).Expect(409).Code.ShouldBe("tenant.deleting");
        await server.Work("tenancy.remove_tenants");
        (await provider.Admin.Post($"/api/tenants/{customer.Id}/resume")).Expect(200).Json["deleteAt"].ShouldBeNull();
        (await customer.Admin.Get($"/api/organizations/{organization}")).Expect(200).Text("name").ShouldBe("Kept");
        ((string?)(await customer.Audit("tenancy.delete_tenant"))[0]!["actor"]!["id"]).ShouldBe(provider.AdminId);
    }

    [Fact]
    public async Task Only_who_stands_above_deletes_and_only_what_has_nothing_below()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var branch = await server.NewTenantBelow(customer);
        var stranger = await server.NewTenant("Stranger");
        (await Delete(provider, customer)).Expect(409).Code.ShouldBe("tenant.has_tenants");
        (await provider.Admin.Delete($"/api/tenants/{provider.Id}")).Expect(409).Code.ShouldBe("tenant.own");
        (await stranger.Admin.Delete($"/api/tenants/{customer.Id}")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await branch.Admin.Delete($"/api/tenants/{customer.Id}")).Expect(404);
        (await provider.Admin.Send(HttpMethod.Delete, $"/api/tenants/{branch.Id}", null, ("If-Match", "\"99\""))).Expect(412);
        var manager = await provider.NewUser("MANAGER");
        (await manager.Delete($"/api/tenants/{branch.Id}")).Expect(403);
        (await branch.Admin.Get("/api/organizations")).Expect(200);
    }

    [Fact]
    public async Task When_its_time_of_grace_is_over_no_row_of_it_is_left_anywhere_but_a_signed_statement()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Tenancy:DeletionGrace"] = "00:00:00" });
        var provider = await own.NewTenant("Provider");
        var customer = await own.NewTenantBelow(provider);
        var other = await own.NewTenantBelow(provider);
        var group = await customer.NewGroup(await customer.NewOrganization("North"));
        (await customer.Admin.Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 10, maxUses = 1 })).Expect(201);
        await customer.NewUser("USER");
        (await customer.Admin.Post("/api/admin/api-keys", new { name = "A program", permissions = new[] { "tickets:read" } })).Expect(201);
        var checkpoint = await Eventually.Get("the customer's last checkpoint", async () =>
            (await customer.Admin.Get("/api/audit/checkpoint")) is { Status: 200 } answer ? answer : null);
        var (others, before) = (await Rows(own, other.Id), await Rows(own, customer.Id));
        before.Count.ShouldBeGreaterThan(10);

        (await Delete(provider, customer)).Expect(200);
        await Eventually.Holds("the tenant to be gone", async () =>
        {
            await own.Work("tenancy.remove_tenants");
            return (await provider.Admin.Get($"/api/tenants/{customer.Id}")).Status == 404;
        });
        (await Rows(own, customer.Id)).ShouldBeEmpty();
        // What stands in a work list is done by and by.
        foreach (var (table, rows) in others.Where(o => !o.Key.StartsWith("work.", StringComparison.Ordinal)))
        {
            (await Rows(own, other.Id))[table].ShouldBeGreaterThanOrEqualTo(rows, table);
        }

        var gone = (await provider.Admin.Get("/api/tenant-deletions")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)gone["id"]).ShouldBe(customer.Id);
        var key = (await (await own.Anonymous()).Get("/.well-known/holdfast-platform-key")).Expect(200).Text("verifierKey")!;
        VerifierKey.TryParse(key, out var verifier).ShouldBeTrue();
        var note = SignedNote.Parse((string)gone["statement"]!).Value;
        note.Check(verifier!).ShouldBeNull();
        note.Text.ShouldContain($"tenant {customer.Id}\n");
        note.Text.ShouldContain($"log holdfast/audit/{customer.Id} ");
        (await other.Admin.Get("/api/tenant-deletions")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        ((string?)(await provider.Audit("tenancy.remove_tenants"))[0]!["resource"]!["id"]).ShouldBe(customer.Id);
        (await (await own.Anonymous()).Post("/api/auth/login", new { email = customer.Email, password = TestTenant.Password })).Expect(401);
        checkpoint.Body.ShouldContain(customer.Id);
    }

    [Fact]
    public async Task The_application_changes_no_statement()
    {
        await using var application = NpgsqlDataSource.Create(await server.ApplicationConnection());
        foreach (var sql in new[] { "update control.tenant_deletion set name = 'x'", "delete from control.tenant_deletion", "update control.platform_key set verifier_key = 'x'", "delete from control.platform_key" })
        {
            await using var command = application.CreateCommand(sql);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private static async Task<ApiAnswer> Delete(TestTenant provider, TestTenant customer) => await provider.Admin.Delete($"/api/tenants/{customer.Id}");

    /// <summary>How many rows each table has of a tenant, in whatever schema, read as the owner; those that have none are left out.</summary>
    private static async Task<Dictionary<string, long>> Rows(TestServer server, string tenant)
    {
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        await using var connection = await owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var settings = new NpgsqlCommand("select set_config('holdfast.tenant', $1, false)", connection) { Parameters = { new() { Value = tenant } } })
        {
            await settings.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var tables = new List<string>();
        await using (var command = new NpgsqlCommand(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
             where c.relkind in ('r', 'p') and n.nspname in ('control', 'shared', 'work')
            """,
            connection))
        {
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                tables.Add(rows.GetString(0));
            }
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // Names of the catalog.
            await using var count = new NpgsqlCommand($"select count(*) from {table} where tenant_id = $1", connection) { Parameters = { new() { Value = Guid.Parse(tenant) } } };
#pragma warning restore CA2100
            if ((long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))! is > 0 and var found)
            {
                counts[table] = found;
            }
        }

        return counts;
    }
}
