using Holdfast.Modules.Access.Policies.Parsing;

namespace Holdfast.Modules.Access.Policies.Schema;

/// <summary>Schemas in Cedar's own syntax. Source: https://docs.cedarpolicy.com/schema/human-readable-schema-grammar.html.</summary>
internal sealed class SchemaParser : TokenReader
{
    private readonly PolicyBounds bounds;
    private readonly Dictionary<string, WrittenNamespace> namespaces = new() { [""] = new("", [], [], []) };
    private int depth;

    private SchemaParser(Token[] tokens, PolicyBounds bounds)
        : base(tokens) => this.bounds = bounds;

    /// <exception cref="SyntaxException">At the first place that is wrong.</exception>
    public static IReadOnlyCollection<WrittenNamespace> Parse(string text, PolicyBounds bounds)
    {
        if (text.Length > bounds.TextLength)
        {
            throw new SyntaxException(new(1, 1), $"The text is too long: {bounds.TextLength} characters are the most.");
        }

        var parser = new SchemaParser(Lexer.Read(text), bounds);
        while (!parser.AtEnd)
        {
            parser.ParseTop();
        }

        return parser.namespaces.Values;
    }

    private void ParseTop()
    {
        SkipAnnotations();
        if (!TakeWordIf("namespace"))
        {
            ParseDeclaration(namespaces[""]);
            return;
        }

        var at = Current.At;
        var name = ExpectPath("a namespace's name");
        var here = new WrittenNamespace(name, [], [], []);
        if (!namespaces.TryAdd(name, here))
        {
            throw new SyntaxException(at, $"The namespace {name} stands here twice.");
        }

        Expect("{");
        while (!TakeIf("}"))
        {
            SkipAnnotations();
            ParseDeclaration(here);
        }
    }

    private void SkipAnnotations()
    {
        var keys = new HashSet<string>();
        while (TakeIf("@"))
        {
            if (Current.Kind != TokenKind.Identifier)
            {
                throw Unexpected("An annotation's key");
            }

            if (!keys.Add(Current.Text))
            {
                throw new SyntaxException(Current.At, $"The annotation '{Current.Text}' stands here twice.");
            }

            Take();
            if (TakeIf("("))
            {
                StringEscapes.Unescape(ExpectString("an annotation's value as a string"));
                Expect(")");
            }
        }
    }

    private void ParseDeclaration(WrittenNamespace here)
    {
        var at = Current.At;
        if (TakeWordIf("entity"))
        {
            ParseEntity(here, at);
        }
        else if (TakeWordIf("action"))
        {
            ParseAction(here, at);
        }
        else if (TakeWordIf("type"))
        {
            var name = ExpectName("a type's name");
            if (SchemaTypes.IsBuiltIn(name) || !here.Types.TryAdd(name, TypeBehind("=")))
            {
                throw new SyntaxException(at, $"There is a type {name} already.");
            }
        }
        else
        {
            throw Unexpected("'entity', 'action', 'type' or 'namespace'");
        }

        Expect(";");
    }

    private WrittenType TypeBehind(string symbol)
    {
        Expect(symbol);
        return ParseType();
    }

    private void ParseEntity(WrittenNamespace here, TextPosition at)
    {
        var names = ParseSeveral(() => ExpectName("an entity type's name"));
        if (TakeWordIf("enum"))
        {
            Expect("[");
            var choices = ParseSeveral(() => StringEscapes.Unescape(ExpectString("an entity's id as a string")));
            Expect("]");
            here.Entities.AddRange(names.Select(name => new WrittenEntity(name, [], null, null, choices, at)));
            return;
        }

        var memberOf = TakeWordIf("in") ? ParseTypeNames() : [];
        var attributes = TakeIf("=") || Current.Is("{") ? ParseRecord() : null;
        var tags = TakeWordIf("tags") ? ParseType() : null;
        here.Entities.AddRange(names.Select(name => new WrittenEntity(name, memberOf, attributes, tags, null, at)));
    }

    private void ParseAction(WrittenNamespace here, TextPosition at)
    {
        var names = ParseSeveral(ParseNameOrString);
        var memberOf = new List<WrittenActionName>();
        if (TakeWordIf("in"))
        {
            if (TakeIf("["))
            {
                memberOf = ParseSeveral(ParseActionName);
                Expect("]");
            }
            else
            {
                memberOf.Add(ParseActionName());
            }
        }

        List<WrittenName>? principals = null, resources = null;
        WrittenType? context = null;
        if (TakeWordIf("appliesTo"))
        {
            var start = Current.At;
            Expect("{");
            while (!TakeIf("}"))
            {
                var part = Current;
                if (TakeWordIf("principal") && principals is null)
                {
                    Expect(":");
                    principals = ParseTypeNames();
                }
                else if (TakeWordIf("resource") && resources is null)
                {
                    Expect(":");
                    resources = ParseTypeNames();
                }
                else if (TakeWordIf("context") && context is null)
                {
                    context = TypeBehind(":");
                }
                else
                {
                    throw new SyntaxException(part.At, "appliesTo names principal and resource, and context at most, each once.");
                }

                if (!Current.Is("}"))
                {
                    Expect(",");
                }
            }

            if (principals is null || resources is null)
            {
                throw new SyntaxException(start, "appliesTo names principal and resource.");
            }
        }

        if (TakeWordIf("attributes"))
        {
            Expect("{");
            Expect("}");
        }

        here.Actions.AddRange(names.Select(name => new WrittenAction(name, memberOf, principals ?? [], resources ?? [], context, at)));
    }

    private WrittenActionName ParseActionName()
    {
        var at = Current.At;
        if (Current.Kind == TokenKind.String)
        {
            return new(null, StringEscapes.Unescape(Take()), at);
        }

        var path = ExpectPath("an action's name");
        return TakeIf("::") ? new(path, StringEscapes.Unescape(ExpectString("an action's id as a string")), at)
            : path.Contains("::", StringComparison.Ordinal) ? throw Unexpected("'::' and an action's id as a string") : new(null, path, at);
    }

    private string ParseNameOrString() => Current.Kind == TokenKind.String ? StringEscapes.Unescape(Take()) : ExpectName("a name or a string");

    private List<WrittenName> ParseTypeNames()
    {
        if (!TakeIf("["))
        {
            return [ParseTypeName()];
        }

        var names = Current.Is("]") ? [] : ParseSeveral(ParseTypeName);
        Expect("]");
        return names;
    }

    private WrittenName ParseTypeName()
    {
        var at = Current.At;
        return new(ExpectTypePath(), at);
    }

    // Unlike in policies, a name may begin with the reserved namespace here: __cedar::Long.
    private string ExpectTypePath() => Current.IsWord("__cedar") && Following.Is("::") ? $"{Take().Text}{Take().Text}{ExpectPath("a type's name")}" : ExpectPath("a type's name");

    private WrittenType ParseType()
    {
        if (++depth > bounds.Depth)
        {
            throw new SyntaxException(Current.At, $"The type is nested too deeply: {bounds.Depth} levels are the most.");
        }

        var at = Current.At;
        WrittenType result;
        if (Current.Is("{"))
        {
            result = ParseRecord();
        }
        else if (Current.IsWord("Set") && Following.Is("<"))
        {
            Take();
            Take();
            result = new WrittenSet(ParseType(), at);
            Expect(">");
        }
        else
        {
            result = new WrittenName(ExpectTypePath(), at);
        }

        depth--;
        return result;
    }

    private WrittenRecord ParseRecord()
    {
        var at = Current.At;
        var (attributes, names) = (new List<(string, bool, WrittenType)>(), new HashSet<string>());
        Expect("{");
        while (!TakeIf("}"))
        {
            SkipAnnotations();
            var start = Current.At;
            var name = ParseNameOrString();
            if (!names.Add(name))
            {
                throw new SyntaxException(start, $"The attribute '{name}' stands here twice.");
            }

            var required = !(Current.Is("?") && Take().Is("?"));
            attributes.Add((name, required, TypeBehind(":")));
            if (!Current.Is("}"))
            {
                Expect(",");
            }
        }

        return new(attributes, at);
    }

    private List<T> ParseSeveral<T>(Func<T> parse)
    {
        var items = new List<T> { parse() };
        while (TakeIf(","))
        {
            items.Add(parse());
        }

        return items;
    }
}
