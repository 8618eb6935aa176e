using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Reads provisioning tokens (<c>Authorization: Bearer hfs_…</c>), where provisioning is done and nowhere else.</summary>
internal sealed class ProvisioningAuthenticator(ProvisioningTokens tokens, ProvisioningUses uses, RefusalLog refusals, TimeProvider time) : IAuthenticator
{
    private const string Scheme = "Bearer ";

    public async ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !header.AsSpan(Scheme.Length).StartsWith(ProvisioningTokenText.Mark)
            || http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is not { Admission.Entry: Entry.Provisioner })
        {
            return null;
        }

        var now = time.GetUtcNow();
        var address = http.Connection.RemoteIpAddress;
        if (await tokens.Find(header.AsSpan(Scheme.Length), now, ct) is not { } token)
        {
            refusals.Note(ProvisioningProblems.TokenInvalid, address);
            return ProvisioningProblems.TokenInvalid;
        }

        if (token.IsGood(now))
        {
            uses.Note(token.Principal, now, address);
            return token.Principal;
        }

        var op = new OpContext(token.Principal.Home, Principal.Anonymous, new Origin(address, null, null, http.TraceIdentifier), "access.authenticate");
        await refusals.NoteOf(
            op, ProvisioningProblems.TokenInvalid, token.Principal.Id!.Value, new AuditFact("provisioning_token", token.Principal.Id, token.Principal.Name) { Category = AuditCategory.ApiAccess });
        return ProvisioningProblems.TokenInvalid;
    }
}
