using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Audit;

/// <summary>What was committed enters the tree as it was committed, or somebody is told.</summary>
public sealed class AuditIntakeTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_was_changed_before_it_got_its_place_is_not_signed_and_is_said()
    {
        var tenant = await server.NewTenant();
        await Eventually.Holds("what registration wrote to get its place", async () => (await Waiting(tenant)).Count == 0);
        var (changed, good) = (await Held(tenant), await tenant.Audit("tenancy.create_organization", 2));
        await Eventually.Holds("the other entry to get its place", async () => (await Waiting(tenant)).SequenceEqual([changed]));
        foreach (var id in good.Select(e => (string)e!["id"]!))
        {
            var proof = await tenant.Admin.Get($"/api/audit/{id}/proof");
            proof.Status.ShouldBe(id == changed ? 409 : 200, proof.Body);
        }

        (await server.Sql(tenant, "select count(*) from audit_intake where tenant_id = $1 and refused_at is not null", Guid.Parse(tenant.Id))).ShouldBe(["1"]);
        server.Log.ShouldContain(l => l.StartsWith("Critical", StringComparison.Ordinal) && l.Contains(changed, StringComparison.Ordinal));
    }

    // Two entries, of which one is changed while the sequencer cannot come to them; answers which.
    private async Task<string> Held(TestTenant tenant)
    {
        await using var connection = new NpgsqlConnection(await server.OwnerConnection());
        await connection.OpenAsync(Stop);
        await using var held = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('audit', 0) # hashtextextended($1, 1))", connection) { Parameters = { new() { Value = tenant.Id } } };
        await held.ExecuteNonQueryAsync(Stop);
        await tenant.NewOrganization();
        await tenant.NewOrganization();
        var changed = (await server.Sql(tenant, """
            update audit_entry set body = convert_to(replace(convert_from(body, 'UTF8'), '"SUCCESS"', '"FAILURE"'), 'UTF8')
             where tenant_id = $1 and id = (select id from audit_entry where tenant_id = $1 and action = 'tenancy.create_organization' order by id limit 1) returning id
            """, Guid.Parse(tenant.Id))).Single();
        await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
        await release.ExecuteNonQueryAsync(Stop);
        return changed;
    }

    private Task<List<string>> Waiting(TestTenant tenant) => server.Sql(tenant, "select entry_id from audit_intake where tenant_id = $1", Guid.Parse(tenant.Id));
}
