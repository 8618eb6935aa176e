using System.Text;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Audit;

public sealed class AuditProofTests(TestServer server)
{
    [Fact]
    public async Task Every_entry_verifies_against_the_tenants_own_key_at_its_own_place()
    {
        var tenant = await server.NewTenant();
        for (var i = 0; i < 5; i++)
        {
            await tenant.NewOrganization();
        }

        await tenant.Audit("tenancy.create_organization", 5);
        var entries = await Eventually.Get("a place for every entry", async () =>
            (await tenant.Admin.Get("/api/audit?limit=200")).Expect(200).Json["items"]!.AsArray() is { } items && items.All(e => e!["sequence"] is not null) ? items : null);
        var key = await Key(tenant);
        var places = new List<long>();
        foreach (var entry in entries)
        {
            var verified = await Verify((await tenant.Admin.Get($"/api/audit/{(string)entry!["id"]!}/proof")).Expect(200).Body, key);
            (verified.Kind, verified.KeyIsPinned, verified.Index).ShouldBe((AuditFileKind.Entry, true, (long?)entry["sequence"]));
            places.Add(verified.Index!.Value);
        }

        // Places are given once and without a gap; which of two entries of one moment comes first is the tree's to say.
        places.Order().ShouldBe(Enumerable.Range(0, entries.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task The_checkpoint_is_signed_and_grows_with_the_log()
    {
        var tenant = await server.NewTenant();
        await tenant.NewOrganization();
        var earlier = await Eventually.Get("a checkpoint", async () => await tenant.Admin.Get("/api/audit/checkpoint") is { Status: 200 } answer ? answer.Body : null);
        var key = await Key(tenant);
        var before = await Verify(earlier, key);
        before.Kind.ShouldBe(AuditFileKind.Checkpoint);

        await tenant.NewOrganization();
        var after = await Eventually.Get("a longer log", async () =>
            await Verify((await tenant.Admin.Get("/api/audit/checkpoint")).Expect(200).Body, key) is { } now && now.Checkpoint.Size > before.Checkpoint.Size ? now : null);
        after.Checkpoint.Root.ShouldNotBe(before.Checkpoint.Root);
    }

    [Fact]
    public async Task Old_checkpoints_are_thinned_to_one_a_day_and_proofs_given_before_and_after_hold()
    {
        var tenant = await server.NewTenant();
        for (var i = 0; i <= 6; i++)
        {
            await Eventually.Holds("a place for every entry", async () => (await Checkpoints(tenant)) > i
                && (await server.Sql(tenant, "select count(*) from audit_intake where tenant_id = $1", Guid.Parse(tenant.Id)))[0] == "0");
            if (i < 6)
            {
                await tenant.NewOrganization();
            }
        }

        var key = await Key(tenant);
        var entry = (string)(await tenant.Audit("tenancy.create_organization", 6))[^1]!["id"]!;
        var given = (await tenant.Admin.Get($"/api/audit/{entry}/proof")).Expect(200).Body;

        // Two days of long ago, and the last as if it were of yesterday.
        await server.Sql(
            tenant,
            """
            with numbered as (select size, row_number() over (order by size) as n, count(*) over () as all_of_them from audit_checkpoint where tenant_id = $1)
            update audit_checkpoint c set at = case when n = all_of_them then now() - interval '1 day'
                   else date_trunc('day', now(), 'UTC') - make_interval(days => case when n < 4 then 40 else 39 end) + make_interval(hours => n::int) end
              from numbered where c.tenant_id = $1 and c.size = numbered.size
            """,
            Guid.Parse(tenant.Id));
        await tenant.NewOrganization();
        await Eventually.Holds("one of each day, yesterday's and the new one", async () => await Checkpoints(tenant) is 4 or 5);
        (await server.Sql(tenant, "select count(*) from audit_checkpoint where tenant_id = $1 and at < now() - interval '30 days'", Guid.Parse(tenant.Id))).ShouldBe(["2"]);

        (await Verify(given, key)).Kind.ShouldBe(AuditFileKind.Entry);
        await Eventually.Holds("a proof of the old entry under the new checkpoint", async () =>
            await Verify((await tenant.Admin.Get($"/api/audit/{entry}/proof")).Expect(200).Body, key) is { } now && now.Checkpoint.Size > (await Verify(given, key)).Checkpoint.Size);
    }

    [Fact]
    public async Task Anothers_key_verifies_nothing()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        await one.NewOrganization();
        await other.NewOrganization();
        var note = await Eventually.Get("a checkpoint", async () => await one.Admin.Get("/api/audit/checkpoint") is { Status: 200 } answer ? answer.Body : null);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(note));
        (await AuditFile.Verify(file, await Key(other), null, TestContext.Current.CancellationToken)).Succeeded.ShouldBeFalse();
    }

    private async Task<int> Checkpoints(TestTenant tenant) => int.Parse(
        (await server.Sql(tenant, "select count(*) from audit_checkpoint where tenant_id = $1", Guid.Parse(tenant.Id)))[0], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<VerifierKey> Key(TestTenant tenant)
    {
        var text = await Eventually.Get("the log's key", async () => await tenant.Admin.Get("/api/audit/key") is { Status: 200 } answer ? answer.Text("verifierKey") : null);
        VerifierKey.TryParse(text, out var key).ShouldBeTrue(text);
        return key!;
    }

    private static async Task<VerifiedFile> Verify(string text, VerifierKey key)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var verified = await AuditFile.Verify(file, key, null, TestContext.Current.CancellationToken);
        return verified.Succeeded ? verified.Value : throw new InvalidOperationException(verified.Problem.Detail);
    }
}
