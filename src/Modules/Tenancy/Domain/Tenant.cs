using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>The isolation boundary: a customer of the platform. Its slug never changes, since addresses hold it.</summary>
internal sealed class Tenant(TenantId id, string slug, string name, long version, DateTimeOffset createdAt)
{
    public TenantId Id { get; } = id;

    public string Slug { get; } = slug;

    public string Name { get; private set; } = name;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>A new tenant. The end of its id keeps slugs of companies with the same name apart.</summary>
    public static Tenant Found(TenantId id, string company, TimeProvider time) =>
        new(id, $"{DisplayName.Slug(company)}-{id.Value.ToString("N")[^8..]}", DisplayName.Clean(company), 1, time.GetUtcNow());

    public void Rename(string name)
    {
        Name = DisplayName.Clean(name);
        Version++;
    }
}
