using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>A managed machine.</summary>
public readonly partial record struct DeviceId(Guid Value) : IId<DeviceId>;

/// <summary>One thing that an analyzer says is wrong with a device.</summary>
public readonly partial record struct FindingId(Guid Value) : IId<FindingId>;

/// <summary>What lets machines enrol into a group.</summary>
public readonly partial record struct EnrollmentTokenId(Guid Value) : IId<EnrollmentTokenId>;
