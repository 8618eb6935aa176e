using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.System.Serving;

/// <summary>The process that moves a tenant to another place is killed in the midst of it.</summary>
public sealed class RelocationTests
{
    [Fact]
    public async Task A_tenant_whose_relocation_is_killed_is_whole_where_it_was_or_where_it_was_to_be()
    {
        await using var installation = await Installation.Start(knowsOwner: true, settings: new Dictionary<string, string>
        {
            ["Holdfast__Tenancy__RelocationLease"] = "00:00:03",
            ["Holdfast__Tenancy__PlacementLinger"] = "00:00:01",
        });
        await using var owner = NpgsqlDataSource.Create(installation.Owner);
        var provider = await TestTenant.Register(installation.Address, "Provider");
        foreach (var (step, next, ends, schema) in new[]
                 {
                     ("PREPARING", "COPYING", "FAILED", "shared"), ("COPYING", "CATCHING_UP", "FAILED", "shared"), ("CATCHING_UP", "PAUSED", "FAILED", "shared"), ("PAUSED", "SWITCHED", "FAILED", "shared"), ("SWITCHED", "CLEANING", "DONE", "own"),
                     ("CLEANING", "DONE", "DONE", "own"),
                 })
        {
            var customer = await TestTenant.Register(installation.Address, $"Killed while {step}");
            await Run(owner, $"update control.tenant set parent_id = '{provider.Id}' where tenant_id = '{customer.Id}'");
            var organization = await customer.NewOrganization("Whole");
            await Run(owner, Hook(customer.Id, next));
            (await provider.Admin.Post($"/api/tenants/{customer.Id}/placement", new { kind = "SCHEMA" })).Expect(200);
            await Eventually.Holds($"the step {step}", async () => await Ask(owner, $"select state from control.tenant_relocation where tenant_id = '{customer.Id}'") == step, TimeSpan.FromSeconds(60));
            installation.Server.Kill();
            await Eventually.Holds("its end", () => Task.FromResult(installation.Server.HasEnded));
            await Run(owner, "drop trigger hook on control.tenant_relocation");
            await installation.StartServer();

            var relocation = await PlacedServer.Ended(provider, customer.Id);
            ((string?)relocation["state"]).ShouldBe(ends, $"{step}: {relocation}");
            ((string?)relocation["error"]).ShouldBe(ends == "FAILED" ? "The process that moved it has ended." : null);
            (await customer.Admin.Get($"/api/organizations/{organization}")).Expect(200);
            await customer.NewOrganization("Goes on");
            (await Ask(owner, $"select coalesce((select 'own' from control.placement where tenant_id = '{customer.Id}'), 'shared')")).ShouldBe(schema);
            (await Ask(owner, $"select count(*)::text from pg_namespace where nspname = '{PlacedServer.Schema(customer.Id)}'")).ShouldBe(schema == "own" ? "1" : "0");
            (await Ask(owner, $"select set_config('holdfast.tenant', '{customer.Id}', false); select count(*)::text from shared.organization where tenant_id = '{customer.Id}'")).ShouldBe(schema == "own" ? "0" : "2");
        }
    }

    // Keeps the next step from being written down, so that the one before lasts.
    private static string Hook(string tenant, string step) => $"""
        create or replace function public.hook() returns trigger language plpgsql as $$
        begin
            if new.tenant_id = '{tenant}' and new.state = '{step}' and old.state <> '{step}' then perform pg_sleep(5); raise exception 'killed'; end if;
            return new;
        end
        $$;
        create trigger hook before update on control.tenant_relocation for each row execute function public.hook()
        """;

    private static async Task Run(NpgsqlDataSource owner, string sql)
    {
#pragma warning disable CA2100 // Made of names in tests.
        await using var command = owner.CreateCommand($"set holdfast.across = 'on'; {sql}");
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> Ask(NpgsqlDataSource owner, string sql)
    {
#pragma warning disable CA2100 // Made of names in tests.
        await using var command = owner.CreateCommand($"set holdfast.across = 'on'; {sql}");
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        string? last = null;
        do
        {
            while (await reader.ReadAsync())
            {
                last = reader.GetString(0);
            }
        }
        while (await reader.NextResultAsync());
        return last;
    }
}
