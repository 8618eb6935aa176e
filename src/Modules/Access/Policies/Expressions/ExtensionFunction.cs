using System.Collections.Frozen;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>A function or method of the extension types: decimal, ipaddr, datetime and duration.</summary>
/// <param name="Name">As written.</param>
/// <param name="IsMethod">Written behind its first argument, <c>a.lessThan(b)</c>.</param>
/// <param name="Takes">The types of what it takes, as <see cref="CedarValue.TypeName"/> has them.</param>
/// <param name="Gives">The type of what it gives.</param>
/// <param name="Body">What it does with arguments of these types; null where the result is none that can be told.</param>
internal sealed record ExtensionFunction(string Name, bool IsMethod, string[] Takes, string Gives, Func<CedarValue[], CedarValue?> Body)
{
    private static readonly FrozenDictionary<string, ExtensionFunction> All = new ExtensionFunction[]
    {
        Constructor("decimal", "decimal", text => DecimalValue.TryParse(text, out var value) ? value : null),
        Order("lessThan", (a, b) => a < b),
        Order("lessThanOrEqual", (a, b) => a <= b),
        Order("greaterThan", (a, b) => a > b),
        Order("greaterThanOrEqual", (a, b) => a >= b),
        Constructor("ip", "ipaddr", text => IpValue.TryParse(text, out var value) ? value : null),
        Method<IpValue>("isIpv4", "ipaddr", "bool", ip => BoolValue.Of(ip.IsVersion4)),
        Method<IpValue>("isIpv6", "ipaddr", "bool", ip => BoolValue.Of(!ip.IsVersion4)),
        Method<IpValue>("isLoopback", "ipaddr", "bool", ip => BoolValue.Of(ip.IsLoopback)),
        Method<IpValue>("isMulticast", "ipaddr", "bool", ip => BoolValue.Of(ip.IsMulticast)),
        new("isInRange", true, ["ipaddr", "ipaddr"], "bool", values => BoolValue.Of(((IpValue)values[0]).IsInRange((IpValue)values[1]))),
        Constructor("datetime", "datetime", text => DateTimeValue.TryParse(text, out var value) ? value : null),
        Constructor("duration", "duration", text => DurationValue.TryParse(text, out var value) ? value : null),
        new("offset", true, ["datetime", "duration"], "datetime", values => ((DateTimeValue)values[0]).Offset((DurationValue)values[1])),
        new("durationSince", true, ["datetime", "datetime"], "duration", values => ((DateTimeValue)values[0]).Since((DateTimeValue)values[1])),
        Method<DateTimeValue>("toDate", "datetime", "datetime", moment => moment.Date),
        Method<DateTimeValue>("toTime", "datetime", "duration", moment => moment.Time),
        Span("toMilliseconds", 1),
        Span("toSeconds", 1_000),
        Span("toMinutes", 60_000),
        Span("toHours", 3_600_000),
        Span("toDays", 86_400_000),
    }.ToFrozenDictionary(function => function.Name);

    /// <summary>Makes a value of an extension type out of a text: decimal, ip, datetime, duration.</summary>
    public bool IsConstructor => !IsMethod;

    /// <summary>Null where there is none of this name.</summary>
    public static ExtensionFunction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Null, with the reason, for a wrong number or wrong types of arguments, a text that is none, and a result beyond bounds.</summary>
    public CedarValue? Call(CedarValue[] arguments, out string problem)
    {
        problem = "";
        if (arguments.Length != Takes.Length)
        {
            problem = $"'{Name}' takes {Takes.Length} argument{(Takes.Length == 1 ? "" : "s")}, a method's target counted, and here are {arguments.Length}.";
            return null;
        }

        for (var index = 0; index < arguments.Length; index++)
        {
            var takes = Takes[index];
            if (arguments[index].TypeName != takes)
            {
                problem = $"'{Name}' takes a value of type {takes} here, and there is one of type {arguments[index].TypeName}.";
                return null;
            }
        }

        var result = Body(arguments);
        if (result is null)
        {
            problem = IsConstructor ? $"{arguments[0]} is no {Gives} that can be read." : $"The result of '{Name}' is beyond what the type {Gives} holds.";
        }

        return result;
    }

    private static ExtensionFunction Constructor(string name, string type, Func<string, CedarValue?> read) =>
        new(name, false, ["string"], type, values => read(((StringValue)values[0]).Value));

    private static ExtensionFunction Method<T>(string name, string type, string gives, Func<T, CedarValue?> body)
        where T : CedarValue => new(name, true, [type], gives, values => body((T)values[0]));

    private static ExtensionFunction Order(string name, Func<long, long, bool> holds) =>
        new(name, true, ["decimal", "decimal"], "bool", values => BoolValue.Of(holds(((DecimalValue)values[0]).TenThousandths, ((DecimalValue)values[1]).TenThousandths)));

    private static ExtensionFunction Span(string name, long unit) => Method<DurationValue>(name, "duration", "long", span => new LongValue(span.Milliseconds / unit));
}
