using System.Text.Json;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What an operation of a PATCH does.</summary>
internal enum PatchVerb
{
    Add,
    Replace,
    Remove,
}

/// <summary>One operation at one attribute.</summary>
/// <param name="Verb">What is done.</param>
/// <param name="Path">Where.</param>
/// <param name="Value">With what; null when nothing was said.</param>
/// <param name="IsNamed">Whether the operation names the attribute; otherwise it is one of an object of attributes.</param>
internal sealed record PatchStep(PatchVerb Verb, ChangePath Path, JsonElement? Value, bool IsNamed);

/// <summary>
/// The changes of one resource (RFC 7644, 3.5.2), and those that identity providers really send: operations in whatever case, values without a path whose names are
/// paths themselves, flags as text, members to be removed as a value.
/// </summary>
/// <param name="Steps">In their order.</param>
internal sealed record Patch(IReadOnlyList<PatchStep> Steps)
{
    private static readonly string[] GivenByServer = ["id", "meta", "schemas", "groups"];

    /// <summary>Reads the body of a PATCH.</summary>
    public static Result<Patch> Read(JsonElement body)
    {
        if (!ScimJson.TryGet(body, "Operations", out var operations) || operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() == 0)
        {
            return ProvisioningProblems.InvalidSyntax("A PATCH has Operations.");
        }

        if (operations.GetArrayLength() > ScimLimits.PatchOperations)
        {
            return ProvisioningProblems.TooMany($"One PATCH has at most {ScimLimits.PatchOperations} operations.");
        }

        var steps = new List<PatchStep>();
        foreach (var operation in operations.EnumerateArray())
        {
            if (Add(steps, operation) is { } problem)
            {
                return problem;
            }
        }

        return new Patch(steps);
    }

    /// <summary>What becomes of a person.</summary>
    public Result<UserDraft> Apply(UserDraft draft)
    {
        foreach (var step in Steps)
        {
            if (step.Path is { Attribute: var at, Which: null } && IsOwn(at, ScimSchemas.User) && (step.IsNamed || !GivenByServer.Contains(at.Key)))
            {
                // To add to an attribute with one value is to replace it; what takes away says nothing of the value.
                if (draft.Set(at.Key, step.Verb == PatchVerb.Remove ? null : step.Value).Fails(out var next, out var problem))
                {
                    return problem;
                }

                draft = next;
            }
        }

        return draft;
    }

    /// <summary>What becomes of a group.</summary>
    public Result<GroupDraft> Apply(GroupDraft draft)
    {
        foreach (var step in Steps)
        {
            if (IsOwn(step.Path.Attribute, ScimSchemas.Group) && (step.IsNamed || !GivenByServer.Contains(step.Path.Attribute.Key)))
            {
                if (draft.Apply(step.Verb, step.Path.Attribute.Key, step.Path.Which, step.Value).Fails(out var next, out var problem))
                {
                    return problem;
                }

                draft = next;
            }
        }

        return draft.Members.Added.Count + draft.Members.Removed.Count > ScimLimits.MembersPerRequest
            ? ProvisioningProblems.TooMany($"One request names at most {ScimLimits.MembersPerRequest} members; send the others with another.")
            : draft;
    }

    // What is of another schema is not kept here.
    private static bool IsOwn(AttributePath path, string schema) => path.Schema is null || path.Schema.Equals(schema, StringComparison.OrdinalIgnoreCase);

    private static Problem? Add(List<PatchStep> steps, JsonElement operation)
    {
        if (operation.ValueKind != JsonValueKind.Object || !ScimJson.TryText(operation, "op", out var op) || !Enum.TryParse<PatchVerb>(op, ignoreCase: true, out var verb) || !Enum.IsDefined(verb) || char.IsAsciiDigit(op![0]))
        {
            return ProvisioningProblems.InvalidSyntax("An operation is an object whose op is add, replace or remove.");
        }

        JsonElement? value = ScimJson.TryGet(operation, "value", out var said) ? said : null;
        if (ScimJson.TryGet(operation, "path", out var where))
        {
            if (ScimJson.Sound(where) is not { Length: > 0 } path)
            {
                return ProvisioningProblems.InvalidPath("It is no text.");
            }

            if (FilterParser.ParsePath(path).Fails(out var read, out var problem))
            {
                return problem;
            }

            if (verb != PatchVerb.Remove && value is null)
            {
                return ProvisioningProblems.InvalidValue($"It is not said what becomes of '{read.Attribute}'.");
            }

            steps.Add(new PatchStep(verb, read, value, true));
            return null;
        }

        if (verb == PatchVerb.Remove)
        {
            return ProvisioningProblems.NoTarget("What is removed is named by a path.");
        }

        if (value is not { ValueKind: JsonValueKind.Object } attributes)
        {
            return ProvisioningProblems.InvalidValue("Without a path, the value is an object of attributes.");
        }

        foreach (var attribute in attributes.EnumerateObject())
        {
            // A name that is no path names nothing that is kept here.
            if (FilterParser.ParsePath(attribute.Name) is { Succeeded: true, Value: var path })
            {
                steps.Add(new PatchStep(verb, path, attribute.Value, false));
            }
        }

        return null;
    }
}
