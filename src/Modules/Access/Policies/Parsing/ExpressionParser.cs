using System.Globalization;
using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>Conditions, by recursive descent: one method per level of the grammar, from 'if' down to literals.</summary>
internal class ExpressionParser(Token[] tokens, PolicyBounds bounds) : TokenReader(tokens)
{
    private const int MostSigns = 4;

    private int depth;

    protected PolicyBounds Bounds => bounds;

    protected Expression ParseExpression()
    {
        if (++depth > bounds.Depth)
        {
            throw new SyntaxException(Current.At, $"The condition is nested too deeply: {bounds.Depth} levels are the most.");
        }

        var start = Current.At;
        Expression result;
        if (TakeWordIf("if"))
        {
            var test = ParseExpression();
            ExpectWord("then");
            var then = ParseExpression();
            ExpectWord("else");
            result = Made(new IfExpression(test, then, ParseExpression(), start));
        }
        else
        {
            result = Chain("||", () => Chain("&&", ParseRelation, all => new AndExpression(all, start)), any => new OrExpression(any, start));
        }

        depth--;
        return result;
    }

    /// <summary>Expressions between commas up to the closing symbol, which is taken; a comma may stand before it.</summary>
    protected List<T> ParseList<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!TakeIf(close))
        {
            items.Add(parse());
            if (!Current.Is(close) && !TakeIf(","))
            {
                throw Unexpected($"',' or '{close}'");
            }
        }

        return items;
    }

    protected EntityUid ParseEntity()
    {
        var type = ExpectPath("an entity, as in User::\"alice\",");
        Expect("::");
        return new(type, StringEscapes.Unescape(ExpectString("an entity's id as a string")));
    }

    private Expression Made(Expression expression) => expression.Within(bounds.Depth);

    private Expression Chain(string symbol, Func<Expression> operand, Func<Expression[], Expression> make)
    {
        var first = operand();
        if (!Current.Is(symbol))
        {
            return first;
        }

        var operands = new List<Expression> { first };
        while (TakeIf(symbol))
        {
            operands.Add(operand());
        }

        return Made(make([.. operands]));
    }

    private Expression ParseRelation()
    {
        var start = Current.At;
        var left = ParseSum();
        var relation = Current;
        Expression result;
        if (relation.Kind == TokenKind.Symbol && relation.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            Take();
            var right = ParseSum();
            result = relation.Text switch
            {
                "==" => new EqualityExpression(left, right, false, start),
                "!=" => new EqualityExpression(left, right, true, start),
                "<" => new OrderExpression(left, OrderOperator.Less, right, start),
                "<=" => new OrderExpression(left, OrderOperator.LessOrEqual, right, start),
                ">" => new OrderExpression(left, OrderOperator.Greater, right, start),
                _ => new OrderExpression(left, OrderOperator.GreaterOrEqual, right, start),
            };
        }
        else if (TakeWordIf("in"))
        {
            result = new InExpression(left, ParseSum(), start);
        }
        else if (TakeWordIf("has"))
        {
            result = new HasExpression(left, ParseAttributePath(), start);
        }
        else if (TakeWordIf("like"))
        {
            result = new LikeExpression(left, new(StringEscapes.UnescapePattern(ExpectString("a pattern as a string"))), start);
        }
        else if (TakeWordIf("is"))
        {
            var type = ExpectPath("an entity type");
            result = new IsExpression(left, type, TakeWordIf("in") ? (InExpression)Made(new InExpression(left, ParseSum(), start)) : null, start);
        }
        else if (relation.Is("="))
        {
            throw new SyntaxException(relation.At, "Values are compared with '=='.");
        }
        else
        {
            return left;
        }

        if (Current.Kind == TokenKind.Symbol && Current.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            throw new SyntaxException(Current.At, "Comparisons do not chain: put one of them into parentheses.");
        }

        return Made(result);
    }

    private string[] ParseAttributePath()
    {
        if (Current.Kind == TokenKind.String)
        {
            return [StringEscapes.Unescape(Take())];
        }

        var path = new List<string> { ExpectName("an attribute's name") };
        while (TakeIf("."))
        {
            path.Add(ExpectName("an attribute's name"));
        }

        return path.Count <= bounds.Depth ? [.. path] : throw new SyntaxException(Current.At, $"The condition is nested too deeply: {bounds.Depth} levels are the most.");
    }

    private Expression ParseSum()
    {
        var start = Current.At;
        return Arithmetic(start, ParseProduct, () => TakeIf("+") ? ArithmeticOperator.Plus : TakeIf("-") ? ArithmeticOperator.Minus : null);
    }

    private Expression ParseProduct()
    {
        var start = Current.At;
        return Arithmetic(start, ParseSigned, () =>
            Current.Is("/") || Current.Is("%") ? throw new SyntaxException(Current.At, $"Cedar has no operator '{Current.Text}'.") : TakeIf("*") ? ArithmeticOperator.Times : null);
    }

    private Expression Arithmetic(TextPosition start, Func<Expression> operand, Func<ArithmeticOperator?> next)
    {
        var first = operand();
        List<(ArithmeticOperator, Expression)>? rest = null;
        while (next() is { } op)
        {
            (rest ??= []).Add((op, operand()));
        }

        return rest is null ? first : Made(new ArithmeticExpression(first, [.. rest], start));
    }

    private Expression ParseSigned()
    {
        var start = Current.At;
        var sign = Current.Is("!") ? "!" : Current.Is("-") ? "-" : null;
        if (sign is null)
        {
            return ParseMember();
        }

        var count = 0;
        while (TakeIf(sign))
        {
            if (++count > MostSigns)
            {
                throw new SyntaxException(start, $"'{sign}' stands {MostSigns} times in a row at most.");
            }
        }

        if (Current.Is("!") || Current.Is("-"))
        {
            throw new SyntaxException(Current.At, "'!' and '-' do not mix without parentheses.");
        }

        Expression operand;
        if (sign == "-" && Current.Kind == TokenKind.Number && !(Following.Is(".") || Following.Is("[") || Following.Is("(")))
        {
            // The smallest number can only be written with its sign.
            operand = new Literal(new LongValue(NumberOf(Take(), negative: true)), start);
            count--;
        }
        else
        {
            operand = ParseMember();
        }

        for (; count > 0; count--)
        {
            operand = Made(sign == "!" ? new NotExpression(operand, start) : new NegateExpression(operand, start));
        }

        return operand;
    }

    private Expression ParseMember()
    {
        var start = Current.At;
        var result = ParsePrimary();
        while (true)
        {
            if (TakeIf("."))
            {
                var name = ExpectName("an attribute's or a method's name");
                result = Made(TakeIf("(") ? MethodCall(result, name, start) : new AttributeExpression(result, name, start));
            }
            else if (TakeIf("["))
            {
                result = Made(new AttributeExpression(result, StringEscapes.Unescape(ExpectString("an attribute's name as a string")), start));
                Expect("]");
            }
            else if (Current.Is("("))
            {
                throw new SyntaxException(Current.At, "Only functions and methods can be called.");
            }
            else
            {
                return result;
            }
        }
    }

    private Expression MethodCall(Expression target, string name, TextPosition start)
    {
        var arguments = ParseList(")", ParseExpression).ToArray();
        switch (name)
        {
            case "contains":
                return new ContainsExpression(target, One(), start);
            case "containsAll":
                return new ContainsManyExpression(target, One(), true, start);
            case "containsAny":
                return new ContainsManyExpression(target, One(), false, start);
            case "isEmpty" when arguments.Length == 0:
                return new IsEmptyExpression(target, start);
            case "isEmpty":
                throw new SyntaxException(start, "'isEmpty' takes no argument.");
            case "hasTag":
                return new HasTagExpression(target, One(), start);
            case "getTag":
                return new GetTagExpression(target, One(), start);
        }

        return ExtensionFunction.Find(name) switch
        {
            { IsMethod: true } method => new ExtensionCall(method, [target, .. arguments], start),
            { } => throw new SyntaxException(start, $"'{name}' is a function: write {name}(…)."),
            null => throw new SyntaxException(start, $"There is no method '{name}'."),
        };

        Expression One() => arguments.Length == 1 ? arguments[0] : throw new SyntaxException(start, $"'{name}' takes one argument, and here are {arguments.Length}.");
    }

    private Expression ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new Literal(new LongValue(NumberOf(Take(), negative: false)), token.At);
            case TokenKind.String:
                return new Literal(new StringValue(StringEscapes.Unescape(Take())), token.At);
            case TokenKind.Slot:
                throw new SyntaxException(token.At, $"{token.Text} stands in the scope only, not in conditions.");
            case TokenKind.Identifier:
                return ParseWord();
        }

        if (TakeIf("("))
        {
            var inner = ParseExpression();
            Expect(")");
            return inner;
        }

        if (TakeIf("["))
        {
            return Made(new SetExpression([.. ParseList("]", ParseExpression)], token.At));
        }

        return TakeIf("{") ? Made(new RecordExpression(ParseFields(), token.At)) : throw Unexpected("An expression");
    }

    private (string, Expression)[] ParseFields()
    {
        var names = new HashSet<string>();
        return [.. ParseList("}", () =>
        {
            var key = Current;
            var name = key.Kind == TokenKind.String ? StringEscapes.Unescape(Take()) : ExpectName("an attribute's name");
            if (!names.Add(name))
            {
                throw new SyntaxException(key.At, $"The attribute '{name}' stands in this record twice.");
            }

            Expect(":");
            return (name, ParseExpression());
        })];
    }

    private Expression ParseWord()
    {
        var token = Current;
        if (TakeWordIf("true"))
        {
            return new Literal(BoolValue.True, token.At);
        }

        if (TakeWordIf("false"))
        {
            return new Literal(BoolValue.False, token.At);
        }

        var path = ExpectPath("An expression");
        if (TakeIf("::"))
        {
            return new Literal(new EntityUid(path, StringEscapes.Unescape(ExpectString("an entity's id as a string"))), token.At);
        }

        switch (path)
        {
            case "principal":
                return new Variable(PolicyVariable.Principal, token.At);
            case "action":
                return new Variable(PolicyVariable.Action, token.At);
            case "resource":
                return new Variable(PolicyVariable.Resource, token.At);
            case "context":
                return new Variable(PolicyVariable.Context, token.At);
        }

        if (!Current.Is("("))
        {
            throw new SyntaxException(token.At, $"There is no variable '{path}': there are principal, action, resource and context. An entity has its id behind it, as in {path}::\"id\".");
        }

        if (ExtensionFunction.Find(path) is not { } function)
        {
            throw new SyntaxException(token.At, $"There is no function '{path}'.");
        }

        if (function.IsMethod)
        {
            throw new SyntaxException(token.At, $"'{path}' is a method: write value.{path}(…).");
        }

        Take();
        return Made(new ExtensionCall(function, [.. ParseList(")", ParseExpression)], token.At));
    }

    private static long NumberOf(Token token, bool negative)
    {
        if (ulong.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            if (value <= long.MaxValue)
            {
                return negative ? -(long)value : (long)value;
            }

            if (negative && value == 1UL << 63)
            {
                return long.MinValue;
            }
        }

        throw new SyntaxException(token.At, $"{token.Text} does not fit into 64 bits.");
    }
}
