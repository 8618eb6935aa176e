using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>Checks JSON values against described fields. Says what is wrong with which member, and never repeats a value: it may be a secret.</summary>
public static class FieldRules
{
    private const int MaxNamed = 64;
    private const int MaxProblems = 50;
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create("?#\\ \t\r\n");

    /// <summary>Adds what is wrong, by the member's path below a prefix.</summary>
    /// <param name="fields">What is described.</param>
    /// <param name="json">The object; null when there is none.</param>
    /// <param name="prefix">What the request calls the object.</param>
    /// <param name="wrong">Takes a sentence for each wrong member, at most 50.</param>
    public static void Check(IReadOnlyList<FieldDescription> fields, JsonElement? json, string prefix, Dictionary<string, string> wrong)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(wrong);
        if (json is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            wrong[prefix] = "This is an object.";
            return;
        }

        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject() : default)
        {
            if (wrong.Count >= MaxProblems)
            {
                return;
            }

            var name = NameOf(member);
            var path = $"{prefix}.{(name.Length <= MaxNamed ? name : name[..MaxNamed])}";
            if (fields.FirstOrDefault(f => f.Name == name) is not { } field)
            {
                wrong[path] = "There is no such member here.";
            }
            else if (!there.Add(name))
            {
                wrong[path] = "This is there twice.";
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                there.Remove(name);
            }
            else
            {
                CheckValue(field, member.Value, path, wrong);
            }
        }

        foreach (var missing in fields.Where(f => f.Required && !there.Contains(f.Name)))
        {
            wrong.TryAdd($"{prefix}.{missing.Name}", "This is needed.");
        }
    }

    private static void CheckValue(FieldDescription field, JsonElement value, string path, Dictionary<string, string> wrong)
    {
        if (field.Type == FieldType.Object)
        {
            Check(field.Members, value, path, wrong);
        }
        else if (Wrong(field, value) is { } sentence)
        {
            wrong[path] = sentence;
        }
        else if (field is { Type: FieldType.List, Item: { } item })
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                if (wrong.Count >= MaxProblems)
                {
                    return;
                }

                CheckValue(item, element, $"{path}.{index++}", wrong);
            }
        }
    }

    private static string? Wrong(FieldDescription field, JsonElement value) => field.Type switch
    {
        FieldType.Text => IsText(field, value, lines: false) ? null : $"A text of 1 to {field.MaxLength} characters in one line.",
        FieldType.LongText => IsText(field, value, lines: true) ? null : $"A text of 1 to {field.MaxLength} characters.",
        FieldType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= field.Minimum && number <= field.Maximum
            ? null
            : $"A whole number from {field.Minimum} to {field.Maximum}.",
        FieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false.",
        FieldType.Url => IsAddress(field, value) ? null : "An http or https address without user, query or fragment.",
        FieldType.Time => IsMoment(value) ? null : "A moment with its offset, as RFC 3339 writes it.",
        FieldType.TextList => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= field.MaxItems && value.EnumerateArray().All(v => IsText(field, v, lines: false))
            ? null
            : $"At most {field.MaxItems} texts of 1 to {field.MaxLength} characters.",
        FieldType.Certificate => IsCertificate(field, value) ? null : "One or more X.509 certificates in PEM.",
        FieldType.Choice => Text(value) is { } choice && field.Choices.Contains(choice, StringComparer.Ordinal) ? null : $"One of {string.Join(", ", field.Choices)}.",
        FieldType.Decimal => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var fraction) && fraction >= field.Minimum && fraction <= field.Maximum
            ? null
            : $"A number from {field.Minimum} to {field.Maximum}.",
        FieldType.List => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= field.MaxItems ? null : $"At most {field.MaxItems} items.",
        FieldType.Secret => IsText(field, value, lines: false) ? null : $"A text of 1 to {field.MaxLength} characters in one line.",
        _ => throw new InvalidOperationException($"{field.Type} has no rule."),
    };

    private static bool IsText(FieldDescription field, JsonElement value, bool lines) =>
        Text(value) is { } text
        && text.Length <= field.MaxLength
        && !string.IsNullOrWhiteSpace(text)
        && !text.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'));

    private static bool IsAddress(FieldDescription field, JsonElement value) =>
        Text(value) is { } text
        && text.Length <= field.MaxLength
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0 && !text.AsSpan().ContainsAny(NotInAddress);

    private static bool IsMoment(JsonElement value) =>
        Text(value) is { Length: >= 20 } text
        && (text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':'))
        && value.TryGetDateTimeOffset(out _);

    private static bool IsCertificate(FieldDescription field, JsonElement value)
    {
        if (Text(value) is not { } text || text.Length > field.MaxLength || text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    // JSON can write half of a surrogate pair, which is no text.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }
}
