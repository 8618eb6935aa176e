using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Connectors;

/// <summary>What a connector owes whose product is never called and only posts.</summary>
public abstract partial class PostingCompliance
{
    private static readonly TenantId Tenant = TenantId.From(Guid.Parse("0192f000-0000-7000-8000-00000000000a"));

    /// <summary>The connector.</summary>
    protected abstract IConnector Connector { get; }

    /// <summary>Settings under which the sample is a document.</summary>
    protected abstract object GoodSettings { get; }

    /// <summary>A good document of one alert.</summary>
    protected abstract string Sample { get; }

    /// <summary>The headers that prove it.</summary>
    protected abstract Dictionary<string, string> Proof(byte[] body, string secret);

    /// <summary>A secret of a fit length.</summary>
    protected const string Secret = "a-secret-of-sixteen-and-more";

    [Fact]
    public async Task The_description_is_in_form_and_the_test_calls_nothing()
    {
        var description = Connector.Description;
        description.ShouldBeSameAs(Connector.Description);
        description.Actions.ShouldBeEmpty();
        description.Reads.ShouldBeEmpty();
        description.Inbound.ShouldAllBe(i => i.Key.StartsWith(description.Key + ".") && i.Description.EndsWith('.'));
        description.Settings.Concat(description.Secrets).ShouldAllBe(f => f.Description.EndsWith('.'));
        var wrong = new Dictionary<string, string>();
        FieldRules.Check(description.Settings, JsonSerializer.SerializeToElement(GoodSettings), "settings", wrong);
        wrong.ShouldBeEmpty();
        (await Connector.Check(Settings, CancellationToken.None)).ShouldBeNull();
        (await Connector.Test(Connection(Secret), CancellationToken.None)).Ok.ShouldBeTrue();
        (await Connector.Test(Connection("short"), CancellationToken.None)).Ok.ShouldBeFalse();
        (await Connector.Execute(Connection(Secret), new ActionCall("no.such", Settings, "r"), CancellationToken.None)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("action.unknown");
    }

    [Fact]
    public void A_document_is_taken_with_its_proof_and_refused_without()
    {
        var body = Encoding.UTF8.GetBytes(Sample);
        var page = Accept(body, Proof(body, Secret)).Value;
        page.Items.ShouldHaveSingleItem().Record.ShouldBeOfType<DetectionFinding>();
        page.Rejected.ShouldBeEmpty();
        foreach (var refused in new[] { Accept(body, []), Accept(body, Proof(body, "another secret of this length")) })
        {
            refused.Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.Forbidden);
        }

        Connector.Accept(Connection(""), new InboundCall(Connector.Description.Inbound[0].Key, Proof(body, ""), body)).Problem.ShouldNotBeNull();
        Accept("no json"u8.ToArray(), Proof("no json"u8.ToArray(), Secret)).Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public void A_document_of_any_shape_is_an_item_or_a_rejection()
    {
        foreach (var mutation in JsonMutations.Of(Sample))
        {
            var body = Encoding.UTF8.GetBytes(mutation);
            var page = Accept(body, Proof(body, Secret)).Value;
            (page.Items.Count + page.Rejected.Count).ShouldBe(1, mutation);
            page.Items.ShouldAllBe(i => i.Key.Length > 0 && i.Key.Length <= 400 && i.Title.Length > 0 && i.Title.Length <= 200);
            page.Rejected.ShouldAllBe(r => Code().IsMatch(r.Code) && r.Detail.EndsWith('.'));
        }
    }

    /// <summary>The settings as they are given.</summary>
    protected FieldValues Settings => new(JsonSerializer.SerializeToElement(GoodSettings));

    /// <summary>Gives the connector a document.</summary>
    protected Result<ReadPage> Accept(byte[] body, Dictionary<string, string> headers) =>
        Connector.Accept(Connection(Secret), new InboundCall(Connector.Description.Inbound[0].Key, headers, body));

    /// <summary>A connection with a secret.</summary>
    protected Connection Connection(string secret) => new(Tenant, Settings, new SecretValues(new Dictionary<string, string> { ["secret"] = secret }));

    [GeneratedRegex(@"\A[a-z0-9]+\.[a-z0-9_]+\z")]
    private static partial Regex Code();
}
