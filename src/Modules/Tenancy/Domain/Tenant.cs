using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>The isolation boundary: a customer of the platform. Its slug never changes, since addresses hold it.</summary>
internal sealed class Tenant(TenantId id, TenantId? parent, string slug, string name, TenantStanding standing, ProviderAccess access, long version, DateTimeOffset createdAt) : IVersioned
{
    public TenantId Id { get; } = id;

    /// <summary>The tenant above; null for one that stands by itself.</summary>
    public TenantId? Parent { get; private set; } = parent;

    public string Slug { get; } = slug;

    public string Name { get; private set; } = name;

    public TenantStanding Standing { get; private set; } = standing;

    /// <summary>How much people of the tenants above may do in it.</summary>
    public ProviderAccess Access { get; private set; } = access;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>A new tenant. The end of its id keeps slugs of companies with the same name apart.</summary>
    public static Tenant Found(TenantId id, TenantId? parent, string company, TimeProvider time) =>
        new(id, parent, $"{DisplayName.Slug(company)}-{id.Value.ToString("N")[^8..]}", DisplayName.Clean(company), TenantStanding.Open, ProviderAccess.Full, 1, time.GetUtcNow());

    public void Rename(string name)
    {
        Name = DisplayName.Clean(name);
        Version++;
    }

    public void Allow(ProviderAccess access)
    {
        Access = access;
        Version++;
    }

    public void Move(TenantId parent)
    {
        Parent = parent;
        Version++;
    }

    /// <summary>Something of it has changed that stands elsewhere.</summary>
    public void Renew() => Version++;

    public Problem? Suspend(string? reason, DateTimeOffset now)
    {
        if (Standing.State != TenantState.Active)
        {
            return TenancyProblems.NotActive;
        }

        Standing = new(TenantState.Suspended, now, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), null);
        Version++;
        return null;
    }

    /// <summary>It is closed now, and removed when its time of grace is over.</summary>
    public Problem? Delete(DateTimeOffset now, TimeSpan grace)
    {
        if (Standing.DeleteAt is not null)
        {
            return TenancyProblems.Deleting;
        }

        Standing = new(TenantState.Deleting, now, null, now + grace);
        Version++;
        return null;
    }

    /// <summary>From now on nothing brings it back.</summary>
    public void Remove()
    {
        Standing = Standing with { State = TenantState.Removing };
        Version++;
    }

    public Problem? Resume()
    {
        if (Standing.State is not (TenantState.Suspended or TenantState.Deleting))
        {
            return Standing.State == TenantState.Removing ? TenancyProblems.Removing : TenancyProblems.NotSuspended;
        }

        Standing = TenantStanding.Open;
        Version++;
        return null;
    }
}

/// <summary>Whether anything may be done in a tenant.</summary>
/// <param name="State">Whether.</param>
/// <param name="Since">Since when not.</param>
/// <param name="Reason">Why not, in the words of who said so.</param>
/// <param name="DeleteAt">When it is removed; null for a tenant that stays.</param>
internal sealed record TenantStanding(TenantState State, DateTimeOffset? Since, string? Reason, DateTimeOffset? DeleteAt)
{
    public static TenantStanding Open { get; } = new(TenantState.Active, null, null, null);
}
