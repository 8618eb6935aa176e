using System.Text.Json.Serialization;

namespace Holdfast.Modules.Access.Provisioning.Resources;

/// <summary>A person as an identity provider sees them (RFC 7643, 4.1). What is not named here is accepted and passed over.</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="UserName">The e-mail address: in a domain that the tenant has verified, and unique on the platform. Whatever its case.</param>
/// <param name="Id">Its id here; given by the server.</param>
/// <param name="ExternalId">Its id at the identity provider: at most 256 characters.</param>
/// <param name="Name">Its name in parts.</param>
/// <param name="DisplayName">What people call it: at most 256 characters.</param>
/// <param name="Active">Whether the person may sign in. False ends their sessions at once.</param>
/// <param name="Emails">The address; follows userName.</param>
/// <param name="Groups">The provisioned groups that the person is in; changed at the groups.</param>
/// <param name="Meta">When and where; given by the server.</param>
internal sealed record UserResource(
    IReadOnlyList<string> Schemas,
    string UserName,
    string? Id = null,
    string? ExternalId = null,
    NameResource? Name = null,
    string? DisplayName = null,
    bool? Active = null,
    IReadOnlyList<EmailResource>? Emails = null,
    IReadOnlyList<ReferenceResource>? Groups = null,
    MetaResource? Meta = null);

/// <summary>A person's name.</summary>
/// <param name="Formatted">All of it, as it is written.</param>
/// <param name="GivenName">The first name.</param>
/// <param name="FamilyName">The last name.</param>
internal sealed record NameResource(string? Formatted = null, string? GivenName = null, string? FamilyName = null);

/// <summary>An e-mail address of a person.</summary>
/// <param name="Value">The address.</param>
/// <param name="Type">work.</param>
/// <param name="Primary">True.</param>
internal sealed record EmailResource(string Value, string? Type = null, bool? Primary = null);

/// <summary>A reference to another resource.</summary>
/// <param name="Value">Its id.</param>
/// <param name="Reference">Its address.</param>
/// <param name="Display">What people call it.</param>
/// <param name="Type">What it is, or how it belongs.</param>
internal sealed record ReferenceResource(string Value, [property: JsonPropertyName("$ref")] string? Reference = null, string? Display = null, string? Type = null);

/// <summary>What the server says of a resource.</summary>
/// <param name="ResourceType">User, Group, Schema and so on.</param>
/// <param name="Location">Its address.</param>
/// <param name="Created">When it was made.</param>
/// <param name="LastModified">When it was last changed.</param>
/// <param name="Version">Its entity tag, for If-Match.</param>
internal sealed record MetaResource(string ResourceType, string? Location = null, DateTimeOffset? Created = null, DateTimeOffset? LastModified = null, string? Version = null);

/// <summary>A user group as an identity provider sees it (RFC 7643, 4.2): one that was made by provisioning.</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="DisplayName">Its name: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Id">Its id here; given by the server.</param>
/// <param name="ExternalId">Its id at the identity provider: at most 256 characters.</param>
/// <param name="Members">Who is in it: at most 1,000 in one request.</param>
/// <param name="Meta">When and where; given by the server.</param>
internal sealed record GroupResource(
    IReadOnlyList<string> Schemas, string DisplayName, string? Id = null, string? ExternalId = null, IReadOnlyList<ReferenceResource>? Members = null, MetaResource? Meta = null);

/// <summary>A page of resources (RFC 7644, 3.4.2).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="TotalResults">How many there are.</param>
/// <param name="StartIndex">Which of them is the first here; the first of all is 1.</param>
/// <param name="ItemsPerPage">How many are here.</param>
/// <param name="Resources">These.</param>
internal sealed record ListResource<T>(IReadOnlyList<string> Schemas, long TotalResults, int StartIndex, int ItemsPerPage, [property: JsonPropertyName("Resources")] IReadOnlyList<T> Resources);

/// <summary>A search by POST (RFC 7644, 3.4.3).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Filter">Which resources: at most 4,096 characters, 16 levels and 50 comparisons.</param>
/// <param name="SortBy">By which attribute.</param>
/// <param name="SortOrder">ascending or descending.</param>
/// <param name="StartIndex">Which of those found is the first of the answer; the first of all is 1.</param>
/// <param name="Count">How many, at most 200.</param>
/// <param name="Attributes">Only these attributes.</param>
/// <param name="ExcludedAttributes">All but these attributes.</param>
internal sealed record SearchResource(
    IReadOnlyList<string> Schemas,
    string? Filter = null,
    string? SortBy = null,
    string? SortOrder = null,
    int? StartIndex = null,
    int? Count = null,
    IReadOnlyList<string>? Attributes = null,
    IReadOnlyList<string>? ExcludedAttributes = null);
