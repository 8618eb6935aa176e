using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>Policies and templates: annotations, effect, scope and conditions. Reads on behind a policy that is wrong, to tell of all of them.</summary>
internal sealed class PolicyParser : ExpressionParser
{
    private PolicyParser(Token[] tokens, PolicyBounds bounds)
        : base(tokens, bounds)
    {
    }

    public static Parsed<Policy[]> Parse(string text, PolicyBounds bounds)
    {
        if (text.Length > bounds.TextLength)
        {
            return new([new PolicyProblem(new(1, 1), $"The text is too long: {bounds.TextLength} characters are the most.")]);
        }

        try
        {
            return new PolicyParser(Lexer.Read(text), bounds).ParseAll();
        }
        catch (SyntaxException wrong)
        {
            return new([wrong.Problem]);
        }
    }

    private Parsed<Policy[]> ParseAll()
    {
        var (policies, problems) = (new List<Policy>(), new List<PolicyProblem>());
        for (var number = 0; !AtEnd; number++)
        {
            try
            {
                policies.Add(ParsePolicy($"policy{number}"));
            }
            catch (SyntaxException wrong)
            {
                problems.Add(wrong.Problem with { PolicyId = $"policy{number}" });
                SkipBehind(";");
            }
        }

        return problems.Count == 0 ? new([.. policies]) : new(problems);
    }

    private Policy ParsePolicy(string id)
    {
        var start = Current.At;
        var annotations = ParseAnnotations();
        var effect = Current.IsWord("permit") ? PolicyEffect.Permit : Current.IsWord("forbid") ? PolicyEffect.Forbid : throw Unexpected("'permit' or 'forbid'");
        Take();
        Expect("(");
        var principal = ParseScope("principal", last: false);
        var action = ParseScope("action", last: false);
        var resource = ParseScope("resource", last: true);
        Expect(")");
        var conditions = new List<(bool, Expression)>();
        while (!Current.Is(";"))
        {
            var negated = Current.IsWord("unless");
            if (!negated && !Current.IsWord("when"))
            {
                throw Unexpected("'when', 'unless' or ';'");
            }

            Take();
            Expect("{");
            conditions.Add((negated, ParseExpression()));
            Expect("}");
        }

        Take();
        return new(id, effect, annotations, principal, action, resource, [.. conditions], start);
    }

    private Dictionary<string, string> ParseAnnotations()
    {
        var annotations = new Dictionary<string, string>();
        while (TakeIf("@"))
        {
            var key = Current;
            if (key.Kind != TokenKind.Identifier)
            {
                throw Unexpected("An annotation's key");
            }

            Take();
            var value = "";
            if (TakeIf("("))
            {
                value = StringEscapes.Unescape(ExpectString("an annotation's value as a string"));
                Expect(")");
            }

            if (!annotations.TryAdd(key.Text, value))
            {
                throw new SyntaxException(key.At, $"The annotation '{key.Text}' stands on this policy twice.");
            }
        }

        return annotations;
    }

    private ScopeConstraint ParseScope(string variable, bool last)
    {
        var start = Current.At;
        if (!TakeWordIf(variable))
        {
            throw Unexpected($"The scope names principal, action and resource in this order: '{variable}'");
        }

        var constraint = variable == "action" ? ParseActionConstraint(start) : ParseEntityConstraint($"?{variable}", start);
        if (!TakeIf(",") && !last)
        {
            throw Unexpected("','");
        }

        return constraint;
    }

    private ScopeConstraint ParseEntityConstraint(string slot, TextPosition start)
    {
        if (TakeIf("=="))
        {
            return new(ScopeKind.Equal, null, ParseEntityOrSlot(slot), start);
        }

        if (TakeWordIf("in"))
        {
            return new(ScopeKind.In, null, ParseEntityOrSlot(slot), start);
        }

        if (TakeWordIf("is"))
        {
            var type = ExpectPath("an entity type");
            return TakeWordIf("in") ? new(ScopeKind.IsIn, type, ParseEntityOrSlot(slot), start) : new(ScopeKind.Is, type, null, start);
        }

        return Current.Is(",") || Current.Is(")") ? new(ScopeKind.Any, null, null, start) : throw Unexpected("'==', 'in', 'is', ',' or ')'");
    }

    private EntityUid[]? ParseEntityOrSlot(string slot) => InParentheses<EntityUid[]?>(() =>
    {
        if (Current.Kind != TokenKind.Slot)
        {
            return [ParseEntity()];
        }

        if (Current.Text != slot)
        {
            throw Unexpected($"An entity or {slot}");
        }

        Take();
        return null;
    });

    private ScopeConstraint ParseActionConstraint(TextPosition start)
    {
        var at = Following.At;
        ScopeConstraint constraint;
        if (TakeIf("=="))
        {
            constraint = new(ScopeKind.Equal, null, [InParentheses(ParseEntity)], start);
        }
        else if (TakeWordIf("in"))
        {
            constraint = new(ScopeKind.In, null, InParentheses(() => TakeIf("[") ? [.. ParseList("]", () => InParentheses(ParseEntity))] : new[] { ParseEntity() }), start);
        }
        else if (Current.Is(",") || Current.Is(")"))
        {
            constraint = new(ScopeKind.Any, null, null, start);
        }
        else
        {
            throw Unexpected("'==', 'in', ',' or ')'");
        }

        return constraint.Entities?.FirstOrDefault(entity => entity.Type != "Action" && !entity.Type.EndsWith("::Action", StringComparison.Ordinal)) is { } other
            ? throw new SyntaxException(at, $"{other} is no action: an action's type is Action, or ends with ::Action.")
            : constraint;
    }

    private T InParentheses<T>(Func<T> parse)
    {
        var open = 0;
        while (TakeIf("("))
        {
            open++;
        }

        var result = parse();
        for (; open > 0; open--)
        {
            Expect(")");
        }

        return result;
    }
}
