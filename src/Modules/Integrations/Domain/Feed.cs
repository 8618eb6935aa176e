using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>How readings go.</summary>
/// <param name="History">How far back the first reading goes.</param>
/// <param name="Lease">How long one page may take before another process tries it.</param>
/// <param name="MaxRest">The longest wait after failures.</param>
/// <param name="SecretRest">The wait after the product refused the secret often: who tries on is locked out by some.</param>
internal sealed record FeedTerms(TimeSpan History, TimeSpan Lease, TimeSpan MaxRest, TimeSpan SecretRest);

/// <summary>Why a reading failed.</summary>
internal sealed record FeedFailure(string Code, string Detail, DateTimeOffset At);

/// <summary>
/// What is read through an integration, page by page, and how far that has come. A reading goes from a moment to now; its pages and its place
/// commit together, so that after a crash it goes on where it was, with nothing lost; what comes twice is known by its key. The next reading
/// begins a little before the newest thing that the last one saw.
/// </summary>
internal sealed record Feed(FeedId Id, IntegrationId Integration, string Read, ReadKind Kind, bool IsPushed) : IVersioned
{
    private const int FailuresUntilSaid = 3;

    public bool IsEnabled { get; init; } = true;

    public TimeSpan Every { get; init; }

    /// <summary>Up to where all has been read; null before the first reading's end.</summary>
    public DateTimeOffset? Since { get; init; }

    public string? Cursor { get; init; }

    public string? Position { get; init; }

    /// <summary>Of the reading under way: since when it reads, and when it began.</summary>
    public DateTimeOffset? ReadingSince { get; init; }

    public DateTimeOffset? ReadingFrom { get; init; }

    /// <summary>The newest thing that the reading under way has seen.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>When it is read next; null while it is not.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public int Failures { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    public FeedFailure? Failure { get; init; }

    public long Received { get; init; }

    public long Rejected { get; init; }

    public long Version { get; init; } = 1;

    /// <summary>Whether it has failed so often that it is said.</summary>
    public bool IsFailing => Failures >= FailuresUntilSaid;

    /// <summary>A process takes it for one page; begins a reading where none is under way.</summary>
    public Feed Claim(ReadDescription read, FeedTerms terms, DateTimeOffset now) => this with
    {
        ReadingFrom = ReadingFrom ?? now,
        ReadingSince = ReadingFrom is null ? read.IsComplete ? null : (Since ?? now - terms.History) - read.Overlap : ReadingSince,
        NextAt = now + terms.Lease,
        Version = Version + 1,
    };

    /// <summary>What to ask for.</summary>
    public ReadCall Call(int limit) => new(Read, Cursor, limit, ReadingSince) { Position = Position };

    /// <summary>A page has come.</summary>
    public Feed Took(ReadPage page, DateTimeOffset now)
    {
        var newest = page.Items.Select(item => (DateTimeOffset?)item.ChangedAt).Append(NewestAt).Max();
        var counted = this with
        {
            Received = Received + page.Items.Count,
            Rejected = Rejected + page.Rejected.Count,
            Failures = 0,
            Failure = null,
            LastSuccessAt = now,
            NewestAt = newest,
            Version = Version + 1,
        };
        if (page.Next is { } next)
        {
            return counted with { Cursor = next, NextAt = Due(now + (page.Wait ?? TimeSpan.Zero)) };
        }

        // A product's clock may be ahead of ours: what it has not yet written must not be jumped.
        var until = newest < ReadingFrom ? newest : ReadingFrom;
        return counted with
        {
            Cursor = null,
            Position = page.Position ?? Position,
            Since = until > Since || Since is null ? until : Since,
            ReadingSince = null,
            ReadingFrom = null,
            NewestAt = null,
            NextAt = Due(now + Every),
        };
    }

    /// <summary>A document was posted.</summary>
    public Feed Got(ReadPage page, DateTimeOffset now) => this with
    {
        Received = Received + page.Items.Count,
        Rejected = Rejected + page.Rejected.Count,
        Failures = 0,
        Failure = null,
        LastSuccessAt = now,
        Version = Version + 1,
    };

    /// <summary>A page could not be had. A cursor that the product does not know any more lets the reading begin anew.</summary>
    public Feed Failed(Problem problem, FeedTerms terms, double chance, DateTimeOffset now)
    {
        var failures = Failures + 1;
        var doubled = Every * Math.Pow(2, Math.Min(failures, 16));
        var rest = IsOfTheSecret(problem) && failures >= FailuresUntilSaid ? terms.SecretRest : doubled < terms.MaxRest ? doubled : terms.MaxRest;
        var spread = rest * (0.75 + (0.5 * chance));
        var again = this with
        {
            Failures = failures,
            Failure = new(problem.Code, problem.Detail, now),
            NextAt = Due(now + (problem.RetryAfter > spread ? problem.RetryAfter.Value : spread)),
            Version = Version + 1,
        };
        return problem.Kind is ProblemKind.Invalid or ProblemKind.Gone && Cursor is not null
            ? again with { Cursor = null, ReadingFrom = null, ReadingSince = null, NewestAt = null }
            : again;
    }

    /// <summary>Somebody switches it, or lets it be read more or less often: at once, if its integration has passed its test. What it has read stays read.</summary>
    public Feed Set(bool enabled, TimeSpan every, bool tested, DateTimeOffset now) =>
        this with { IsEnabled = enabled, Every = every, NextAt = IsPushed || !enabled || !tested ? null : now, Version = Version + 1 };

    /// <summary>The integration has passed its test: it is read from now on, and what failed before need not fail now.</summary>
    public Feed Begin(DateTimeOffset now) => this with { Failures = 0, NextAt = Due(now), Version = Version + 1 };

    /// <summary>The integration has other settings or another secret, which nobody has tested: a product that locks out who tries is not tried by itself.</summary>
    public Feed Rest() => this with { NextAt = null, Version = Version + 1 };

    private DateTimeOffset? Due(DateTimeOffset at) => IsEnabled && !IsPushed ? at : null;

    private static bool IsOfTheSecret(Problem problem) =>
        problem.Code.EndsWith(".unauthorized", StringComparison.Ordinal) || problem.Code.EndsWith(".forbidden", StringComparison.Ordinal) || problem.Code == "integration.secret_unreadable";
}
