using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Features.Receivers;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Starts runs by what was posted to a playbook's address.</summary>
internal sealed class PostedRuns(OpContext op, PlaybooksDb playbooks, RunStarter starter, DefinitionCache definitions, ISealer sealer, RefusalLog refusals, TimeProvider time)
{
    public async Task<Result<PostedView>> Start(PlaybookReceiver receiver, Post post, CancellationToken ct)
    {
        await using var change = playbooks.Change();
        var playbook = await PlaybooksDb.ForUpdate(change, receiver.Playbook, ct);
        var definition = playbook is { State: PlaybookState.Published } ? await definitions.Find(change, playbook.Id, playbook.Published!.Value, ct) : null;
        if (definition?.Webhook is not { } trigger)
        {
            return PlaybooksProblems.ReceiverNotFound;
        }

        var now = time.GetUtcNow();
        var secret = Encoding.ASCII.GetString(sealer.Open(receiver.SealedSecret, PlaybookReceiver.Purpose(op.Tenant, receiver.Playbook)));
        if (trigger.IsSigned ? !post.IsSigned(secret, now) : !post.Has(secret))
        {
            await change.DisposeAsync();
            await refusals.NoteOf(op, PlaybooksProblems.NotProved, playbook!.Id.Value, PlaybookReceiverView.Fact(playbook, receiver, receiver) with { Category = AuditCategory.ApiAccess });
            return PlaybooksProblems.NotProved;
        }

        if (Json(post.Body) is not { } body)
        {
            return PlaybooksProblems.BadBody;
        }

        var origin = new RunOrigin(JsonSerializer.SerializeToElement(new { body }), null);
        var inputs = InputRules.Take(definition.Inputs, null, []);
        if (trigger.Match?.Holds(DataScope.New().With("trigger", origin.Trigger!.Value).With("inputs", inputs), now) == false)
        {
            return new PostedView(Started: false);
        }

        var reason = new RunReason(RunCause.Webhook, post.Delivery is { } delivery ? EventOf(playbook!.Id, delivery) : null, origin, playbook!.Place, []);
        var started = await starter.Start(change, playbook, definition, reason, inputs, ct);
        // What is refused is counted at the playbook.
        return await change.Commit(ct) is { } problem ? problem : started.Problem is { } refused ? refused : new PostedView(Started: true);
    }

    // Of one delivery there is one run at most, however often it is sent.
    private static Guid EventOf(PlaybookId id, string delivery) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{id.Value:N} posted {delivery}")).AsSpan(0, 16));

    private static JsonElement? Json(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 32 });
            return JsonElement.ParseValue(ref reader) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } read && !reader.Read() ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
