using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Holdfast.Platform.Http;

/// <summary>The shapes of requests and answers as they are on the wire, with what the sources say of them.</summary>
internal static class OpenApiSchemas
{
    // The generator's own marks: a type with a schema of its own, and the description of a member of such a type.
    private const string NamedSchema = "x-schema-id";
    private const string BesideReference = "x-ref-description";

    public static Task Shape(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? default : JsonSchemaType.Null;
        if (Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "uuid";
        }

        if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }

        if (type.IsEnum)
        {
            // The generator writes whichever it meets first, the enum or the enum or null; where it is used says that it may be null.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. schema.Enum?.OfType<JsonNode>() ?? []];
        }

        if (type.IsAssignableTo(typeof(Modularity.IRequest)))
        {
            schema.AdditionalPropertiesAllowed = false;
        }

        // What cannot be set is not null because nothing could be refused: the getter's type says whether it is.
        if (context.JsonPropertyInfo is { Set: null, IsGetNullable: false })
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        Describe(schema, type, context.JsonPropertyInfo);
        return Task.CompletedTask;
    }

    /// <summary>An answer always has all its members (only a request may leave some out), and each member's words stand at the member.</summary>
    public static Task Finish(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        var schemas = document.Components!.Schemas!;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<IOpenApiSchema>(document.Paths.Values.SelectMany(p => p.Operations!.Values).SelectMany(o => o.RequestBody?.Content?.Values.Select(c => c.Schema).OfType<IOpenApiSchema>() ?? []));
        // Where a standard fixes the form of an answer, what is null is left out of it.
        foreach (var (_, content) in document.Paths.Values.SelectMany(p => p.Operations!.Values).SelectMany(o => o.Responses!.Values).SelectMany(r => r.Content ?? new Dictionary<string, OpenApiMediaType>()).Where(c => IsOfStandard(c.Key)))
        {
            if (content.Schema is not null)
            {
                open.Enqueue(content.Schema);
            }
        }

        while (open.TryDequeue(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } name } && !asked.Add(name))
            {
                continue;
            }

            foreach (var inner in (schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []).Append(schema.Items).OfType<IOpenApiSchema>())
            {
                open.Enqueue(inner);
            }
        }

        foreach (var (name, schema) in schemas)
        {
            foreach (var member in schema.Properties?.Values.OfType<OpenApiSchema>().Where(m => m.OneOf is not null) ?? [])
            {
                // A member that may be null is described itself, not its one half.
                foreach (var half in member.OneOf!.OfType<OpenApiSchemaReference>().Where(half => half.Reference.Description is not null))
                {
                    (member.Description, half.Reference.Description) = (half.Reference.Description, null);
                }
            }

            if (!asked.Contains(name) && schema is OpenApiSchema { Properties: { Count: > 0 } properties } answer)
            {
                answer.Required = new HashSet<string>(properties.Keys, StringComparer.Ordinal);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsOfStandard(string mediaType) => mediaType.EndsWith("+json", StringComparison.Ordinal) && mediaType != "application/problem+json";

    private static void Describe(OpenApiSchema schema, Type type, JsonPropertyInfo? member)
    {
        var named = schema.Metadata?.TryGetValue(NamedSchema, out var id) is true && id is string { Length: > 0 };
        if ((named || member is null) && Words(type) is { Length: > 0 } meaning)
        {
            schema.Description = meaning;
        }

        if (member?.AttributeProvider is PropertyInfo property && SourceComments.Of(property) is { Length: > 0 } words)
        {
            if (named)
            {
                schema.Metadata![BesideReference] = words;
            }
            else
            {
                schema.Description = words;
            }
        }
    }

    private static string Words(Type type)
    {
        if (type == typeof(JsonElement))
        {
            return "Any JSON; what it is about is said where it stands.";
        }

        if (type.Assembly.GetName().Name is not { } assembly || !assembly.StartsWith("Holdfast.", StringComparison.Ordinal))
        {
            return "";
        }

        var members = type.IsEnum
            ? type.GetFields(BindingFlags.Static | BindingFlags.Public)
                .Select(f => (Name: EnumText.Of((Enum)f.GetValue(null)!), Words: SourceComments.Of(f)))
                .Where(m => m.Words.Length > 0)
                .Select(m => $"- `{m.Name}`: {m.Words}")
            : [];
        return string.Join("\n", members.Prepend(SourceComments.Of(type))).Trim();
    }
}
