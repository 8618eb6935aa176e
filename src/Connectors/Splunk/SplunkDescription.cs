using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;

namespace Holdfast.Connectors.Splunk;

/// <summary>What the connector needs to know and what it can do.</summary>
internal static class SplunkDescription
{
    public const string UpdateNotable = "splunk.update_notable";
    public const string SendEvent = "splunk.send_event";
    public const string DispatchSavedSearch = "splunk.dispatch_saved_search";
    public const string Search = "splunk.search";
    public const int MaxRows = 1000;

    public static IReadOnlyList<FieldDescription> Settings { get; } =
    [
        new("url", FieldType.Url, "Where the management API is, usually https://splunk:8089.") { Required = true, MaxLength = 500, BindsSecret = true },
        new("username", FieldType.Text, "The account, where there is no token.") { MaxLength = 100, BindsSecret = true },
        .. ProductHttp.TrustSettings,
        new("app", FieldType.Text, "The app in which searches run; search when not said.") { MaxLength = 100 },
        new("closedStatus", FieldType.Text, "The id of the state that closes a notable event in this installation; 5 when not said.") { MaxLength = 40 },
        new("hecUrl", FieldType.Url, "Where the HTTP event collector is, usually https://splunk:8088.") { MaxLength = 500, BindsSecret = true },
        new("hecIndex", FieldType.Text, "The index for events that are sent; the token's own when not said.") { MaxLength = 100 },
    ];

    public static IReadOnlyList<FieldDescription> Secrets { get; } =
    [
        new("token", FieldType.Secret, "An authentication token, instead of user and password.") { MaxLength = 4000 },
        new("password", FieldType.Secret, "The account's password.") { MaxLength = 200 },
        new("hecToken", FieldType.Secret, "The token of the HTTP event collector, if events are to be sent.") { MaxLength = 200 },
        new("webhookSecret", FieldType.Secret, "A secret that documents of alert actions must have in the header X-Holdfast-Secret, where something between Splunk and here adds it; else the receiver's address alone proves them.") { MaxLength = 200 },
    ];

    public static IReadOnlyList<ActionDescription> Actions { get; } =
    [
        new(UpdateNotable, "Change a notable event", "Sets a notable event's state, and its owner or urgency where that is said, with a comment.",
        [
            new("alert", FieldType.Text, "The notable event's id.") { Required = true, MaxLength = 400 },
            new("comment", FieldType.LongText, "Why.") { MaxLength = 4000 },
            new("status", FieldType.Text, "The id of the new state; the one that closes when not said.") { MaxLength = 40 },
            new("urgency", FieldType.Choice, "The new urgency.") { Choices = ["informational", "low", "medium", "high", "critical"] },
            new("owner", FieldType.Text, "The new owner.") { MaxLength = 100 },
            new("disposition", FieldType.Text, "The id of the disposition, such as disposition:6.") { MaxLength = 40 },
        ])
        {
            Purpose = ActionPurpose.CloseAlert,
            Inverse = UpdateNotable,
            Result =
            [
                new("alert", FieldType.Text, "The notable event."),
                new("status", FieldType.Text, "Its state now."),
            ],
        },
        new(SendEvent, "Send an event", "Writes an event into an index by the HTTP event collector.",
        [
            new("text", FieldType.LongText, "What it says.") { Required = true, MaxLength = 8000 },
            new("time", FieldType.Time, "When it happened; now when not said."),
            new("tags", FieldType.TextList, "By what it can be found.") { MaxLength = 100, MaxItems = 20 },
        ])
        {
            Purpose = ActionPurpose.Note,
            Result = [new("reference", FieldType.Text, "What marks it: the event's member reference.")],
        },
        new(DispatchSavedSearch, "Run a saved search", "Runs a saved search now, with its alert actions if that is said: those can do anything that somebody has set up.",
        [
            new("name", FieldType.Text, "The saved search's name.") { Required = true, MaxLength = 200 },
            new("triggerActions", FieldType.Boolean, "Whether its alert actions run; no when not said."),
        ])
        {
            Risk = ActionRisk.High,
            Result =
            [
                new("name", FieldType.Text, "The saved search."),
                new("sid", FieldType.Text, "The search's id."),
            ],
        },
        new(Search, "Search", "Runs a search that only reads, with bounds on rows and time.",
        [
            new("query", FieldType.LongText, "In SPL, of commands that read.") { Required = true, MaxLength = 8000 },
            new("earliest", FieldType.Text, "From when, such as -24h, which it is when not said.") { MaxLength = 40 },
            new("latest", FieldType.Text, "Until when; now when not said.") { MaxLength = 40 },
            new("maxRows", FieldType.Number, "The most rows; 100 when not said.") { Minimum = 1, Maximum = MaxRows },
            new("mode", FieldType.Choice, "How: a job that is followed (when not said), at once, or as a stream for what is large.") { Choices = ["job", "oneshot", "export"] },
        ])
        {
            Risk = ActionRisk.Read,
            Result =
            [
                new("count", FieldType.Number, "How many rows are here.") { Maximum = MaxRows },
                new("complete", FieldType.Boolean, "Whether these are all rows, whole."),
                new("rows", FieldType.List, "The rows.")
                {
                    MaxItems = MaxRows,
                    Item = new("row", FieldType.Object, "A row.")
                    {
                        Members =
                        [
                            new("fields", FieldType.List, "Its fields.")
                            {
                                MaxItems = 100,
                                Item = new("field", FieldType.Object, "A field.")
                                {
                                    Members =
                                    [
                                        new("name", FieldType.Text, "Its name.") { MaxLength = 200 },
                                        new("value", FieldType.LongText, "Its value; several stand in lines of their own.") { MaxLength = 2000 },
                                    ],
                                },
                            },
                        ],
                    },
                },
            ],
        },
    ];
}
