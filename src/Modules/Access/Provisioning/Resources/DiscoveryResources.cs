namespace Holdfast.Modules.Access.Provisioning.Resources;

/// <summary>What of the protocol there is here (RFC 7643, 5).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="DocumentationUri">Where it is written how to connect an identity provider.</param>
/// <param name="Patch">Whether resources are changed by operations.</param>
/// <param name="Bulk">Whether several operations come in one request.</param>
/// <param name="Filter">Whether there are filters.</param>
/// <param name="ChangePassword">Whether passwords are set.</param>
/// <param name="Sort">Whether lists are sorted.</param>
/// <param name="Etag">Whether there are entity tags.</param>
/// <param name="AuthenticationSchemes">How clients say who they are.</param>
/// <param name="Meta">Where it is.</param>
internal sealed record ServiceProviderConfigResource(
    IReadOnlyList<string> Schemas,
    string? DocumentationUri,
    SupportResource Patch,
    BulkSupportResource Bulk,
    FilterSupportResource Filter,
    SupportResource ChangePassword,
    SupportResource Sort,
    SupportResource Etag,
    IReadOnlyList<AuthenticationSchemeResource> AuthenticationSchemes,
    MetaResource Meta);

/// <summary>Whether there is something.</summary>
/// <param name="Supported">Whether there is.</param>
internal sealed record SupportResource(bool Supported);

/// <summary>Whether several operations come in one request.</summary>
/// <param name="Supported">Whether they do.</param>
/// <param name="MaxOperations">How many at most.</param>
/// <param name="MaxPayloadSize">The largest body in bytes.</param>
internal sealed record BulkSupportResource(bool Supported, int MaxOperations, int MaxPayloadSize);

/// <summary>Whether there are filters.</summary>
/// <param name="Supported">Whether there are.</param>
/// <param name="MaxResults">How many resources are in one answer at most.</param>
internal sealed record FilterSupportResource(bool Supported, int MaxResults);

/// <summary>How clients say who they are.</summary>
/// <param name="Type">oauthbearertoken.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">In words.</param>
/// <param name="Primary">Whether it is the one to be preferred.</param>
internal sealed record AuthenticationSchemeResource(string Type, string Name, string Description, bool Primary);

/// <summary>A kind of resource (RFC 7643, 6).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Id">Its id, which is its name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Endpoint">Where it is, below the base address.</param>
/// <param name="Description">In words.</param>
/// <param name="Schema">The URI of its schema.</param>
/// <param name="Meta">Where this is.</param>
internal sealed record ResourceTypeResource(IReadOnlyList<string> Schemas, string Id, string Name, string Endpoint, string Description, string Schema, MetaResource Meta);

/// <summary>What a kind of resource is made of (RFC 7643, 7).</summary>
/// <param name="Schemas">What it is.</param>
/// <param name="Id">Its URI.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">In words.</param>
/// <param name="Attributes">Of what.</param>
/// <param name="Meta">Where this is.</param>
internal sealed record SchemaResource(IReadOnlyList<string> Schemas, string Id, string Name, string Description, IReadOnlyList<SchemaAttributeResource> Attributes, MetaResource Meta);

/// <summary>An attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">string, boolean, complex, reference.</param>
/// <param name="MultiValued">Whether it has several values.</param>
/// <param name="Description">In words.</param>
/// <param name="Required">Whether it is needed.</param>
/// <param name="CaseExact">Whether case matters.</param>
/// <param name="Mutability">readWrite or readOnly.</param>
/// <param name="Returned">When it is in answers.</param>
/// <param name="Uniqueness">none or server.</param>
/// <param name="SubAttributes">What it is made of, where it is complex.</param>
internal sealed record SchemaAttributeResource(
    string Name,
    string Type,
    bool MultiValued,
    string Description,
    bool Required,
    bool CaseExact,
    string Mutability,
    string Returned,
    string Uniqueness,
    IReadOnlyList<SchemaAttributeResource>? SubAttributes = null);
