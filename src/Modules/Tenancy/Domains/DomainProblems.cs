using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>What can stand in the way of a tenant's domains.</summary>
internal static class DomainProblems
{
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "domain.not_found", "There is no such domain.");

    public static Problem BadName { get; } = Problem.OfField("domain.bad_name", "name", "A domain is a name such as example.com, without https:// and without a path.");

    public static Problem Exists { get; } = new(ProblemKind.Conflict, "domain.exists", "The tenant has this domain in its list already.");

    public static Problem Taken { get; } = new(
        ProblemKind.Conflict, "domain.taken", "This domain is another tenant's on this server. It can be had when that one has removed it, or a week after the domain stops naming it.");

    public static Problem NotProved { get; } = new(
        ProblemKind.Conflict, "domain.not_proved", "The domain does not say so yet: set the TXT record that stands with it, wait until the world sees it, and ask again.");

    public static Problem NoAnswer { get; } = new(ProblemKind.Unavailable, "domain.no_answer", "No name server gave an answer; ask again in a while.", RetryAfter: TimeSpan.FromSeconds(30));
}
