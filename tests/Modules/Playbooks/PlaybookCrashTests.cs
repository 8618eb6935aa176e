using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Playbooks;

/// <summary>A process that dies at a commit, whichever: the database refuses the n-th write of a tenant's run, once, and what was done by then stands.</summary>
public sealed class PlaybookCrashTests(PlaybookServer fixture)
{
    private const int MostWrites = 60;

    [Fact]
    public async Task Whichever_commit_is_lost_each_step_has_its_effect_once()
    {
        await Prepare();
        var died = 0;
        // In groups, so that the pauses after a failure pass together.
        for (var group = 0; ; group++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(group * 6, 6).Select(n => DieAt(n + 1)));
            died += outcomes.Count(o => o);
            if (!outcomes[^1])
            {
                break;
            }

            (group * 6).ShouldBeLessThan(MostWrites);
        }

        died.ShouldBeGreaterThan(10);
    }

    private async Task<bool> DieAt(int write)
    {
        await using var desk = await PlaybookTenant.New(fixture.Server);
        var playbook = await desk.PublishManual(
            PlaybookTenant.Note("one", "one") + "  - id: each\n    loop:\n      over: [a, b]\n      steps:\n        - id: say\n          notify: { subject: \"{{ item }}\", text: t }\n" + PlaybookTenant.Note("two", "two"));
        await Plan(desk, write);
        var run = await desk.Start(playbook);
        await Eventually.Holds($"the run that died at write {write}", async () =>
        {
            await Settle(desk);
            return (string)(await desk.Run(run))["run"]!["state"]! == "DONE";
        }, TimeSpan.FromSeconds(90));
        desk.Grafana.Annotations.Select(a => a.Text).ShouldBe(["one", "two"], $"died at write {write}");
        desk.Grafana.Effects.ShouldBe(2, $"died at write {write}");
        (await desk.Server.Sql(desk.Tenant, "select data ->> 'subject' from event where tenant_id = $1 and name = 'playbook.notified' order by seq", Guid.Parse(desk.Tenant.Id))).ShouldBe(["a", "b"], $"died at write {write}");
        return await HasDied(desk);
    }

    // Of what was under way when a process died nobody knows; somebody has it looked up in the product.
    private static async Task Settle(PlaybookTenant desk)
    {
        foreach (var unknown in (await desk.Admin.Get("/api/action-runs?state=UNKNOWN")).Expect(200).Json["items"]!.AsArray())
        {
            await desk.Admin.Post($"/api/action-runs/{(string)unknown!["id"]!}/check");
        }
    }

    // The count is a sequence's, which a rollback does not take back.
    private async Task Prepare() => await Do("""
        create function shared.die() returns trigger language plpgsql security definer as $$
        begin
            if to_regclass('shared.life_' || replace(new.tenant_id::text, '-', '')) is not null and nextval('shared.life_' || replace(new.tenant_id::text, '-', '')) = 0 then
                raise exception 'died';
            end if;
            return new;
        end $$;
        create trigger die before insert or update on shared.playbook_run for each row execute function shared.die();
        create trigger die before insert or update on shared.playbook_step for each row execute function shared.die();
        create trigger die before insert or update on shared.action_run for each row execute function shared.die();
        """);

    // The first write is the run's own, by who starts it.
    private async Task Plan(PlaybookTenant desk, int write) => await Do($"create sequence shared.{Life(desk)} minvalue -1000 start -{write}");

    private async Task<bool> HasDied(PlaybookTenant desk)
    {
        await using var connection = new NpgsqlConnection(await fixture.Server.OwnerConnection());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select last_value >= 0 from shared.{Life(desk)}", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static string Life(PlaybookTenant desk) => $"life_{desk.Tenant.Id.Replace("-", "", StringComparison.Ordinal)}";

    private async Task Do(string sql)
    {
        await using var connection = new NpgsqlConnection(await fixture.Server.OwnerConnection());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
