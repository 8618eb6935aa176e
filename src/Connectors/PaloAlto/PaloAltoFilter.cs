namespace Holdfast.Connectors.PaloAlto;

/// <summary>A part of a log query that somebody has written.</summary>
internal static class PaloAltoFilter
{
    /// <summary>Whether every bracket and quotation mark is closed, so that it stays in the brackets that it is put in.</summary>
    public static bool IsClosed(string filter)
    {
        var (depth, quote) = (0, '\0');
        foreach (var one in filter)
        {
            if (quote != '\0')
            {
                quote = one == quote ? '\0' : quote;
            }
            else if (one is '\'' or '"')
            {
                quote = one;
            }
            else if (one is '(' or ')' && (depth += one == '(' ? 1 : -1) < 0)
            {
                return false;
            }
        }

        return depth == 0 && quote == '\0';
    }
}
