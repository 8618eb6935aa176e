using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>A call of an extension's function or method; a method's target is its first argument.</summary>
internal sealed class ExtensionCall(ExtensionFunction function, Expression[] arguments, TextPosition at) : Expression(at)
{
    public ExtensionFunction Function => function;

    public Expression[] Arguments => arguments;

    public override IEnumerable<Expression> Parts => arguments;

    protected override object Own => function;

    protected override CedarValue? Compute(Evaluation run)
    {
        var values = new CedarValue[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index].Evaluate(run) is not { } value)
            {
                return null;
            }

            values[index] = value;
        }

        return function.Call(values, out var problem) ?? run.Fail(At, problem);
    }
}
