namespace Holdfast.Tests.Harness.Receivers;

/// <summary>A server that asks a name server of the tests' own; as a class fixture it serves the tests of one class.</summary>
public sealed class NamedServer : IAsyncDisposable
{
    /// <summary>Both.</summary>
    public NamedServer() => Server = TestServer.With(Names.Settings);

    /// <summary>What it asks.</summary>
    public NameServer Names { get; } = new();

    /// <summary>The server.</summary>
    public TestServer Server { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Names.DisposeAsync();
    }
}
