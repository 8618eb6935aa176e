using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Position = YamlDotNet.Core.Mark;

namespace Holdfast.Modules.Playbooks.Definitions.Yaml;

/// <summary>
/// Reads a text into nodes with their places. It takes the part of YAML that says one thing in one way: no anchors and aliases, no tags, no name twice,
/// one document, bounded in size and depth.
/// </summary>
internal static class YamlReader
{
    public const int MaxBytes = 256 * 1024;
    public const int MaxDepth = 20;

    /// <summary>The document; null when it cannot be read at all.</summary>
    public static YamlNode? Read(string text, Mistakes mistakes)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            mistakes.Add(new Mark(1, 1), "playbook.too_large", "A definition has at most 256 KB.");
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                mistakes.Add(new Mark(1, 1), "playbook.empty", "There is nothing here.");
                return null;
            }

            var node = Node(parser, 1, mistakes);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
            {
                mistakes.Add(At(second.Start), "playbook.second_document", "A definition is one document.");
            }

            return node;
        }
        catch (YamlException e)
        {
            mistakes.Add(At(e.Start), "playbook.bad_yaml", $"This is not YAML: {Sentence(e.Message)}");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or IOException)
        {
            // The library throws these for some texts that are none, without a place: it is after what it has read last.
            mistakes.Add(parser.Current is { } last ? At(last.End) : new Mark(1, 1), "playbook.bad_yaml", "This is not YAML from here on.");
            return null;
        }
        catch (TooDeepException e)
        {
            mistakes.Add(e.At, "playbook.too_deep", $"A definition is at most {MaxDepth} levels deep.");
            return null;
        }
    }

    private static YamlNode Node(Parser parser, int depth, Mistakes mistakes)
    {
        var next = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth)
        {
            throw new TooDeepException(At(next.Start));
        }

        if (next is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            mistakes.Add(At(next.Start), "playbook.anchor", "Anchors and aliases are not taken: say it where it is meant.");
        }

        if (next is NodeEvent { Tag.IsEmpty: false })
        {
            mistakes.Add(At(next.Start), "playbook.tag", "Tags are not taken.");
        }

        return next switch
        {
            Scalar scalar => new YamlScalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart start => List(parser, At(start.Start), depth, mistakes),
            MappingStart start => Map(parser, At(start.Start), depth, mistakes),
            _ => new YamlScalar(At(next.Start), "", isPlain: true),
        };
    }

    private static YamlList List(Parser parser, Mark at, int depth, Mistakes mistakes)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(parser, depth + 1, mistakes));
        }

        return new YamlList(at, items);
    }

    private static YamlMap Map(Parser parser, Mark at, int depth, Mistakes mistakes)
    {
        var members = new List<YamlMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = Node(parser, depth + 1, mistakes);
            var value = Node(parser, depth + 1, mistakes);
            if (name is not YamlScalar { IsNull: false } scalar)
            {
                mistakes.Add(name.At, "playbook.bad_name", "A name is a text.");
            }
            else if (!names.Add(scalar.Text))
            {
                mistakes.Add(name.At, "playbook.duplicate", $"'{Short(scalar.Text)}' is here twice.");
            }
            else
            {
                members.Add(new YamlMember(scalar.Text, name.At, value));
            }
        }

        return new YamlMap(at, members);
    }

    /// <summary>A text that is shown in a sentence.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}…";

    private static Mark At(Position mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    // The library puts the place in front of what it says.
    private static string Sentence(string message)
    {
        var end = message.IndexOf("): ", StringComparison.Ordinal);
        var said = message.StartsWith('(') && end > 0 ? message[(message.LastIndexOf("): ", StringComparison.Ordinal) + 3)..] : message;
        return said.EndsWith('.') ? said : $"{said}.";
    }

    private sealed class TooDeepException(Mark at) : Exception
    {
        public Mark At { get; } = at;
    }
}
