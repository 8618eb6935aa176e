using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>What the product says of an endpoint's isolation.</summary>
internal enum IsolationState
{
    Unknown,
    Free,
    Isolated,
    Pending,
}

/// <summary>Isolating and releasing: taken on at once, done when the agent is heard of, so the action is followed to its end.</summary>
internal sealed class CortexXdrIsolation(CortexXdrApi api, TimeProvider time)
{
    public const string Isolate = "cortexxdr.isolate";
    public const string Release = "cortexxdr.release";
    private const int MaxLost = 5;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    public static bool Has(string action) => action is Isolate or Release;

    public static IsolationState StateOf(JsonElement endpoint) => LooseJson.Text(endpoint, "is_isolated", 60) switch
    {
        "AGENT_ISOLATED" => IsolationState.Isolated,
        "AGENT_UNISOLATED" => IsolationState.Free,
        "AGENT_PENDING_ISOLATION" or "AGENT_PENDING_ISOLATION_CANCELLATION" => IsolationState.Pending,
        _ => IsolationState.Unknown,
    };

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Endpoint(connection, call, ct);
        if (found.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (found.Thing is not { } endpoint)
        {
            return CortexXdrProblems.NoEndpoint;
        }

        var state = StateOf(endpoint);
        var name = LooseJson.Line(LooseJson.Text(endpoint, "endpoint_name", 100) ?? Asset(call), 100);
        return new ActionPlan(
            state == Wanted(call) ? $"{name} is so already; nothing changes."
                : call.Action == Isolate ? $"{name} is cut off from all networks but its way to Cortex XDR." : $"{name} gets its networks back.",
            JsonSerializer.SerializeToElement(new
            {
                endpoint = name,
                status = LooseJson.Text(endpoint, "endpoint_status", 60),
                before = new { isolated = LooseJson.Text(endpoint, "is_isolated", 60) },
                after = new { isolated = call.Action == Isolate },
            }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Endpoint(connection, call, ct);
        if (found.Failure is { } unread)
        {
            return unread;
        }

        if (found.Thing is not { } endpoint)
        {
            return new ActionOutcome.Failed(CortexXdrProblems.NoEndpoint.Code, CortexXdrProblems.NoEndpoint.Detail, Retryable: false);
        }

        var state = StateOf(endpoint);
        if (state == Wanted(call))
        {
            return new ActionOutcome.Succeeded(Result(call));
        }

        if (state == IsolationState.Pending)
        {
            return new ActionOutcome.Failed(CortexXdrProblems.Pending.Code, CortexXdrProblems.Pending.Detail, Retryable: true, CortexXdrProblems.Pending.RetryAfter);
        }

        var answer = await api.Ask(connection, call.Action == Isolate ? "endpoints/isolate" : "endpoints/unisolate", new { endpoint_id = Asset(call) }, changes: true, ct);
        return answer.Failure is { } failure ? failure
            : LooseJson.Text(answer.Reply, "action_id", 40) is { } action ? await Follow(connection, call, action, ct)
            : api.Http.NotTheProduct(changes: true);
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Endpoint(connection, call, ct);
        return found.Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
            : found.Thing is not { } endpoint ? new PostCheck.NotKnown(CortexXdrProblems.NoEndpoint.Detail)
            : StateOf(endpoint) is var state && state == Wanted(call) ? new PostCheck.Confirmed(Result(call), Result(call))
            : state == IsolationState.Pending ? new PostCheck.NotKnown(CortexXdrProblems.Pending.Detail)
            : state == IsolationState.Unknown ? new PostCheck.NotKnown("Cortex XDR does not say whether the endpoint is isolated.")
            : new PostCheck.NotThere(call.Action == Isolate ? "The endpoint is not isolated." : "The endpoint is still isolated.");
    }

    // It was taken on: whatever stops us from here on leaves it under way.
    private async Task<ActionOutcome> Follow(Connection connection, ActionCall call, string action, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var lost = 0;
        object id = long.TryParse(action, out var number) ? number : action;
        try
        {
            while (true)
            {
                var answer = await api.Ask(connection, "actions/get_action_status", new { group_action_id = id }, changes: false, ct);
                if (answer.Failure is { } failure && ++lost > MaxLost)
                {
                    return failure with { Detail = $"Cortex XDR took it on as action {action}, which cannot be looked after. {failure.Detail}", Retryable = false, MayHaveHappened = true };
                }

                var status = answer.Failure is null ? LooseJson.At(answer.Reply, "data") is { ValueKind: JsonValueKind.Object } data ? LooseJson.Text(data, Asset(call), 60) : null : null;
                switch (status)
                {
                    case "COMPLETED_SUCCESSFULLY":
                        return new ActionOutcome.Succeeded(Result(call), Result(call));
                    case "FAILED" or "CANCELED" or "ABORTED" or "EXPIRED" or "COMPLETED_PARTIAL":
                        return api.Http.Fail("action_failed", $"The agent did not do it: action {action} ended as {status}.");
                    case "TIMEOUT":
                        return api.Http.Fail("action_timed_out", $"The agent was not heard of in time (action {action}).") with { MayHaveHappened = true };
                }

                await Task.Delay(pause, time, ct);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return api.Http.Fail("action_running", $"Cortex XDR took it on as action {action}; the agent has not answered yet.") with { MayHaveHappened = true };
        }
    }

    private Task<(JsonElement? Thing, ActionOutcome.Failed? Failure)> Endpoint(Connection connection, ActionCall call, CancellationToken ct) =>
        CortexXdrLists.One(api, connection, "endpoints/get_endpoint", "endpoints", "endpoint_id_list", "endpoint_id", Asset(call), ct);

    private static IsolationState Wanted(ActionCall call) => call.Action == Isolate ? IsolationState.Isolated : IsolationState.Free;

    private static string Asset(ActionCall call) => call.Parameters.Text("asset");

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { asset = Asset(call) });
}
