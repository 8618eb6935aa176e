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
        session = new TenantSession(OpContext.OfSystem(new TenantId(Guid.CreateVersion7()), "test.prepared", "test"), new SharedStores(source), new CommitPipeline(TimeProvider.System, [], []));
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
        Task<List<int>> Ask(string number) => session.Query($"select {number}::integer + 1", row => row.GetInt32(0), Stop);

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe([42]);
    }

    [Fact]
    public async Task A_query_in_a_change_answers_after_it_has_failed_and_nothing_is_left_open()
    {
        async Task<int> Ask(string number)
        {
            await using var change = session.Change();
            return await change.First($"select {number}::integer + 1", row => row.GetInt32(0), Stop);
        }

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe(42);
        (await session.First($"select txid_current_if_assigned() is null", row => row.GetBoolean(0), Stop)).ShouldBeTrue();
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
        var store = new SharedStores((NpgsqlDataSource)owned[0]).TenantStores[0];
        Task<List<int>> Ask(string number) => store.Ask($"select {number}::integer + 1", row => row.GetInt32(0), Stop);

        (await Should.ThrowAsync<PostgresException>(() => Ask("x"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
        (await Ask("41")).ShouldBe([42]);
    }

    [Fact]
    public async Task A_query_that_was_cancelled_leaves_a_good_connection()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sleeping = session.Query($"select pg_sleep(60)::text", row => row.GetString(0), impatient.Token);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => sleeping);
        (await session.Query($"select {41} + 1", row => row.GetInt32(0), Stop)).ShouldBe([42]);
    }
}
