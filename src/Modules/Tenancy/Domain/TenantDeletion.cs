using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>What is left of a tenant that was deleted.</summary>
/// <param name="Id">Which it was.</param>
/// <param name="Slug">What addresses called it.</param>
/// <param name="Name">What people called it.</param>
/// <param name="AskedAt">When its deletion was asked for.</param>
/// <param name="RemovedAt">When the last of it was gone.</param>
/// <param name="Statement">The platform's signed note.</param>
internal sealed record TenantDeletion(TenantId Id, string Slug, string Name, DateTimeOffset AskedAt, DateTimeOffset RemovedAt, string Statement)
{
    /// <summary>
    /// What is signed, a fact to a line: what is gone, when it was asked for and done, and what its log had come to, so that proofs that were kept
    /// of it can be told from others.
    /// </summary>
    /// <param name="tenant">The tenant, still as it was.</param>
    /// <param name="removedAt">When the last of it was gone.</param>
    /// <param name="checkpoint">The note of its log's last checkpoint; null when it had none.</param>
    public static string Text(Tenant tenant, DateTimeOffset removedAt, string? checkpoint)
    {
        var log = checkpoint is null ? "none" : string.Join(' ', checkpoint.Split('\n').Take(3));
        return $"""
            holdfast: a tenant was removed
            tenant {tenant.Id}
            slug {tenant.Slug}
            parent {tenant.Parent?.ToString() ?? "none"}
            asked {tenant.Standing.Since:yyyy-MM-ddTHH:mm:ssZ}
            removed {removedAt:yyyy-MM-ddTHH:mm:ssZ}
            log {log}
            left no row

            """.ReplaceLineEndings("\n");
    }
}
