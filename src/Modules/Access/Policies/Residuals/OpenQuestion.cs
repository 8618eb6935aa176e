using Holdfast.Modules.Access.Policies.Expressions;

namespace Holdfast.Modules.Access.Policies.Residuals;

/// <summary>A condition on attributes of the resource, all else about the request being known. Not for several threads at once.</summary>
public sealed class OpenQuestion
{
    private readonly Expression condition;
    private readonly PolicyRequest request;
    private readonly EntityStore entities;
    private readonly StepsLeft left;
    private (IReadOnlyList<Entity> Of, bool?[] Answers)? last;

    internal OpenQuestion(Expression condition, PolicyRequest request, EntityStore entities, StepsLeft left) =>
        (this.condition, this.request, this.entities, this.left) = (condition, request, entities, left);

    /// <summary>For each of these resources true or false, or null where the condition fails. Null for all when that takes more steps than it may.</summary>
    public IReadOnlyList<bool?>? Answers(IReadOnlyList<Entity> resources)
    {
        if (last is { } known && ReferenceEquals(known.Of, resources))
        {
            return known.Answers;
        }

        var answers = new bool?[resources.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var run = new Evaluation(request with { Resource = resources[i].Uid }, entities.With([resources[i]]), left.Count);
            answers[i] = condition.EvaluateBool(run);
            left.Count = run.Left;
            if (run.IsExhausted)
            {
                return null;
            }
        }

        last = (resources, answers);
        return answers;
    }
}

/// <summary>How many steps one decision may still take over all the resources that it asks.</summary>
internal sealed class StepsLeft(int count)
{
    public int Count { get; set; } = count;
}
