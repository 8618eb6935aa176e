using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>Something that can be done through an integration.</summary>
/// <param name="Key">The action's key.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="Right">What right it needs beside running actions.</param>
/// <param name="Purpose">What it is good for; null when only who names it gets it.</param>
/// <param name="Inverse">The action that undoes it; null when nothing does, and then it always needs approval.</param>
/// <param name="Parameters">JSON Schema (2020-12) of what it takes.</param>
/// <param name="Result">JSON Schema of what it answers.</param>
internal sealed record IntegrationActionView(
    string Key, string Name, string Description, ActionRisk Risk, ActionRight Right, ActionPurpose? Purpose, string? Inverse, JsonElement Parameters, JsonElement Result)
{
    public static IntegrationActionView From(ActionDescription action) => new(
        action.Key, action.Name, action.Description, action.Risk, action.Right, action.Purpose, action.Inverse, FieldSchema.Of(action.Parameters), FieldSchema.Of(action.Result));
}
