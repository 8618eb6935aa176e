using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Modules.Vault;
using Holdfast.Modules.Vault.Azure;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness.KeyVault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Modules.Vault.Azure;

public sealed class KeyVaultClientTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Tags = new() { ["product"] = "holdfast" };
    private readonly LogLines log = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private KeyVaultServer vault = null!;
    private KeyVaultClient client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        vault = await KeyVaultServer.Start();
        client = Client(vault.ClientSecret);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await vault.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_is_set_read_and_deleted_and_its_name_is_used_up()
    {
        (await client.Set("a", "glsa_1", Tags, Stop)).ShouldBeNull();
        (await client.Get("a", Stop)).Value.ShouldBe("glsa_1");
        var kept = vault.Present.ShouldHaveSingleItem();
        (kept.Value, kept.ContentType, kept.Tags["product"]).ShouldBe(("glsa_1", "text/plain", "holdfast"));

        (await client.Delete("a", Stop)).ShouldBeNull();
        (await client.Get("a", Stop)).Problem.ShouldBe(VaultProblems.Missing);
        (await client.Set("a", "glsa_2", Tags, Stop)).ShouldBe(VaultProblems.Refused);
    }

    [Fact]
    public async Task To_delete_what_is_not_there_is_done()
    {
        (await client.Delete("never", Stop)).ShouldBeNull();
        log.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_application_secret_is_a_refusal_whose_reason_the_log_has_and_not_the_secret()
    {
        const string Wrong = "hf8Q~WrongWrongWrongWrongWrong";
        (await Client(Wrong).Get("a", Stop)).Problem.ShouldBe(VaultProblems.Refused);
        log.ShouldHaveSingleItem().ShouldContain("AADSTS7000215");
        log.ShouldAllBe(line => !line.Contains(Wrong, StringComparison.Ordinal));
        vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_application_without_a_role_in_the_vault_is_refused()
    {
        vault.Fault = KeyVaultFault.Forbidden;
        (await client.Set("a", "glsa_very_secret", Tags, Stop)).ShouldBe(VaultProblems.Refused);
        log.ShouldHaveSingleItem().ShouldContain("not authorized");
        log.ShouldAllBe(line => !line.Contains("glsa_very_secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_passes_quickly_is_tried_again()
    {
        (await client.Set("a", "v", Tags, Stop)).ShouldBeNull();
        vault.Fault = KeyVaultFault.ServerErrorOnce;
        (await client.Get("a", Stop)).Value.ShouldBe("v");
    }

    [Fact]
    public async Task A_vault_that_asks_for_a_pause_gets_it_from_the_caller_at_once()
    {
        vault.Fault = KeyVaultFault.TooMany;
        var problem = (await client.Get("a", Stop)).Problem!;
        (problem.Code, problem.Kind, problem.RetryAfter).ShouldBe(("vault.unavailable", ProblemKind.Unavailable, TimeSpan.FromSeconds(7)));
        vault.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(KeyVaultFault.Away)]
    [InlineData(KeyVaultFault.ServerError)]
    [InlineData(KeyVaultFault.DropAfterwards)]
    public async Task A_vault_that_does_not_serve_is_unavailable(KeyVaultFault fault)
    {
        vault.Fault = fault;
        var problem = await client.Set("a", "glsa_very_secret", Tags, Stop);
        problem!.Code.ShouldBe("vault.unavailable");
        problem.RetryAfter.ShouldNotBeNull();
        log.ShouldHaveSingleItem().ShouldNotContain("glsa_very_secret");
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_is_given_up_in_time()
    {
        vault.Fault = KeyVaultFault.Slow;
        var began = Stopwatch.GetTimestamp();
        (await Client(vault.ClientSecret, new FastTimers()).Get("a", Stop)).Problem!.Code.ShouldBe("vault.unavailable");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        log.ShouldHaveSingleItem().ShouldContain("no answer within 10 seconds");
    }

    [Fact]
    public async Task The_callers_own_cancellation_goes_through()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => client.Get("a", gone.Token));
    }

    private KeyVaultClient Client(string clientSecret, TimeProvider? time = null) => new(
        Options.Create(new VaultOptions
        {
            KeyFile = "unused",
            Azure = new AzureOptions { VaultUrl = vault.Url, TenantId = vault.TenantId, ClientId = vault.ClientId, ClientSecret = clientSecret },
        }),
        new KeyVaultMeter(services.GetRequiredService<IMeterFactory>()),
        time ?? TimeProvider.System,
        log,
        vault.Transport);

    // A second takes 20 milliseconds.
    private sealed class FastTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime / 50, period);
    }

    private sealed class LogLines : ConcurrentQueue<string>, ILogger<KeyVaultClient>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue($"{formatter(state, exception)} {exception}");
    }
}
