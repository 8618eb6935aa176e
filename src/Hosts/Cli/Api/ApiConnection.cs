using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Api;

/// <summary>The API as the signed-in caller. A token that the server no longer takes is exchanged once and the request sent again: a refused request has done nothing.</summary>
internal sealed class ApiConnection(Transport transport, ICredential credential)
{
    public Uri Server => transport.Server;

    public Task<string> Get(string path, CancellationToken ct) => Send(HttpMethod.Get, path, null, ct);

    public Task<string> Post(string path, JsonNode? body, CancellationToken ct) => Send(HttpMethod.Post, path, body, ct);

    public Task<string> Put(string path, JsonNode body, CancellationToken ct) => Send(HttpMethod.Put, path, body, ct);

    public Task<string> Delete(string path, CancellationToken ct) => Send(HttpMethod.Delete, path, null, ct);

    /// <summary>POST with bytes of no type in particular.</summary>
    public async Task<string> Upload(string path, byte[] bytes, CancellationToken ct) =>
        System.Text.Encoding.UTF8.GetString(await As(token => transport.SendBytes(HttpMethod.Post, path, bytes, token, ct), ct));

    /// <summary>GET of bytes.</summary>
    public Task<byte[]> Download(string path, CancellationToken ct) => As(token => transport.SendBytes(HttpMethod.Get, path, null, token, ct), ct);

    private Task<string> Send(HttpMethod method, string path, JsonNode? body, CancellationToken ct) => As(token => transport.Send(method, path, body, token, ct), ct);

    private async Task<T> As<T>(Func<string, Task<T>> send, CancellationToken ct)
    {
        var token = await credential.Token(ct);
        try
        {
            return await send(token);
        }
        catch (FailureException e) when (e.Failure.Code is "auth.invalid_token")
        {
            if (await credential.Another(token, ct) is not { } another)
            {
                throw;
            }

            return await send(another);
        }
    }
}
