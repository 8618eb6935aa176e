using System.Text.RegularExpressions;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// Splunk's search language, as far as it has to be judged: a search of a person's may only be made of commands that read. What is not known to read is refused, so
/// <c>delete, outputlookup, collect, sendemail, map, script, rest</c> and whatever an app adds are. Macros are too, because they can hold any of them.
/// </summary>
internal static partial class Spl
{
    private static readonly HashSet<string> Reading = new(StringComparer.OrdinalIgnoreCase)
    {
        "abstract", "accum", "addcoltotals", "addinfo", "addtotals", "anomalies", "append", "appendcols", "appendpipe", "autoregress", "bin", "bucket", "chart", "cluster", "contingency", "convert",
        "correlate", "datamodel", "dedup", "delta", "eval", "eventcount", "eventstats", "extract", "fieldformat", "fields", "fieldsummary", "filldown", "fillnull", "foreach", "format", "gauge",
        "head", "highlight", "inputlookup", "iplocation", "join", "kv", "localize", "lookup", "makecontinuous", "makemv", "makeresults", "metadata", "mstats", "multisearch", "mvcombine", "mvexpand",
        "nomv", "outlier", "rangemap", "rare", "regex", "relevancy", "rename", "replace", "reverse", "rex", "search", "selfjoin", "set", "sort", "spath", "stats", "strcat", "streamstats", "table",
        "tags", "tail", "timechart", "timewrap", "top", "transaction", "transpose", "tstats", "typer", "untable", "where", "x11", "xmlkv", "xpath", "xyseries",
    };

    /// <summary>A text as one value: nothing in it is read as anything else.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The search as the API takes it: beginning with its first command.</summary>
    public static string Begun(string query)
    {
        var trimmed = query.Trim();
        return trimmed.StartsWith('|') || trimmed.StartsWith("search ", StringComparison.OrdinalIgnoreCase) ? trimmed : $"search {trimmed}";
    }

    /// <summary>What is wrong with a search of a person's; null when it only reads.</summary>
    public static Problem? WhatIsWrong(string query)
    {
        var text = Begun(query);
        if (text.Contains('`', StringComparison.Ordinal))
        {
            return SplunkProblems.BadQuery("it holds a macro, which can be anything.");
        }

        if (text.Contains("savedsearch:", StringComparison.OrdinalIgnoreCase))
        {
            return SplunkProblems.BadQuery("it runs a saved search, which can be anything.");
        }

        var (quoted, depth, expected) = (false, 0, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            }
            else if (c == '\\' && i + 1 < text.Length && (text[i + 1] is '"' or '\\'))
            {
                return SplunkProblems.BadQuery("it holds a backslash before a quote outside of quotes, which can be read in two ways.");
            }
            else if (c is '|' or '[')
            {
                depth += c == '[' ? 1 : 0;
                expected = true;
            }
            else if (c == ']')
            {
                depth--;
                expected = false;
            }
            else if (expected && !char.IsWhiteSpace(c))
            {
                var command = Command().Match(text, i).Value;
                if (!Reading.Contains(command))
                {
                    return SplunkProblems.BadQuery(command.Length > 0 ? $"'{command}' is no command that is known to read only." : "a command is missing.");
                }

                i += command.Length - 1;
                expected = false;
            }
            else
            {
                quoted = c == '"';
            }
        }

        return quoted || depth != 0 ? SplunkProblems.BadQuery("a quote or bracket is not closed.") : null;
    }

    /// <summary>Whether a text is a time as searches take it.</summary>
    public static bool IsTime(string text) => Time().IsMatch(text);

    [GeneratedRegex(@"\G[A-Za-z][A-Za-z0-9_]*")]
    private static partial Regex Command();

    [GeneratedRegex(@"\A(now|\d{1,12}(\.\d{1,6})?|[+-]?(\d{1,6}[a-z]{1,7})?(@[a-z]{1,7}\d?([+-]\d{1,6}[a-z]{1,7})?)?|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2}))\z")]
    private static partial Regex Time();
}
