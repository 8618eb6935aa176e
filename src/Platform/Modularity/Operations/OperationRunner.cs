using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Operations;

/// <summary>An operation that its principal may perform, or why not; and how much of its rate is left.</summary>
/// <param name="Op">With the reach that the grants give it.</param>
/// <param name="Problem">Why not; null when it may.</param>
/// <param name="Rate">What the principal's own rate said, or its tenant's.</param>
public readonly record struct Admitted(OpContext Op, Problem? Problem, RateState Rate);

/// <summary>
/// The one way to perform an operation, whoever asks: HTTP, agents' tools, playbooks and schedules are adapters of it. In this order: the
/// rates of the principal and its tenant, whether that and the principal's own tenant are open and nothing stands against the principal, authorisation, the tenant's plan, its quota of calls, the request's own check, the feature, the audit entry that is owed. A refusal, a failure and an exception leave their entry too.
/// The rates come first, so that a principal who may not cannot fill the log faster than they let it.
/// </summary>
public sealed class OperationRunner(IServiceProvider services, IAuthorizer authorizer, IOperationRates rates, ITenantStates states, IFlags flags, ApiCalls calls, TimeProvider time, ILogger<OperationRunner> logger)
{
    private static readonly Meter Meter = new("Holdfast.Operations");
    private static readonly Counter<long> Performed = Meter.CreateCounter<long>("holdfast.operations.performed", description: "Operations by name and outcome: done, refused, or the kind of problem.");

    /// <summary>Performs a feature's operation for somebody who is not at the other end of an HTTP request.</summary>
    /// <typeparam name="TFeature">The feature; it is taken from a scope of its own.</typeparam>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="caller">The tenant, the principal and where from; its operation's name is overwritten.</param>
    /// <param name="request">What is asked for, to be checked; null when there is nothing to check.</param>
    /// <param name="handle">Calls the feature.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<T>> Run<TFeature, T>(
        OpContext caller, IRequest? request, Func<TFeature, OpContext, CancellationToken, Task<Result<T>>> handle, CancellationToken ct) where TFeature : class, IFeature
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(handle);
        var operation = services.GetRequiredService<OperationTable>().Of(typeof(TFeature));
        var asked = new OpContext(caller.Tenant, caller.Principal, caller.Origin, operation.Name);
        var admitted = await Admit(asked, operation, ct);
        if (admitted.Problem is { } refused)
        {
            return refused;
        }

        await using var scope = services.OpenOp(admitted.Op);
        var feature = scope.ServiceProvider.GetRequiredService<TFeature>();
        return await Perform(admitted.Op, operation, null, request, wrong => wrong, async () => await handle(feature, admitted.Op, ct), result => result.Problem);
    }

    /// <summary>Takes from the rates and asks whether the principal may. A refusal has its audit entry.</summary>
    public async ValueTask<Admitted> Admit(OpContext op, Operation operation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(operation);
        op.Trail.Owed = operation.Admission.OwesEntry;
        var rate = rates.Take(op.Tenant, op.Principal);
        if (!rate.Taken)
        {
            Count(operation, ProblemKind.TooMany.ToString());
            return new(op, OperationProblems.TooMany(rate.Wait), rate);
        }

        if ((states.Closed(op.Tenant) ?? states.Closed(op.Principal.Home) ?? authorizer.Refusal(op)) is { } closed)
        {
            await Record(op, Denied(op, null, closed));
            Count(operation, "refused");
            return new(op, closed, rate);
        }

        var admission = operation.Admission;
        // By a visit or as a guest, somebody is in a tenant what that tenant lets them be, and nothing more.
        var isPlatform = admission.IsForPlatform && op.Principal.IsSuperAdmin && op.Tenant == op.Principal.Home;
        var reach = admission.Entry switch
        {
            _ when isPlatform => Reach.All,
            Entry.Permission => await authorizer.Reach(op, admission.Permission!, ct),
            // A sensor is of its own device and reaches nothing else.
            Entry.Sensor when op.Principal.Id is { } device => Reach.Within([new Scope(ScopeLevel.Device, device)]),
            _ => Reach.None,
        };
        var refusal = admission.Entry switch
        {
            _ when isPlatform => admission.IsRead ? null : await authorizer.PlatformRefusal(op, ct),
            Entry.Permission => (admission.Narrows ? !reach.IsNone : reach.Covers(ScopePath.Tenant)) ? null : OperationProblems.Forbidden(admission.Permission!.Name),
            Entry.SignedIn => op.Principal.Kind == PrincipalKind.User ? null : OperationProblems.WrongPrincipal,
            Entry.Sensor => op.Principal.Kind == PrincipalKind.Sensor ? null : OperationProblems.WrongPrincipal,
            Entry.Provisioner => op.Principal.Kind == PrincipalKind.Provisioner ? null : OperationProblems.WrongPrincipal,
            Entry.Platform => OperationProblems.NotPlatform,
            _ => null,
        } ?? (op.Principal.IsTest && admission.LeavesPlatform ? OperationProblems.TestKey : null)
            ?? (!isPlatform && admission.Flag is { } flag && !flags.IsOn(op.Tenant, flag) ? FlagProblems.PlanLacks(flag, flags.PlanOf(op.Tenant)) : null);
        if (refusal is not null)
        {
            if (IsOfPlatform(op, operation))
            {
                var log = services.GetRequiredService<IPlatformLog>();
                await log.End(op, await log.Begin(op, null), refusal.Code);
            }

            await Record(op, Denied(op, null, refusal));
            Count(operation, "refused");
            return new(op, refusal, rate);
        }

        // It has no entry in the log: whoever is refused once is refused until the day ends, and could fill it.
        if (op.Principal.Kind == PrincipalKind.ApiKey && calls.Take(op.Tenant) is { } exceeded)
        {
            Count(operation, ProblemKind.TooMany.ToString());
            return new(op, exceeded, rate);
        }

        return new(op with { Reach = reach, IsPlatform = isPlatform }, null, rate);
    }

    /// <summary>Checks, performs, and sees that what is owed to the audit log is there.</summary>
    /// <param name="op">Admitted.</param>
    /// <param name="operation">Which operation.</param>
    /// <param name="subject">The id of the thing that it is about, for an entry that the feature does not write; null when there is none.</param>
    /// <param name="request">What is asked for, to be checked.</param>
    /// <param name="refuse">Makes the answer of a problem.</param>
    /// <param name="perform">The feature.</param>
    /// <param name="problemOf">What stands in the way in an answer; null when it succeeded.</param>
    public async ValueTask<TAnswer> Perform<TAnswer>(
        OpContext op, Operation operation, Guid? subject, IRequest? request, Func<Problem, TAnswer> refuse, Func<ValueTask<TAnswer>> perform, Func<TAnswer, Problem?> problemOf)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(refuse);
        ArgumentNullException.ThrowIfNull(perform);
        ArgumentNullException.ThrowIfNull(problemOf);
        // Before anything is done, so that nothing is done that is not there.
        var log = IsOfPlatform(op, operation) ? services.GetRequiredService<IPlatformLog>() : null;
        var entry = log is null ? default : await log.Begin(op, subject);
        TAnswer answer;
        try
        {
            answer = request?.Check() is { } wrong ? refuse(wrong) : await perform();
        }
        catch (Exception e)
        {
            Count(operation, "thrown");
            if (log is not null)
            {
                await EndThrown(log, op, entry, e);
            }

            // Into a tenant that is on its way to another place nothing is written, entries neither; nothing was done.
            if (op.Trail.Owed && e is not TenantRelocatingException)
            {
                await RecordThrown(op, subject, e);
            }

            throw;
        }

        var problem = problemOf(answer);
        if (log is not null)
        {
            await log.End(op, entry, problem?.Code);
        }

        Count(operation, problem is null ? "done" : problem.Kind.ToString());
        if (problem is { Kind: ProblemKind.Forbidden } && op.Tenant != default)
        {
            // The feature refused what the grants at the tenant could not tell: the same entry, whether or not one is owed.
            await Record(op, Denied(op, subject, problem));
        }
        else if (op.Trail.Owed && (problem is not null || op.Trail.Written == 0))
        {
            await Record(op, Ended(op, subject, problem?.Code));
        }

        return answer;
    }

    // Whatever somebody changes who holds the platform's role stands in the platform's log too.
    private static bool IsOfPlatform(OpContext op, Operation operation) => op.Principal.IsSuperAdmin && !operation.Admission.IsRead;

    private static AuditFact Denied(OpContext op, Guid? subject, Problem problem) => new("operation", subject, op.Operation)
    {
        Category = AuditCategory.Authorization,
        Severity = AuditSeverity.Warning,
        Outcome = AuditOutcome.Denied,
        Error = problem.Code,
    };

    private static AuditFact Ended(OpContext op, Guid? subject, string? error) => new("operation", subject, op.Operation)
    {
        Severity = error is null ? AuditSeverity.Info : AuditSeverity.Warning,
        Outcome = error is null ? AuditOutcome.Success : AuditOutcome.Failure,
        Error = error,
    };

    // The caller may be gone; the entry is owed all the same.
    private async Task Record(OpContext op, AuditFact fact) => await services.GetRequiredService<IAuditSink>().Record(op, fact, CancellationToken.None);

    // One that has begun and not ended says of itself that nobody knows how it ended.
    private async Task EndThrown(IPlatformLog log, OpContext op, Guid entry, Exception error)
    {
        try
        {
            await log.End(op, entry, Code(error));
        }
        catch (Exception e)
        {
            OperationLog.EntryLost(logger, e, op.Operation, op.Origin.RequestId, time.GetUtcNow());
        }
    }

    private static string Code(Exception error) => error is OperationCanceledException ? "operation.cancelled" : "operation.failed";

    // Whether a commit was reached is not known: the change's own entry says so where it was. This one says that no answer came of it.
    private async Task RecordThrown(OpContext op, Guid? subject, Exception error)
    {
        try
        {
            await Record(op, Ended(op, subject, Code(error)));
        }
        catch (Exception e)
        {
            OperationLog.EntryLost(logger, e, op.Operation, op.Origin.RequestId, time.GetUtcNow());
        }
    }

    private static void Count(Operation operation, string outcome)
    {
        if (Performed.Enabled)
        {
            Performed.Add(1, new TagList { { "operation", operation.Name }, { "outcome", outcome } });
        }
    }
}
