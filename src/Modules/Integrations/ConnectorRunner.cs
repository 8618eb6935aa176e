using System.Diagnostics;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Integrations;

/// <summary>Calls connectors: with the secret at the last moment, within a time, and so that whatever happens is an outcome without a secret in it.</summary>
internal sealed class ConnectorRunner(
    Connectors connectors, ISecrets secrets, ConnectionTokens tokens, FeedsDb feeds, IOptions<IntegrationsOptions> options, TimeProvider time, ILogger<ConnectorRunner> logger)
{
    public static readonly ActivitySource Activities = new("Holdfast.Integrations");

    private static readonly SecretValues None = new(new Dictionary<string, string>());

    public async Task<ConnectionCheck> Test(OpContext op, Integration integration, CancellationToken ct)
    {
        var called = await Call(op, integration, "test", null, (connector, connection, stop) => connector.Test(connection, stop), ct);
        return called.Answer is { } check
            ? check with { Detail = OutsideText.Line(check.Detail, called.Secrets) }
            : ConnectionCheck.Fails(called.Failure!.Code, called.Failure.Detail);
    }

    public async Task<Result<ActionPlan>> Plan(OpContext op, Integration integration, ActionCall call, CancellationToken ct)
    {
        var called = await Ask(op, integration, $"plan {call.Action}", LimitOf(integration, call), (connector, connection, stop) => connector.Plan(connection, call, stop), ct);
        return called.Result.Map(plan => new ActionPlan(OutsideText.Line(plan.Summary, called.Secrets), OutsideText.Json(plan.Difference, called.Secrets)));
    }

    public async Task<ActionOutcome> Execute(OpContext op, Integration integration, ActionCall call, CancellationToken ct)
    {
        var called = await Call(op, integration, call.Action, LimitOf(integration, call), (connector, connection, stop) => connector.Execute(connection, call, stop), ct);
        return called.Answer switch
        {
            null => called.Failure!,
            ActionOutcome.Succeeded done => new ActionOutcome.Succeeded(OutsideText.Json(done.Result, called.Secrets), OutsideText.Json(done.Undo, called.Secrets)),
            ActionOutcome.Refused no => no with { Detail = OutsideText.Line(no.Detail, called.Secrets) },
            ActionOutcome.Failed failed => failed with { Detail = OutsideText.Line(failed.Detail, called.Secrets) },
            _ => throw new UnreachableException(),
        };
    }

    public async Task<PostCheck> Check(OpContext op, Integration integration, ActionCall call, CancellationToken ct)
    {
        var called = await Call(op, integration, $"check {call.Action}", LimitOf(integration, call), (connector, connection, stop) => connector.Check(connection, call, stop), ct);
        return called.Answer switch
        {
            null => new PostCheck.NotKnown(called.Failure!.Detail),
            PostCheck.Confirmed so => new PostCheck.Confirmed(OutsideText.Json(so.Result, called.Secrets), OutsideText.Json(so.Undo, called.Secrets)),
            PostCheck.NotThere not => new PostCheck.NotThere(OutsideText.Line(not.Detail, called.Secrets)),
            PostCheck.NotKnown unknown => new PostCheck.NotKnown(OutsideText.Line(unknown.Detail, called.Secrets)),
            _ => throw new UnreachableException(),
        };
    }

    public async Task<Result<ReadPage>> Read(OpContext op, Integration integration, ReadCall call, CancellationToken ct)
    {
        var called = await Ask(op, integration, $"read {call.Read}", null, (connector, connection, stop) => connector.Read(connection, call, stop), ct);
        return called.Result.Map(page => Clean(page, called.Secrets));
    }

    public async Task<Result<ReadPage>> Accept(OpContext op, Integration integration, InboundCall call, CancellationToken ct)
    {
        var called = await Ask(op, integration, $"accept {call.Inbound}", null, (connector, connection, _) => Task.FromResult(connector.Accept(connection, call)), ct);
        return called.Result.Map(page => Clean(page, called.Secrets));
    }

    // The same for what answers with a result.
    private async Task<(Result<T> Result, SecretValues Secrets)> Ask<T>(
        OpContext op, Integration integration, string what, TimeSpan? ownLimit, Func<IConnector, Connection, CancellationToken, Task<Result<T>>> call, CancellationToken ct)
    {
        var called = await Call(op, integration, what, ownLimit, async (connector, connection, stop) => new Box<Result<T>>(await call(connector, connection, stop)), ct);
        return called.Answer is not { } answer ? (called.Failure!.AsProblem(), None)
            : answer.Value.Problem is { } problem ? (problem with { Detail = OutsideText.Line(problem.Detail, called.Secrets) }, called.Secrets)
            : (answer.Value, called.Secrets);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "This is the runner of connectors: their errors become outcomes here.")]
    private async Task<Called<T>> Call<T>(
        OpContext op, Integration integration, string what, TimeSpan? ownLimit, Func<IConnector, Connection, CancellationToken, Task<T>> call, CancellationToken ct) where T : class
    {
        if (op.Principal.IsTest)
        {
            throw new InvalidOperationException($"A principal for tests came as far as a connector: {op.Operation} has to say that it reaches outside.");
        }

        if (connectors.Find(integration.Connector) is not { } connector)
        {
            return new(new("integration.no_connector", $"This server has no connector '{integration.Connector}'.", Retryable: false));
        }

        using var activity = Activities.StartActivity($"{integration.Connector} {what}", ActivityKind.Client);
        activity?.SetTag("holdfast.tenant", op.Tenant.ToString());
        activity?.SetTag("holdfast.integration", integration.Id.ToString());
        var limit = ownLimit < options.Value.CallTimeout ? ownLimit.Value : options.Value.CallTimeout;
        using var deadline = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var calling = false;
        try
        {
            // A secret store that is slow takes its time from the call's.
            var opened = await Reveal(op, integration, stop.Token);
            if (opened.Problem is { } problem)
            {
                return new(problem.Kind == ProblemKind.Unavailable
                    ? new(problem.Code, $"{problem.Detail} The integration was not called.", Retryable: true, problem.RetryAfter)
                    : new("integration.secret_unreadable", "The integration's secret cannot be read; set it again.", Retryable: false));
            }

            calling = true;
            var connection = new Connection(op.Tenant, new FieldValues(integration.Settings), opened.Value)
            {
                Tokens = tokens.Of(op.Tenant, integration),
                Turn = connector.Description.Pace is { } pace ? stopping => Turn(op, integration.Id, pace, stopping) : _ => ValueTask.CompletedTask,
            };
            return new(await call(connector, connection, stop.Token), opened.Value);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            IntegrationsLog.TimedOut(logger, integration.Connector, integration.Id.Value, limit);
            return new(calling
                ? new("connector.timed_out", $"No answer within {limit.TotalSeconds:0.#} seconds. What was asked may have happened all the same.", Retryable: false) { MayHaveHappened = true }
                : new("integration.secret_slow", $"The secret did not come within {limit.TotalSeconds:0.#} seconds. The integration was not called.", Retryable: true));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            IntegrationsLog.Failed(logger, integration.Connector, integration.Id.Value, e.GetType().FullName, new StackTrace(e).GetFrame(0)?.GetMethod()?.Name);
            return new(calling
                ? new("connector.error", "The connector failed. What was asked may have happened all the same.", Retryable: false) { MayHaveHappened = true }
                : new("integration.secret_unreadable", "The integration's secret cannot be read; set it again.", Retryable: false));
        }
    }

    private async ValueTask Turn(OpContext op, IntegrationId id, RequestPace pace, CancellationToken ct)
    {
        if (await feeds.Turn(op, id, pace, ct) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }
    }

    private async Task<Result<SecretValues>> Reveal(OpContext op, Integration integration, CancellationToken ct) =>
        integration.Secret is { } pointer
            ? (await secrets.Reveal(op, pointer.Ref, ct)).Map(json => new SecretValues(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!))
            : None;

    private TimeSpan? LimitOf(Integration integration, ActionCall call) => connectors.Action(integration.Connector, call.Action)?.TimeLimit;

    private static ReadPage Clean(ReadPage page, SecretValues secrets) => page with
    {
        Items = [.. page.Items.Select(item => item with { Title = OutsideText.Line(item.Title, secrets), Data = OutsideText.Json(item.Data, secrets) })],
        Rejected = [.. page.Rejected.Select(rejection => rejection with { Detail = OutsideText.Line(rejection.Detail, secrets) })],
    };

    private sealed record Box<T>(T Value);

    // An answer with the secrets that may be in it, or why there is none.
    private readonly record struct Called<T>(T? Answer, SecretValues Secrets, ActionOutcome.Failed? Failure) where T : class
    {
        public Called(T answer, SecretValues secrets) : this(answer, secrets, null)
        {
        }

        public Called(ActionOutcome.Failed failure) : this(null, None, failure)
        {
        }
    }
}
