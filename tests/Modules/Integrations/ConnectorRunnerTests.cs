using System.Text.Json;
using Holdfast.Modules.Integrations;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Modules.Integrations;

public sealed class ConnectorRunnerTests
{
    private const string Token = "tok_1234567890";
    private readonly OpContext op = OpContext.OfSystem(Id.New<TenantId>(TimeProvider.System), "test", "r");
    private readonly ScriptedConnector connector = new();
    private readonly ScriptedSecrets secrets = new($$"""{"token":"{{Token}}"}""");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_connector_gets_the_secret_and_its_words_come_back_without_it()
    {
        connector.Act = (connection, _) => Task.FromResult<ActionOutcome>(new ActionOutcome.Failed("x.y", $"bad {connection.Secrets["token"]}!", false));
        (await Execute()).ShouldBe(new ActionOutcome.Failed("x.y", "bad ***!", false));
    }

    [Fact]
    public async Task A_result_that_repeats_the_secret_is_blotted_and_a_huge_one_left_out()
    {
        connector.Act = (connection, _) => Task.FromResult<ActionOutcome>(new ActionOutcome.Succeeded(JsonSerializer.SerializeToElement(new { echo = connection.Secrets["token"] })));
        (await Execute()).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetRawText().ShouldBe("""{"echo":"***"}""");
        connector.Act = (_, _) => Task.FromResult<ActionOutcome>(new ActionOutcome.Succeeded(JsonSerializer.SerializeToElement(new { big = new string('x', 100_000) })));
        (await Execute()).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetRawText().Length.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData("""{"a":"x\u0000y"}""", "{\"a\":\"x\uFFFDy\"}")]
    [InlineData("""{"a":"x\ud83d","b":1}""", "{\"a\":\"\uFFFD\",\"b\":1}")]
    [InlineData("""{"\u0000":["\u0000",null,true,1.50]}""", "{\"\uFFFD\":[\"\uFFFD\",null,true,1.50]}")]
    [InlineData("""{"a":"tok_\u0031234567890"}""", """{"a":"***"}""")]
    public async Task A_result_is_text_that_can_be_kept_however_the_product_writes_it(string said, string kept)
    {
        connector.Act = (_, _) => Task.FromResult<ActionOutcome>(new ActionOutcome.Succeeded(JsonSerializer.Deserialize<JsonElement>(said)));
        (await Execute()).ShouldBeOfType<ActionOutcome.Succeeded>().Result.GetRawText().ShouldBe(kept);
        connector.Act = (_, _) => Task.FromResult<ActionOutcome>(new ActionOutcome.Failed("x.y", "no\0\ud83d" + new string('x', 495) + "\ud83d\ude00", false));
        var detail = (await Execute()).ShouldBeOfType<ActionOutcome.Failed>().Detail;
        (detail[..4], detail.Length, char.IsSurrogate(detail[^1])).ShouldBe(("no\uFFFD\uFFFD", 499, false));
    }

    [Fact]
    public async Task A_connector_that_takes_too_long_is_a_failure_that_must_not_be_repeated_blindly()
    {
        connector.Act = async (_, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            throw new InvalidOperationException();
        };
        var failed = (await Execute()).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("connector.timed_out", false));
    }

    [Fact]
    public async Task A_connector_that_throws_is_a_failure_without_its_message()
    {
        connector.Act = (connection, _) => throw new InvalidOperationException(connection.Secrets["token"]);
        var failed = (await Execute()).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("connector.error");
        failed.Detail.ShouldNotContain(Token);
    }

    [Fact]
    public async Task A_secret_that_takes_too_long_takes_its_time_from_the_call_and_the_connector_is_not_called()
    {
        connector.Act = (_, _) => throw new InvalidOperationException("called");
        secrets.Before = ct => Task.Delay(Timeout.Infinite, ct);
        var failed = (await Execute()).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable, failed.MayHaveHappened).ShouldBe(("integration.secret_slow", true, false));
    }

    [Fact]
    public async Task An_action_has_its_own_time_within_the_configured_one()
    {
        connector.Act = async (_, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            throw new InvalidOperationException();
        };
        (await Execute(action: "scripted.quick")).ShouldBeOfType<ActionOutcome.Failed>().Detail.ShouldContain("0.1 seconds");
        var slow = (await Execute(action: "scripted.patient")).ShouldBeOfType<ActionOutcome.Failed>();
        slow.Detail.ShouldContain("0.2 seconds");
        slow.MayHaveHappened.ShouldBeTrue();
    }

    [Fact]
    public void A_secret_among_what_is_shown_or_an_inverse_that_is_not_there_stops_the_start()
    {
        Start([new("key", FieldType.Secret, "A key.")], null).ShouldContain("stands where values are shown");
        Start([new("list", FieldType.List, "Keys.") { Item = new("key", FieldType.Secret, "A key.") }], null).ShouldContain("stands where values are shown");
        Start([], "scripted.undo").ShouldContain("scripted.undo");

        static string Start(IReadOnlyList<FieldDescription> parameters, string? inverse) => Should.Throw<InvalidOperationException>(() => new Holdfast.Modules.Integrations.Connectors(
            [new ScriptedConnector(actions: [new("scripted.act", "Act", "Acts.", parameters) { Inverse = inverse }])])).Message;
    }

    [Fact]
    public async Task The_callers_own_cancellation_goes_through()
    {
        using var gone = new CancellationTokenSource();
        connector.Act = async (_, ct) =>
        {
            await gone.CancelAsync();
            ct.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        };
        await Should.ThrowAsync<OperationCanceledException>(() => Execute(gone.Token));
    }

    [Fact]
    public async Task Without_its_secret_the_connector_is_not_called()
    {
        connector.Act = (_, _) => throw new InvalidOperationException("called");
        secrets.Answer = new Problem(ProblemKind.Conflict, "vault.secret_missing", "Gone.");
        (await Execute()).ShouldBe(new ActionOutcome.Failed("integration.secret_unreadable", "The integration's secret cannot be read; set it again.", false));
    }

    [Fact]
    public async Task While_the_secret_store_is_away_the_connector_is_not_called_and_trying_again_does_no_harm()
    {
        connector.Act = (_, _) => throw new InvalidOperationException("called");
        secrets.Answer = new Problem(ProblemKind.Unavailable, "vault.unavailable", "Away.", RetryAfter: TimeSpan.FromSeconds(7));
        (await Execute()).ShouldBe(new ActionOutcome.Failed("vault.unavailable", "Away. The integration was not called.", true, TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public async Task A_connector_that_is_not_here_any_more_is_a_failure() =>
        (await Execute(connectorKey: "gone")).ShouldBeOfType<ActionOutcome.Failed>().Code.ShouldBe("integration.no_connector");

    [Fact]
    public void Two_connectors_or_actions_of_one_name_stop_the_start()
    {
        Should.Throw<ArgumentException>(() => new Holdfast.Modules.Integrations.Connectors([connector, new ScriptedConnector()]));
        Should.Throw<InvalidOperationException>(() => new Holdfast.Modules.Integrations.Connectors([connector, new ScriptedConnector("other")]));
    }

    [Fact]
    public void A_secret_s_text_comes_out_by_name_only()
    {
        var values = new SecretValues(new Dictionary<string, string> { ["token"] = Token });
        new Connection(op.Tenant, new FieldValues(default), values).ToString().ShouldNotContain(Token);
        values["token"].ShouldBe(Token);
    }

    [Fact]
    public void A_setting_that_says_where_the_secret_goes_is_noticed_when_it_changes()
    {
        var before = JsonSerializer.SerializeToElement(new { url = "https://a", note = "x" });
        Holdfast.Modules.Integrations.Connectors.Rebinds(connector, before, JsonSerializer.SerializeToElement(new { url = "https://a", note = "y" })).ShouldBeNull();
        Holdfast.Modules.Integrations.Connectors.Rebinds(connector, before, JsonSerializer.SerializeToElement(new { url = "https://b" })).ShouldBe("url");
    }

    private Task<ActionOutcome> Execute(CancellationToken? ct = null, string connectorKey = "scripted", string action = "scripted.act")
    {
        var runner = new ConnectorRunner(
            new Holdfast.Modules.Integrations.Connectors([connector]),
            secrets,
            new ConnectionTokens(TimeProvider.System),
            null!, // The scripted connector has no pace.
            Options.Create(new IntegrationsOptions { CallTimeout = TimeSpan.FromMilliseconds(200) }),
            TimeProvider.System,
            NullLogger<ConnectorRunner>.Instance);
        var integration = Integration.Found(connectorKey, "It", JsonSerializer.SerializeToElement(new { url = "https://a" }), ScopePath.Tenant, TimeProvider.System) with
        {
            Secret = new SecretPointer(new SecretRef("local", "x", 1), DateTimeOffset.UnixEpoch),
        };
        return runner.Execute(op, integration, new ActionCall(action, new FieldValues(default), "r"), ct ?? Stop);
    }

    private sealed class ScriptedConnector(string key = "scripted", IReadOnlyList<ActionDescription>? actions = null) : IConnector
    {
        public Func<Connection, CancellationToken, Task<ActionOutcome>> Act { get; set; } = (_, _) => throw new InvalidOperationException();

        public ConnectorDescription Description { get; } = new(
            key,
            "Scripted",
            [new("url", FieldType.Url, "Where.") { BindsSecret = true }, new("note", FieldType.Text, "What.")],
            [new("token", FieldType.Text, "The token.")],
            actions ??
            [
                new("scripted.act", "Act", "Acts.", []),
                new("scripted.quick", "Act", "Acts.", []) { TimeLimit = TimeSpan.FromMilliseconds(100) },
                new("scripted.patient", "Act", "Acts.", []) { TimeLimit = TimeSpan.FromMinutes(1) },
            ]);

        public Task<ConnectionCheck> Test(Connection connection, CancellationToken ct) => Task.FromResult(ConnectionCheck.Works("fine"));

        public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct) => Act(connection, ct);
    }

    private sealed class ScriptedSecrets(string value) : ISecrets
    {
        public Result<string> Answer { get; set; } = value;

        public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

        public Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct) => throw new NotSupportedException();

        public Task<Result<SecretRef>> Keep(Change change, StagedSecret staged, SecretRef? replaces, CancellationToken ct) => throw new NotSupportedException();

        public async Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct)
        {
            await Before(ct);
            return Answer;
        }

        public void Delete(Change change, SecretRef secret) => throw new NotSupportedException();
    }
}
