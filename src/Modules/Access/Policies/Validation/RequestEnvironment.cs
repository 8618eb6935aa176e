using Holdfast.Modules.Access.Policies.Schema;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>One kind of request that the schema allows: an action with a type of principal and a type of resource; for templates also the slots' types.</summary>
internal sealed record RequestEnvironment(string Principal, ActionDeclaration Action, string Resource, string? PrincipalSlot, string? ResourceSlot);
