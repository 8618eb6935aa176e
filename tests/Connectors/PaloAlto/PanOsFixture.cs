using System.Text.Json;
using Holdfast.Connectors.PaloAlto;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.PaloAlto;

namespace Holdfast.Tests.Connectors.PaloAlto;

/// <summary>The connector and its double, for what is PAN-OS's own.</summary>
public abstract class PanOsFixture : IAsyncLifetime
{
    private readonly OutboundClient outbound = Outbounds.Loopback();

    protected PanOsServer Server { get; private set; } = null!;

    protected IConnector Connector => field ??= new PaloAltoConnector(outbound, TimeProvider.System);

    protected SessionTokens Tokens { get; } = new(TimeProvider.System);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Server = await PanOsServer.Start();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
        outbound.Dispose();
        Tokens.Dispose();
    }

    protected Connection ByKey(object? settings = null, string? key = null) =>
        Of(settings ?? new { url = Server.Url, user = Server.User }, new() { ["apiKey"] = key ?? Server.ApiKey });

    protected Connection ByPassword() => Of(new { url = Server.Url, user = Server.User }, new() { ["password"] = Server.Password });

    protected static ActionCall Call(string action, object parameters, string reference = "ref-1") => new(action, new FieldValues(JsonSerializer.SerializeToElement(parameters)), reference);

    protected Task<ActionOutcome> Execute(string action, object parameters, Connection? connection = null) => Connector.Execute(connection ?? ByKey(), Call(action, parameters), Stop);

    /// <summary>A whole reading, with the position at its end.</summary>
    protected async Task<(List<ReadItem> Items, List<Rejection> Rejected, string? Position, int Pages)> ReadAll(string read, Connection? connection = null, int limit = 500, DateTimeOffset? since = null, string? position = null)
    {
        var (items, rejected, pages) = (new List<ReadItem>(), new List<Rejection>(), 0);
        ReadPage page;
        string? cursor = null;
        do
        {
            page = (await Connector.Read(connection ?? ByKey(), new ReadCall(read, cursor, limit, since) { Position = position }, Stop)).Value;
            items.AddRange(page.Items);
            rejected.AddRange(page.Rejected);
            pages += page.Items.Count > 0 ? 1 : 0;
            cursor = page.Next;
        }
        while (cursor is not null);
        return (items, rejected, page.Position, pages);
    }

    private Connection Of(object settings, Dictionary<string, string> secrets) =>
        new(TenantId.From(Guid.Parse("0192f000-0000-7000-8000-00000000000a")), new FieldValues(JsonSerializer.SerializeToElement(settings)), new SecretValues(secrets)) { Tokens = Tokens };
}
