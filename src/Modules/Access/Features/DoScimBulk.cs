using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>
/// Does several operations on people and groups, one after another, each a change of its own (RFC 7644, 3.7). What others name by its bulkId is made before them; if
/// some wait for one another in a circle, nothing is done.
/// </summary>
internal sealed class DoScimBulk(OperationRunner runner) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.NotAudited("Each of its operations has an entry of its own.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/scim/v2/Bulk", (ScimBody body, ScimBase at, DoScimBulk feature, OpContext op, CancellationToken ct) => feature.Handle(op, BulkPlan.Read(body.Json), at, ct).ToScim())
        .TakesScim<BulkResource>()
        .AnswersScim<BulkAnswerResource>();

    public async Task<Result<ScimReply>> Handle(OpContext op, Result<BulkPlan> read, ScimBase at, CancellationToken ct)
    {
        if (read.Fails(out var plan, out var problem))
        {
            return problem;
        }

        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        var outcomes = new SortedDictionary<int, BulkOutcomeResource>();
        var errors = 0;
        foreach (var operation in plan.Operations)
        {
            var result = await Do(op, operation, made, at, ct);
            outcomes[operation.Index] = Outcome(operation, result, at, made);
            if (!result.Succeeded && ++errors >= plan.FailOnErrors)
            {
                break;
            }
        }

        return new ScimReply(ScimJson.Write(new BulkAnswerResource([ScimSchemas.BulkResponse], [.. outcomes.Values])));
    }

    private static BulkOutcomeResource Outcome(BulkOperation operation, Result<ScimReply> result, ScimBase at, Dictionary<string, string> made)
    {
        // What does not exist has no address.
        var id = operation.Id is { } named && named.StartsWith(BulkPlan.Mark, StringComparison.Ordinal) ? made.GetValueOrDefault(named[BulkPlan.Mark.Length..]) : operation.Id;
        var location = id is null ? null : $"{at.Address}/{operation.Kind}/{id}";
        if (result.Fails(out var reply, out var problem))
        {
            return new BulkOutcomeResource(operation.Method, $"{ProblemWriter.Status(problem.Kind)}", operation.BulkId, location, null, ScimProblems.Of(problem));
        }

        if (operation.BulkId is { } makes && reply.Body?["id"] is { } its)
        {
            made[makes] = (string)its!;
        }

        return new BulkOutcomeResource(operation.Method, $"{reply.Status}", operation.BulkId, reply.Location ?? location, reply.Version is { } version ? IfMatch.Tag(version) : null);
    }

    private async Task<Result<ScimReply>> Do(OpContext op, BulkOperation operation, Dictionary<string, string> made, ScimBase at, CancellationToken ct)
    {
        if (operation.Wrong is { } wrong)
        {
            return wrong;
        }

        if (operation.Needs.FirstOrDefault(n => !made.ContainsKey(n)) is { } missing)
        {
            return ProvisioningProblems.BulkReference(missing);
        }

        var id = operation.Id is { } named && named.StartsWith(BulkPlan.Mark, StringComparison.Ordinal) ? made[named[BulkPlan.Mark.Length..]] : operation.Id;
        var data = operation.Data is { } raw ? BulkPlan.Resolve(raw, made) : default;
        return operation.Kind == "Users" ? await OnUser(op, operation, id, data, at, ct) : await OnGroup(op, operation, id, data, at, ct);
    }

    private async Task<Result<ScimReply>> OnUser(OpContext op, BulkOperation operation, string? text, System.Text.Json.JsonElement data, ScimBase at, CancellationToken ct)
    {
        var match = operation.Match;
        if (operation.Method == "POST")
        {
            return await runner.Run<CreateScimUser, ScimReply>(op, null, (f, o, c) => f.Handle(o, data, at, c), ct);
        }

        return !Id.TryParse<UserId>(text, out var id) ? ProvisioningProblems.UserNotFound : operation.Method switch
        {
            "PUT" => await runner.Run<ReplaceScimUser, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, data, match, at, c), ct),
            "PATCH" => await runner.Run<PatchScimUser, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, data, match, at, c), ct),
            _ => await runner.Run<DeleteScimUser, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, match, c), ct),
        };
    }

    private async Task<Result<ScimReply>> OnGroup(OpContext op, BulkOperation operation, string? text, System.Text.Json.JsonElement data, ScimBase at, CancellationToken ct)
    {
        var match = operation.Match;
        if (operation.Method == "POST")
        {
            return await runner.Run<CreateScimGroup, ScimReply>(op, null, (f, o, c) => f.Handle(o, data, at, c), ct);
        }

        return !Id.TryParse<UserGroupId>(text, out var id) ? ProvisioningProblems.GroupNotFound : operation.Method switch
        {
            "PUT" => await runner.Run<ReplaceScimGroup, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, data, match, at, c), ct),
            "PATCH" => await runner.Run<PatchScimGroup, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, data, match, c), ct),
            _ => await runner.Run<DeleteScimGroup, ScimReply>(op, null, (f, o, c) => f.Handle(o, id, match, c), ct),
        };
    }
}
