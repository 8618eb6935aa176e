using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>For a time, another plan than the tenant's own. Its end is a moment: from then on the own plan holds, whoever notices.</summary>
/// <param name="Id">Which.</param>
/// <param name="Plan">The plan that is tried.</param>
/// <param name="StartedAt">From when on it holds.</param>
/// <param name="EndsAt">From when on it does not.</param>
/// <param name="Extensions">How often its end was put off.</param>
internal sealed record Trial(Guid Id, string Plan, DateTimeOffset StartedAt, DateTimeOffset EndsAt, int Extensions)
{
    public bool Runs(DateTimeOffset now) => now < EndsAt;
}

/// <summary>How trials are bounded.</summary>
/// <param name="MostDays">How long one may be, and how much longer an extension may make it.</param>
/// <param name="Extensions">How often one may be extended.</param>
/// <param name="PerTenant">How many a tenant may have, ever.</param>
internal sealed record TrialBounds(int MostDays, int Extensions, int PerTenant);

/// <summary>Which plan a tenant has, and which it tries.</summary>
/// <param name="plan">Its own plan.</param>
/// <param name="since">Since when.</param>
/// <param name="trial">The last trial that it had, over or not; null when it had none.</param>
/// <param name="trials">How many it had.</param>
internal sealed class TenantPlan(string plan, DateTimeOffset since, Trial? trial, int trials)
{
    public string Plan { get; private set; } = plan;

    public DateTimeOffset Since { get; private set; } = since;

    public Trial? Trial { get; private set; } = trial;

    public int Trials { get; private set; } = trials;

    /// <summary>Gives it another plan. A trial that is no more than that is over.</summary>
    public Problem? ChangeTo(Plan other, Plan? tried, DateTimeOffset now)
    {
        if (other.Key == Plan)
        {
            return TenancyProblems.HasPlan;
        }

        (Plan, Since) = (other.Key, now);
        if (Trial is { } trial && trial.Runs(now) && (tried is null || tried.Rank <= other.Rank))
        {
            Trial = trial with { EndsAt = now };
        }

        return null;
    }

    public Problem? Start(Plan tried, Plan own, int days, TrialBounds bounds, Guid id, DateTimeOffset now)
    {
        if (days < 1 || days > bounds.MostDays)
        {
            return TenancyProblems.BadDays(bounds.MostDays);
        }

        if (Trial is { } trial && trial.Runs(now))
        {
            return TenancyProblems.TrialRuns;
        }

        if (tried.Rank <= own.Rank)
        {
            return TenancyProblems.TrialNoMore;
        }

        if (Trials >= bounds.PerTenant)
        {
            return TenancyProblems.TooManyTrials(bounds.PerTenant);
        }

        Trial = new(id, tried.Key, now, now.AddDays(days), 0);
        Trials++;
        return null;
    }

    public Problem? Extend(int days, TrialBounds bounds, DateTimeOffset now)
    {
        if (days < 1 || days > bounds.MostDays)
        {
            return TenancyProblems.BadDays(bounds.MostDays);
        }

        if (Trial is not { } trial || !trial.Runs(now))
        {
            return TenancyProblems.NoTrial;
        }

        if (trial.Extensions >= bounds.Extensions)
        {
            return TenancyProblems.TooManyExtensions(bounds.Extensions);
        }

        Trial = trial with { EndsAt = trial.EndsAt.AddDays(days), Extensions = trial.Extensions + 1 };
        return null;
    }

    public Problem? End(DateTimeOffset now)
    {
        if (Trial is not { } trial || !trial.Runs(now))
        {
            return TenancyProblems.NoTrial;
        }

        Trial = trial with { EndsAt = now };
        return null;
    }
}

/// <summary>What a tenant's plan is at a moment, as processes remember it.</summary>
/// <param name="Plan">Its own.</param>
/// <param name="Trial">The last trial that it had.</param>
internal sealed record PlanHeld(string Plan, Trial? Trial);

/// <summary>What has become of a tenant's plan.</summary>
internal sealed record PlanHeldChange(TenantId Tenant, PlanHeld Held, DateTimeOffset At);
