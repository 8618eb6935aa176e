using Holdfast.Modules.Vault;
using Holdfast.Modules.Vault.Azure;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.KeyVault;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Vault.Azure;

public sealed class AzureSecretsTests(AzureServer fixture) : IAsyncLifetime
{
    private const string Name = "integrations/test";
    private readonly KeyVaultServer vault = fixture.Vault;
    private TestTenant tenant = null!;
    private AsyncServiceScope scope;
    private OpContext op = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ISecrets Secrets => scope.ServiceProvider.GetRequiredService<ISecrets>();

    public async ValueTask InitializeAsync()
    {
        tenant = await fixture.Server.NewTenant();
        scope = await fixture.Scope(tenant);
        op = AzureServer.Op(tenant);
        vault.Fault = KeyVaultFault.None;
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();

    [Fact]
    public async Task A_kept_secret_is_in_the_key_vault_under_its_tenants_name_and_in_no_row()
    {
        var kept = await Put("glsa_value");
        (kept.Store, kept.Version).ShouldBe(("azure", 1));
        var there = Ours().ShouldHaveSingleItem();
        (there.Name, there.Value).ShouldBe((kept.Name, "glsa_value"));
        there.Tags.ShouldBe(new Dictionary<string, string> { ["product"] = "holdfast", ["tenant"] = tenant.Id, ["name"] = Name }, ignoreOrder: true);
        (await Secrets.Reveal(op, kept, Stop)).Value.ShouldBe("glsa_value");
        (await Rows("secret")).ShouldBe(0);

        await fixture.Remove(tenant);
        (await Secrets.Reveal(op, kept, Stop)).Value.ShouldBe("glsa_value");
    }

    [Fact]
    public async Task A_replaced_secret_is_gone_once_the_reconciler_came_by_and_not_before_the_commit()
    {
        var first = await Put("one");
        await using (var change = Change())
        {
            await Secrets.Keep(change, await Staged("lost"), first, Stop);
        }

        (await Secrets.Reveal(op, first, Stop)).Value.ShouldBe("one");
        var second = await Put("two", first);
        second.Version.ShouldBe(2);
        await fixture.Remove(tenant);
        Ours().Select(s => s.Value).ShouldBe(["two"]);
        (await Secrets.Reveal(op, first, Stop)).Problem.ShouldBe(VaultProblems.Missing);
        (await Secrets.Reveal(op, second, Stop)).Value.ShouldBe("two");
        (await Rows("outside_secret")).ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_secret_is_removed_with_everything_that_was_written_down_of_it()
    {
        var kept = await Put("v");
        await Delete(kept);
        await fixture.Remove(tenant);
        Ours().ShouldBeEmpty();
        (await Rows("outside_secret"), await Rows("outside_secret_due")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_was_staged_and_never_kept_is_removed_in_time_and_not_before()
    {
        await Staged("orphan");
        await fixture.Server.Work("vault.remove_outside_secrets");
        Ours().ShouldHaveSingleItem();
        await fixture.Remove(tenant);
        Ours().ShouldBeEmpty();
        (await Rows("outside_secret")).ShouldBe(0);
    }

    [Fact]
    public async Task A_secret_that_was_set_although_the_answer_was_lost_is_removed()
    {
        vault.Fault = KeyVaultFault.DropAfterwards;
        (await Secrets.Stage(op, Name, "v", Stop)).Problem!.Code.ShouldBe("vault.unavailable");
        vault.Fault = KeyVaultFault.None;
        Ours().ShouldHaveSingleItem();
        await fixture.Remove(tenant);
        Ours().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_comes_after_the_removal_keeps_nothing_and_is_told_so()
    {
        var staged = await Staged("late");
        await fixture.Remove(tenant);
        await using var change = Change();
        (await Secrets.Keep(change, staged, null, Stop)).Problem.ShouldBe(VaultProblems.Expired);
    }

    [Fact]
    public async Task What_a_change_keeps_at_this_moment_is_not_taken_away_under_it()
    {
        var staged = await Staged("just in time");
        await fixture.Server.Sql(tenant, "update outside_secret_due set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        Task removing;
        SecretRef kept;
        await using (var change = Change())
        {
            kept = (await Secrets.Keep(change, staged, null, Stop)).Value;
            removing = fixture.Server.Work("vault.remove_outside_secrets");
            await Eventually.Holds("the reconciler to wait for the row", async () => (await fixture.Server.Sql(
                tenant, "select count(*) from pg_locks waits join pg_locks has on has.pid = waits.pid where not waits.granted and has.relation = 'outside_secret'::regclass"))[0] != "0");
            await change.Commit(Stop);
        }

        await removing;
        (await Secrets.Reveal(op, kept, Stop)).Value.ShouldBe("just in time");
    }

    [Fact]
    public async Task While_the_vault_is_away_removals_wait_longer_each_time()
    {
        await Delete(await Put("v"));
        vault.Fault = KeyVaultFault.Forbidden;
        await fixture.Remove(tenant);
        await fixture.Remove(tenant);
        (await fixture.Server.Sql(tenant, "select attempts from outside_secret_due where tenant_id = $1 and due_at > now() + interval '1 minute'", Guid.Parse(tenant.Id))).ShouldBe(["2"]);
        vault.Fault = KeyVaultFault.None;
        Ours().ShouldHaveSingleItem();
        await fixture.Remove(tenant);
        Ours().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_removed_from_a_vault_in_which_it_never_was()
    {
        await Delete(await Put("v"));
        await fixture.Server.Sql(tenant, "update outside_secret set vault = 'former.vault.azure.net' where tenant_id = $1", Guid.Parse(tenant.Id));
        await fixture.Remove(tenant);
        Ours().ShouldHaveSingleItem();
        (await Rows("outside_secret")).ShouldBe(1);
        fixture.Server.Log.ShouldContain(line => line.Contains("lie in another vault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_somebody_deleted_in_the_vault_is_missing()
    {
        var kept = await Put("v");
        vault.Delete(kept.Name);
        (await Secrets.Reveal(op, kept, Stop)).Problem.ShouldBe(VaultProblems.Missing);
    }

    [Fact]
    public async Task A_reference_to_another_tenants_secret_or_to_any_other_of_the_vault_is_not_asked_for()
    {
        var theirs = await Put("theirs");
        var other = await fixture.Server.NewTenant();
        await using var others = await fixture.Scope(other);
        var secrets = others.ServiceProvider.GetRequiredService<ISecrets>();
        var before = vault.Requests.Count;
        foreach (var forged in new[] { theirs, theirs with { Name = "production-database-password" } })
        {
            (await secrets.Reveal(AzureServer.Op(other), forged, Stop)).Problem.ShouldBe(VaultProblems.Missing);
            await using var change = others.ServiceProvider.GetRequiredService<TenantSession>().Bookkeeping();
            secrets.Delete(change, forged);
            await change.Commit(Stop);
        }

        await fixture.Server.Work("vault.remove_outside_secrets");
        vault.Requests.Count.ShouldBe(before);
        (await Secrets.Reveal(op, theirs, Stop)).Value.ShouldBe("theirs");
    }

    [Fact]
    public async Task A_value_over_key_vaults_limit_is_refused_before_anything_is_asked()
    {
        (await Secrets.Stage(op, Name, new string('é', 12_801), Stop)).Problem!.Detail.ShouldContain("25600 bytes");
        (await Rows("outside_secret")).ShouldBe(0);
        (await Put(new string('é', 12_800))).Store.ShouldBe("azure");
    }

    [Fact]
    public async Task What_lies_in_the_database_is_read_there_until_it_is_replaced()
    {
        var local = scope.ServiceProvider.GetRequiredService<LocalSecrets>();
        await using (var change = Change())
        {
            await local.Keep(change, (await local.Stage(op, Name, "old", Stop)).Value, 3, Stop);
            await change.Commit(Stop);
        }

        var old = new SecretRef("local", Name, 3);
        (await Secrets.Reveal(op, old, Stop)).Value.ShouldBe("old");
        var replaced = await Put("new", old);
        (replaced.Store, replaced.Version).ShouldBe(("azure", 4));
        (await Rows("secret")).ShouldBe(0);
        (await Secrets.Reveal(op, old, Stop)).Problem.ShouldBe(VaultProblems.Missing);
    }

    [Fact]
    public async Task A_server_without_a_key_vault_says_so_of_what_lies_there_and_can_replace_it()
    {
        await using var plain = TestServer.With(new Dictionary<string, string?>());
        var here = await plain.NewTenant();
        await using var without = (await plain.Services()).CreateAsyncScope();
        without.ServiceProvider.GetRequiredService<Holdfast.Platform.Modularity.OpScope>().Enter(AzureServer.Op(here));
        var secrets = without.ServiceProvider.GetRequiredService<ISecrets>();
        var outside = new SecretRef("azure", OutsideName.Of(AzureServer.Op(here).Tenant, Guid.CreateVersion7()), 1);
        (await secrets.Reveal(AzureServer.Op(here), outside, Stop)).Problem!.Code.ShouldBe("vault.store_unknown");
        (await secrets.Reveal(AzureServer.Op(here), outside with { Store = "attic" }, Stop)).Problem!.Code.ShouldBe("vault.store_unknown");
        plain.Log.ShouldContain(line => line.Contains("store 'azure', for which nothing is configured", StringComparison.Ordinal));

        await using var change = without.ServiceProvider.GetRequiredService<TenantSession>().Bookkeeping();
        var replaced = (await secrets.Keep(change, (await secrets.Stage(AzureServer.Op(here), Name, "new", Stop)).Value, outside, Stop)).Value;
        await change.Commit(Stop);
        replaced.ShouldBe(new SecretRef("local", Name, 2));
        (await secrets.Reveal(AzureServer.Op(here), replaced, Stop)).Value.ShouldBe("new");
        await plain.Work("vault.remove_outside_secrets");
    }

    private Change Change() => scope.ServiceProvider.GetRequiredService<TenantSession>().Bookkeeping();

    private async Task<StagedSecret> Staged(string value) => (await Secrets.Stage(op, Name, value, Stop)).Value;

    private async Task<SecretRef> Put(string value, SecretRef? replaces = null)
    {
        var staged = await Staged(value);
        await using var change = Change();
        var kept = (await Secrets.Keep(change, staged, replaces, Stop)).Value;
        (await change.Commit(Stop)).ShouldBeNull();
        return kept;
    }

    private async Task Delete(SecretRef secret)
    {
        await using var change = Change();
        Secrets.Delete(change, secret);
        await change.Commit(Stop);
    }

    private KeptSecret[] Ours() => [.. vault.Present.Where(s => s.Tags["tenant"] == tenant.Id)];

    private async Task<int> Rows(string table) => int.Parse((table switch
    {
        "secret" => await fixture.Server.Sql(tenant, "select count(*) from secret where tenant_id = $1", Guid.Parse(tenant.Id)),
        "outside_secret" => await fixture.Server.Sql(tenant, "select count(*) from outside_secret where tenant_id = $1", Guid.Parse(tenant.Id)),
        _ => await fixture.Server.Sql(tenant, "select count(*) from outside_secret_due where tenant_id = $1", Guid.Parse(tenant.Id)),
    })[0], System.Globalization.CultureInfo.InvariantCulture);
}
