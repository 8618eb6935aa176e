using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>How long what was used counts.</summary>
public enum QuotaPeriod
{
    /// <summary>For as long as the tenant has it.</summary>
    Lasting,

    /// <summary>Until the day ends, in UTC.</summary>
    Day,

    /// <summary>Until the month ends, in UTC.</summary>
    Month,
}

/// <summary>Something of which a tenant may have, or use, a limited amount.</summary>
/// <param name="Name">As in rows: lower snake case, in the plural where it can be; never renamed.</param>
/// <param name="Meaning">One sentence for the person who looks at the tenant's use.</param>
/// <param name="Period">How long what was used counts.</param>
public sealed record Quota(string Name, string Meaning, QuotaPeriod Period = QuotaPeriod.Lasting)
{
    /// <summary>The first day of the period of a moment, in UTC: what rows name a period by. Null for what is lasting.</summary>
    public DateOnly? PeriodAt(DateTimeOffset moment)
    {
        var day = DateOnly.FromDateTime(moment.UtcDateTime);
        return Period switch
        {
            QuotaPeriod.Day => day,
            QuotaPeriod.Month => new DateOnly(day.Year, day.Month, 1),
            _ => null,
        };
    }

    /// <summary>When what was used in the period of a moment counts no more; null when it does not end by itself.</summary>
    public DateTimeOffset? ResetsAt(DateTimeOffset moment) => PeriodAt(moment) is not { } first
        ? null
        : new(Period == QuotaPeriod.Day ? first.AddDays(1) : first.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>What a tenant has of a quota.</summary>
/// <param name="Used">Taken and settled.</param>
/// <param name="Reserved">Set aside for what is under way.</param>
public readonly record struct QuotaUse(long Used, long Reserved);

/// <summary>What a tenant has, or has used in one period, of a quota.</summary>
/// <param name="Quota">Its name.</param>
/// <param name="Period">The period's first day; null for what is lasting.</param>
/// <param name="Use">How much.</param>
public sealed record QuotaPeriodUse(string Quota, DateOnly? Period, QuotaUse Use);

/// <summary>Limits that tenants have, by themselves or by their plans. Asked inside changes, so it answers from memory.</summary>
public interface IQuotaLimits
{
    /// <summary>The limit; null when the usual one holds.</summary>
    long? Of(TenantId tenant, Quota quota);
}
