using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Platform.Data;

/// <summary>
/// A statement that fails while it is bound, in the very use in which it is prepared, leaves Npgsql with a wrong idea of it. Each test fails
/// that way first and then expects the right answer, over the one connection that there is.
/// </summary>
public sealed class PreparedTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> owned = [];
    private TenantSession session = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var engines = await TestEngines.Start();
        owned.Add(engines);
        var (_, application) = await engines.NewDatabase();
        var settings = new NpgsqlConnectionStringBuilder(application) { MaxPoolSize = 1, MaxAutoPrepare = 20, AutoPrepareMinUsages = 1, NoResetOnClose = true };
        var source = NpgsqlDataSource.Create(settings.ConnectionString);
        owned.Insert(0, source);
        session = new TenantSession(OpContext.OfSystem(new TenantId(Guid.CreateVersion7()), "test.prepared", "test"), new SharedStores(new Database("test", source, source)), new CommitPipeline(TimeProvider.System, [], []));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in owned)
        {
            await part.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_query_answers_after_it_has_failed()
    {
        Task<List<int>> Ask(string number) => session.Query($"select {number}::integer + 1", row => row.Int(), Stop);

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe([42]);
    }

    [Fact]
    public async Task A_query_that_others_have_crowded_out_answers_after_it_has_failed()
    {
        Task<List<int>> Ask(string number) => session.Query($"select {number}::integer + 1", row => row.Int(), Stop);

        for (var i = 0; i < 3; i++)
        {
            (await Ask("1")).ShouldBe([2]);
        }

        Sql sum = $"select 1";
        for (var i = 2; i <= 60; i++)
        {
            sum = $"{sum}{Sql.Constant(" + 1")}";
            (await session.Query(sum, row => row.Int(), Stop)).ShouldBe([i]);
            (await session.Query(sum, row => row.Int(), Stop)).ShouldBe([i]);
        }

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe([42]);
    }

    [Fact]
    public async Task A_query_in_a_change_answers_after_it_has_failed_and_nothing_is_left_open()
    {
        async Task<int> Ask(string number)
        {
            await using var change = session.Change();
            return await change.First($"select {number}::integer + 1", row => row.Int(), Stop);
        }

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe(42);
        (await session.First($"select txid_current_if_assigned() is null", row => row.Bool(), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_that_failed_in_a_commit_commits_the_next_time()
    {
        async Task Write(string number)
        {
            await using var change = session.Change();
            change.Add($"select {number}::integer + 1");
            (await change.Commit(Stop)).ShouldBeNull();
        }

        (await Should.ThrowAsync<PostgresException>(() => Write("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        await Write("41");
    }

    [Fact]
    public async Task A_work_list_answers_after_it_has_failed()
    {
        var database = new Database("test", (NpgsqlDataSource)owned[0], (NpgsqlDataSource)owned[0]);
        Task<List<int>> Ask(string number) => database.Ask($"select {number}::integer + 1", row => row.Int(), Stop);

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe([42]);
    }

    [Fact]
    public async Task A_caller_who_goes_away_does_not_make_a_connection_forget_what_it_has_prepared()
    {
        Task<List<string>> Sleep(double seconds, CancellationToken ct) => session.Query($"select pg_sleep({seconds})::text", row => row.Text(), ct);
        Task<long> Kept() => session.First($"select count(*) from pg_prepared_statements where statement like 'select pg_sleep%'", row => row.Long(), Stop);

        for (var i = 0; i < 3; i++)
        {
            await Sleep(0, Stop);
        }

        (await Kept()).ShouldBe(1);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sleeping = Sleep(60, impatient.Token);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => sleeping);
        (await Kept()).ShouldBe(1);
        (await Sleep(0, Stop)).ShouldBe([""]);
    }

    [Fact]
    public async Task A_query_that_was_cancelled_leaves_a_good_connection()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sleeping = session.Query($"select pg_sleep(60)::text", row => row.Text(), impatient.Token);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => sleeping);
        (await session.Query($"select {41} + 1", row => row.Int(), Stop)).ShouldBe([42]);
    }
}
