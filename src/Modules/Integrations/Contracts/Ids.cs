using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A tenant's configured use of a connector.</summary>
public readonly partial record struct IntegrationId(Guid Value) : IId<IntegrationId>;

/// <summary>What is read through an integration.</summary>
public readonly partial record struct FeedId(Guid Value) : IId<FeedId>;

/// <summary>An address to which a product posts.</summary>
public readonly partial record struct ReceiverId(Guid Value) : IId<ReceiverId>;

/// <summary>What a product says is wrong.</summary>
public readonly partial record struct AlertId(Guid Value) : IId<AlertId>;

/// <summary>What a product looks after.</summary>
public readonly partial record struct AssetId(Guid Value) : IId<AssetId>;

/// <summary>A known weakness of what a product looks after.</summary>
public readonly partial record struct VulnerabilityId(Guid Value) : IId<VulnerabilityId>;

/// <summary>A document of a product's that could not be read.</summary>
public readonly partial record struct RejectionId(Guid Value) : IId<RejectionId>;
