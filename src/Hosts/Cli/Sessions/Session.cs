using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Sessions;

/// <summary>A sign-in as it is kept between commands.</summary>
/// <param name="Server">The only server that gets these tokens.</param>
/// <param name="Email">Who.</param>
/// <param name="AccessToken">For requests.</param>
/// <param name="RefreshToken">For the next access token; single use.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
internal sealed record Session(Uri Server, string Email, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Reads what log-in and refresh answer.</summary>
    /// <exception cref="FailureException">It is not that.</exception>
    public static Session From(string answer, Uri server, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            return new Session(
                server,
                root.GetProperty("user").GetProperty("email").GetString()!,
                root.GetProperty("accessToken").GetString()!,
                root.GetProperty("refreshToken").GetString()!,
                now + TimeSpan.FromSeconds(root.GetProperty("expiresIn").GetInt32()));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw CliProblems.NotHoldfast(server);
        }
    }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);

    public static Session? Parse(byte[] utf8) => JsonSerializer.Deserialize<Session>(utf8, WireJson.Options);

    /// <summary>Tokens are for requests, not for eyes.</summary>
    public override string ToString() => $"{Email} at {Server}";
}
