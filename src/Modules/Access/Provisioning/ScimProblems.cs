using System.Text.Json;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Problems in the protocol's form (RFC 7644, 3.12), with our code beside.</summary>
internal sealed class ScimProblems : IProblemForm
{
    /// <summary>For endpoints to say that they write so.</summary>
    public static ScimProblems Form { get; } = new();

    public string MediaType => ScimAnswer.MediaType;

    public string SchemaName => nameof(ErrorResource);

    public void Write(Utf8JsonWriter json, int status, string code, string detail, string traceId) => JsonSerializer.Serialize(json, Of(status, code, detail, traceId), ScimJson.Options);

    /// <summary>A problem as it stands in the answer to a bulk request.</summary>
    public static ErrorResource Of(Problem problem) => Of(ProblemWriter.Status(problem.Kind), problem.Code, problem.Detail, null);

    private static ErrorResource Of(int status, string code, string detail, string? traceId) => new([ScimSchemas.Error], $"{status}", TypeOf(status, code), detail, code, traceId);

    // Table 9. What it has no word for has none.
    private static string? TypeOf(int status, string code) => code switch
    {
        "provisioning.invalid_filter" => "invalidFilter",
        "provisioning.invalid_path" => "invalidPath",
        "provisioning.no_target" => "noTarget",
        "provisioning.mutability" or "provisioning.disabled_by_hand" or "user.last_admin" => "mutability",
        "provisioning.too_many" => "tooMany",
        "provisioning.invalid_value" or "provisioning.foreign_domain" => "invalidValue",
        "user.email_taken" or "user.username_taken" or "user_group.exists" => "uniqueness",
        _ => status == 400 ? code.StartsWith("provisioning.", StringComparison.Ordinal) || code.StartsWith("request.malformed", StringComparison.Ordinal) ? "invalidSyntax" : "invalidValue" : null,
    };
}
