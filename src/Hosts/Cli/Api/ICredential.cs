namespace Holdfast.Hosts.Cli.Api;

/// <summary>Where access tokens come from.</summary>
internal interface ICredential
{
    /// <summary>A token that should be good.</summary>
    Task<string> Token(CancellationToken ct);

    /// <summary>Another token than the one that the server has refused; null when there is none to be had.</summary>
    Task<string?> Another(string refused, CancellationToken ct);
}

/// <summary>A token from --token or HOLDFAST_TOKEN: used as it is.</summary>
internal sealed class GivenToken : ICredential
{
    private readonly string token;

    /// <exception cref="FailureException">It can't be sent as a header.</exception>
    public GivenToken(string text)
    {
        token = text.Trim();
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw CliProblems.BadToken;
        }
    }

    public Task<string> Token(CancellationToken ct) => Task.FromResult(token);

    public Task<string?> Another(string refused, CancellationToken ct) => Task.FromResult<string?>(null);
}
