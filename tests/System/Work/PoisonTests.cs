using Holdfast.Hosts.Server;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.System.Work;

/// <summary>
/// For every kind of background work: while it fails for one tenant, again and again, and a whole database is away, everybody else's is done promptly; and
/// as soon as nothing is in the way any more, that tenant's is too.
/// </summary>
public sealed class PoisonTests(Installation installation)
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(30);

    // Not of a tenant: they have tests of their own below.
    private static readonly string[] OfNoTenant = ["audit.watch_intake", "fleet.keep_partitions", "fleet.keep_streams", "platform.run_reconcilers"];

    public static TheoryData<string> Kinds => [.. Scenario.All.Keys];

    [Fact]
    public async Task Every_kind_of_work_is_tried()
    {
        var parts = (await installation.Server.Services()).GetServices<WorkPart>().Select(p => p.Name).ToList();
        HoldfastModules.All().SelectMany(m => m.Works).Select(w => w.Name).ShouldBeSubsetOf(parts);
        parts.Order(StringComparer.Ordinal).ShouldBe(Scenario.All.Keys.Concat(OfNoTenant).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_fails_for_one_tenant_is_done_for_the_others(string work)
    {
        var scenario = Scenario.All[work];
        (string Database, TestTenant Tenant)[] poisoned = [("main", await installation.NewTenant("main")), ("second", await installation.NewTenant("second"))];
        (string Database, TestTenant Tenant)[] others = [("main", await installation.NewTenant("main")), ("second", await installation.NewTenant("second"))];
        var lifts = new List<Func<Task>>();
        foreach (var (database, tenant) in poisoned)
        {
            lifts.Add(await installation.Poison(scenario.IsInControl ? "main" : database, tenant, scenario.Table, scenario.Operation));
            await scenario.Arrange(installation, database, tenant);
        }

        foreach (var (database, tenant) in others)
        {
            await scenario.Arrange(installation, database, tenant);
        }

        await installation.Wake(work);
        foreach (var (database, tenant) in others)
        {
            await Eventually.Holds($"{work} in {database}", async () => await scenario.Left(installation, database, tenant) == "0", Promptly);
        }

        // What a tenant in the control store's database does there needs no outbox.
        foreach (var (database, tenant) in poisoned.Where(p => work != "platform.carry_outbox" || p.Database == "second"))
        {
            (await scenario.Left(installation, database, tenant)).ShouldNotBe("0");
        }

        foreach (var lift in lifts)
        {
            await lift();
        }

        foreach (var (database, tenant) in poisoned)
        {
            await Eventually.Holds($"{work} in {database} once nothing is in the way", async () =>
            {
                await installation.Wake(work);
                return await scenario.Left(installation, database, tenant) == "0";
            }, Promptly);
        }
    }

    [Fact]
    public async Task A_tenant_whose_log_key_cannot_be_opened_stops_nobody_elses_checkpoints_and_the_operator_is_told()
    {
        var (broken, good) = (await installation.NewTenant("main"), await installation.NewTenant("main"));
        await Eventually.Holds("its first checkpoint", async () => (await Left(broken)) == "0");
        await installation.Sql("main", broken, "update audit_key set sealed_seed = '\\x00' where tenant_id = $1");
        await broken.NewOrganization();
        await good.NewOrganization();
        await Eventually.Holds("the others' checkpoint", async () => await Left(good) == "0", Promptly);
        (await Left(broken)).ShouldNotBe("0");
        await Eventually.Holds("the alarm", () => Task.FromResult(installation.Server.Log.Any(l => l.StartsWith("Critical", StringComparison.Ordinal) && l.Contains("have no place in the tree", StringComparison.Ordinal))), Promptly);

        async Task<string> Left(TestTenant tenant) => (await installation.Sql("main", tenant, "select count(*) from audit_intake where tenant_id = $1")).Single();
    }

    [Fact]
    public async Task A_reconciler_that_fails_holds_up_no_other_and_gives_its_lease_back()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>(), services => services.AddReconciler<Failing>("failing", TimeSpan.FromSeconds(1)));
        var tenant = await server.NewTenant();
        var others = (await server.Services()).GetRequiredService<IReadOnlyList<ModuleManifest>>().Single(m => m.Name == "access").Reconcilers.Count;
        await Eventually.Holds("it to have failed twice", () => Task.FromResult(Failing.Turns >= 2), Promptly);
        await Eventually.Holds(
            "the others to be done",
            async () => (await server.Sql(tenant, "select count(*) from control.lease where name like 'access.%' and until <= now() and due_at > now()")).Single() == $"{others}",
            Promptly);
    }

    private sealed class Failing : IReconciler
    {
        private static int turns;

        public static int Turns => Volatile.Read(ref turns);

        public Task Reconcile(CancellationToken ct)
        {
            Interlocked.Increment(ref turns);
            throw new InvalidOperationException("It fails.");
        }
    }
}
