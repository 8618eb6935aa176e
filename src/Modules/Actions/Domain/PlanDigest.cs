using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Domain;

/// <summary>What an approval is bound to: SHA-256, in hexadecimal, of the canonical form (RFC 8785) of what will run, in whose tenant, and what was shown of it.</summary>
internal static class PlanDigest
{
    public static string Of(TenantId tenant, ActionRunId run, ActionWork work, ActionPlan plan, TimeSpan? expiresAfter)
    {
        var all = expiresAfter is { } after
            ? JsonSerializer.SerializeToElement(new { tenant, run, work, plan.Summary, plan.Difference, expiresAfterSeconds = (long)after.TotalSeconds }, WireJson.Options)
            : JsonSerializer.SerializeToElement(new { tenant, run, work, plan.Summary, plan.Difference }, WireJson.Options);
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(all)));
    }
}
