using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>
/// An identity provider says that sessions have ended (OpenID Connect Back-Channel Logout 1.0): a form with one field, <c>logout_token</c>. Whoever it is about is out at
/// once in every process. A provider that is not there answers like a token that does not hold.
/// </summary>
internal sealed class BackChannelLogout(ProviderLogouts logouts) : IFeature
{
    private const string Field = "logout_token";

    public static Admission Admission { get; } = Admission.OpenToAll("The token, signed by the provider, is the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/sso/{id}/back-channel-logout", (IdentityProviderId id, BackChannelLogout feature, OpContext op, HttpContext http, CancellationToken ct) => feature.Handle(op, id, http, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IdentityProviderId id, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await Token(http, ct) is { } token ? await logouts.ByToken(op, id, token, ct) : SingleSignOnProblems.LogoutTokenInvalid;
    }

    private static async Task<string?> Token(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await http.Request.ReadFormAsync(new FormOptions { ValueCountLimit = 8, ValueLengthLimit = Jws.MaxLength, BufferBodyLengthLimit = 2 * Jws.MaxLength }, ct);
            return form[Field] is [{ Length: > 0 } token] ? token : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
