using System.Security.Cryptography;
using System.Text;
using Holdfast.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Holdfast.Hosts.Server;

/// <summary>Tells the operator, who asks from the server's own machine or with the configured token, from everybody else.</summary>
internal sealed class OperatorAccess(IOptions<ServerOptions> options)
{
    private const string Bearer = "Bearer ";

    public bool Has(HttpContext http) => LocalCaller.Is(http) || HasToken(http);

    private bool HasToken(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return options.Value.OperatorToken is { Length: > 0 } token
            && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Bearer.Length..]), Encoding.UTF8.GetBytes(token));
    }
}
