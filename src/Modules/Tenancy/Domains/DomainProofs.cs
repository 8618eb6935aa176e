using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Outbound;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>Asks domains whose they are.</summary>
internal sealed class DomainProofs(IDnsTexts texts)
{
    /// <summary>Whether a domain says what it has to; null when nobody gave an answer.</summary>
    public async Task<bool?> Says(TenantDomain domain, CancellationToken ct) => (await texts.Find(domain.RecordName, ct))?.Any(t => t.Trim() == domain.RecordText);
}
