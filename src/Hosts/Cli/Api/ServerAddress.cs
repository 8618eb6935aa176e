namespace Holdfast.Hosts.Cli.Api;

/// <summary>Where the server is: https, or http on this machine.</summary>
internal static class ServerAddress
{
    public const string Default = "http://127.0.0.1:5000";

    /// <summary>Reads an address; it ends in a slash, so that paths can be put behind it.</summary>
    /// <exception cref="FailureException">It is none, or would send credentials in the clear.</exception>
    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text.Trim().TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw CliProblems.BadServer(text);
        }

        return address.Scheme == "https" || address.IsLoopback ? address : throw CliProblems.PlainHttp(address.Host);
    }
}
