namespace Holdfast.Tests.Harness.Endpoints;

/// <summary>The server for tests that go over every endpoint; an assembly fixture. Its integrations and webhooks may point at loopback.</summary>
public sealed class EndpointServer : IAsyncDisposable
{
    /// <summary>The server under test.</summary>
    public TestServer Server { get; } = TestServer.With(new Dictionary<string, string?>
    {
        ["Holdfast:Outbound:AllowHttp"] = "true",
        ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        // One device asks at every endpoint.
        ["Holdfast:Fleet:AssertionsPerDevice"] = "1000",
    });

    /// <summary>Every endpoint that it has.</summary>
    public async Task<IReadOnlyList<ApiEndpoint>> Endpoints() => ApiEndpoint.Of(await Server.Services());

    /// <summary>The endpoints of modules' features.</summary>
    public async Task<IReadOnlyList<ApiEndpoint>> Features() => [.. (await Endpoints()).Where(e => e.Operation is not null && e.Operation != "platform.live")];

    /// <summary>A tenant with one of everything.</summary>
    public Task<StockedTenant> NewTenant() => StockedTenant.New(Server);

    /// <summary>Somebody with the platform's own role, who is nobody in particular in a tenant of their own.</summary>
    public async Task<ApiClient> NewSuperAdmin() => await Server.NewSuperAdmin(await Server.NewTenant("Platform"), "USER");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
