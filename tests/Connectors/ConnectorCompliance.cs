using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors;

/// <summary>What every connector owes. A connector's tests inherit it and say how to reach their double of the product.</summary>
public abstract partial class ConnectorCompliance : IAsyncLifetime
{
    private static readonly TenantId Tenant = TenantId.From(Guid.Parse("0192f000-0000-7000-8000-00000000000a"));

    /// <summary>The connector, able to reach the double.</summary>
    protected abstract IConnector Connector { get; }

    /// <summary>Settings that reach the double.</summary>
    protected abstract object GoodSettings { get; }

    /// <summary>Secrets that the double accepts.</summary>
    protected abstract IReadOnlyDictionary<string, string> GoodSecrets { get; }

    /// <summary>Secrets that it does not.</summary>
    protected abstract IReadOnlyDictionary<string, string> BadSecrets { get; }

    /// <summary>Good parameters for each action that the description names.</summary>
    protected abstract IReadOnlyDictionary<string, object> GoodParameters { get; }

    /// <summary>Makes what an action's good parameters speak of, if it is not there.</summary>
    protected virtual void Prepare(string action)
    {
    }

    /// <summary>Gives the double this many things to read; another of a call's things appears between two pages.</summary>
    protected virtual void Stock(string read, int count) => throw new NotSupportedException($"Say how to stock {read}.");

    /// <summary>A document as the product posts it to a connection with the good secrets, and the number of its items.</summary>
    protected virtual (InboundCall Call, int Items) Document(string inbound) => throw new NotSupportedException($"Say what {inbound} looks like.");

    /// <summary>The double of the product.</summary>
    protected abstract ProductServer Product { get; }

    /// <summary>How many changes the double has seen.</summary>
    protected int Effects => Product.Effects;

    /// <summary>
    /// Documents as the product would have for a read: as many as given, each as it is. Documents that are none of the product's may be among
    /// them; where a document cannot be told as one (its envelope is broken), it may sink the page.
    /// </summary>
    protected virtual void StockRaw(string read, IReadOnlyList<string> documents) => throw new NotSupportedException($"Say how to stock documents of {read}.");

    /// <summary>A good document for a read.</summary>
    protected virtual string Sample(string read) => throw new NotSupportedException($"Say what a document of {read} looks like.");

    /// <summary>Documents that the product's would become if it had gone wrong somewhere.</summary>
    protected virtual IReadOnlyList<string> Mutations(string sample) => JsonMutations.Of(sample);

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void The_description_is_complete_and_in_form()
    {
        var description = Connector.Description;
        description.ShouldBeSameAs(Connector.Description);
        Key().IsMatch(description.Key).ShouldBeTrue(description.Key);
        description.Name.ShouldNotBeNullOrWhiteSpace();
        description.Actions.ShouldNotBeEmpty();
        description.Actions.ShouldBeUnique();
        description.Reads.ShouldAllBe(r => r.Key.StartsWith(description.Key + ".") && r.Description.EndsWith('.'));
        description.Inbound.ShouldAllBe(i => i.Key.StartsWith(description.Key + ".") && i.Description.EndsWith('.'));
        foreach (var action in description.Actions)
        {
            action.Key.ShouldStartWith(description.Key + ".");
            action.Description.ShouldEndWith(".");
            (action.TimeLimit ?? TimeSpan.MaxValue).ShouldBeGreaterThan(TimeSpan.Zero);
            (action.Inverse is null || description.Actions.Any(a => a.Key == action.Inverse)).ShouldBeTrue(action.Inverse);
            (action.Purpose switch
            {
                ActionPurpose.Note => Wrong(action.Parameters, new { text = new string('x', 4000), time = "2026-03-01T10:00:00Z", tags = new[] { new string('x', 100) } }),
                ActionPurpose.BlockAddress => Wrong(action.Parameters, new { address = "2001:db8::1" }),
                ActionPurpose.IsolateAsset => Wrong(action.Parameters, new { asset = new string('x', 400) }),
                ActionPurpose.CloseAlert => Wrong(action.Parameters, new { alert = new string('x', 400), comment = new string('x', 1000) }),
                _ => Wrong([], new { }),
            }).ShouldBeEmpty(action.Key);
            (action.Lifetime is null || action.Parameters.Any(p => p.Name == action.Lifetime && p.Type == FieldType.Number)).ShouldBeTrue(action.Key);
            (action.Risk != ActionRisk.Read || action.Inverse is null).ShouldBeTrue(action.Key);
        }

        var fields = description.Settings.Concat(description.Secrets).Concat(description.Actions.SelectMany(a => a.Parameters)).ToList();
        fields.ShouldAllBe(f => Member().IsMatch(f.Name) && f.Description.EndsWith('.') && f.MaxLength > 0 && f.Minimum <= f.Maximum);
        description.Secrets.ShouldAllBe(s => s.Type == FieldType.Secret || s.Type == FieldType.LongText);
        if (description.Secrets.Count > 0)
        {
            description.Settings.Where(s => s.Type == FieldType.Url).ShouldAllBe(s => s.BindsSecret, "a secret's destination changes only together with the secret");
        }
    }

    [Fact]
    public void Good_settings_secrets_and_parameters_are_as_described()
    {
        Wrong(Connector.Description.Settings, GoodSettings).ShouldBeEmpty();
        Wrong(Connector.Description.Secrets, GoodSecrets).ShouldBeEmpty();
        foreach (var action in Connector.Description.Actions)
        {
            Wrong(action.Parameters, GoodParameters[action.Key]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Unknown_and_missing_settings_are_refused()
    {
        Wrong(Connector.Description.Settings, new { noSuchSetting = 1 }).ShouldContain("it.noSuchSetting");
        foreach (var needed in Connector.Description.Settings.Where(s => s.Required))
        {
            Wrong(Connector.Description.Settings, new { }).ShouldContain($"it.{needed.Name}");
        }
    }

    [Fact]
    public void A_missing_parameter_is_refused()
    {
        foreach (var action in Connector.Description.Actions)
        {
            foreach (var needed in action.Parameters.Where(p => p.Required))
            {
                Wrong(action.Parameters, new { }).ShouldContain($"it.{needed.Name}");
            }
        }
    }

    [Fact]
    public async Task Good_settings_pass_the_check_and_the_test_and_change_nothing()
    {
        (await Connector.Check(new FieldValues(Json(GoodSettings)), Stop)).ShouldBeNull();
        (await Connector.Test(Connection(GoodSecrets), Stop)).Ok.ShouldBeTrue();
        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_bad_secret_fails_the_test_and_every_action_with_a_code_and_without_the_secret()
    {
        var check = await Connector.Test(Connection(BadSecrets), Stop);
        check.Ok.ShouldBeFalse();
        ShouldBeCode(check.Code);
        ShouldHoldNone(check.Detail, BadSecrets);
        foreach (var action in Connector.Description.Actions)
        {
            var failed = (await Execute(action.Key, BadSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
            failed.Retryable.ShouldBeFalse();
            ShouldBeCode(failed.Code);
            ShouldHoldNone(failed.Detail, BadSecrets);
        }

        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task Every_action_succeeds_once_with_an_object_without_secrets()
    {
        var done = 0;
        foreach (var action in Connector.Description.Actions)
        {
            var succeeded = (await Execute(action.Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
            succeeded.Result.ValueKind.ShouldBe(JsonValueKind.Object);
            Wrong(action.Result, succeeded.Result).ShouldBeEmpty();
            ShouldHoldNone(succeeded.Result.GetRawText(), GoodSecrets);
            done += action.Risk == ActionRisk.Read ? 0 : 1;
            Effects.ShouldBe(done);
        }
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_changes_nothing()
    {
        foreach (var action in Connector.Description.Actions)
        {
            Prepare(action.Key);
            var plan = (await Connector.Plan(Connection(GoodSecrets), Call(action.Key), Stop)).Value;
            plan.Summary.ShouldEndWith(".");
            plan.Difference.ValueKind.ShouldBe(JsonValueKind.Object);
            ShouldHoldNone(plan.Summary + plan.Difference.GetRawText(), GoodSecrets);
        }

        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_post_check_tells_what_was_done_from_what_was_not_and_says_so_when_it_cannot()
    {
        foreach (var action in Connector.Description.Actions)
        {
            Prepare(action.Key);
            (await Connector.Check(Connection(GoodSecrets), Call(action.Key), Stop)).ShouldNotBeOfType<PostCheck.Confirmed>();
            var done = (await Execute(action.Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>();
            var found = await Connector.Check(Connection(GoodSecrets), Call(action.Key), Stop);
            found.ShouldNotBeOfType<PostCheck.NotThere>();
            if (found is PostCheck.Confirmed so)
            {
                JsonElement.DeepEquals(so.Result, done.Result).ShouldBeTrue();
                (so.Undo?.GetRawText()).ShouldBe(done.Undo?.GetRawText());
            }
        }

        Product.Fault = ProductFault.ServerError;
        foreach (var action in Connector.Description.Actions)
        {
            (await Connector.Check(Connection(GoodSecrets), Call(action.Key), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        }
    }

    [Fact]
    public async Task An_inverse_undoes_what_was_done()
    {
        foreach (var action in Connector.Description.Actions.Where(a => a.Inverse is not null))
        {
            Prepare(action.Key);
            var undo = (await Execute(action.Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Succeeded>().Undo.ShouldNotBeNull();
            Wrong(Connector.Description.Actions.Single(a => a.Key == action.Inverse).Parameters, undo).ShouldBeEmpty();
            (await Connector.Execute(Connection(GoodSecrets), new ActionCall(action.Inverse!, new FieldValues(undo), "ref-2"), Stop)).ShouldBeOfType<ActionOutcome.Succeeded>();
            (await Connector.Check(Connection(GoodSecrets), Call(action.Key), Stop)).ShouldNotBeOfType<PostCheck.Confirmed>();
        }
    }

    [Fact]
    public async Task Pages_hold_everything_once_also_when_something_comes_in_between()
    {
        foreach (var read in Connector.Description.Reads)
        {
            Stock(read.Key, 7);
            var keys = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, cursor, 3, null), Stop)).Value;
                page.Items.Count.ShouldBeLessThanOrEqualTo(3);
                page.Items.ShouldAllBe(i => i.Kind == read.Kind && IsOf(i.Record, i.Kind) && i.Key.Length > 0 && i.Key.Length <= 400 && i.Title.Length > 0 && i.Title.Length <= 200);
                page.Rejected.ShouldBeEmpty();
                keys.AddRange(page.Items.Select(i => i.Key));
                cursor = page.Next;
                Stock(read.Key, 8);
            }
            while (cursor is not null);
            keys.ShouldBeUnique();
            keys.Count.ShouldBeInRange(7, 8);
            (await Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, "not a cursor of ours", 3, null), Stop)).Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.Invalid);
            (await Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, null, 500, DateTimeOffset.Parse("2100-01-01T00:00:00Z")), Stop)).Value.Items.ShouldBeEmpty();
            ShouldBeCode((await Connector.Read(Connection(BadSecrets), new ReadCall(read.Key, null, 3, null), Stop)).Problem.ShouldNotBeNull().Code);
        }
    }

    [Fact]
    public void A_document_is_taken_when_the_product_signed_it_and_refused_otherwise()
    {
        foreach (var inbound in Connector.Description.Inbound)
        {
            var (call, count) = Document(inbound.Key);
            var page = Connector.Accept(Connection(GoodSecrets), call).Value;
            page.Items.Count.ShouldBe(count);
            page.Items.ShouldAllBe(i => i.Kind == inbound.Kind && IsOf(i.Record, i.Kind));
            page.Rejected.ShouldBeEmpty();
            page.Next.ShouldBeNull();
            byte[] altered = [.. call.Body.Span];
            altered[^2] ^= 1;
            Refused(call with { Body = altered });
            Refused(call with { Headers = new Dictionary<string, string>() });
            Connector.Accept(Connection(BadSecrets), call).Problem.ShouldNotBeNull();
        }

        void Refused(InboundCall call) => ShouldBeCode(Connector.Accept(Connection(GoodSecrets), call).Problem.ShouldNotBeNull().Code);
    }

    [Fact]
    public async Task A_document_of_any_shape_is_an_item_or_a_rejection_and_sinks_no_other()
    {
        foreach (var read in Connector.Description.Reads)
        {
            var sample = Sample(read.Key);
            foreach (var chunk in Mutations(sample).Chunk(20))
            {
                StockRaw(read.Key, [.. chunk, sample]);
                var items = new List<ReadItem>();
                var rejected = new List<Rejection>();
                string? cursor = null;
                do
                {
                    var page = (await Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, cursor, 500, null), Stop)).Value;
                    items.AddRange(page.Items);
                    rejected.AddRange(page.Rejected);
                    cursor = page.Next;
                }
                while (cursor is not null);
                rejected.ShouldAllBe(r => Code().IsMatch(r.Code) && r.Detail.EndsWith('.') && r.Detail.Length <= 500);
                items.ShouldAllBe(i => i.Key.Length > 0 && i.Key.Length <= 400 && i.Title.Length > 0 && i.Title.Length <= 200 && IsOf(i.Record, read.Kind));

                (items.Count + rejected.Count).ShouldBe(chunk.Length + 1, "none is lost, also one with another's key");
                items.Count(i => JsonElement.DeepEquals(i.Data, WellFormed(sample, i.Data))).ShouldBeGreaterThan(0, "the good document is there");
            }
        }
    }

    /// <summary>Runs an action with its good parameters.</summary>
    protected Task<ActionOutcome> Execute(string action, IReadOnlyDictionary<string, string> secrets, CancellationToken? ct = null)
    {
        Prepare(action);
        return Connector.Execute(Connection(secrets), Call(action), ct ?? Stop);
    }

    /// <summary>An action with its good parameters.</summary>
    protected ActionCall Call(string action) => new(action, new FieldValues(Json(GoodParameters[action])), "ref-1");

    /// <summary>A connection with the good settings.</summary>
    protected Connection Connection(IReadOnlyDictionary<string, string> secrets) => new(Tenant, new FieldValues(Json(GoodSettings)), new SecretValues(secrets));

    /// <summary>The test's own end.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A value as JSON.</summary>
    protected static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    private static Dictionary<string, string>.KeyCollection Wrong(IReadOnlyList<FieldDescription> fields, object value)
    {
        var wrong = new Dictionary<string, string>();
        FieldRules.Check(fields, Json(value), "it", wrong);
        return wrong.Keys;
    }

    private static bool IsOf(OcsfRecord record, ReadKind kind) => kind switch
    {
        ReadKind.Alerts => record is DetectionFinding { Title.Length: > 0 },
        ReadKind.Assets => record is InventoryInfo,
        ReadKind.Vulnerabilities => record is VulnerabilityFinding { Title.Length: > 0 },
        _ => false,
    };

    /// <summary>The good document as the connector keeps it; a product that does not write JSON says how.</summary>
    protected virtual JsonElement WellFormed(string sample, JsonElement kept) => JsonSerializer.Deserialize<JsonElement>(sample);

    private static void ShouldBeCode(string? code) => Code().IsMatch(code ?? "").ShouldBeTrue(code);

    private static void ShouldHoldNone(string text, IReadOnlyDictionary<string, string> secrets)
    {
        foreach (var secret in secrets.Values)
        {
            text.ShouldNotContain(secret);
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9]{1,30}\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9]{0,40}\z")]
    private static partial Regex Member();

    [GeneratedRegex(@"\A[a-z0-9]+\.[a-z0-9_]+\z")]
    private static partial Regex Code();
}
