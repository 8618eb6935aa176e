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
internal sealed class ConnectorRunner(Connectors connectors, ISecrets secrets, IOptions<IntegrationsOptions> options, TimeProvider time, ILogger<ConnectorRunner> logger)
{
    public static readonly ActivitySource Activities = new("Holdfast.Integrations");

    private const int MaxDetail = 500;
    private const int MaxResult = 16 * 1024;

    public async Task<ConnectionCheck> Test(OpContext op, Integration integration, CancellationToken ct)
    {
        var (check, refused) = await Call(op, integration, "test", (connector, connection, stop) => connector.Test(connection, stop), ct);
        var (outcome, blot) = check;
        return outcome is null
            ? ConnectionCheck.Fails(refused!.Code, refused.Detail)
            : outcome with { Detail = Cut(blot.Blot(outcome.Detail)) };
    }

    public async Task<ActionOutcome> Execute(OpContext op, Integration integration, ActionCall call, CancellationToken ct)
    {
        var ((outcome, blot), refused) = await Call(op, integration, call.Action, (connector, connection, stop) => connector.Execute(connection, call, stop), ct);
        return outcome switch
        {
            null => refused!,
            ActionOutcome.Succeeded done => new ActionOutcome.Succeeded(Clean(done.Result, blot)),
            ActionOutcome.Refused no => no with { Detail = Cut(blot.Blot(no.Detail)) },
            ActionOutcome.Failed failed => failed with { Detail = Cut(blot.Blot(failed.Detail)) },
            _ => throw new UnreachableException(),
        };
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "This is the runner of connectors: their errors become outcomes here.")]
    private async Task<((T? Outcome, SecretValues Secrets), ActionOutcome.Failed? Failure)> Call<T>(
        OpContext op, Integration integration, string what, Func<IConnector, Connection, CancellationToken, Task<T>> call, CancellationToken ct) where T : class
    {
        var none = new SecretValues(new Dictionary<string, string>());
        if (connectors.Find(integration.Connector) is not { } connector)
        {
            return ((null, none), new("integration.no_connector", $"This server has no connector '{integration.Connector}'.", Retryable: false));
        }

        var opened = await Reveal(op, integration, ct);
        if (opened.Problem is { } problem)
        {
            return ((null, none), problem.Kind == ProblemKind.Unavailable
                ? new(problem.Code, $"{problem.Detail} The integration was not called.", Retryable: true, problem.RetryAfter)
                : new("integration.secret_unreadable", "The integration's secret cannot be read; set it again.", Retryable: false));
        }

        var revealed = opened.Value;

        using var activity = Activities.StartActivity($"{integration.Connector} {what}", ActivityKind.Client);
        activity?.SetTag("holdfast.tenant", op.Tenant.ToString());
        activity?.SetTag("holdfast.integration", integration.Id.ToString());
        using var deadline = new CancellationTokenSource(options.Value.CallTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return ((await call(connector, new Connection(op.Tenant, new FieldValues(integration.Settings), revealed), stop.Token), revealed), null);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            IntegrationsLog.TimedOut(logger, integration.Connector, integration.Id.Value, options.Value.CallTimeout);
            return ((null, none), new(
                "connector.timed_out", $"No answer within {options.Value.CallTimeout.TotalSeconds:0.#} seconds. What was asked may have happened all the same.", Retryable: false));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            IntegrationsLog.Failed(logger, integration.Connector, integration.Id.Value, e.GetType().FullName, new StackTrace(e).GetFrame(0)?.GetMethod()?.Name);
            return ((null, none), new("connector.error", "The connector failed. What was asked may have happened all the same.", Retryable: false));
        }
    }

    private async Task<Result<SecretValues>> Reveal(OpContext op, Integration integration, CancellationToken ct) =>
        integration.Secret is { } pointer
            ? (await secrets.Reveal(op, pointer.Ref, ct)).Map(json => new SecretValues(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!))
            : new SecretValues(new Dictionary<string, string>());

    private static JsonElement Clean(JsonElement result, SecretValues secrets)
    {
        var text = secrets.Blot(result.GetRawText());
        return text.Length <= MaxResult ? JsonSerializer.Deserialize<JsonElement>(text) : JsonSerializer.SerializeToElement(new { omitted = $"{text.Length} characters" });
    }

    private static string Cut(string text) => text.Length <= MaxDetail ? text : text[..MaxDetail];
}
