using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.KeyVault;

/// <summary>The part of Microsoft Entra ID that an application with a secret needs.</summary>
public sealed partial class KeyVaultServer
{
    private Task SignIn(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("GET", "/common/discovery/instance") => Answer(http, 200, Discovery(http.Request.Query["authorization_endpoint"].ToString())),
        ("GET", var path) when path == $"/{TenantId}/v2.0/.well-known/openid-configuration" => Answer(http, 200, OpenId()),
        ("POST", var path) when path == $"/{TenantId}/oauth2/v2.0/token" => Token(http),
        _ => SignInRefused(http, 400, "invalid_request", 90002, "Tenant not found. Check to make sure you have the correct tenant ID."),
    };

    private async Task Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials" || form["scope"] != "https://vault.azure.net/.default")
        {
            await SignInRefused(http, 400, "invalid_request", 900144, "The request body must contain the grant_type client_credentials and the vault's scope.");
        }
        else if (form["client_id"] != ClientId)
        {
            await SignInRefused(http, 400, "unauthorized_client", 700016, $"Application with identifier '{form["client_id"]}' was not found in the directory.");
        }
        else if (form["client_secret"] != ClientSecret)
        {
            await SignInRefused(
                http, 401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.");
        }
        else
        {
            await Answer(http, 200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["ext_expires_in"] = 3599, ["access_token"] = accessToken });
        }
    }

    private static Task SignInRefused(HttpContext http, int status, string error, int number, string words)
    {
        var (trace, correlation) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        return Answer(http, status, new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{number}: {words} Trace ID: {trace} Correlation ID: {correlation} Timestamp: 2026-01-01 00:00:00Z",
            ["error_codes"] = new JsonArray(number),
            ["timestamp"] = "2026-01-01 00:00:00Z",
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"https://{LoginHost}/error?code={number}",
        });
    }

    private static JsonObject Discovery(string authorizationEndpoint) => new()
    {
        ["tenant_discovery_endpoint"] = authorizationEndpoint.Replace("/oauth2/v2.0/authorize", "/v2.0/.well-known/openid-configuration", StringComparison.Ordinal),
        ["api-version"] = "1.1",
        ["metadata"] = new JsonArray(new JsonObject
        {
            ["preferred_network"] = LoginHost,
            ["preferred_cache"] = "login.windows.net",
            ["aliases"] = new JsonArray(LoginHost, "login.windows.net", "login.microsoft.com", "sts.windows.net"),
        }),
    };

    private JsonObject OpenId() => new()
    {
        ["token_endpoint"] = $"https://{LoginHost}/{TenantId}/oauth2/v2.0/token",
        ["authorization_endpoint"] = $"https://{LoginHost}/{TenantId}/oauth2/v2.0/authorize",
        ["issuer"] = $"https://{LoginHost}/{TenantId}/v2.0",
    };
}
