using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>
/// The browser of somebody who signs out of an identity provider opens this address (OpenID Connect Front-Channel Logout 1.0). It brings no credential along but what the
/// provider calls the session, which nobody guesses; it can end that session and do nothing else. Whether there was one is not said.
/// </summary>
internal sealed class FrontChannelLogout(ProviderLogouts logouts) : IFeature
{
    private const int MaxText = 512;

    public static Admission Admission { get; } =
        Admission.OpenToAll("What the provider calls the session is the credential, and ends it.").NotAudited("What ends is in the log of its tenant.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/sso/{id}/front-channel-logout", (
                IdentityProviderId id,
                [Description("Who the provider says that it is.")] string? iss,
                [Description("What it calls the session.")] string? sid,
                FrontChannelLogout feature,
                OpContext op,
                CancellationToken ct) => feature.Handle(op, id, iss, sid, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IdentityProviderId id, string? iss, string? sid, CancellationToken ct)
    {
        if (iss is not { Length: > 0 and <= MaxText } || sid is not { Length: > 0 and <= MaxText })
        {
            return SingleSignOnProblems.LogoutTokenInvalid;
        }

        await logouts.ByAddress(op, id, iss, sid, ct);
        return Done.Value;
    }
}
