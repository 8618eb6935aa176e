using Holdfast.Modules.Access.Policies.Expressions;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>What has been asked for with <c>has</c> or <c>hasTag</c>, and so may be read: attributes by name, tags by the expression that names them.</summary>
internal sealed class Capabilities
{
    private readonly (Expression Target, object Key)[] all;

    private Capabilities((Expression, object)[] all) => this.all = all;

    public static Capabilities None { get; } = new([]);

    public int Count => all.Length;

    public static Capabilities Of(Expression target, object key) => new([(target, key)]);

    public bool Contain(Expression target, object key) =>
        Array.Exists(all, one => one.Target.IsSame(target) && (one.Key, key) is (Expression a, Expression b) ? a.IsSame(b) : one.Target.IsSame(target) && one.Key.Equals(key));

    public Capabilities And(Capabilities others) => others.all.Length == 0 ? this : all.Length == 0 ? others : new([.. all, .. others.all]);

    public Capabilities InBoth(Capabilities others) => new([.. all.Where(one => others.Contain(one.Target, one.Key))]);
}
