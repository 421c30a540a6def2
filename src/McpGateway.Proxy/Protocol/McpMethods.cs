using System.Text;

namespace McpGateway.Proxy.Protocol;

/// <summary>Method names of all supported protocol revisions. Reading a known one from bytes allocates nothing.</summary>
public static class McpMethods
{
    public const string Initialize = "initialize";
    public const string Ping = "ping";
    public const string Discover = "server/discover";
    public const string Initialized = NotificationPrefix + "initialized";
    public const string Cancelled = NotificationPrefix + "cancelled";
    public const string Progress = NotificationPrefix + "progress";
    public const string ToolsList = "tools/list";
    public const string ToolsCall = "tools/call";
    public const string PromptsList = "prompts/list";
    public const string PromptsGet = "prompts/get";
    public const string ResourcesList = "resources/list";
    public const string ResourceTemplatesList = "resources/templates/list";
    public const string ResourcesRead = "resources/read";
    public const string ResourcesSubscribe = "resources/subscribe";
    public const string ResourcesUnsubscribe = "resources/unsubscribe";
    public const string SubscriptionsListen = "subscriptions/listen";
    public const string LoggingSetLevel = "logging/setLevel";
    public const string CompletionComplete = "completion/complete";
    public const string TasksList = "tasks/list";
    public const string TasksGet = "tasks/get";
    public const string TasksUpdate = "tasks/update";
    public const string TasksCancel = "tasks/cancel";
    public const string TasksResult = "tasks/result";
    public const string NotificationPrefix = "notifications/";

    private const int LongestKnown = 48;

    private static readonly (byte[] Utf8, string Name)[][] ByLength = Index(
        Initialize,
        Ping,
        Discover,
        ToolsList,
        ToolsCall,
        PromptsList,
        PromptsGet,
        ResourcesList,
        ResourceTemplatesList,
        ResourcesRead,
        ResourcesSubscribe,
        ResourcesUnsubscribe,
        SubscriptionsListen,
        LoggingSetLevel,
        CompletionComplete,
        TasksList,
        TasksGet,
        TasksUpdate,
        TasksCancel,
        TasksResult,
        "roots/list",
        "sampling/createMessage",
        "elicitation/create",
        Initialized,
        Cancelled,
        Progress,
        "notifications/message",
        "notifications/roots/list_changed",
        "notifications/tools/list_changed",
        "notifications/prompts/list_changed",
        "notifications/resources/list_changed",
        "notifications/resources/updated",
        "notifications/tasks/status",
        "notifications/subscriptions/acknowledged",
        "notifications/elicitation/complete");

    /// <summary>The shared instance for a known method name, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKnown)
        {
            return null;
        }

        foreach (var (bytes, name) in ByLength[utf8.Length])
        {
            if (utf8.SequenceEqual(bytes))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Whether the name belongs to a revision that the gateway knows.</summary>
    public static bool IsKnown(string method)
    {
        if (method.Length <= LongestKnown)
        {
            foreach (var (_, name) in ByLength[method.Length])
            {
                if (name == method)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Handshake and liveness: access to the server is enough.</summary>
    public static bool NeedsServerAccessOnly(string method) =>
        method is Initialize or Ping or Discover || method.StartsWith(NotificationPrefix, StringComparison.Ordinal);

    /// <summary>Whether it says what a server is or has, and does nothing.</summary>
    public static bool IsHandshakeOrList(string method) =>
        NeedsServerAccessOnly(method) || method.EndsWith("/list", StringComparison.Ordinal);

    /// <summary>Which member of <c>params</c> names what the method acts on.</summary>
    public static TargetSource TargetOf(string method) => method switch
    {
        ToolsCall or PromptsGet => TargetSource.Name,
        ResourcesRead or ResourcesSubscribe or ResourcesUnsubscribe => TargetSource.Uri,
        TasksGet or TasksUpdate or TasksCancel or TasksResult => TargetSource.TaskId,
        CompletionComplete => TargetSource.Reference,
        _ => TargetSource.None,
    };

    private static (byte[] Utf8, string Name)[][] Index(params string[] names)
    {
        var byLength = new List<(byte[], string)>[LongestKnown + 1];
        foreach (var name in names)
        {
            (byLength[name.Length] ??= []).Add((Encoding.UTF8.GetBytes(name), name));
        }

        return Array.ConvertAll(byLength, list => list?.ToArray() ?? []);
    }
}

/// <summary>Which member of <c>params</c> names what a method acts on.</summary>
public enum TargetSource
{
    None,
    Name,
    Uri,
    TaskId,
    Reference,
}
