using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Modules.Access.Provisioning.Resources;

/// <summary>Changes of one resource (RFC 7644, 3.5.2).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Operations">At most 100, done in their order, all or none.</param>
internal sealed record PatchResource(IReadOnlyList<string> Schemas, [property: JsonPropertyName("Operations")] IReadOnlyList<PatchOperationResource> Operations);

/// <summary>One change.</summary>
/// <param name="Op">add, replace or remove, whatever the case.</param>
/// <param name="Path">Where; absent, the value is an object of attributes.</param>
/// <param name="Value">To what.</param>
internal sealed record PatchOperationResource(string Op, string? Path = null, JsonElement? Value = null);

/// <summary>Several operations in one request (RFC 7644, 3.7).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Operations">At most 100. Each is a change of its own, with an audit entry of its own.</param>
/// <param name="FailOnErrors">After so many that failed the others are not tried; absent, all are.</param>
internal sealed record BulkResource(IReadOnlyList<string> Schemas, [property: JsonPropertyName("Operations")] IReadOnlyList<BulkOperationResource> Operations, int? FailOnErrors = null);

/// <summary>One operation.</summary>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">/Users, /Groups, or one of these with an id, or with bulkId: and the bulkId of an operation that makes it.</param>
/// <param name="BulkId">What others call what this makes: as bulkId:… where an id stands. Needed with POST.</param>
/// <param name="Version">As in If-Match.</param>
/// <param name="Data">The body.</param>
internal sealed record BulkOperationResource(string Method, string Path, string? BulkId = null, string? Version = null, JsonElement? Data = null);

/// <summary>What became of several operations.</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Operations">Those that were tried, in their order in the request.</param>
internal sealed record BulkAnswerResource(IReadOnlyList<string> Schemas, [property: JsonPropertyName("Operations")] IReadOnlyList<BulkOutcomeResource> Operations);

/// <summary>What became of one.</summary>
/// <param name="Method">As it was asked.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="BulkId">As it was asked.</param>
/// <param name="Location">The resource's address.</param>
/// <param name="Version">Its entity tag.</param>
/// <param name="Response">The error, where it is one.</param>
internal sealed record BulkOutcomeResource(string Method, string Status, string? BulkId = null, string? Location = null, string? Version = null, ErrorResource? Response = null);

/// <summary>An error (RFC 7644, 3.12).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="ScimType">Of which kind, where the standard has a word for it.</param>
/// <param name="Detail">What is wrong, for a person.</param>
/// <param name="Code">Stable, and finer than the standard's word.</param>
/// <param name="TraceId">Leads to the request in the log.</param>
internal sealed record ErrorResource(IReadOnlyList<string> Schemas, string Status, string? ScimType, string Detail, string Code, string? TraceId = null);
