using System.Reflection;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Holdfast.Platform.Http;

/// <summary>Describes the API as OpenAPI 3.1, from what the endpoints already say of themselves.</summary>
public static class OpenApiDocumentation
{
    /// <summary>The document's name in its address.</summary>
    public const string Name = "v1";

    /// <summary>Registers the generator.</summary>
    public static IServiceCollection AddHoldfastOpenApi(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer(OpenApiSchemas.Shape);
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<Operation>().FirstOrDefault() is { } performed)
            {
                Summarise(operation, performed.Feature);
                operation.Description = $"{operation.Description} Requires: {performed.Admission}{(performed.Admission.Narrows ? ", on the tenant or a part of it" : "")}.".TrimStart();
                if (performed.Admission.Flag is { } flag)
                {
                    operation.Description += $" Of plans that have `{flag.Name}`.";
                }

                if (performed.Admission.Entry is not Entry.Anonymous)
                {
                    operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
                }
            }

            var parameters = metadata.OfType<MethodInfo>().FirstOrDefault()?.GetParameters() ?? [];
            operation.Parameters ??= [];
            if (Array.Exists(parameters, p => p.ParameterType == typeof(PageQuery)))
            {
                operation.Parameters.Add(Query("limit", "1 to 200; 50 when not said.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200" }));
                operation.Parameters.Add(Query("cursor", "nextCursor of the page before.", new OpenApiSchema { Type = JsonSchemaType.String }));
            }

            if (metadata.OfType<AlsoAsCsv>().Any())
            {
                operation.Parameters.Add(Query(TableFormat.Parameter, "json or csv; when not said, what Accept asks for, and JSON otherwise.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["json", "csv"] }));
                (operation.Responses?["200"] as OpenApiResponse)?.Content?.Add(Csv.MediaType, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }

            if (Array.Exists(parameters, p => p.ParameterType == typeof(IfMatch)))
            {
                operation.Parameters.Add(Header("If-Match", "The ETag that was read; 412 when it is out of date."));
            }

            var isOpen = metadata.OfType<Operation>().FirstOrDefault() is { Admission.Entry: Entry.Anonymous };
            if (HttpMethods.IsPost(context.Description.HttpMethod ?? "") && !isOpen && !metadata.OfType<CredentialEndpoint>().Any())
            {
                operation.Parameters.Add(Header("Idempotency-Key", "Kept 24 hours: the same key and body answer the same."));
            }

            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
            {
                parameter.Name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            }

            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path && p.Name!.EndsWith("id", StringComparison.OrdinalIgnoreCase)))
            {
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
            }

            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => string.IsNullOrEmpty(p.Description)))
            {
                parameter.Description = Words(parameters, parameter.Name!);
            }

            operation.Responses ??= [];
            var form = metadata.OfType<IProblemForm>().FirstOrDefault();
            operation.Responses["default"] = new OpenApiResponse
            {
                Description = $"A problem{(form is null ? " (RFC 9457)" : "")}; `code` is stable.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [form?.MediaType ?? "application/problem+json"] = new() { Schema = new OpenApiSchemaReference(form?.SchemaName ?? "Problem", context.Document) },
                },
            };
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(OpenApiSchemas.Finish);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Holdfast",
                Version = "v1",
                Description = "From a signal, to an authorised action, to a proof. Sign in at /api/auth/login and send the access token as a bearer token.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas["Problem"] = ProblemSchema();
            return Task.CompletedTask;
        });
    });

    // The first sentence of what the feature says of itself is its line in a list; the others are for who looks closer.
    private static void Summarise(OpenApiOperation operation, Type? feature)
    {
        var words = feature is null ? "" : SourceComments.Of(feature);
        var end = words.IndexOf(". ", StringComparison.Ordinal);
        operation.Summary = (end < 0 ? words : words[..end]).TrimEnd('.');
        operation.Description = end < 0 ? null : words[(end + 2)..];
    }

    // A parameter says it in the method's list, or as a member of a record of parameters; an id by its type.
    private static string? Words(ParameterInfo[] parameters, string name)
    {
        var words = Array.Find(parameters, p => p.Name == name) is { } own
            ? SourceComments.Of(Nullable.GetUnderlyingType(own.ParameterType) ?? own.ParameterType)
            : parameters.Where(p => p.IsDefined(typeof(AsParametersAttribute)))
                .SelectMany(p => p.ParameterType.GetProperties())
                .Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(SourceComments.Of)
                .FirstOrDefault();
        return words is { Length: > 0 } ? words : null;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What went wrong (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "code", "detail", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A name for the kind of problem." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The status in words." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable; never renamed." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, for a person." },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Leads to the request in the log and in traces." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with which member of the request.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        },
    };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
