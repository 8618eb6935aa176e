using Holdfast.Tests.Harness.Endpoints;
using Npgsql;

namespace Holdfast.Tests.System.Isolation;

/// <summary>What the application's role cannot do, even if somebody makes it say anything at all to the database.</summary>
public sealed class ApplicationRoleTests(EndpointServer server)
{
    [Theory]
    [InlineData("update shared.audit_entry set action = 'x'")]
    [InlineData("delete from shared.audit_entry")]
    [InlineData("truncate shared.audit_entry")]
    [InlineData("update shared.audit_place set position = 0")]
    [InlineData("delete from shared.audit_place")]
    [InlineData("update shared.audit_node set hash = ''")]
    [InlineData("delete from shared.audit_node")]
    [InlineData("update shared.audit_checkpoint set note = ''")]
    [InlineData("delete from shared.audit_checkpoint")]
    [InlineData("update shared.audit_key set verifier_key = ''")]
    [InlineData("delete from shared.audit_key")]
    [InlineData("delete from work.audit_intake")]
    [InlineData("insert into work.audit_intake (tenant_id, entry_id) values (gen_random_uuid(), gen_random_uuid())")]
    [InlineData("update work.audit_intake set at = now()")]
    [InlineData("truncate work.audit_intake")]
    [InlineData("alter table shared.audit_entry disable trigger written")]
    [InlineData("create or replace function work.audit_entry_written() returns trigger language plpgsql as 'begin return null; end'")]
    [InlineData("create table work.mine (id integer)")]
    [InlineData("delete from shared.migration")]
    [InlineData("insert into control.migration values ('x', 1, 'x', 'x', now())")]
    [InlineData("alter table shared.ticket disable row level security")]
    [InlineData("alter table shared.ticket no force row level security")]
    [InlineData("drop policy tenant on shared.ticket")]
    [InlineData("create policy all_rows on shared.ticket using (true)")]
    [InlineData("create or replace function shared.current_tenant() returns uuid language sql as 'select null::uuid'")]
    [InlineData("alter function control.across_tenants() owner to current_user")]
    [InlineData("set row_security = off; select * from shared.ticket")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("set role holdfast_owner")]
    [InlineData("set session authorization holdfast_owner")]
    [InlineData("alter role current_user bypassrls")]
    [InlineData("create role intruder")]
    [InlineData("create table shared.mine (id integer)")]
    [InlineData("create table control.mine (id integer)")]
    [InlineData("create table public.mine (id integer)")]
    [InlineData("create function shared.mine() returns integer language sql as 'select 1'")]
    [InlineData("create view shared.mine as select 1")]
    [InlineData("create trigger mine before insert on shared.ticket for each row execute function pg_catalog.suppress_redundant_updates_trigger()")]
    [InlineData("create schema mine")]
    [InlineData("create database mine")]
    [InlineData("create extension dblink")]
    [InlineData("drop table shared.ticket")]
    [InlineData("select * from shared.metric_sample_any")]
    [InlineData("update shared.log_event_any set raw = 'x'")]
    [InlineData("delete from shared.log_event_any")]
    [InlineData("copy shared.ticket to program 'cat'")]
    [InlineData("copy shared.ticket to '/tmp/ticket'")]
    [InlineData("select pg_read_file('pg_hba.conf')")]
    [InlineData("select rolpassword from pg_authid")]
    [InlineData("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'holdfast_owner' and pid <> pg_backend_pid() union all select pg_reload_conf()")]
    public async Task It_is_refused(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
#pragma warning disable CA2100 // Constants above.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        var error = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        error.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task It_owns_nothing_and_is_member_of_nothing()
    {
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        await using var command = source.CreateCommand("""
            select (select count(*) from pg_class where relowner = r.oid) + (select count(*) from pg_proc where proowner = r.oid)
                 + (select count(*) from pg_namespace where nspowner = r.oid) + (select count(*) from pg_auth_members where member = r.oid)
              from pg_roles r where rolname = current_user
            """);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }
}
